"""The award's named checks applied to one submission: what they look at is gathered here, in three queries at most."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.awards.checks import Check, CheckKind, CheckResult, Facts, OtherWork, Outcome, checks_of, evaluate
from portal.awards.form import asked_answers
from portal.core.db import db
from portal.core.i18n import localized
from portal.submissions.asked import pages_for
from portal.submissions.models import Submission, SubmissionStatus
from portal.submissions.snapshot import kept_files

MOST_OTHERS = 50


def check_results(submission: Submission) -> list[CheckResult]:
    """Every check of the edition, applied to the work as it stands."""
    checks = checks_of(submission.edition)
    facts = _facts(submission, checks) if checks else None
    return [evaluate(check, facts) for check in checks] if facts else []


def is_blocked(submission: Submission) -> bool:
    """Whether a rule of the award stands in the way of submitting."""
    return any(result.outcome is Outcome.BLOCKED for result in check_results(submission))


def plain_results(submission: Submission) -> list[dict[str, str]]:
    """The outcomes for the frozen copy."""
    return [
        {"code": result.check.code, "outcome": result.outcome.value, "found": result.found}
        for result in check_results(submission)
    ]


def frozen_results(submission: Submission, content: Mapping[str, Any]) -> list[CheckResult]:
    """The outcomes as a version froze them, with the checks they belong to."""
    checks = {check.code: check for check in checks_of(submission.edition)}
    return [
        CheckResult(checks[one["code"]], Outcome(one["outcome"]), one["found"])
        for one in content.get("checks", [])
        if one["code"] in checks
    ]


def sentence(result: CheckResult, edition: Any) -> str:
    """What a check that did not pass says: what to do, and what it was compared with; nothing for one that passed."""
    if result.is_fine:
        return ""
    if result.outcome is Outcome.OPEN:
        return _("not known yet")
    parts = [localized(result.check.text)]
    if result.check.kind is CheckKind.DATE_WITHIN:
        first, last = window_of(edition)
        spelled = [f"{day:%d/%m/%Y}" if day else "…" for day in (first, last)]
        parts.append(_("Allowed: from %(first)s to %(last)s.", first=spelled[0], last=spelled[1]))
    if result.found and result.check.kind is not CheckKind.ANSWER:
        parts.append(_("Found: %(what)s.", what=result.found))
    return " ".join(parts)


def window_of(edition: Any) -> tuple[date | None, date | None]:
    """The first and the last day on which a work may have been applied."""
    calendar = edition.rules.get("edition", {}).get("calendar", {})
    days = [calendar.get(name) for name in ("applied_from", "applied_to")]
    first, last = (date.fromisoformat(day) if day else None for day in days)
    return first, last


def _facts(submission: Submission, checks: list[Check]) -> Facts:
    others = any(check.kind is CheckKind.ONE_CATEGORY for check in checks)
    organisations = [submission.organisation, *(author.organisation for author in submission.authors)]
    answers = asked_answers(pages_for(submission), submission.answers)
    return Facts(
        eligibility=submission.eligibility,
        answers=answers,
        window=window_of(submission.edition),
        agency=_agency_names(submission),
        organisations=tuple(name for name in (*organisations, str(answers.get("organisation") or "")) if name),
        title=submission.title,
        files=_hashes(submission),
        others=_others(submission) if others else (),
    )


def _agency_names(submission: Submission) -> tuple[str, ...]:
    category = submission.category
    if category is None:
        return ()
    for raw in submission.edition.rules.get("categories", []):
        if raw["code"] == category.code and raw.get("agency"):
            return (*category.agency.values(), *raw["agency"].get("aliases", []))
    return tuple(category.agency.values())


def _hashes(submission: Submission) -> frozenset[str]:
    return frozenset(file.attachment.sha256 for file in kept_files(submission) if file.attachment.sha256)


def _others(submission: Submission) -> tuple[OtherWork, ...]:
    """What the owner has submitted in other categories; keyed-in paper belongs to its person, not to who typed it."""
    if submission.kept or submission.category_id is None:
        return ()
    statement = (
        select(Submission)
        .options(selectinload(Submission.files))
        .where(
            Submission.edition_id == submission.edition_id,
            Submission.owner_id == submission.owner_id,
            Submission.kept.is_(False),
            Submission.id != submission.id,
            Submission.status == SubmissionStatus.SUBMITTED,
            Submission.category_id != submission.category_id,
        )
        .order_by(Submission.id)
        .limit(MOST_OTHERS)
    )
    return tuple(OtherWork(one.number or "", one.title, _hashes(one)) for one in db.session.scalars(statement))
