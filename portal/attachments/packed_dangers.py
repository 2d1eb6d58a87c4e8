"""What is wrong with an archive or a document that is one: Office Open XML (ECMA-376), OpenDocument (ISO 26300)."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from portal.attachments.legacy_office import OLE_HEAD, holds_a_package, is_encrypted_package
from portal.attachments.rules import FileProblem

PROGRAM_HEADS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe")
OPEN_XML = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OPEN_DOCUMENT = frozenset({"odt", "ods", "odp"})
ARCHIVES = (".zip", ".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm", ".odt", ".ods", ".odp", ".jar")
MOST_UNPACKED = 2 * 1024 * 1024 * 1024
MOST_MEMBERS = 10_000
STRANGE_RATIO = 200
RATIO_MATTERS_FROM = 100 * 1024 * 1024
DEEPEST = 3
"""A report with a table in it, packed, and packed again: nobody honest goes deeper."""
LARGEST_OPENED = 64 * 1024 * 1024
LARGEST_MARKUP = 16 * 1024 * 1024
MACROS = re.compile(
    r"(^|/)vbaproject\.bin$|(^|/)basic/script-lc\.xml$|^scripts/(python|javascript|beanshell)/|(^|/)macrosheets/",
    re.IGNORECASE,
)
RELATIONSHIP = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE = re.compile(r"""(\w+)\s*=\s*["']([^"']*)["']""")
LOADED_AT_ONCE = ("/attachedTemplate", "/image", "/oleObject", "/frame", "/subDocument", "/control")
ELSEWHERE = re.compile(r"\s*(?:(?!file:)[a-z][a-z0-9+.-]+:|(?:file:)?[\\/]{2}[^\\/])", re.IGNORECASE)
"""An address on another machine; a drive's letter or `file:///` is on the reader's own, where nothing is found."""
LINKED = re.compile(r"<(?:draw:image|draw:object|draw:object-ole|draw:plugin|text:section-source)\b[^>]*>")


def is_packed(file: BinaryIO) -> bool:
    """Whether an archive with something in it begins or ends here; four chance bytes are none."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def problem_of_packed(extension: str, file: BinaryIO, head: bytes) -> FileProblem | None:
    """The first thing wrong with a file that should be an archive or a document that is one."""
    if head.startswith(OLE_HEAD):
        # Office puts an encrypted document into the older container.
        return FileProblem.PASSWORD_PROTECTED if is_encrypted_package(file) else FileProblem.TYPE_DIFFERS
    if not head.startswith(b"PK"):
        return FileProblem.POLYGLOT if is_packed(file) else FileProblem.TYPE_DIFFERS
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            return _problem_of(extension, archive)
    except zipfile.BadZipFile:
        return FileProblem.TRUNCATED


def _problem_of(extension: str, archive: zipfile.ZipFile) -> FileProblem | None:
    problem = _problem_of_level(archive, DEEPEST, _Budget())
    if problem is not None:
        return problem
    if min((member.header_offset for member in archive.infolist()), default=0) != 0:
        return FileProblem.POLYGLOT
    names = set(archive.namelist())
    if not _has_its_parts(extension, names):
        return FileProblem.TYPE_DIFFERS
    if extension != "zip" and any(_is_program(archive, member) for member in archive.infolist()):
        return FileProblem.EMBEDDED_PROGRAM
    return FileProblem.LOADS_FROM_ELSEWHERE if any(_addresses_elsewhere(extension, archive)) else None


class _Budget:
    """How much all levels together may still unpack to."""

    def __init__(self) -> None:
        self.left, self.members = MOST_UNPACKED, MOST_MEMBERS

    def spend(self, members: list[zipfile.ZipInfo]) -> bool:
        unpacked = sum(member.file_size for member in members)
        packed = max(1, sum(member.compress_size for member in members))
        self.left, self.members = self.left - unpacked, self.members - len(members)
        strange = unpacked > RATIO_MATTERS_FROM and unpacked / packed > STRANGE_RATIO
        return self.left >= 0 and self.members >= 0 and not strange


def _problem_of_level(archive: zipfile.ZipFile, deeper: int, budget: _Budget) -> FileProblem | None:
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members) or _is_locked_open_document(archive):
        return FileProblem.PASSWORD_PROTECTED
    if not budget.spend(members):
        return FileProblem.ZIP_BOMB
    if any(MACROS.search(member.filename) for member in members):
        return FileProblem.MACROS
    for member in members:
        if member.filename.lower().endswith(ARCHIVES) and member.file_size <= LARGEST_OPENED:
            problem = _problem_of_member(archive, member, deeper, budget)
            if problem is not None:
                return problem
    return None


def _problem_of_member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, deeper: int, budget: _Budget
) -> FileProblem | None:
    if deeper == 0:
        return FileProblem.ZIP_BOMB
    content = io.BytesIO(archive.read(member))
    if not is_packed(content):
        return None
    content.seek(0)
    with zipfile.ZipFile(content) as inner:
        return _problem_of_level(inner, deeper - 1, budget)


def _is_locked_open_document(archive: zipfile.ZipFile) -> bool:
    """OpenDocument encrypts its parts one by one and says so in its manifest; the archive itself stays open."""
    name = "META-INF/manifest.xml"
    return "mimetype" in archive.namelist() and name in archive.namelist() and "encryption-data" in _text(archive, name)


def _has_its_parts(extension: str, names: set[str]) -> bool:
    if extension in OPEN_XML:
        return "[Content_Types].xml" in names and any(name.startswith(OPEN_XML[extension]) for name in names)
    return "mimetype" in names or extension == "zip"


def _is_program(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    name = member.filename.lower()
    if "/activex/" in name:
        return True
    if "/embeddings/" not in name and not name.startswith("object"):
        return False
    with archive.open(member) as stream:
        content = stream.read(LARGEST_OPENED)
    return content.startswith(PROGRAM_HEADS) or holds_a_package(content)


def _text(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as stream:
        content = stream.read(LARGEST_MARKUP)
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")


def _addresses_elsewhere(extension: str, archive: zipfile.ZipFile) -> Iterator[str]:
    """What the document fetches from another machine once it is opened; links that people follow are their own."""
    for name in archive.namelist():
        if extension in OPEN_XML and name.endswith(".rels"):
            for element in RELATIONSHIP.findall(_text(archive, name)):
                told = {key: html.unescape(value) for key, value in ATTRIBUTE.findall(element)}
                outside = told.get("TargetMode") == "External" and told.get("Type", "").endswith(LOADED_AT_ONCE)
                if outside and ELSEWHERE.match(told.get("Target", "")):
                    yield told["Target"]
        elif extension in OPEN_DOCUMENT and name in ("content.xml", "styles.xml"):
            for element in LINKED.findall(_text(archive, name)):
                address = html.unescape(dict(ATTRIBUTE.findall(element)).get("href", ""))
                if ELSEWHERE.match(address):
                    yield address
