"""Checking a published results file on any computer: its digest, its signature, and that results follow by the rule."""

import json
from dataclasses import dataclass
from typing import Any

from portal.adapters.signer import verify_with
from portal.core.digest import NotCanonicalError, canonical_bytes, digest
from portal.publication.recompute import recompute

UNREADABLE = "This file holds no published results."
CHANGED = "The results were changed after they were published."
OTHER_KEY = "The results were not signed with this key."


@dataclass(frozen=True, slots=True)
class ResultsCheck:
    """What was found wrong, and how many listed works follow from their sheets."""

    problems: tuple[str, ...]
    works: int = 0
    digest: str = ""

    @property
    def holds(self) -> bool:
        return not self.problems

    def as_dict(self) -> dict[str, Any]:
        """The outcome for programs."""
        return {"holds": self.holds, "problems": list(self.problems), "works": self.works, "digest": self.digest}

    def lines(self) -> list[str]:
        """The outcome for people."""
        if self.problems:
            return list(self.problems)
        return [f"Means, thresholds and ranks of all {self.works} listed works follow from their sheets.", self.digest]


def check_results(content: bytes, public_key_hex: str) -> ResultsCheck:
    """Verify a results file by a public key of 64 hexadecimal digits, and compute everything in it anew."""
    try:
        document = json.loads(content)
        results = document["results"]
        signed, fingerprint = canonical_bytes(results), digest(results)
        if fingerprint != document["digest"]:
            return ResultsCheck((CHANGED,))
        if not verify_with(public_key_hex, signed, str(document["signature"])):
            return ResultsCheck((OTHER_KEY,), digest=fingerprint)
        return ResultsCheck(tuple(recompute(results)), len(results["shortlist"]), fingerprint)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, NotCanonicalError):
        return ResultsCheck((UNREADABLE,))
