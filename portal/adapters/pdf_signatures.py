"""Looking at the signatures in a PDF that somebody else signed."""

import io
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyhanko_certvalidator import ValidationContext


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """Whom the certificate names, whether the signed bytes are unchanged, and whether they are the whole file."""

    name: str
    intact: bool
    whole: bool
    kept: bool
    """Whether nothing but signatures was added to the file after this one: what is read is what was signed."""


def name_in(certificate: Any) -> str:
    """Whom a certificate names, in one line."""
    subject = certificate.subject
    return str(subject.native.get("common_name") or subject.human_friendly)[:200]


def _context(certificate: Any) -> "ValidationContext":
    from pyhanko_certvalidator import ValidationContext

    return ValidationContext(trust_roots=[certificate], allow_fetching=False)


def signatures_in(content: bytes) -> list[FoundSignature]:
    """Every signature of a PDF; an empty list for a file without one, or that is no PDF.

    Only what the file itself proves: who stands behind a certificate is for people to judge, no list is fetched.
    """
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko.sign.validation.errors import SignatureValidationError

    # More signatures may be added after one, and what keeps them.
    kept = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)
    try:
        found = PdfFileReader(io.BytesIO(content), strict=False).embedded_regular_signatures
        # Looking at a signature starts an event loop, and two cannot run in one thread.
        with ThreadPoolExecutor(max_workers=1) as thread:
            looked_at = thread.map(lambda one: validate_pdf_signature(one, _context(one.signer_cert)), found)
            statuses = list(zip(found, looked_at, strict=True))
    except (PdfError, SignatureValidationError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return []
    last = len(statuses) - 1
    return [
        FoundSignature(
            name=name_in(signature.signer_cert),
            intact=bool(status.intact and status.valid),
            whole=status.coverage is SignatureCoverageLevel.ENTIRE_FILE
            or (position < last and status.coverage is SignatureCoverageLevel.ENTIRE_REVISION),
            kept=status.modification_level in kept,
        )
        for position, (signature, status) in enumerate(statuses)
    ]
