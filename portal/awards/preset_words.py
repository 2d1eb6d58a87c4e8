"""The small vocabulary every part of a preset shares: localised text, provenance and the closed lists."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Text = Mapping[str, str]
"""The same words in each of the edition's locales, for example {"vi": "Giải Nhất", "en": "First prize"}."""


class Status(StrEnum):
    """How sure the author of the preset is of what a block says."""

    VERIFIED = "verified"
    SISTER_FORM = "sister_form"
    DEFAULT = "default"


class RoundKind(StrEnum):
    """How a round of judging works: points, pass or fail, an order made by hand or from pairs, or votes."""

    SCORING = "scoring"
    PASS_FAIL = "pass_fail"
    RANKING = "ranking"
    PAIRWISE = "pairwise"
    BALLOT = "ballot"

    @property
    def has_panels(self) -> bool:
        """Whether panels of the categories judge it, each judge on scoresheets; otherwise a council votes."""
        return self is not RoundKind.BALLOT

    @property
    def is_ordered(self) -> bool:
        """Whether judges put works in order, so that all scoresheets of a judge in a category belong together."""
        return self in (RoundKind.RANKING, RoundKind.PAIRWISE)


class CriterionKind(StrEnum):
    """What a judge gives for a criterion: points, a yes or no, one of several recommendations, or a place in order."""

    POINTS = "points"
    PASS_FAIL = "pass_fail"
    RECOMMENDATION = "recommendation"
    PLACE = "place"


class RecusedSheets(StrEnum):
    """What becomes of sheets that were finished before their judge fell into conflict with the work."""

    LEAVE_OUT = "leave_out"
    KEEP_FINISHED = "keep_finished"


class ListKind(StrEnum):
    """The stations of a work after it was judged, in their order; an edition uses those it names, and the last."""

    PROPOSED = "proposed"
    SHORTLIST = "shortlist"
    COUNCIL = "council"
    PROVISIONAL = "provisional"
    DECIDED = "decided"


class ListRule(StrEnum):
    """What makes a list: the points, a number of places, the list before, or the council's votes."""

    THRESHOLD = "threshold"
    TOP = "top"
    LIST = "list"
    COUNCIL_VOTE = "council_vote"


class FieldType(StrEnum):
    """The kinds of question a page of the form may ask."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    MULTIPLE_CHOICE = "multiple_choice"
    YES_NO = "yes_no"
    EMAIL = "email"
    PHONE = "phone"
    GROUP = "group"


ORGANISATIONS, FILE_NAMES = "organisations", "file_names"
HIDEABLE = (ORGANISATIONS, FILE_NAMES)
"""What a round may keep from its judges, besides the answers to questions by their keys."""


class ReasonKind(StrEnum):
    """What a screening reason is given for: asking for more, or turning away."""

    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"


class CheckKind(StrEnum):
    """The kinds of rule that the portal checks by itself."""

    ANSWER = "answer"
    DATE_WITHIN = "date_within"
    ONE_CATEGORY = "one_category"
    NOT_OWN_AGENCY = "not_own_agency"


class Severity(StrEnum):
    """What a rule that is not met does: stand in the way, or tell the organizers."""

    BLOCK = "block"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the contents of a block come from."""

    status: Status | None = None
    source: str | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class PresetDefault:
    """A choice the preset's author made for want of a rule; the organizers should confirm it."""

    path: str
    note: Text
    source: str | None
