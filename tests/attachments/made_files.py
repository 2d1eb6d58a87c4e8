"""Real files of every kind, made by the tools people use."""

import io
import shutil
import subprocess
import zipfile

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def office(directory, target, source_name="source.txt", text="Hồ sơ sáng kiến: máy lọc nước.\n" * 40):
    """A document of LibreOffice."""
    source = directory / source_name
    source.write_text(text, encoding="utf-8")
    profile = directory / "profile"
    command = ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--convert-to", target]
    subprocess.run([*command, "--outdir", str(directory), str(source)], check=True, capture_output=True, timeout=120)
    return (directory / f"source.{target.partition(':')[0]}").read_bytes()


def movie(directory):
    """Two seconds of film."""
    if shutil.which("ffmpeg") is None:
        return None
    path = directory / "film.mp4"
    source = ["-f", "lavfi", "-i", "testsrc=duration=2:size=160x120:rate=10"]
    subprocess.run(["ffmpeg", "-y", *source, str(path)], check=True, capture_output=True, timeout=120)
    return path.read_bytes()


def picture(kind="JPEG"):
    """A photograph with a place in its EXIF."""
    image = Image.effect_noise((320, 240), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = "Ảnh chụp tại nhà riêng", "Nguyễn Văn A"
    buffer = io.BytesIO()
    image.save(buffer, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return buffer.getvalue()


def rewritten(pdf, change):
    """A PDF with something done to it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def with_launch(writer):
    """Have the document start a program."""
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch"), NameObject("/F"): TextStringObject("a.exe")})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def with_script(writer):
    """Have the document run a script when it is opened."""
    action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("app.alert(1)")}
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(DictionaryObject(action))


def boxes(*kinds):
    """The frame of a film: boxes of the given kinds, each with a little inside."""
    return b"".join((16).to_bytes(4, "big") + kind + b"\0" * 8 for kind in kinds)


def packed(members, **options):
    """A ZIP archive of the given members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def locked(archive):
    """The same archive with the mark of encryption on every member."""
    changed = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := changed.find(signature, place + 1)) >= 0:
            changed[place + offset] |= 1
    return bytes(changed)


HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def has_office():
    """Whether LibreOffice is here."""
    return shutil.which("soffice") is not None


def add_hyperlink(paragraph, relation, text):
    """A link in a Word document."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link, run, words = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:t")
    link.set(qn("r:id"), relation)
    words.text = text
    run.append(words)
    link.append(run)
    paragraph._p.append(link)
