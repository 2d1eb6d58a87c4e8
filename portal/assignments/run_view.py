"""A run as a reader may see it: without the works that reader is in conflict with."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal.assignments import queries
from portal.assignments.models import AssignmentRun
from portal.assignments.run_problem import RunInputs, answer_of
from portal.assignments.run_settings import RunSettings
from portal.assignments.run_words import Names, facts, percent, reason_text, way_text, why_impossible
from portal.core.i18n import localized


@dataclass(frozen=True)
class Candidate:
    """One judge before one work: the parts of the fit, and why he or she has it or not."""

    id: int
    name: str
    has: bool
    may_change: bool
    keywords: str
    text: str
    preference: str
    fit: str
    reason: str


class RunView:
    """What the pages of a run show."""

    def __init__(self, run: AssignmentRun, hidden: frozenset[int]):
        self.run = run
        self.inputs = RunInputs(run.inputs)
        self.settings = RunSettings.from_data(run.settings)
        self.hidden = hidden & set(self.inputs.submissions)
        self.pairs = [(judge, one) for judge, one in run.pairs if one not in self.hidden]
        judges, works = queries.names_of(set(self.inputs.judges), set(self.inputs.submissions) - self.hidden)
        self.titles = works
        self.names = Names(judges, {one: number or title for one, (number, title) in works.items()})

    @property
    def whole(self) -> bool:
        """Whether this reader may see what was computed over every work."""
        return not self.hidden

    @property
    def loads(self) -> list[tuple[str, int]]:
        """Each judge's number of works, the fullest first."""
        counts = Counter(judge for judge, _one in self.pairs)
        rows = [(self.names.judges.get(one, "?"), counts[one]) for one in self.inputs.judges]
        return sorted(rows, key=lambda row: (-row[1], row[0]))

    @property
    def sentences(self) -> list[str]:
        """What came out, or what stands in the way."""
        if not self.whole or not self.run.outcome:
            return []
        if self.run.outcome["status"] == "infeasible":
            name = localized(self.run.category.name)
            return why_impossible(self.run.outcome, self.names, len(self.inputs.submissions), name)
        return facts(self.run.outcome, self.settings, self.names)

    @property
    def ways(self) -> list[tuple[int, str, bool]]:
        """The ways out: number, text, and whether the portal can take it by itself."""
        listed = self.run.outcome.get("ways", []) if self.whole else []
        alone = ("add_judges", "fixed")
        return [(place, way_text(one, self.names), one["kind"] not in alone) for place, one in enumerate(listed)]

    @property
    def measures(self) -> dict[str, int]:
        """Mean and worst fit in thousandths over the works shown."""
        fit = self.inputs.fits.joined
        by_work: dict[int, list[int]] = {}
        for judge, one in self.pairs:
            by_work.setdefault(one, []).append(int(fit[self.inputs.judges[judge], self.inputs.submissions[one]]))
        everything = [value for values in by_work.values() for value in values]
        means = [sum(values) / len(values) for values in by_work.values()]
        mean = sum(everything) / len(everything) if everything else 0
        return {"mean": round(mean), "worst": round(min(means, default=0))}

    @property
    def gaps(self) -> list[tuple[int, str, int]]:
        """Works that lack judges: id, name, how many."""
        had = Counter(one for _judge, one in self.pairs)
        needed = {row[0]: self.settings.needed.get(row[0], self.settings.judges_needed or row[1])
                  for row in self.run.inputs["submissions"] if row[0] not in self.hidden}  # fmt: skip
        return [(one, self.names.works[one], k - had[one]) for one, k in needed.items() if had[one] < k]

    @property
    def gap_text(self) -> str:
        """The first works that lack judges, in one line."""
        return self.names.of_works(one for one, _name, _k in self.gaps)

    @property
    def edits(self) -> list[dict[str, Any]]:
        """What was changed by hand, of the works shown."""
        return [
            {**edit, "who": self.names.judges.get(edit["judge"], "?"), "work": self.names.works[edit["submission"]]}
            for edit in self.run.edits
            if edit["submission"] not in self.hidden
        ]

    @cached_property
    def by_work(self) -> dict[int, list[int]]:
        """The judges of each work shown."""
        found: dict[int, list[int]] = {one: [] for one in self.inputs.submissions if one not in self.hidden}
        for judge, one in self.pairs:
            found[one].append(judge)
        return found

    def candidates(self, submission: int) -> list[Candidate]:
        """Every judge before one work, those who have it first, then by fit."""
        # Over the works shown: how much a judge has in all would tell of the others.
        answer = answer_of(self.inputs, self.settings, [list(pair) for pair in self.pairs])
        fits, place = self.inputs.fits, self.inputs.submissions[submission]
        columns = [part[:, place].tolist() for part in (fits.keywords, fits.text, fits.preference, fits.joined)]
        rows = [
            (-joined, self._candidate(answer, judge, submission, [keywords, text, preference, joined]))
            for judge, keywords, text, preference, joined in zip(self.inputs.judges, *columns, strict=True)
        ]
        return [one for _fit, one in sorted(rows, key=lambda row: (not row[1].has, row[0]))]

    def _candidate(self, answer: Any, judge: int, submission: int, parts: list[int]) -> Candidate:
        has = judge in self.by_work[submission]
        keywords, text, preference, fit = (percent(part) for part in parts)
        return Candidate(
            id=judge, name=self.names.judges.get(judge, "?"), has=has,
            may_change=self._may_change(judge, submission, has), keywords=keywords, text=text, preference=preference,
            fit=fit, reason=self._reason(answer, judge, submission, has),
        )  # fmt: skip

    def _may_change(self, judge: int, submission: int, has: bool) -> bool:
        pair = (judge, submission)
        if has:
            return pair not in self.inputs.started
        return judge in self.inputs.sitting and pair not in self.inputs.barred

    def _reason(self, answer: Any, judge: int, submission: int, has: bool) -> str:
        from portal.assignments.explain import why, why_not

        by_hand = [edit for edit in self.run.edits if (edit["judge"], edit["submission"]) == (judge, submission)]
        if by_hand and by_hand[-1]["added"] == has:
            return str(by_hand[-1]["reason"])
        ask = why if has else why_not
        names = [self.names.judges.get(one, "?") for one in self.inputs.judges]
        return reason_text(ask(answer, self.inputs.judges[judge], self.inputs.submissions[submission]), names)


@dataclass(frozen=True, slots=True)
class Difference:
    """A work judged differently in two runs, and the judges that only one of them gives it."""

    number: str
    title: str
    only_first: list[str]
    only_second: list[str]


def differences(one: RunView, other: RunView) -> list[Difference]:
    """Works judged differently in two runs, by number."""
    names, titles = {**other.names.judges, **one.names.judges}, {**other.titles, **one.titles}
    rows = []
    for work in {**one.by_work, **other.by_work}:
        first, second = set(one.by_work.get(work, [])), set(other.by_work.get(work, []))
        if first != second:
            only = [sorted(names[judge] for judge in some) for some in (first - second, second - first)]
            rows.append(Difference(*titles[work], *only))
    return sorted(rows, key=lambda row: (row.number, row.title))
