"""Real files, made once for all tests of a process."""

import os

import pytest

from tests.attachments import made_files as made
from tests.attachments.office import documents


@pytest.fixture(scope="session")
def tools():
    """The programs that make files."""
    if not os.environ.get("PORTAL_TEST_TOOLS"):
        pytest.skip("LibreOffice, ffmpeg, ImageMagick, exiftool or qpdf is not here: run through `make test`")


@pytest.fixture(scope="session")
def good(tools, tmp_path_factory):
    """Good files by ending; documents also `locked.…` and `macro.…`."""
    directory = tmp_path_factory.mktemp("good")
    return {
        **documents(directory),
        **{kind: made.media(directory, kind) for kind in ("mp4", "mp3", "wav", "webm")},
        **{kind: made.photograph(directory, kind) for kind in ("jpg", "png", "webp")},
    }
