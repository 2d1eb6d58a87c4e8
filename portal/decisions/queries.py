"""Reading lists and decisions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload
from werkzeug.exceptions import NotFound

from portal.awards.list_steps import Step, steps_of
from portal.awards.models import Category, Prize
from portal.awards.queries import categories_of, prizes_of
from portal.core.db import db
from portal.decisions.differences import Place
from portal.decisions.models import (
    Decision,
    DecisionPaper,
    DecisionProposal,
    DroppedMove,
    ListAdjustment,
    ListChange,
    ListEntry,
    ListHold,
    ListKind,
    ListVersion,
    PaperAnswer,
    PaperKind,
    ProposalState,
    Signature,
)
from portal.decisions.prizes import Candidate, Level, propose_prizes
from portal.scoring.ranking import Standing
from portal.submissions.models import Submission


def latest_list(edition: Any, kind: ListKind) -> ListVersion | None:
    """The newest list of a kind."""
    statement = select(ListVersion).where(ListVersion.edition_id == edition.id, ListVersion.kind == kind)
    return db.session.scalar(statement.order_by(ListVersion.number.desc()).limit(1))


def basis_of_decision(edition: Any) -> ListVersion | None:
    """The newest of the lists that prizes are given from: the last that the edition makes before its decision."""
    return latest_list(edition, steps_of(edition.rules)[-1].kind)


def way_to(version: ListVersion) -> list[ListVersion]:
    """A list and all those that it was made of, one from the other, the first of them first."""
    way = [version]
    while way[0].base_id is not None:
        way.insert(0, db.session.get_one(ListVersion, way[0].base_id))
    return way


def list_versions(edition: Any) -> list[ListVersion]:
    """Every list of the edition, the newest first."""
    statement = select(ListVersion).where(ListVersion.edition_id == edition.id)
    return list(db.session.scalars(statement.order_by(ListVersion.id.desc()).limit(100)))


def progress_of(steps: tuple[Step, ...], versions: list[ListVersion]) -> list[tuple[Step, ListVersion | None, bool]]:
    """The steps with the newest version of each, and whether it can be made now."""
    newest = {one.kind: one for one in reversed(versions)}
    kinds = [None, *(one.kind for one in steps)]
    return [(step, newest.get(step.kind), not kind or kind in newest) for step, kind in zip(steps, kinds, strict=False)]


def sizes_of(versions: list[ListVersion], hidden: frozenset[int] = frozenset()) -> dict[int, int]:
    """How many works each list names; hidden works are not counted."""
    statement = (
        select(ListEntry.list_version_id, func.count())
        .where(ListEntry.list_version_id.in_([one.id for one in versions]), ListEntry.submission_id.not_in(hidden))
        .group_by(ListEntry.list_version_id)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}


def get_list_or_404(edition: Any, list_id: int) -> ListVersion:
    """A list of this edition."""
    found = db.session.scalar(
        select(ListVersion).where(ListVersion.id == list_id, ListVersion.edition_id == edition.id)
    )
    if found is None:
        raise NotFound()
    return found


def entries_of(version: ListVersion, hidden: frozenset[int] = frozenset()) -> Any:
    """The entries of a list in their order, to be paginated; hidden works are not among them."""
    return (
        select(ListEntry)
        .options(
            joinedload(ListEntry.submission).joinedload(Submission.category).lazyload(Category.criteria),
            joinedload(ListEntry.prize),
        )
        .where(ListEntry.list_version_id == version.id, ListEntry.submission_id.not_in(hidden))
        .order_by(ListEntry.position)
    )


def prize_entries(version: ListVersion) -> list[ListEntry]:
    """The entries of a list with a prize, with submission, versions and category, in a fixed number of statements."""
    statement = entries_of(version).options(joinedload(ListEntry.submission).selectinload(Submission.versions))
    return list(db.session.scalars(statement.where(ListEntry.prize_id.is_not(None))).unique())


def works_named(ids: Iterable[int]) -> dict[int, Submission]:
    """Some works with their categories, by id."""
    statement = select(Submission).options(joinedload(Submission.category).lazyload(Category.criteria))
    return {one.id: one for one in db.session.scalars(statement.where(Submission.id.in_(list(ids))))}


def short_entries(version: ListVersion, hidden: frozenset[int] = frozenset()) -> list[ListEntry]:
    """Every entry of a list with its submission only."""
    return list(db.session.scalars(entries_of(version, hidden)))


def ranks_among(entries: list[ListEntry]) -> dict[int, int]:
    """The ranks of entries among themselves, by category, so that a gap tells nothing of what is left out."""
    ranks: dict[int, list[int]] = defaultdict(list)
    for entry in entries:
        ranks[entry.category_id].append(entry.rank)
    return {entry.id: 1 + sum(one < entry.rank for one in ranks[entry.category_id]) for entry in entries}


def latest_decision(edition: Any) -> Decision | None:
    """The newest decision of the edition."""
    statement = select(Decision).options(joinedload(Decision.list_version)).where(Decision.edition_id == edition.id)
    return db.session.scalar(statement.order_by(Decision.id.desc()).limit(1))


def standing_of(entry: ListEntry) -> Standing:
    """The standing that a list wrote down."""
    mean = Fraction(entry.mean_numerator, entry.mean_denominator) if entry.sheets else None
    return Standing(entry.submission_id, mean, entry.sheets, entry.rank, tied=False)


def ranked(standing: Standing, rank: int) -> Standing:
    """The same standing at another rank."""
    return replace(standing, rank=rank)


def places_on(version: ListVersion, hidden: frozenset[int] = frozenset()) -> dict[int, Place]:
    """Where each work stands on a list; hidden works are not among them."""
    rows = select(ListEntry.submission_id, ListEntry.category_id, ListEntry.rank, ListEntry.prize_id)
    statement = rows.where(ListEntry.list_version_id == version.id, ListEntry.submission_id.not_in(hidden))
    return {row[0]: Place(*row[1:]) for row in db.session.execute(statement)}


def adjustments_of(version: ListVersion) -> list[dict[str, str]]:
    """What was changed by name when a list was made: number of the work, change, and reason, by number."""
    statement = (
        select(Submission.number, ListAdjustment.change, ListAdjustment.reason)
        .join(Submission, Submission.id == ListAdjustment.submission_id)
        .where(ListAdjustment.list_version_id == version.id)
        .order_by(Submission.number)
    )
    return [{"number": row[0] or "", "change": row[1].value, "reason": row[2]} for row in db.session.execute(statement)]


def held_kinds(edition: Any) -> frozenset[ListKind]:
    """The kinds of lists that the council votes, or has voted, on."""
    return frozenset(db.session.scalars(select(ListHold.kind).where(ListHold.edition_id == edition.id)))


def changes_to(version: ListVersion, hidden: frozenset[int] = frozenset()) -> list[ListChange]:
    """What is to be changed in whatever is made of a list next; hidden works are not among them."""
    statement = (
        select(ListChange)
        .options(joinedload(ListChange.submission).joinedload(Submission.category).lazyload(Category.criteria))
        .where(ListChange.list_version_id == version.id, ListChange.submission_id.not_in(hidden))
    )
    return list(db.session.scalars(statement.order_by(ListChange.id)))


def dropped_moves(version: ListVersion, hidden: frozenset[int] = frozenset()) -> list[DroppedMove]:
    """What the council carried about a list and was not taken up, with the works; hidden works are not among them."""
    statement = (
        select(DroppedMove)
        .options(joinedload(DroppedMove.submission).joinedload(Submission.category).lazyload(Category.criteria))
        .where(DroppedMove.list_version_id == version.id, DroppedMove.submission_id.not_in(hidden))
    )
    return list(db.session.scalars(statement.order_by(DroppedMove.id)))


def not_taken_up(version: ListVersion) -> list[DroppedMove]:
    """What the council carried about the list before and had been dropped when this one was made of it."""
    base = db.session.get(ListVersion, version.base_id) if version.base_id is not None else None
    return [one for one in dropped_moves(base) if one.dropped_at <= version.created_at] if base is not None else []


def has_motions(edition: Any, kind: ListKind) -> bool:
    """Whether the council has carried a move of a work on a list of this kind, whatever became of it."""
    versions = select(ListVersion.id).where(ListVersion.edition_id == edition.id, ListVersion.kind == kind)
    carried = select(ListChange.id).where(ListChange.carried, ListChange.list_version_id.in_(versions))
    dropped = select(DroppedMove.id).where(DroppedMove.list_version_id.in_(versions))
    return any(db.session.scalar(one.limit(1)) is not None for one in (carried, dropped))


def adjusted(version: ListVersion, hidden: frozenset[int] = frozenset()) -> list[ListAdjustment]:
    """The rows behind `adjustments_of`, with the works, for readers; hidden works are not among them."""
    statement = (
        select(ListAdjustment)
        .options(joinedload(ListAdjustment.submission).joinedload(Submission.category).lazyload(Category.criteria))
        .where(ListAdjustment.list_version_id == version.id, ListAdjustment.submission_id.not_in(hidden))
    )
    return list(db.session.scalars(statement.order_by(ListAdjustment.id)))


def signatures_of(version: ListVersion) -> list[Signature]:
    """Who signed a list, in the order of signing."""
    statement = (
        select(Signature)
        .options(joinedload(Signature.scan), joinedload(Signature.category).lazyload(Category.criteria))
        .where(Signature.list_version_id == version.id)
    )
    return list(db.session.scalars(statement.order_by(Signature.id)))


def levels_of(edition: Any) -> list[Level]:
    """The prize levels as plain values."""
    return as_levels(prizes_of(edition))


def as_levels(prizes: list[Prize]) -> list[Level]:
    """Prizes as the rules see them."""
    return [Level(one.code, one.rank, one.amount, one.max_per_category) for one in prizes]


def caps_of(edition: Any) -> dict[int, int]:
    """The soft cap of each category."""
    return {category.id: category.prize_cap for category in categories_of(edition)}


def proposal_for(edition: Any) -> dict[int, str]:
    """What the assistant proposes for the list that prizes are given from."""
    shortlist = basis_of_decision(edition)
    if shortlist is None:
        return {}
    entries = list(db.session.scalars(select(ListEntry).where(ListEntry.list_version_id == shortlist.id)))
    return proposal_from(entries, levels_of(edition), caps_of(edition), edition.prize_cap)


def waiting_proposal(edition: Any) -> DecisionProposal | None:
    """The decision that waits to be released, or None."""
    return db.session.scalar(_proposals(edition).where(DecisionProposal.state == ProposalState.WAITING))


def last_proposal(edition: Any) -> DecisionProposal | None:
    """The newest prepared decision, whatever became of it."""
    return db.session.scalar(_proposals(edition))


def get_proposal_or_404(edition: Any, proposal_id: int) -> DecisionProposal:
    """A prepared decision of this edition."""
    found = db.session.scalar(_proposals(edition).where(DecisionProposal.id == proposal_id))
    if found is None:
        raise NotFound()
    return found


def _proposals(edition: Any) -> Any:
    people = joinedload(DecisionProposal.prepared_by), joinedload(DecisionProposal.answered_by)
    statement = select(DecisionProposal).options(*people).where(DecisionProposal.edition_id == edition.id)
    return statement.order_by(DecisionProposal.id.desc()).limit(1)


def made_paper(decision_id: int) -> DecisionPaper | None:
    """The document of a decision as the portal made it, or None while it is being made."""
    statement = select(DecisionPaper).where(DecisionPaper.decision_id == decision_id)
    made = statement.where(DecisionPaper.kind == PaperKind.MADE).order_by(DecisionPaper.id.desc())
    return db.session.scalar(made.limit(1))


def latest_paper(decision_id: int) -> DecisionPaper | None:
    """The signed document of a decision that counts, or None while it is being made."""
    return newest_papers(decision_id)[0]


def waiting_paper(decision_id: int) -> DecisionPaper | None:
    """The uploaded document that somebody must still look at: the newest, unless it was answered."""
    return newest_papers(decision_id)[1]


def newest_papers(decision_id: int) -> tuple[DecisionPaper | None, DecisionPaper | None]:
    """The document that counts and the one that waits to be looked at, in one statement."""
    newest = select(func.max(DecisionPaper.id)).where(DecisionPaper.decision_id == decision_id)
    counts = (DecisionPaper.kind == PaperKind.MADE) | PaperAnswer.accepted
    counting = newest.outerjoin(DecisionPaper.answer).where(counts).scalar_subquery()
    uploaded = newest.where(DecisionPaper.kind == PaperKind.UPLOADED).scalar_subquery()
    statement = (
        select(DecisionPaper, DecisionPaper.id == counting)
        .outerjoin(DecisionPaper.answer)
        .options(contains_eager(DecisionPaper.answer), joinedload(DecisionPaper.added_by))
        .where((DecisionPaper.id == counting) | (DecisionPaper.id == uploaded))
        .order_by(DecisionPaper.id)
    )
    found: tuple[DecisionPaper | None, DecisionPaper | None] = (None, None)
    for paper, is_counting in db.session.execute(statement):
        waits = paper.kind is PaperKind.UPLOADED and paper.answer is None
        found = (paper if is_counting else found[0], paper if waits else found[1])
    return found


def proposal_from(
    entries: list[ListEntry], levels: list[Level], caps: dict[int, int], total_cap: int
) -> dict[int, str]:
    """What the assistant proposes for entries already read."""
    return propose_prizes(candidates_of(entries), levels, category_caps=caps, total_cap=total_cap)


def candidates_of(entries: list[ListEntry]) -> list[Candidate]:
    """Entries of a list as the rules see them."""
    return [
        Candidate(
            entry.submission_id,
            entry.category_id,
            Fraction(entry.mean_numerator, entry.mean_denominator),
            entry.rank,
        )
        for entry in entries
    ]
