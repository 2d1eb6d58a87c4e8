"""Heads as signed documents: what each says, how they hang together, and the leaves of their trees.

A head speaks of one subject. The first head of a subject has the subject's own name as its kind, every later one is a
correction with its reason. Heads are the leaves of one log for each edition: each names the one before it (`previous`)
and the root over all before it (`log`).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Protocol

from portal.core.digest import canonical_bytes
from portal.transparency import merkle

FORMAT = "vinhdanh-head-1"
RECEIPT_FORMAT = "vinhdanh-inclusion-1"
LATE = "late"
"""The reason of a head that was published after the moment it should have been."""


class HeadKind(StrEnum):
    """What a head seals: the rule, all submissions, all sheets, a release; or a later state of one of them."""

    RULE = "rule"
    SUBMISSIONS = "submissions"
    SHEETS = "sheets"
    DECISION = "decision"
    CORRECTION = "correction"


class Sealing(StrEnum):
    """How the rule or the sheets of an edition stand to their seal."""

    NOTHING = "nothing"
    """There is no sheet that could be sealed."""
    MISSING = "missing"
    CHANGED = "changed"
    SEALED = "sealed"


class HeadSigner(Protocol):
    """Signs, and says with which key."""

    @property
    def public_key_hex(self) -> str: ...

    def sign(self, content: bytes) -> bytes: ...


def sign_head(
    earlier: Sequence[Mapping[str, Any]],
    *,
    edition: str,
    subject: HeadKind,
    leaves: Sequence[bytes],
    digest: str = "",
    reason: str = "",
    on: date,
    signer: HeadSigner,
) -> dict[str, Any]:
    """The next head of a log, over a tree of leaves; of a content that is one whole it says the digest as well.

    Only the day is said: a moment that the portal claims by itself proves nothing, a time stamp does.
    """
    hashes = [head_hash(one) for one in earlier]
    known = any(one["subject"] == subject.value for one in earlier)
    document = {
        "format": FORMAT,
        "edition": edition,
        "number": len(earlier) + 1,
        "kind": (HeadKind.CORRECTION if known else subject).value,
        "subject": subject.value,
        "size": len(leaves),
        "root": merkle.root(leaves).hex(),
        "digest": digest,
        "previous": hashes[-1].hex() if hashes else "",
        "log": merkle.root(hashes).hex(),
        "reason": reason,
        "on": on.isoformat(),
        "key": signer.public_key_hex,
    }
    return {**document, "signature": signer.sign(canonical_bytes(document)).hex()}


def head_hash(document: Mapping[str, Any]) -> bytes:
    """The hash of a whole head, its signature included, as a leaf of the log."""
    return merkle.leaf_hash(canonical_bytes(dict(document)))


def log_root(documents: Iterable[Mapping[str, Any]]) -> str:
    """The root of a log of heads."""
    return merkle.root([head_hash(one) for one in documents]).hex()


def log_consistency(documents: Sequence[Mapping[str, Any]], first: int, second: int) -> dict[str, Any]:
    """Two sizes of a log with their roots, and the proof that the smaller is the beginning of the larger."""
    hashes = [head_hash(one) for one in documents[:second]]
    return {
        "first": first,
        "second": second,
        "first_root": merkle.root(hashes[:first]).hex(),
        "second_root": merkle.root(hashes).hex(),
        "proof": [one.hex() for one in merkle.consistency_proof(hashes, first)],
    }


def submission_leaf(*, number: str, digest: str, nonce: str) -> dict[str, Any]:
    """What stands in the tree for a sealed submission; the nonce keeps others from guessing it."""
    return {"number": number, "digest": digest, "nonce": nonce}


def sheet_leaf(*, category: str, number: str, points: Mapping[str, int], nonce: str) -> dict[str, Any]:
    """What stands in the tree for a scoresheet: points by criterion in hundredths, no judge and no time."""
    return {"category": category, "number": number, "points": dict(points), "nonce": nonce}


def hash_of(leaf: Mapping[str, Any]) -> bytes:
    """The hash of a leaf's content."""
    return merkle.leaf_hash(canonical_bytes(dict(leaf)))


def receipt_of(leaf: Mapping[str, Any], index: int, hashes: Sequence[bytes], head: Mapping[str, Any]) -> dict[str, Any]:
    """The inclusion receipt: leaf, way to the root, and the signed head; it is checked without the portal."""
    return {
        "format": RECEIPT_FORMAT,
        "leaf": dict(leaf),
        "index": index,
        "path": [one.hex() for one in merkle.inclusion_proof(hashes, index)],
        "head": dict(head),
    }
