"""What an organizer asks of a run: its mode and its limits, as values that are frozen with it."""

from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

from portal.assignments.problem import TOTAL


class RunMode(StrEnum):
    """Fill the gaps; begin anew but for started sheets; or change as little as can be after somebody left."""

    COMPLETE = "complete"
    FRESH = "fresh"
    ADJUST = "adjust"


LIFTED = frozenset({"forbidden", "distinct_organisations", "minimum_experts", "pair_probability_cap"})
"""Rules that a what-if may give up."""


@dataclass(frozen=True, slots=True)
class RunSettings:
    """The wishes behind one run. Shares are hundredths; None leaves a limit to the panel and the edition."""

    mode: RunMode = RunMode.COMPLETE
    seed: int = 1
    judges_needed: int | None = None
    min_load: int | None = None
    max_load: int | None = None
    minimum_experts: int = 0
    expertise: tuple[str, ...] = ()
    distinct_organisations: bool = False
    require_connected: bool = True
    fairness: str = TOTAL
    cap_hundredths: int | None = None
    ignore_forbidden: bool = False
    without: tuple[tuple[int, int], ...] = ()
    """Pairs that other judges are to have instead."""
    max_loads: dict[int, int] = field(default_factory=dict)
    """What a what-if gave single judges, by id."""
    needed: dict[int, int] = field(default_factory=dict)
    """What a what-if asked for single submissions, by id."""

    def as_data(self) -> dict[str, Any]:
        """For the database: whole numbers, texts and lists only."""
        data = asdict(self)
        data["expertise"] = list(self.expertise)
        data["without"] = [list(pair) for pair in self.without]
        data["max_loads"] = [[judge, most] for judge, most in sorted(self.max_loads.items())]
        data["needed"] = [[submission, k] for submission, k in sorted(self.needed.items())]
        return data

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "RunSettings":
        """What `as_data` gave."""
        read: dict[str, Any] = {
            **data,
            "mode": RunMode(data.get("mode", RunMode.COMPLETE)),
            "expertise": tuple(data.get("expertise", ())),
            "without": tuple((judge, one) for judge, one in data.get("without", ())),
            "max_loads": dict(data.get("max_loads", [])),
            "needed": dict(data.get("needed", [])),
        }
        return cls(**read)

    def after(self, way: dict[str, Any]) -> "RunSettings":
        """The settings with one way out taken, as a run's outcome lists it; raises KeyError for what is no setting."""
        kind, details = way["kind"], way["details"]
        if kind == "max_load":
            return replace(self, max_loads={**self.max_loads, **dict(zip(way["judges"], way["after"], strict=True))})
        if kind == "judges_needed":
            return replace(self, needed={**self.needed, **dict(zip(way["submissions"], way["after"], strict=True))})
        changes: dict[str, dict[str, Any]] = {
            "forbidden": {"ignore_forbidden": True},
            "distinct_organisations": {"distinct_organisations": False},
            "minimum_experts": {"minimum_experts": 0},
            "pair_probability_cap": {"cap_hundredths": details.get("to", 100)},
        }
        return replace(self, **changes[kind])
