"""The rules of the award as the secretary sees them: what they come to now, and what they came to at submitting."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from portal.awards.preset_words import CheckKind
from portal.screening.models import Likeness, Resemblance
from portal.submissions.asked import pages_for
from portal.submissions.check_words import CheckLine, check_lines
from portal.submissions.checking import check_content, results_from
from portal.submissions.checks import Outcome
from portal.submissions.models import Submission, SubmissionStatus, SubmissionVersion


@dataclass(frozen=True, slots=True)
class Checked:
    """One rule with the mark that stands before it, what was compared, and what to do where it is not met."""

    name: str
    mark: str
    detail: str
    text: str
    before: str


MARKS = {Outcome.PASSED: "✓", Outcome.NOT_APPLICABLE: "–", Outcome.FLAGGED: "⚠", Outcome.BLOCKED: "⚠"}


def checked(
    submission: Submission, version: SubmissionVersion | None, resemblances: Iterable[Resemblance]
) -> list[Checked]:
    """Every rule held against the newest version today; where that has changed, also what was frozen with it."""
    if version is None:
        return []
    lines = check_lines(submission, check_content(submission, version.content), pages_for(submission, version.content))
    frozen = {result.code: result.outcome for result in results_from(version.content)}
    same_text = _same_text_elsewhere(submission, resemblances)
    alone = CheckKind.ONE_CATEGORY
    return [_line(one, frozen.get(one.check.code), same_text if one.check.kind is alone else None) for one in lines]


def _line(line: CheckLine, frozen: Outcome | None, same_text: Submission | None) -> Checked:
    before = "" if frozen in (None, line.outcome) else _outcome_words(frozen)
    if line.outcome is Outcome.PASSED and same_text is not None:
        detail = _("%(number)s, submitted by the same person in another category, has nearly the same text.",
                   number=same_text.number)  # fmt: skip
        return Checked(line.name, MARKS[Outcome.FLAGGED], detail, line.text, before)
    fine = line.outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE)
    return Checked(line.name, MARKS[line.outcome], line.detail, "" if fine else line.text, before)


def _outcome_words(outcome: Outcome | None) -> str:
    words: dict[Any, str] = {
        Outcome.PASSED: _("At submitting this rule was met."),
        Outcome.FLAGGED: _("At submitting this was already to be looked at."),
        Outcome.BLOCKED: _("At submitting this rule was not met."),
        Outcome.NOT_APPLICABLE: _("At submitting there was nothing to compare."),
    }
    return words[outcome]


def _same_text_elsewhere(submission: Submission, resemblances: Iterable[Resemblance]) -> Submission | None:
    """A work of the same person, submitted in another category of the edition, whose words are nearly the same."""
    for one in resemblances:
        other = one.earlier if one.later_id == submission.id else one.later
        mine = (other.owner_id, other.edition_id) == (submission.owner_id, submission.edition_id)
        elsewhere = other.category_id != submission.category_id and other.status is SubmissionStatus.SUBMITTED
        if Likeness.SAME_TEXT in one.likenesses and mine and elsewhere:
            return other
    return None
