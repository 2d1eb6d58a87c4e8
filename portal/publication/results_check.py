"""Checking a published results file on any computer: its digest, its signature, and that results follow by the rule."""

import json
from dataclasses import dataclass
from typing import Any

from portal.adapters.signer import verify_with
from portal.core.digest import NotCanonicalError, canonical_bytes, digest
from portal.publication import verify
from portal.publication.recompute import recompute

UNREADABLE = "This file holds no published results."
CHANGED = "The results were changed after they were published."
SEALS = frozenset({"digest", "signature", "head", "head_missing", "sealed"})
"""Findings of verify.py about what only a release has."""
OTHER_KEY = "The results were not signed with this key."


@dataclass(frozen=True, slots=True)
class ResultsCheck:
    """What was found wrong, and how many listed works follow from their sheets."""

    problems: tuple[str, ...]
    works: int = 0
    digest: str = ""
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """The outcome for programs."""
        shown = {"problems": list(self.problems), "notes": list(self.notes)}
        return {"holds": self.holds, **shown, "works": self.works, "digest": self.digest}

    def lines(self) -> list[str]:
        """The outcome for people."""
        if self.problems:
            return list(self.problems)
        if self.notes:
            return [*self.notes, self.digest] if self.digest else list(self.notes)
        return [f"Means, thresholds and ranks of all {self.works} listed works follow from their sheets.", self.digest]


def check_results(content: bytes, public_key_hex: str, *, receipt: bytes = b"", language: str = "en") -> ResultsCheck:
    """Verify a results file by a public key of 64 hexadecimal digits, and compute everything in it anew.

    Files of the present format are checked by the same program that anybody can download (`verify.py`).
    """
    try:
        document = json.loads(content)
        results = document["results"]
        if results["format"] in verify.FORMATS:
            problems, notes = verify.check_file(content, receipt, public_key_hex)
            said = [tuple(verify.sentence(one, language) for one in found) for found in (problems, notes)]
            return ResultsCheck(said[0], len(results["shortlist"]), digest(results), said[1])
        signed, fingerprint = canonical_bytes(results), digest(results)
        if fingerprint != document["digest"]:
            return ResultsCheck((CHANGED,))
        if not verify_with(public_key_hex, signed, str(document["signature"])):
            return ResultsCheck((OTHER_KEY,), digest=fingerprint)
        return ResultsCheck(tuple(recompute(results)), len(results["shortlist"]), fingerprint)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NotCanonicalError):
        return ResultsCheck((UNREADABLE,))


def unsound_in(results: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """What does not follow from the sheets in results without their seals, which are made only at the release."""
    check = verify.Check({"results": {**results, "heads": []}, "digest": "", "signature": ""}, "")
    return [one for one in check.problems if one[0] not in SEALS]


def check_inclusion(content: bytes, public_key_hex: str) -> ResultsCheck | None:
    """Verify an inclusion receipt by itself; None for a file that is something else."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict) or document.get("format") != verify.INCLUSION:
        return None
    problems, notes = verify.check_file(b"", content, public_key_hex)
    said = [tuple(verify.sentence(one) for one in found) for found in (problems, notes)]
    return ResultsCheck(said[0], notes=said[1])
