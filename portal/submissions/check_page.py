"""The last page before sending: what was answered, what the rules of the award say of it, and what still stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.awards.checks import Check
from portal.awards.form import asked_questions, questions_of
from portal.core.i18n import localized
from portal.submissions import checking, rules, service, tasks
from portal.submissions.asked import asked_pages_for, pages_for
from portal.submissions.check_words import CheckLine, check_lines
from portal.submissions.checks import Outcome
from portal.submissions.models import Submission
from portal.submissions.rules import Problem


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands in the way: its own sentence, its place on the page, and the page that changes it."""

    sentence: str
    anchor: str = ""
    url: str = ""


def check_values(submission: Submission, problems: Iterable[Problem] | None, now: Any) -> dict[str, Any]:
    """Everything the page shows; without problems at hand they are looked for."""
    results = service.check(submission)
    if problems is None:
        problems = service.problems_of(submission, now, results)
    pages = pages_for(submission)
    lines = check_lines(submission, results, pages)
    places = {field.key: page.code for page in pages for field in page.fields}
    addresses = {line.check.code: _address(submission, line.check, places) for line in lines}
    return {
        "submission": submission,
        "pages": asked_pages_for(submission),
        "groups": tasks.sections(submission),
        "questions": asked_questions(questions_of(submission.edition), submission.eligibility),
        "checks": lines,
        "addresses": addresses,
        "problems": [one for problem in problems for one in _obstacles(problem, submission, lines, addresses)],
    }


def _address(submission: Submission, check: Check, places: Mapping[str, str]) -> str:
    """Where what a check looks at can be changed; `places` gives the page of each question of the form."""
    if check.question:
        return url_for("starting.answer", submission_id=submission.id, code=check.question)
    if check.field in places:
        return url_for("submissions.page", submission_id=submission.id, code=places[check.field or ""])
    return url_for("submissions.work", submission_id=submission.id)


def _obstacles(
    problem: Problem, submission: Submission, lines: list[CheckLine], addresses: Mapping[str, str]
) -> list[Obstacle]:
    if problem is Problem.RULE_NOT_MET:
        blocked = [line for line in lines if line.outcome is Outcome.BLOCKED]
        return [
            Obstacle(f"{line.name}: {line.detail}", f"check-{line.check.code}", addresses[line.check.code])
            for line in blocked
        ]
    if problem is Problem.NOT_ELIGIBLE:
        # A rule that looks at the same answer says it better.
        told = {line.check.question for line in lines if line.outcome is Outcome.BLOCKED}
        return [
            Obstacle(
                _("Before you start: %(question)s", question=localized(one.question)),
                f"question-{one.code}",
                url_for("starting.answer", submission_id=submission.id, code=one.code),
            )
            for one in checking.barring_questions(submission)
            if one.code not in told
        ]
    return [Obstacle(str(rules.SENTENCES[problem]))]
