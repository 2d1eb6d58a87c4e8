"""What a decision publishes: lists with their rules and changes, votes in sums, sheets, and the works with prizes."""

from collections import defaultdict
from itertools import pairwise
from typing import Any

from sqlalchemy import and_, case, select, true

from portal.adapters.signer import get_signer
from portal.awards.models import Edition, Prize
from portal.awards.preset_words import ListRule
from portal.awards.queries import categories_of
from portal.ballots.queries import totals_over
from portal.core.db import db
from portal.decisions.models import Decision, ListEntry, ListVersion
from portal.decisions.queries import adjustments_of, not_taken_up, way_to
from portal.publication.bundle import Listed, content_of
from portal.scoring import valid_sheets
from portal.submissions.models import Submission, SubmissionVersion
from portal.submissions.queries import newest_versions
from portal.transparency import queries as sealed

UNTOLD = frozenset({"changes", "without_result"})
"""What the rule of a list holds and no file says: changes are told by name, and the sheets tell what has no result."""


def decided_content(
    edition: Edition,
    decision: Decision,
    leaves: list[dict[str, Any]],
    hidden: frozenset[int] = frozenset(),
) -> dict[str, Any]:
    """What a decision's head seals, of its list and the sealed sheets; hidden works are left out."""
    numbers = {category.id: category.number for category in categories_of(edition)}
    told = _numbers_told(edition, hidden)
    spoken_of = set(told.values())
    way = way_to(decision.list_version)
    voted = [base for base, one in pairwise(way) if one.rule["kind"] == ListRule.COUNCIL_VOTE.value]
    return content_of(
        edition={
            "code": edition.code,
            "slug": edition.slug,
            "year": edition.year,
            "name": edition.name,
            "award": edition.award.name,
            "currency": edition.currency,
        },
        rule=sealed.rule_as_sealed(edition),
        decision={
            "reference": decision.reference,
            "signatory": decision.signatory,
            "date": decision.decided_on.isoformat(),
            "cap_reasons": {str(numbers[int(key)]): text for key, text in decision.cap_reasons.items()},
        },
        lists=_lists(way, told),
        ballots=[one for version in voted for one in totals_over(version) if one["number"] in spoken_of],
        listed=listed_works(decision.list_version, numbers, hidden),
        leaves=leaves,
        judged=_judged(edition, numbers, told, hidden),
        key=get_signer().public_key_hex,
    )


def _numbers_told(edition: Edition, hidden: frozenset[int]) -> dict[int, str]:
    """The receipt number of every work that may be spoken of."""
    statement = select(Submission.id, Submission.number).where(
        Submission.edition_id == edition.id, Submission.number.is_not(None), Submission.id.not_in(hidden)
    )
    return {row[0]: str(row[1]) for row in db.session.execute(statement)}


def _lists(versions: list[ListVersion], told: dict[int, str]) -> list[dict[str, Any]]:
    """Each list with its rule, its works in their order, and what was changed on it by name.

    Only those that the decision rests on: what was made and replaced on the way explains nothing of it.
    """
    statement = select(ListEntry.list_version_id, ListEntry.submission_id)
    entries: dict[int, list[str]] = defaultdict(list)
    listed = statement.where(ListEntry.list_version_id.in_([one.id for one in versions]))
    for version, submission in db.session.execute(listed.order_by(ListEntry.list_version_id, ListEntry.position)):
        if submission in told:
            entries[version].append(told[submission])
    numbers = set(told.values())
    return [
        {
            "kind": one.kind.value,
            "number": one.number,
            "date": one.dated_on.isoformat(),
            "rule": {name: value for name, value in one.rule.items() if name not in UNTOLD},
            "reason": _reason(one, told),
            "digest": one.digest,
            "entries": entries[one.id],
            "adjustments": [change for change in adjustments_of(one) if change["number"] in numbers],
        }
        for one in versions
    ]


def _reason(version: ListVersion, told: dict[int, str]) -> str:
    """Why a list was made as it is, with what the council had carried about the one before and was not taken up."""
    dropped = [one.told for one in not_taken_up(version) if one.submission_id in told]
    return "\n".join([version.reason, *dropped] if version.reason else dropped)


def listed_works(
    version: ListVersion, numbers: dict[int, int], hidden: frozenset[int], *, honoured: bool = False
) -> list[Listed]:
    """The works of a list, or those with a prize: what was submitted, not what the draft says today.

    `numbers` are the categories' by their ids. Of a work without a prize only what is told of it is read.
    """
    newest, content, has_prize = newest_versions(), SubmissionVersion.content, ListEntry.prize_id.is_not(None)
    of_newest = and_(
        SubmissionVersion.submission_id == newest.c.submission_id, SubmissionVersion.number == newest.c.number
    )
    statement = (
        select(
            *(Submission.number, ListEntry.category_id, ListEntry.rank, ListEntry.sheets),
            *(ListEntry.mean_numerator, ListEntry.mean_denominator, Prize.code.label("prize")),
            *(content[name].as_string().label(name) for name in ("title", "organisation")),
            case((has_prize, content["summary"].as_string())).label("summary"),
            case((has_prize, content["authors"])).label("authors"),
        )
        .join(Submission, Submission.id == ListEntry.submission_id)
        .join(newest, newest.c.submission_id == Submission.id)
        .join(SubmissionVersion, of_newest)
        .outerjoin(Prize, Prize.id == ListEntry.prize_id)
        .where(ListEntry.list_version_id == version.id, ListEntry.submission_id.not_in(hidden))
        .where(has_prize if honoured else true())
        .order_by(ListEntry.position)
    )
    return [
        Listed(
            number=row.number or "",
            title=row.title,
            summary=row.summary or "",
            organisation=row.organisation,
            authors=tuple(author["full_name"] for author in row.authors or ()),
            category=numbers[row.category_id],
            rank=row.rank,
            mean=(row.mean_numerator, row.mean_denominator),
            sheets=row.sheets,
            prize=row.prize,
        )
        for row in db.session.execute(statement)
    ]


def _judged(edition: Edition, numbers: dict[int, int], told: dict[int, str], hidden: frozenset[int]) -> dict[str, int]:
    """The category of every work with judges, or with a sheet that stays valid, by its receipt number."""
    found = valid_sheets.works_with_judges(edition, hidden)
    return {told[work]: numbers[category] for work, category in found.items() if work in told}
