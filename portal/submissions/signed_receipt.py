"""The receipt as a small signed document: anyone who holds the portal's public key can verify it, also offline.

The signature is Ed25519 (RFC 8032) over the canonical JSON of everything but the signature itself.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Protocol

from portal.adapters.signer import verify_with
from portal.core.digest import NotCanonicalError, canonical_bytes, digest

FORMAT = "vinhdanh-receipt-1"


class ReceiptProblem(StrEnum):
    """Why a receipt proves nothing."""

    NO_RECEIPT = "no_receipt"
    OTHER_KEY = "other_key"
    BROKEN = "broken"


class ReceiptSigner(Protocol):
    """Signs, and says with which key."""

    @property
    def public_key_hex(self) -> str: ...

    def sign(self, content: bytes) -> bytes: ...


def sign_receipt(
    content: Mapping[str, Any], *, number: int, submitted_at: datetime, signer: ReceiptSigner
) -> dict[str, Any]:
    """The receipt of a frozen version: its number, the moment in UTC, its digest and every file, signed."""
    document = {
        "format": FORMAT,
        "edition": content["edition"],
        "number": content["number"],
        "version": number,
        "submitted_at": submitted_at.astimezone(UTC).isoformat(timespec="seconds"),
        "digest": digest(content),
        "files": [{"name": file["name"], "size": file["size"], "sha256": file["sha256"]} for file in content["files"]],
        "key": signer.public_key_hex,
        # Whoever signs for paper says that it was paper, for whom it was keyed in, and which office took it.
        **({"intake": content["intake"]} if "intake" in content else {}),
    }
    return {**document, "signature": signer.sign(canonical_bytes(document)).hex()}


def receipt_problem(document: Any, public_key_hex: str) -> ReceiptProblem | None:
    """What is wrong with a receipt, or None when it was signed by the owner of the key as it stands."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        return ReceiptProblem.NO_RECEIPT
    if document.get("key") != public_key_hex:
        return ReceiptProblem.OTHER_KEY
    signature = document.get("signature")
    unsigned = {key: value for key, value in document.items() if key != "signature"}
    try:
        signed = canonical_bytes(unsigned)
    except (NotCanonicalError, UnicodeEncodeError):
        return ReceiptProblem.BROKEN
    genuine = isinstance(signature, str) and verify_with(public_key_hex, signed, signature)
    return None if genuine else ReceiptProblem.BROKEN
