"""The validated structure of a preset: what an award is before it becomes rows in tables."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.awards.preset_form_schema import (
    PresetCheck,
    PresetChecklistItem,
    PresetDossier,
    PresetPage,
    PresetQuestion,
    PresetReason,
)
from portal.awards.preset_words import (
    CriterionKind,
    ListKind,
    ListRule,
    PresetDefault,
    Provenance,
    RecusedSheets,
    RoundKind,
    Text,
)

FORMAT = 1
"""The version of the file format; written into every frozen copy."""


@dataclass(frozen=True, slots=True)
class PresetContact:
    """Whom to write to or call."""

    name: Text
    email: str | None
    phone: str | None
    address: Text | None
    hours: Text | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetAward:
    """The programme that an edition belongs to."""

    slug: str
    name: Text
    description: Text
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetCalendar:
    """When works are taken in and when they must have been applied; moments carry the edition's zone."""

    opens_at: datetime
    closes_at: datetime
    applied_from: date | None
    applied_to: date | None
    comment_days: int | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetAssignment:
    """How many judges read a submission, and how many submissions a judge reads."""

    judges_per_submission: int
    min_load: int
    max_load: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetResult:
    """How sheets become a result and which results go on."""

    scale: int
    rule: str
    minimum_sheets: int
    threshold: Decimal
    disagreement: Decimal | None
    recused_sheets: RecusedSheets
    ties: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetPrizePool:
    """What may be given in the whole edition."""

    currency: str
    total_cap: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetEdition:
    """One run of the award."""

    slug: str
    code: str
    number: int
    year: int
    name: Text
    tagline: Text
    intro: Text
    who_may_enter: Text | None
    what_to_prepare: Text | None
    what_happens_next: Text | None
    timezone: str
    locales: tuple[str, ...]
    calendar: PresetCalendar
    assignment: PresetAssignment
    result: PresetResult
    prize_pool: PresetPrizePool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetBand:
    """A described level of a criterion, from and to included."""

    from_points: Decimal
    to_points: Decimal
    label: Text
    description: Text


@dataclass(frozen=True, slots=True)
class PresetChoice:
    """One of the recommendations of a criterion; `value` is the number that is stored."""

    value: int
    label: Text
    comment: bool


@dataclass(frozen=True, slots=True)
class PresetCriterion:
    """One thing judges give points for, pass or fail, answer with a recommendation, or give a place in their order."""

    code: str
    name: Text
    guidance: Text
    kind: CriterionKind
    max_points: int
    step: Decimal
    weight: Decimal
    counts: bool
    comment_below: Decimal | None
    comment_above: Decimal | None
    choices: tuple[PresetChoice, ...]
    bands: tuple[PresetBand, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetRubric:
    """The criteria of a category; the weighted points of those that count add up to the edition's scale."""

    criteria: tuple[PresetCriterion, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetAgency:
    """The body in charge of a category, and the other ways in which its name is written."""

    name: Text
    aliases: tuple[str, ...]
    contact: PresetContact | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetSubDiscipline:
    """A finer division of a category."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class PresetCategory:
    """One of the fields works compete in; threshold, judges, cap and rules are the edition's unless given."""

    number: int
    code: str
    name: Text
    scope: Text
    agency: PresetAgency | None
    threshold: Decimal
    disagreement: Decimal | None
    ties: tuple[str, ...]
    judges_per_submission: int
    prize_cap: int
    sub_disciplines: tuple[PresetSubDiscipline, ...]
    special_handling: Text | None
    stub_when_secret: bool
    expertise: tuple[str, ...]
    rubric: PresetRubric
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetPrize:
    """A level of prize; rank 1 is the highest."""

    code: str
    rank: int
    name: Text
    amount: int
    max_per_category: int | None
    honours: tuple[Text, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetRound:
    """One pass of judging; `hides` is what its judges do not see. Shares, such as "2/3", are for ballots only."""

    code: str
    kind: RoundKind
    name: Text
    council: Text
    description: Text | None
    quorum: str | None
    pass_share: str | None
    pass_of: str | None
    pass_by: str | None
    secrecy: str | None
    votes: int | None
    casting_vote: bool
    hides: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetList:
    """A list that the edition makes on the way to its decision; `count` is that of the best of each category."""

    kind: ListKind
    rule: ListRule
    count: int | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetFeedback:
    """The words around a letter to an author, and whether its approval needs a second person."""

    greeting: Text | None
    closing: Text | None
    second_person: bool
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetDecision:
    """Whether releasing the decision takes two people, and the words of its document."""

    second_person: bool
    authority: Text | None
    motto: tuple[Text, ...]
    place: Text | None
    subject: Text | None
    basis: tuple[Text, ...]
    articles: tuple[Text, ...]
    recipients: tuple[Text, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetHonours:
    """For whom certificates are made, the mark in their numbers, and who honours in which words."""

    certificate_for: str
    mark: str
    issuer: Text | None
    wording: Text | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetCommentReason:
    """Why a comment is not published, and what its writer is told."""

    code: str
    label: Text
    text: Text


@dataclass(frozen=True, slots=True)
class PresetComments:
    """The public's comment period: until when objections are answered, how long addresses are kept."""

    answer_days: int | None
    erase_after_days: int | None
    reasons: tuple[PresetCommentReason, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetPlace:
    """A place that adoptions are counted by."""

    code: str
    name: Text


@dataclass(frozen=True, slots=True)
class PresetReplication:
    """What winners are asked after the prize, and the places where their works may be adopted."""

    check_in_months: tuple[int, ...]
    reminder_days: int | None
    most_reminders: int | None
    erase_after_days: int | None
    places: tuple[PresetPlace, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetRetention:
    """How long what was sealed is kept, and by when it goes to the archive of the office."""

    hand_over_within_years: int | None
    kept_for_years: int | None
    note: Text | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PresetTrack:
    """What makes a preset a template of ad-hoc tracks; `reason` is written when one is opened."""

    code: str
    days: int
    decide_within_days: int | None
    nominators: tuple[str, ...]
    """Domains of e-mail addresses; without any, everybody with an account may nominate."""
    reason: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Preset:
    """An award as data."""

    award: PresetAward
    edition: PresetEdition
    categories: tuple[PresetCategory, ...]
    prizes: tuple[PresetPrize, ...]
    rounds: tuple[PresetRound, ...]
    lists: tuple[PresetList, ...]
    dossier: PresetDossier
    form: tuple[PresetPage, ...]
    eligibility: tuple[PresetQuestion, ...]
    checks: tuple[PresetCheck, ...]
    screening_reasons: tuple[PresetReason, ...]
    screening_checklist: tuple[PresetChecklistItem, ...]
    contact: PresetContact
    feedback: PresetFeedback | None
    decision: PresetDecision | None
    honours: PresetHonours | None
    comments: PresetComments | None
    replication: PresetReplication | None
    retention: PresetRetention | None
    track: PresetTrack | None
    defaults_to_confirm: tuple[PresetDefault, ...]

    def canonical(self) -> dict[str, Any]:
        """The whole preset as JSON values without floats, for the edition's frozen copy."""
        return {"format": FORMAT, **_plain(self)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value
