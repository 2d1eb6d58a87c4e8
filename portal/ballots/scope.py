"""Which works a new ballot is about, and whether secretly: where too few may vote, a secret vote would tell."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.awards.models import Edition
from portal.ballots import queries
from portal.ballots.ballot_rules import LEAST_SECRET, BallotSettings, Outcome
from portal.ballots.models import BallotBox, BoxState
from portal.ballots.voting import BallotRefusedError
from portal.core.db import db
from portal.decisions.models import ListVersion
from portal.judges.models import PanelSeat
from portal.judges.visibility import hidden_submissions
from portal.submissions.models import Submission


def works_left(version: ListVersion, before: list[BallotBox], settings: BallotSettings) -> list[int]:
    """The works of a list that have not passed and may be voted on once more, in the order of the list."""
    if any(one.state is BoxState.OPEN for one in before):
        raise BallotRefusedError(_l("A ballot is open; close it first."))
    results = queries.results_over(version)
    if any(one.outcome is Outcome.TIED for one in results.values()):
        raise BallotRefusedError(_l("Equal votes wait for the chair; they are parted first."))
    passed = {work for work, one in results.items() if one.outcome is Outcome.PASSED}
    left = [entry.submission_id for entry in version.entries if entry.submission_id not in passed]
    if not left:
        raise BallotRefusedError(_l("Every work has passed: there is nothing left to vote on."))
    times = Counter(work for box in before if box.state is BoxState.CLOSED for work in box.works)
    found = [work for work in left if times[work] < settings.votes]
    if not found:
        raise BallotRefusedError(_l("The rules of this edition allow no further vote on this list."))
    return found


def chosen(
    works: list[int], settings: BallotSettings, *, edition: Edition, seats: Iterable[PanelSeat], openly: bool
) -> tuple[list[int], BallotSettings]:
    """Of the works left, those that can be voted on secretly; or, openly, those that cannot."""
    if not settings.secret:
        return works, settings
    able = Counter(dict.fromkeys(works, 0))
    for seat in seats:
        able.update(set(works) - hidden_submissions(seat.judge.user, edition))
    few = [work for work in works if able[work] < LEAST_SECRET]
    if openly:
        if not few:
            raise BallotRefusedError(_l("Enough members may vote on every work that is left: the vote is secret."))
        return few, replace(settings, secret=False)
    enough = [work for work in works if able[work] >= LEAST_SECRET]
    if not enough:
        raise BallotRefusedError(
            _l(
                "A secret vote needs %(least)d votes on each work, and fewer members may vote on %(works)s. "
                "Vote on these openly.",
                least=LEAST_SECRET, works=names_of(few),
            )
        )  # fmt: skip
    return enough, settings


def names_of(works: Iterable[int]) -> str:
    """The numbers of some works, as they are named in a sentence."""
    numbers: list[Any] = list(db.session.scalars(select(Submission.number).where(Submission.id.in_(list(works)))))
    return ", ".join(sorted(str(one) for one in numbers))
