"""What a file must be: its name, its type, its size, and whether its content says the same."""

import unicodedata
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from portal.attachments.models import Attachment, AttachmentState, ScanState
from portal.awards.dossier import Slot

ZIP_BASED = frozenset({"docx", "xlsx", "pptx", "odt", "ods", "odp", "zip"})
TEXT_BASED = frozenset({"txt", "csv", "md"})
SAME_KIND = (
    {"jpg", "jpeg", "jfif"},
    {"tif", "tiff"},
    {"mp4", "m4v", "m4a", "mov"},
    {"doc", "xls", "ppt", "msi"},
)
SMALL_PART = 8 * 1024 * 1024
LARGE_PART = 32 * 1024 * 1024
MANY_BYTES = 512 * 1024 * 1024


class FileProblem(StrEnum):
    """Why a file is not taken."""

    NO_NAME = "no_name"
    WRONG_TYPE = "wrong_type"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    SIZE_DIFFERS = "size_differs"
    CONTENT_DIFFERS = "content_differs"
    TYPE_DIFFERS = "type_differs"
    INFECTED = "infected"
    INTERRUPTED = "interrupted"
    PASSWORD_PROTECTED = "password_protected"
    TRUNCATED = "truncated"
    ZIP_BOMB = "zip_bomb"
    POLYGLOT = "polyglot"
    MACROS = "macros"
    ACTIVE_CONTENT = "active_content"
    EMBEDDED_PROGRAM = "embedded_program"
    LOADS_FROM_ELSEWHERE = "loads_from_elsewhere"
    TOO_MANY_POINTS = "too_many_points"


SENTENCES = {
    FileProblem.NO_NAME: _l("Choose a file"),
    FileProblem.WRONG_TYPE: _l("This type of file is not accepted here; choose one of the types listed"),
    FileProblem.EMPTY: _l("The file is empty; choose another one"),
    FileProblem.TOO_LARGE: _l("The file is too large; make it smaller or split it"),
    FileProblem.TOO_MANY: _l("There are as many files here as are accepted; remove one first"),
    FileProblem.SIZE_DIFFERS: _l("The file did not arrive whole; upload it again"),
    FileProblem.CONTENT_DIFFERS: _l("The file changed on its way; upload it again"),
    FileProblem.TYPE_DIFFERS: _l(
        "The content is not what the file's name says; save it in the right format and upload it again"
    ),
    FileProblem.INFECTED: _l(
        "The file contains malware and was deleted; check your computer, then upload a clean copy"
    ),
    FileProblem.INTERRUPTED: _l("The upload did not finish; upload the file again"),
    FileProblem.PASSWORD_PROTECTED: _l(
        "The file opens only with a password; remove the password, save it, and upload it again"
    ),
    FileProblem.TRUNCATED: _l(
        "The file is damaged or incomplete; open it on your computer, save it anew, and upload it again"
    ),
    FileProblem.ZIP_BOMB: _l(
        "The file unpacks to far more than a document holds; save it anew without what is packed in"
    ),
    FileProblem.POLYGLOT: _l("The file is two kinds of file at once; save it anew as one kind, and upload it again"),
    FileProblem.MACROS: _l("The file contains macros; save it as a document without macros, and upload it again"),
    FileProblem.ACTIVE_CONTENT: _l(
        "The PDF contains scripts or starts programs; print it to a new PDF, and upload that"
    ),
    FileProblem.EMBEDDED_PROGRAM: _l(
        "The document has a program or another file packed into it; take it out, save, and upload the document again"
    ),
    FileProblem.LOADS_FROM_ELSEWHERE: _l(
        "The document fetches pictures, objects or its template from the internet when it is opened;"
        " put them into the document itself, save it, and upload it again"
    ),
    FileProblem.TOO_MANY_POINTS: _l(
        "The picture is too wide and too high to be opened safely; save it smaller, and upload it again"
    ),
}


def clean_filename(name: str) -> str:
    """The name as its author wrote it, accents composed, without folders or control characters."""
    composed = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(c for c in composed if unicodedata.category(c)[0] != "C" and c not in '"<>|:*?')
    stem, dot, extension = " ".join(kept.split()).strip(". ").rpartition(".")
    room = 200 - len(extension)
    return f"{stem[:room]}{dot}{extension[:20]}" if stem else extension[:200]


def extension_of(filename: str) -> str:
    """The end of the name in lower case, without its dot."""
    stem, _dot, extension = filename.rpartition(".")
    return extension.lower() if stem else ""


def problem_before_upload(slot: Slot, filename: str, size: int, already: int) -> FileProblem | None:
    """The first thing that stands against taking a file into a slot."""
    if not filename:
        return FileProblem.NO_NAME
    if not slot.accepts_extension(extension_of(filename)):
        return FileProblem.WRONG_TYPE
    if size <= 0:
        return FileProblem.EMPTY
    if size > slot.max_size:
        return FileProblem.TOO_LARGE
    return FileProblem.TOO_MANY if already >= slot.max_files else None


def content_fits(extension: str, found: set[str], head: bytes) -> bool:
    """Whether the extensions that the content suggests agree with the one in the name."""
    if extension in TEXT_BASED:
        return b"\0" not in head
    if extension in ZIP_BASED:
        return head.startswith(b"PK\x03\x04")
    for kinds in SAME_KIND:
        if extension in kinds:
            return bool(found & kinds)
    return extension in found


def problem_of_content(
    *, claimed_size: int, size: int, claimed_sha256: str, sha256: str, inside: FileProblem | None
) -> FileProblem | None:
    """The first thing wrong with what arrived."""
    if size != claimed_size:
        return FileProblem.SIZE_DIFFERS
    if claimed_sha256 and claimed_sha256 != sha256:
        return FileProblem.CONTENT_DIFFERS
    return inside


def may_be_opened(attachment: Attachment) -> bool:
    """Whether anybody may read the file: it arrived whole, and it no longer waits for the scanner."""
    return attachment.state is AttachmentState.READY and attachment.scan_state is not ScanState.PENDING


def part_size(size: int) -> int:
    """How large the parts of an upload are: a lost connection costs little, a large file is not a thousand parts."""
    return SMALL_PART if size < MANY_BYTES else LARGE_PART
