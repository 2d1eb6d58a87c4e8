"""Reading a receipt from the file somebody kept: the signed JSON, or the PDF that carries it inside."""

import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

ATTACHED = "receipt.json"
CHUNK = 1 << 20
LARGEST = 5 * 1024 * 1024


class UnreadableReceiptError(ValueError):
    """Raised for a file that holds no receipt."""


@dataclass(frozen=True, slots=True)
class FileFinding:
    """A file named by a receipt, and whether the one found here is the same."""

    name: str
    found: bool
    same: bool


def read_receipt(content: bytes) -> Any:
    """The document inside a JSON or PDF file."""
    if len(content) > LARGEST:
        raise UnreadableReceiptError("the file is too large for a receipt")
    try:
        if content.startswith(b"%PDF-"):
            content = _attached(content)
        return json.loads(content)
    except (ValueError, KeyError, IndexError, PyPdfError, RecursionError) as error:
        raise UnreadableReceiptError("the file holds no receipt of this portal") from error


def _attached(pdf: bytes) -> bytes:
    found = PdfReader(io.BytesIO(pdf)).attachments
    return found[ATTACHED][0]


def compare_files(document: dict[str, Any], directory: Path) -> Iterable[FileFinding]:
    """Every file that the receipt names, looked for in a folder by its name and compared by SHA-256."""
    for entry in document["files"]:
        path = directory / Path(str(entry["name"])).name
        found = path.is_file()
        yield FileFinding(entry["name"], found, found and _sha256(path) == entry["sha256"])


def _sha256(path: Path) -> str:
    seal = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            seal.update(chunk)
    return seal.hexdigest()
