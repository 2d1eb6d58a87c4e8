"""What the page before a release shows: winners, counts, and what the check in the background has found."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal.awards.models import Category, Edition, Prize
from portal.awards.queries import prizes_of
from portal.core.db import db
from portal.decisions.models import Decision
from portal.decisions.queries import sizes_of
from portal.jobs.queries import given_up
from portal.publication import checking, verify
from portal.publication.bundle import Listed
from portal.publication.content import listed_works
from portal.publication.models import ReleaseCheck
from portal.publication.soundness import root_in
from portal.submissions.queries import numbers_of
from portal.transparency.models import LogHead


@dataclass(frozen=True, slots=True)
class Shown:
    """The preview of a release for one reader; what is hidden from the reader is in none of it."""

    honoured: list[tuple[Prize, Listed]]
    """The winners with their prizes, the highest first."""
    listed: int
    check: ReleaseCheck | None
    gave_up: bool
    holds: bool
    """Whether the sheets are still sealed as they were when the results were checked."""
    problems: list[str]
    few_sheets: list[str]
    unanimous: list[str]


def shown(edition: Edition, decision: Decision, sheets: LogHead | None, hidden: frozenset[int], language: str) -> Shown:
    """How the release of a decision stands, whatever the number of its works; `sheets` is the head that seals them."""
    categories = select(Category.id, Category.number).where(Category.edition_id == edition.id)
    numbers = {row[0]: row[1] for row in db.session.execute(categories)}
    works = listed_works(decision.list_version, numbers, hidden, honoured=True)
    check, untold = checking.check_of(decision), set(numbers_of(hidden) if hidden else ())
    return Shown(
        honoured=[(prize, one) for prize in prizes_of(edition) for one in works if one.prize == prize.code],
        listed=sizes_of([decision.list_version], hidden).get(decision.list_version_id, 0),
        check=check,
        gave_up=check is None and bool(given_up(checking.JOB, "decision_id", [decision.id])),
        holds=check is not None and check.sheets_root == root_in(sheets),
        problems=[] if check is None or hidden else [_sentence(one, language) for one in check.problems],
        few_sheets=_told(check.few_sheets if check else [], untold),
        unanimous=_told(check.unanimous if check else [], untold),
    )


def _sentence(problem: list[Any], language: str) -> str:
    code, values = problem
    return verify.sentence((code, values), language)


def _told(numbers: list[str], untold: set[str]) -> list[str]:
    return [one for one in numbers if one not in untold]
