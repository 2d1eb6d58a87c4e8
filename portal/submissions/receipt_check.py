"""Checking a receipt on any computer: its signature, and the files it names."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.submissions.receipt_file import FileFinding, UnreadableReceiptError, compare_files, read_receipt
from portal.submissions.signed_receipt import ReceiptProblem, receipt_problem

WORDS = {
    ReceiptProblem.NO_RECEIPT: "This file holds no receipt of this portal.",
    ReceiptProblem.OTHER_KEY: "The receipt was signed with another key.",
    ReceiptProblem.BROKEN: "The receipt was changed after it was signed.",
}


@dataclass(frozen=True, slots=True)
class ReceiptCheck:
    """What was found: the document, what is wrong with it, and its files."""

    document: dict[str, Any]
    problem: ReceiptProblem | None
    files: tuple[FileFinding, ...]

    @property
    def genuine(self) -> bool:
        return self.problem is None and all(file.same for file in self.files)

    def as_dict(self) -> dict[str, Any]:
        """The outcome for programs."""
        shown = {name: self.document.get(name) for name in ("number", "version", "submitted_at", "digest", "key")}
        files = [{"name": file.name, "found": file.found, "same": file.same} for file in self.files]
        problem = self.problem.value if self.problem else None
        return {"genuine": self.genuine, "problem": problem, **shown, "files": files}

    def lines(self) -> list[str]:
        """The outcome for people."""
        if self.problem is not None:
            return [WORDS[self.problem]]
        document = self.document
        head = f"Genuine: {document['number']}, version {document['version']}, received {document['submitted_at']}."
        states = {(True, True): "same", (True, False): "DIFFERS", (False, False): "MISSING"}
        return [head, *(f"  {states[file.found, file.same]:>8}  {file.name}" for file in self.files)]


def check_receipt(content: bytes, public_key_hex: str, directory: Path | None = None) -> ReceiptCheck:
    """Verify a receipt by a public key of 64 hexadecimal digits; with a folder, also the files named in it."""
    try:
        document = read_receipt(content)
    except UnreadableReceiptError:
        return ReceiptCheck({}, ReceiptProblem.NO_RECEIPT, ())
    problem = receipt_problem(document, public_key_hex)
    if problem is not None:
        return ReceiptCheck(document if isinstance(document, dict) else {}, problem, ())
    files = tuple(compare_files(document, directory)) if directory else ()
    return ReceiptCheck(document, None, files)
