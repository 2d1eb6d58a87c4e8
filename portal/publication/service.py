"""Releasing results: the frozen bundle is made, signed, and everyone concerned is told."""

from collections import defaultdict
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.adapters.signer import get_signer
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.awards.queries import categories_of
from portal.ballots.queries import totals_of
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.digest import canonical, canonical_bytes, digest
from portal.core.errors import PortalError
from portal.core.urls import external_url
from portal.decisions.models import Decision, ListEntry, ListVersion
from portal.decisions.queries import adjustments_of, all_entries
from portal.feedback import sending as feedback
from portal.feedback.models import Channel
from portal.feedback.settings import settings_of
from portal.notifications.topics import Topic
from portal.publication.bundle import Listed, content_of
from portal.publication.models import Publication
from portal.publication.queries import published_results
from portal.scoring import valid_sheets
from portal.submissions.letters import write_about
from portal.submissions.models import Submission, SubmissionStatus
from portal.transparency import queries as sealed
from portal.transparency import service as transparency
from portal.transparency.rule_content import place_of_sheet

UNSEALED = "00" * 16
"""Stands in a preview where a sealed sheet has its nonce."""


class AlreadyPublishedError(PortalError):
    """Raised when a decision has been released before."""

    message = _l("This decision has been published already.")


def publish(decision: Decision, *, actor: Any) -> Publication:
    """Release a decision everywhere at once; what it is made of has been sealed before, or is sealed late."""
    edition = db.session.get_one(Edition, decision.edition_id)
    with transaction():
        db.session.execute(select(Edition.id).where(Edition.id == edition.id).with_for_update())
        before = published_results(edition)
        if before is not None and before.decision_id == decision.id:
            raise AlreadyPublishedError()
        content = canonical(_content(edition, decision, transparency.settle(edition, actor=actor)))
        heads = transparency.append_decision(edition, content, reason=decision.reference, actor=actor)
        results = {**content, "heads": heads}
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
    unsealed = [
        {**one.content, "nonce": UNSEALED} for one in sealed.sheets_now(edition) if one.submission not in hidden
    ]
    categories = {one["code"]: one for one in sealed.current_rule(edition)["categories"]}
    unsealed.sort(key=lambda leaf: place_of_sheet(categories[leaf["category"]], leaf))
    return dict(canonical(_content(edition, decision, unsealed, hidden)))


def _content(
    edition: Edition, decision: Decision, leaves: list[dict[str, Any]], hidden: frozenset[int] = frozenset()
) -> dict[str, Any]:
    numbers = {category.id: category.number for category in categories_of(edition)}
    entries = [entry for entry in all_entries(decision.list_version) if entry.submission_id not in hidden]
    return content_of(
        edition={
            "code": edition.code,
            "slug": edition.slug,
            "year": edition.year,
            "name": edition.name,
            "award": edition.award.name,
            "currency": edition.currency,
        },
        rule=sealed.current_rule(edition),
        decision={
            "reference": decision.reference,
            "signatory": decision.signatory,
            "date": decision.decided_on.isoformat(),
            "cap_reasons": {str(numbers[int(key)]): text for key, text in decision.cap_reasons.items()},
        },
        lists=_lists(edition, hidden),
        ballots=totals_of(edition),
        listed=[_listed(entry, numbers) for entry in entries],
        leaves=leaves,
        judged=_judged(edition, numbers, hidden),
        key=get_signer().public_key_hex,
    )


def _lists(edition: Edition, hidden: frozenset[int]) -> list[dict[str, Any]]:
    """Every list with its works in their order, and what was added to it or removed from it by hand."""
    versions = db.session.scalars(
        select(ListVersion).where(ListVersion.edition_id == edition.id).order_by(ListVersion.id)
    )
    statement = select(ListEntry.list_version_id, Submission.number).join(Submission)
    entries: dict[int, list[str]] = defaultdict(list)
    listed = statement.where(Submission.edition_id == edition.id, Submission.id.not_in(hidden))
    for version, number in db.session.execute(listed.order_by(ListEntry.list_version_id, ListEntry.position)):
        entries[version].append(str(number))
    return [
        {
            "kind": one.kind.value,
            "number": one.number,
            "date": one.dated_on.isoformat(),
            "reason": one.reason,
            "digest": one.digest,
            "entries": entries[one.id],
            "adjustments": adjustments_of(one),
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


def _judged(edition: Edition, numbers: dict[int, int], hidden: frozenset[int]) -> dict[str, int]:
    """The category of every work with judges, or with a sheet that stays valid, by its receipt number."""
    found = valid_sheets.totals_of(edition, hidden=hidden)
    categories = {work: numbers[category] for category, works in found.items() for work in works}
    names = db.session.execute(
        select(Submission.number, Submission.id).where(
            Submission.edition_id == edition.id, Submission.number.is_not(None)
        )
    )
    return {str(number): categories[work] for number, work in names if work in categories}


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
