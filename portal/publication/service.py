"""Releasing results: the frozen bundle is made, signed, and everyone concerned is told."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from portal.adapters.signer import get_signer
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Criterion, Edition
from portal.awards.preset_words import CriterionKind
from portal.awards.queries import categories_of, prizes_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.digest import canonical, canonical_bytes, digest
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.decisions.models import Decision, ListEntry, ListVersion
from portal.decisions.queries import all_entries
from portal.feedback import sending as feedback
from portal.feedback.models import Channel
from portal.feedback.settings import settings_of
from portal.notifications.topics import Topic
from portal.publication.bundle import Listed, category_of, results_of
from portal.publication.models import Publication
from portal.publication.queries import published_results
from portal.scoring import valid_sheets
from portal.submissions.letters import write_about
from portal.submissions.models import Submission, SubmissionStatus


class AlreadyPublishedError(PortalError):
    """Raised when a decision has been released before."""

    message = _l("This decision has been published already.")


def publish(decision: Decision, *, actor: Any) -> Publication:
    """Release a decision everywhere at once."""
    edition = db.session.get_one(Edition, decision.edition_id)
    with transaction():
        db.session.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update())
        before = published_results(edition)
        if before is not None and before.decision_id == decision.id:
            raise AlreadyPublishedError()
        results = canonical(_bundle(edition, decision))
        publication = Publication(
            edition_id=edition.id,
            decision_id=decision.id,
            number=1 if before is None else before.number + 1,
            results=results,
            digest=digest(results),
            signature=get_signer().sign(canonical_bytes(results)).hex(),
            published_by_id=actor.id,
            published_at=clock.now(),
        )
        db.session.add(publication)
        record(
            Action.RESULTS_PUBLISHED,
            publication,
            actor=actor,
            digest=publication.digest,
            number=publication.number,
        )
        _tell_owners(edition, results, actor)
        return publication


def preview(decision: Decision, hidden: frozenset[int] = frozenset()) -> dict[str, Any]:
    """What would be published, for the organizers' eyes; hidden works are left out."""
    edition = db.session.get_one(Edition, decision.edition_id)
    return dict(canonical(_bundle(edition, decision, hidden)))


def _bundle(edition: Edition, decision: Decision, hidden: frozenset[int] = frozenset()) -> dict[str, Any]:
    categories = categories_of(edition)
    numbers = {category.id: category.number for category in categories}
    entries = [entry for entry in all_entries(decision.list_version) if entry.submission_id not in hidden]
    return results_of(
        edition={
            "code": edition.code,
            "slug": edition.slug,
            "year": edition.year,
            "name": edition.name,
            "award": edition.award.name,
            "currency": edition.currency,
        },
        rule={
            "result": "mean_of_totals",
            "minimum_sheets": edition.minimum_sheets,
            "keeps_recused": edition.keeps_recused,
            "rules_digest": edition.rules_digest,
        },
        categories=[category_of(one) for one in categories],
        prizes=[
            {"code": one.code, "rank": one.rank, "name": one.name, "amount": one.amount} for one in prizes_of(edition)
        ],
        decision={
            "reference": decision.reference,
            "signatory": decision.signatory,
            "date": decision.decided_on.isoformat(),
            "cap_reasons": {str(numbers[int(key)]): text for key, text in decision.cap_reasons.items()},
        },
        lists=_lists(edition),
        listed=[_listed(entry, numbers) for entry in entries],
        **_scores(edition, categories, hidden),
    )


def _lists(edition: Edition) -> list[dict[str, Any]]:
    versions = db.session.scalars(
        select(ListVersion).where(ListVersion.edition_id == edition.id).order_by(ListVersion.id)
    )
    return [
        {
            "kind": one.kind.value,
            "number": one.number,
            "date": one.created_at.date().isoformat(),
            "reason": one.reason,
            "digest": one.digest,
        }
        for one in versions
    ]


def _listed(entry: ListEntry, numbers: dict[int, int]) -> Listed:
    """What was submitted, not what the draft says today."""
    submission = entry.submission
    content = submission.versions[-1].content
    return Listed(
        number=submission.number or "",
        title=content["title"],
        summary=content["summary"],
        organisation=content["organisation"],
        authors=tuple(author["full_name"] for author in content["authors"]),
        category=numbers[entry.category_id],
        rank=entry.rank,
        mean=(entry.mean_numerator, entry.mean_denominator),
        sheets=entry.sheets,
        prize=entry.prize.code if entry.prize else None,
    )


def _scores(edition: Edition, categories: list[Category], hidden: frozenset[int]) -> dict[str, Any]:
    """By receipt number: totals of valid sheets, category, and the sums of the criteria that count or decide ties."""
    found = valid_sheets.totals_of(edition, hidden=hidden)
    telling = or_(Criterion.counts, Criterion.kind == CriterionKind.POINTS)
    sums = valid_sheets.sums_by_criterion(edition, telling, hidden)
    names = dict(
        db.session.execute(
            select(Submission.id, Submission.number).where(
                Submission.edition_id == edition.id, Submission.number.is_not(None)
            )
        ).all()
    )
    scores: dict[str, Any] = {"totals": {}, "judged": {}, "sums": {}}
    for category in categories:
        told = {one.code for one in category.criteria if one.counts} | set(category.tie_criteria)
        for submission, totals in found.get(category.id, {}).items():
            number = str(names.get(submission, ""))
            if number:
                scores["totals"][number], scores["judged"][number] = totals, category.number
                mine = sums.get(submission, {})
                scores["sums"][number] = {code: points for code, points in mine.items() if code in told}
    return scores


def _tell_owners(edition: Edition, results: dict[str, Any], actor: Any) -> None:
    """Write to everyone concerned; an approved letter of feedback goes along, and counts as sent where it could."""
    prizes = {entry["number"]: entry["prize"] for entry in results["shortlist"]}
    names = {prize["code"]: prize["name"] for prize in results["prizes"]}
    statement = select(Submission).where(
        Submission.edition_id == edition.id, Submission.status == SubmissionStatus.SUBMITTED
    )
    letters, settings = feedback.approved_letters(edition), settings_of(edition)
    for submission in db.session.scalars(statement.join(Submission.owner).options()):
        prize = prizes.get(submission.number or "")
        letter = letters.get(submission.id)
        told = write_about(
            submission,
            Topic.RESULT_PUBLISHED,
            edition_name=edition.name,
            title=submission.title,
            number=submission.number,
            prize_name=names[prize] if prize else None,
            shortlisted=submission.number in prizes,
            feedback=feedback.to_read(letter, settings) if letter else None,
            url=external_url("publication.results", slug=edition.slug),
            public=True,
        )
        if letter and told:
            feedback.mark_sent(letter, Channel.DECISION, actor=actor)
    feedback.open_own_letters(edition)
