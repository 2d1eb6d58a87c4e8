"""What is done when a planned release did not happen: kept in words on its plan, on record, organizers told once."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.queries import organizers_of
from portal.audit.actions import Action
from portal.audit.service import record
from portal.core import clock
from portal.core.errors import PortalError
from portal.core.i18n import LOCALES, force_locale
from portal.core.urls import external_url
from portal.notifications.service import notify
from portal.notifications.topics import Topic
from portal.publication.models import PlanState, ReleasePlan

OVERTAKEN = _l("A later decision was recorded. Plan the release of that one.")
BROKEN = _l("The portal made an error. Its operators find it in the log; the release is tried again every minute.")


def has_failed(newest: ReleasePlan) -> bool:
    """Whether the release of an edition's newest plan did not happen, and nobody has answered that since."""
    return bool(newest.failure) and newest.state in (PlanState.WAITING, PlanState.OVERTAKEN)


def reason_of(error: Exception) -> Any:
    """Why a release did not happen, for organizers: the sentence of a rule, or that the fault is ours."""
    return error.message if isinstance(error, PortalError) else BROKEN


def note_failure(planned: ReleasePlan, reason: Any) -> None:
    """Keep why a release did not happen and tell the organizers, the first time; part of the caller's transaction.

    A closed edition takes no act, and nobody waits for its results.
    """
    edition = planned.edition
    if planned.failed_at is not None or edition.closed_at is not None:
        return
    planned.failed_at, planned.failure = clock.now(), _in_every_language(reason)
    for person in organizers_of(edition.id):
        notify(
            person, Topic.RELEASE_FAILED, edition_name=edition.name, release_at=planned.release_at,
            time_zone=edition.time_zone, reason=planned.failure,
            url=external_url("manage_publication.index", edition_id=edition.id),
        )  # fmt: skip
    record(Action.RELEASE_FAILED, planned, actor=None, decision=planned.decision_id, reason=planned.failure)


def _in_every_language(words: Any) -> dict[str, str]:
    found = {}
    for locale in LOCALES:
        with force_locale(locale):
            found[locale] = str(words)
    return found
