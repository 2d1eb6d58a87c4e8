"""Real files of every kind, made by the tools people use, and what hostile hands make of them."""

import io
import subprocess
import zipfile

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

MAKER = "Nguyễn Văn A"
SECOND = ["-f", "lavfi", "-i", "testsrc=duration=1:size=160x120:rate=10", "-f", "lavfi", "-i", "sine=duration=1"]
TOLD = {"title": "Tên máy của A", "artist": MAKER, "comment": "Nhà riêng", "creation_time": "2024-06-15T08:00:00Z"}


def run(*command):
    """Run a program and be sure that it worked."""
    subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=120)


def media(directory, extension):
    """A second of film or sound that says whose it is, by ffmpeg."""
    path = directory / f"made.{extension}"
    told = [part for key, value in TOLD.items() for part in ("-metadata", f"{key}={value}")]
    place = ["-metadata", "location=+10.7769+106.7009/", "-movflags", "use_metadata_tags"] if extension == "mp4" else []
    sound = [] if extension in ("mp4", "webm") else ["-vn"]
    run("ffmpeg", "-y", *SECOND, *sound, *told, *place, path)
    return path.read_bytes()


def photograph(directory, extension="jpg", size="320x240"):
    """A photograph by ImageMagick, with a place and a photographer by exiftool."""
    path = directory / f"photo.{extension}"
    run("/usr/bin/convert", "-size", size, "plasma:", path)
    place = ["-GPSLatitude=10.7769", "-GPSLatitudeRef=N", "-GPSLongitude=106.7009", "-GPSLongitudeRef=E"]
    run("exiftool", "-overwrite_original", f"-Artist={MAKER}", f"-XMP:Creator={MAKER}", *place, path)
    return path.read_bytes()


def told_by(directory, content, name):
    """Everything that exiftool can read about a file, unknown and embedded things too, as text."""
    path = directory / name
    path.write_bytes(content)
    command = ["exiftool", "-a", "-u", "-ee", "-G1", "-charset", "riff=utf8", path]
    done = subprocess.run(command, check=True, capture_output=True, timeout=60)
    return done.stdout.decode()


def qpdf(directory, content, *options):
    """A PDF after qpdf has done something to it."""
    source, target = directory / "source.pdf", directory / "target.pdf"
    source.write_bytes(content)
    run("qpdf", *options, source, target)
    return target.read_bytes()


def picture(kind="JPEG"):
    """A small picture that says who made it."""
    image = Image.effect_noise((320, 240), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = "Ảnh chụp tại nhà riêng", MAKER
    buffer = io.BytesIO()
    image.save(buffer, kind, **({"exif": exif} if kind == "JPEG" else {}))
    return buffer.getvalue()


def blank_picture(kind, width, height):
    """A picture of one colour, however large."""
    buffer = io.BytesIO()
    Image.new("1" if kind == "PNG" else "L", (width, height)).save(buffer, kind)
    return buffer.getvalue()


def pages(count):
    """A PDF of many empty pages."""
    writer = PdfWriter()
    for _ in range(count):
        writer.add_blank_page(595, 842)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def rewritten(pdf, change):
    """A PDF with something done to it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf)))
    change(writer)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _action(kind, key, value):
    return DictionaryObject({NameObject("/S"): NameObject(kind), NameObject(key): TextStringObject(value)})


def with_launch(writer):
    """Have the document start a program."""
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(_action("/Launch", "/F", "a.exe"))


def with_script(writer):
    """Have the document run a script when it is opened."""
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(_action("/JavaScript", "/JS", "app.alert(1)"))


def with_named_script(writer):
    """Give the document a named script."""
    action = writer._add_object(_action("/JavaScript", "/JS", "app.alert(1)"))
    named = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("a"), action])})
    writer.root_object[NameObject("/Names")] = DictionaryObject({NameObject("/JavaScript"): named})


def with_script_of_a_page(writer):
    """Have a page run a script when it is turned to."""
    action = writer._add_object(_action("/JavaScript", "/JS", "app.alert(1)"))
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})


def packed(members, compression=zipfile.ZIP_DEFLATED):
    """A ZIP archive of the given members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def repacked(archive, changes):
    """The same archive with some members changed or added."""
    with zipfile.ZipFile(io.BytesIO(archive)) as old:
        return packed({**{name: old.read(name) for name in old.namelist()}, **changes})


def renamed(document, old, new, folder=False):
    """A document of before 2007 in which a stream bears another name, or is a folder."""
    before, after = (name.encode("utf-16-le") + b"\0\0" for name in (old, new))
    entry = before.ljust(64, b"\0") + bytes([len(before), 0, 2])
    assert document.count(entry) == 1
    return document.replace(entry, after.ljust(64, b"\0") + bytes([len(after), 0, 1 if folder else 2]))


def nested(depth, content=b"x"):
    """An archive in an archive in an archive."""
    return packed({"a.zip" if depth else "a.txt": nested(depth - 1, content) if depth else content})


def locked(archive):
    """The same archive with the mark of encryption on every member."""
    changed = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = -1
        while (place := changed.find(signature, place + 1)) >= 0:
            changed[place + offset] |= 1
    return bytes(changed)


RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
HYPERLINK = f"{RELATIONS}/hyperlink"


def related(docx, kind, target, part="word/_rels/document.xml.rels"):
    """A Word document with one more relation to something outside of it."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        known = archive.read(part) if part in archive.namelist() else EMPTY_RELATIONS
    added = f'<Relationship Id="rId99" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="External"/>'
    return repacked(docx, {part: known.replace(b"</Relationships>", added.encode() + b"</Relationships>")})


EMPTY_RELATIONS = (
    b'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns='
    b'"http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


def add_hyperlink(paragraph, relation, text):
    """A link in a Word document."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link, run_, words = OxmlElement("w:hyperlink"), OxmlElement("w:r"), OxmlElement("w:t")
    link.set(qn("r:id"), relation)
    words.text = text
    run_.append(words)
    link.append(run_)
    paragraph._p.append(link)
