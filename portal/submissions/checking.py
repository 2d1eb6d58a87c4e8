"""The rules of the award held against one work: gathering the facts, and freezing what every check comes to."""

from collections.abc import Mapping
from typing import Any

from portal.awards.checks import agency_names, checks_of, window_of
from portal.awards.form import asked_questions, questions_of
from portal.awards.preset_words import CheckKind
from portal.submissions import queries
from portal.submissions.checks import Facts, Outcome, Result, Rival, results_of
from portal.submissions.models import Submission
from portal.submissions.rules import Problem


def check_content(submission: Submission, content: Mapping[str, Any]) -> list[Result]:
    """Hold every check against a work's content: of a draft as it would be frozen, or of a version as it was."""
    checks = checks_of(submission.edition)
    if not checks:
        return []
    category = content["category"]
    rivals: tuple[Rival, ...] = ()
    if category and any(check.kind is CheckKind.ONE_CATEGORY for check in checks):
        rivals = queries.rivals_of(submission, category["number"])
    return results_of(checks, _facts(submission, content, rivals))


def _facts(submission: Submission, content: Mapping[str, Any], rivals: tuple[Rival, ...]) -> Facts:
    code = (content["category"] or {}).get("code")
    category = submission.category
    if category is None or category.code != code:
        # The draft may have moved on since the version at hand was frozen.
        category = next((one for one in submission.edition.categories if one.code == code), None) if code else None
    return Facts(
        category=code,
        title=content["title"],
        organisations=(content["organisation"], *(author["organisation"] for author in content["authors"])),
        eligibility=content["eligibility"],
        answers=content["answers"],
        files=queries.sealed_files(content),
        window=window_of(submission.edition),
        agency=agency_names(category) if category else (),
        rivals=rivals,
    )


def frozen_results(results: list[Result]) -> list[dict[str, Any]]:
    """What every check came to, as the version keeps it: strings and whole numbers only."""
    return [{"code": one.code, "outcome": one.outcome.value, "compared": dict(one.compared)} for one in results]


def results_from(content: Mapping[str, Any]) -> list[Result]:
    """What every check came to when this version was frozen; none for versions older than the checks."""
    return [Result(one["code"], Outcome(one["outcome"]), one["compared"]) for one in content.get("checks") or ()]


def problems(submission: Submission, results: list[Result]) -> list[Problem]:
    """What the questions asked before the draft, and the rules of the award, have against sending it."""
    found = [Problem.NOT_ELIGIBLE] if barring_questions(submission) else []
    blocked = any(result.outcome is Outcome.BLOCKED for result in results)
    return [*found, Problem.RULE_NOT_MET] if blocked else found


def barring_questions(submission: Submission) -> list[Any]:
    """The eligibility questions whose answers, missing or blocking, stand in the way."""
    given, questions = submission.eligibility, questions_of(submission.edition)
    return [one for one in asked_questions(questions, given) if not one.lets_by(given.get(one.code))]
