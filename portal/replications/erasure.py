"""Forgetting who reported adoptions, and reports that nobody has confirmed."""

from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.db import db, transaction
from portal.notifications.service import erase as erase_letters
from portal.notifications.topics import Topic
from portal.replications.models import Adoption, AdoptionState
from portal.replications.rules import LINK_LIFE
from portal.replications.settings import settings_of
from portal.submissions.models import Submission

TOPICS = (Topic.ADOPTION_CONFIRM, Topic.ADOPTION_DECIDED)
AT_ONCE = 500


def erase(now: datetime | None = None) -> int:
    """Forget addresses and names of reporters long after the decision, and what nobody confirmed; how many rows."""
    now = now or clock.now()
    old = (Adoption.state == AdoptionState.UNCONFIRMED) & (Adoption.created_at < now - LINK_LIFE)
    decided = Adoption.decided_at.is_not(None) & (Adoption.email != "")
    statement = (
        select(Adoption)
        .options(joinedload(Adoption.submission).joinedload(Submission.edition))
        .where(or_(old, decided))
        .order_by(Adoption.id)
        .limit(AT_ONCE)
    )
    with transaction():
        rows = [one for one in db.session.scalars(statement) if _may_be_kept_no_longer(one, now)]
        erase_letters({one.email for one in rows}, TOPICS)
        for one in rows:
            _forget(one)
    return len(rows)


def _may_be_kept_no_longer(adoption: Adoption, now: datetime) -> bool:
    if adoption.decided_at is None:
        return True
    return now >= adoption.decided_at + timedelta(days=settings_of(adoption.submission.edition).erase_after_days)


def _forget(adoption: Adoption) -> None:
    if adoption.state is AdoptionState.UNCONFIRMED:
        db.session.delete(adoption)
        return
    adoption.email = adoption.reporter = ""
    submission = adoption.submission
    record(Action.ADOPTION_ERASED, adoption, actor=None, edition_id=submission.edition_id, submission=submission.id)
