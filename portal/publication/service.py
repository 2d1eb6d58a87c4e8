"""Releasing results: the frozen content is sealed, signed, and written out for the public pages."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import update

from portal.adapters.signer import get_signer
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.awards.queries import lock_edition
from portal.core import clock
from portal.core.collecting import without_collecting
from portal.core.db import db, transaction
from portal.core.digest import canonical, digest_of, joined, spelled, spelled_parts
from portal.core.errors import PortalError
from portal.core.json_rows import Written
from portal.decisions.models import Decision
from portal.jobs.service import enqueue
from portal.publication import soundness, works
from portal.publication.bundle import SHEETS
from portal.publication.content import decided_content
from portal.publication.corrections import changes_between
from portal.publication.models import PlanState, Publication, ReleasePlan, Telling
from portal.publication.queries import published_results
from portal.transparency import queries as sealed
from portal.transparency import service as transparency
from portal.transparency.rule_content import place_of_sheet

UNSEALED = "00" * 16
"""Stands in a preview where a sealed sheet has its nonce."""


class AlreadyPublishedError(PortalError):
    """Raised when a decision has been released before."""

    message = _l("This decision has been published already.")


class CorrectionReasonError(PortalError):
    """Raised when what is public would be replaced without saying why."""

    message = _l("Results are public already: write what is corrected and why. Everybody will read it.")


def publish(decision: Decision, *, actor: Any, reason: str = "", checked: str = "") -> Publication:
    """Release a decision everywhere at once; a later one corrects what is public, and says why.

    What it is made of has been sealed before, or is sealed late. Results that do not follow from their sheets are
    refused; `checked` is the word for results that were found sound before, which are not looked at again.
    Letters are written and pictures are drawn in the background: neither makes the release wait.
    """
    with without_collecting(), transaction():
        edition = locked_edition(decision)
        before = check_release(decision, reason)
        content = _in_canonical_form(decided_content(edition, decision, transparency.settle(edition, actor=actor)))
        parts = spelled_parts(content)
        if not checked or checked != soundness.fingerprint(parts, soundness.root_of_sheets(edition)):
            soundness.refuse_unsound(content)
        why = decision.reference if before is None else reason.strip()
        heads = transparency.append_decision(edition, joined(parts), reason=why, actor=actor)
        results = {**content, "heads": heads}
        written = joined({**parts, "heads": spelled(heads)})
        publication = Publication(
            edition_id=edition.id,
            decision_id=decision.id,
            number=1 if before is None else before.number + 1,
            results=Written(results, written),
            digest=digest_of(written),
            signature=get_signer().sign(written).hex(),
            reason="" if before is None else reason.strip(),
            changes=[] if before is None else changes_between(before.results, results),
            published_by_id=actor.id,
            published_at=clock.now(),
        )
        db.session.add(publication)
        # Whatever was planned for this decision is done now, by whichever hand.
        planned = update(ReleasePlan).where(ReleasePlan.decision_id == decision.id)
        db.session.execute(planned.where(ReleasePlan.state == PlanState.WAITING).values(state=PlanState.RELEASED))
        record(
            Action.RESULTS_PUBLISHED,
            publication,
            actor=actor,
            digest=publication.digest,
            number=publication.number,
            reason=publication.reason,
        )
        works.project(edition, publication, works.submissions_of(edition, results))
        db.session.add(Telling(publication_id=publication.id))
        enqueue("publication.tell", publication_id=publication.id)
        enqueue("publication.draw", publication_id=publication.id)
        return publication


def locked_edition(decision: Decision) -> Edition:
    """The edition of a decision, locked so that nobody else releases or plans anything of it meanwhile."""
    lock_edition(decision.edition_id)
    return db.session.get_one(Edition, decision.edition_id)


def check_release(decision: Decision, reason: str) -> Publication | None:
    """What the release of a decision would replace, if anything; refused for a second time, or without a reason."""
    before = published_results(db.session.get_one(Edition, decision.edition_id))
    if before is not None and before.decision_id == decision.id:
        raise AlreadyPublishedError()
    if before is not None and not reason.strip():
        raise CorrectionReasonError()
    return before


def preview(decision: Decision, hidden: frozenset[int] = frozenset()) -> dict[str, Any]:
    """What would be published, for the organizers' eyes; hidden works are left out."""
    edition = db.session.get_one(Edition, decision.edition_id)
    unsealed = [
        {**one.content, "nonce": UNSEALED} for one in sealed.sheets_now(edition) if one.submission not in hidden
    ]
    categories = {one["code"]: one for one in sealed.current_rule(edition)["categories"]}
    unsealed.sort(key=lambda leaf: place_of_sheet(categories[leaf["category"]], leaf))
    return dict(canonical(decided_content(edition, decision, unsealed, hidden)))


def _in_canonical_form(content: dict[str, Any]) -> dict[str, Any]:
    """The content of a release, whose sheets come from sealed leaves and are large: they are left as they are."""
    rest = canonical({part: value for part, value in content.items() if part not in SHEETS})
    return {part: rest.get(part, value) for part, value in content.items()}
