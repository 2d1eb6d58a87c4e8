"""The programs that people make files with: the tests of what is taken in and refused use them, not imitations."""

from tests.stack.server import Server, need

PROGRAMS = ("soffice", "ffmpeg", "/usr/bin/convert", "exiftool", "qpdf", "pdfsig", "java")


class Tools(Server):
    """No server: it only says that the programs are there, or which one is missing."""

    name = "LibreOffice, ffmpeg, ImageMagick, exiftool, qpdf, pdfsig, Java"

    def start(self) -> dict[str, str]:
        for program in PROGRAMS:
            need(program)
        return {"PORTAL_TEST_TOOLS": ",".join(PROGRAMS)}
