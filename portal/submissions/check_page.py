"""The last page before sending: what was answered, what the rules of the award say of it, and what still stands."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

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
    lines = check_lines(submission, results, pages_for(submission))
    return {
        "submission": submission,
        "pages": asked_pages_for(submission),
        "groups": tasks.sections(submission),
        "questions": asked_questions(questions_of(submission.edition), submission.eligibility),
        "checks": lines,
        "problems": [one for problem in problems for one in _obstacles(problem, submission, lines)],
    }


def _obstacles(problem: Problem, submission: Submission, lines: list[CheckLine]) -> list[Obstacle]:
    if problem is Problem.RULE_NOT_MET:
        blocked = [line for line in lines if line.outcome is Outcome.BLOCKED]
        return [Obstacle(f"{line.name}: {line.detail}", f"check-{line.code}", line.url) for line in blocked]
    if problem is Problem.NOT_ELIGIBLE:
        return [
            Obstacle(
                _("Before you start: %(question)s", question=localized(one.question)),
                f"question-{one.code}",
                url_for("starting.answer", submission_id=submission.id, code=one.code),
            )
            for one in checking.barring_questions(submission)
        ]
    return [Obstacle(str(rules.SENTENCES[problem]))]
