"""Minutes: frozen, signed with the portal's key, and by the chair and the secretary as acts with their accounts."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from portal.adapters.signer import get_signer
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Edition
from portal.ballots import queries as ballots
from portal.ballots.ballot_rules import Outcome
from portal.ballots.models import BoxState
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.digest import canonical_bytes, digest
from portal.deliberations import policies, queries, rules, service
from portal.deliberations.models import Meeting, MeetingState, Minutes, MinutesSignature
from portal.deliberations.service import MeetingRefusedError
from portal.judges.visibility import hidden_submissions


def make_minutes(meeting: Meeting, *, actor: Any) -> Minutes:
    """Write down a closed meeting; what is written once is only followed by the next number."""
    edition = db.session.get_one(Edition, meeting.edition_id)
    hidden = hidden_submissions(actor, edition)
    verdict = policies.can_run_meetings(actor, edition)
    if not verdict or hidden:
        raise MeetingRefusedError(
            verdict.reason or _l("You are in conflict with a work of this edition: somebody else makes the minutes.")
        )
    if meeting.state is not MeetingState.CLOSED:
        raise MeetingRefusedError(_l("Close the meeting first."))
    with transaction():
        db.session.execute(select(Meeting.id).where(Meeting.id == meeting.id).with_for_update(key_share=True))
        last = db.session.scalar(select(func.max(Minutes.number)).where(Minutes.meeting_id == meeting.id)) or 0
        content = rules.minutes_content(
            meeting, edition={"code": edition.code, "name": edition.name}, needed=service.needed_in(meeting),
            works=service.works_by_category(meeting.list_version_id), votes=_votes(meeting),
        )  # fmt: skip
        signer = get_signer()
        made = Minutes(
            edition_id=edition.id, meeting_id=meeting.id, number=last + 1, content=content, digest=digest(content),
            signature=signer.sign(canonical_bytes(content)).hex(), public_key=signer.public_key_hex,
            made_by_id=actor.id, made_at=clock.now(),
        )  # fmt: skip
        db.session.add(made)
        record(Action.MINUTES_MADE, made, actor=actor, meeting=meeting.id, number=made.number, digest=made.digest)
        return made


def _votes(meeting: Meeting) -> list[dict[str, Any]]:
    """What the ballots over the list came to, in numbers."""
    found = []
    for box in ballots.boxes_over(meeting.list_version):
        if box.state is BoxState.CLOSED:
            results = ballots.results_of(box)
            found.append(
                {
                    "number": box.number,
                    "held_on": box.held_on.isoformat(),
                    "unheard_reason": box.unheard_reason,
                    "members": len(box.voters),
                    "voted": sum(one.handed_in for one in box.voters),
                    "works": len(results),
                    "passed": sum(one.outcome is Outcome.PASSED for one in results),
                }
            )
    return found


def sign(minutes: Minutes, *, actor: Any) -> MinutesSignature:
    """Sign minutes as chair or secretary of the meeting; each signs once."""
    edition = db.session.get_one(Edition, minutes.edition_id)
    attendee = queries.attendee_in(minutes.meeting, actor)
    verdict = policies.can_sign_minutes(actor, attendee, hidden_submissions(actor, edition))
    if not verdict or attendee is None:
        raise MeetingRefusedError(verdict.reason)
    with transaction():
        newest = queries.minutes_of(minutes.meeting)[0]
        signed = {policies.SIGNING[one.role] for one in queries.signatures_under(minutes)}
        if newest.id != minutes.id or policies.SIGNING[attendee.role] in signed:
            raise MeetingRefusedError(_l("These minutes are signed already, or newer ones have been made."))
        made = MinutesSignature(
            minutes_id=minutes.id, user_id=actor.id, name=actor.name, role=attendee.role, digest=minutes.digest,
            signed_at=clock.now(),
        )  # fmt: skip
        db.session.add(made)
        record(Action.MINUTES_SIGNED, minutes, actor=actor, role=attendee.role.value, digest=minutes.digest)
        return made
