"""The register of adoptions: reported by anybody, confirmed by the author, published by the organizers."""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.rules import fold_email
from portal.accounts.service import InvalidEmailError
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.access import Verdict
from portal.core.db import db, transaction
from portal.core.errors import PortalError
from portal.core.signed_rows import row_id_of, token_of
from portal.core.urls import external_url
from portal.notifications.queries import letters_since
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.replications import policies, rules
from portal.replications.models import Adoption, AdoptionState
from portal.replications.settings import settings_of
from portal.submissions.letters import write_about
from portal.submissions.models import Submission
from portal.submissions.queries import latest_titles

CONFIRM = "replications.confirm"
LETTERS_A_DAY = 10
"""How many letters of confirmation one address is written to within a day, whoever asks for them."""


class AdoptionRefusedError(PortalError):
    """Raised when somebody may not do this, or it is not the time; the message says why."""


class TooManyReportsError(PortalError):
    """Raised when an address would be written to too often."""

    message = _l("This address was written to many times today. Use the links in those letters, or come back tomorrow.")


class ImpossibleReportError(PortalError):
    """Raised for a place that is not on the list, or a year in which nothing can have been adopted."""


def report(
    submission: Submission,
    *,
    organisation: str,
    place: str,
    locality: str,
    year: int,
    effect: str,
    reporter: str,
    email: str,
    locale: str,
) -> Adoption:
    """Keep a report, unseen, until the link in the letter that goes out now is used."""
    now, address = clock.now(), fold_email(email)
    if address is None:
        raise InvalidEmailError()
    places = settings_of(submission.edition).places
    if not place.strip() or (places and place not in places):
        raise ImpossibleReportError(_l("Choose where it was adopted"))
    if not rules.is_year(year, now):
        raise ImpossibleReportError(_l("Enter a year from %(first)d on", first=rules.FIRST_YEAR))
    if letters_since(address, [Topic.ADOPTION_CONFIRM], now - timedelta(days=1)) >= LETTERS_A_DAY:
        raise TooManyReportsError()
    with transaction():
        adoption = Adoption(
            submission_id=submission.id, organisation=organisation.strip()[:200], place=place.strip()[:60],
            locality=locality.strip()[:120], year=year, effect=effect.strip(), reporter=reporter.strip()[:120],
            email=address, locale=locale, created_at=now,
        )  # fmt: skip
        db.session.add(adoption)
        db.session.flush()
        notify(
            address, Topic.ADOPTION_CONFIRM, locale=locale, title=_title(submission),
            organisation=adoption.organisation,
            url=external_url(CONFIRM, token=token_of(CONFIRM, adoption.id)),
        )  # fmt: skip
        return adoption


def adoption_of_token(token: str) -> Adoption | None:
    """What the link in a letter is about; nothing when it is forged or too old."""
    found = row_id_of(CONFIRM, token, max_age=int(rules.LINK_LIFE.total_seconds()))
    return None if found is None else db.session.get(Adoption, found)


def verify(adoption: Adoption) -> bool:
    """Take up a report once its address is proven, and ask the author; False when that was done before."""
    with transaction():
        db.session.refresh(adoption, with_for_update={"key_share": True})
        if adoption.state is not AdoptionState.UNCONFIRMED:
            return False
        adoption.state, adoption.verified_at = AdoptionState.REPORTED, clock.now()
        submission = adoption.submission
        _record(Action.ADOPTION_VERIFIED, adoption, None)
        write_about(
            submission, Topic.ADOPTION_REPORTED, title=_title(submission), organisation=adoption.organisation,
            url=external_url("winners.adoptions", submission_id=submission.id),
        )  # fmt: skip
        return True


def answer(adoption: Adoption, *, agrees: bool, remark: str, actor: Any) -> None:
    """Keep the author's word on a report; the organizers decide afterwards."""
    with transaction():
        _hold(adoption)
        _require(policies.can_confirm(actor, adoption))
        adoption.author_agrees, adoption.remark, adoption.answered_by_id = agrees, remark.strip(), actor.id
        if agrees:
            adoption.state = AdoptionState.CONFIRMED
        _record(Action.ADOPTION_CONFIRMED, adoption, actor, agrees=agrees)


def publish(adoption: Adoption, *, actor: Any) -> None:
    """Put an adoption that the author has confirmed into the public register."""
    with transaction():
        _hold(adoption)
        _require(policies.can_publish_adoption(actor, adoption))
        _decide(adoption, AdoptionState.PUBLISHED, "", actor)
        _record(Action.ADOPTION_PUBLISHED, adoption, actor)


def refuse(adoption: Adoption, *, reason: str, actor: Any) -> None:
    """Leave a report out of the register, or take it out again; whoever reported it is told why."""
    if not reason.strip():
        raise AdoptionRefusedError(_l("Write the reason."))
    with transaction():
        _hold(adoption)
        _require(policies.can_decide_adoption(actor, adoption))
        _decide(adoption, AdoptionState.REFUSED, reason.strip(), actor)
        _record(Action.ADOPTION_REFUSED, adoption, actor, reason=adoption.reason)


def _hold(adoption: Adoption) -> None:
    db.session.refresh(adoption, with_for_update={"key_share": True})


def _require(verdict: Verdict) -> None:
    if not verdict:
        raise AdoptionRefusedError(verdict.reason)


def _decide(adoption: Adoption, state: AdoptionState, reason: str, actor: Any) -> None:
    adoption.state, adoption.reason, adoption.decided_at, adoption.decided_by_id = state, reason, clock.now(), actor.id
    if adoption.email:
        notify(
            adoption.email, Topic.ADOPTION_DECIDED, locale=adoption.locale, title=_title(adoption.submission),
            published=state is AdoptionState.PUBLISHED, organisation=adoption.organisation, reason=reason,
        )  # fmt: skip


def _title(submission: Submission) -> str:
    return latest_titles([submission.id]).get(submission.id, "")


def _record(action: Action, adoption: Adoption, actor: Any, **details: Any) -> None:
    submission = adoption.submission
    record(action, adoption, actor=actor, edition_id=submission.edition_id, submission=submission.id, **details)
