"""What organizers do with a form: work on a draft of it, put the draft away, publish it as the next version."""

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.form_edit import FormContent, completed
from portal.awards.form_faults import FaultFound, faults_of
from portal.awards.models import Edition, FormDraft, FormVersion
from portal.awards.queries import form_versions
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.digest import canonical, digest
from portal.core.errors import PortalError, StaleRowError


class FormFaultsError(PortalError):
    """Raised when a form cannot be published; `faults` says everything that is wrong with it."""

    message = _l("The form cannot be published yet")

    def __init__(self, faults: list[FaultFound]):
        super().__init__(faults=[found.fault.value for found in faults])
        self.faults = faults


class FormReasonMissingError(PortalError):
    """Raised when a form in use would change without a reason."""

    message = _l("Write why the form changes; authors with drafts will read it")


class NothingChangedError(PortalError):
    """Raised when there is nothing to publish."""

    message = _l("Nothing was changed, so there is nothing to publish")


def published(edition: Edition) -> FormContent:
    """The form that new submissions begin with."""
    return completed(edition.form, edition.dossier)


def draft_of(edition: Edition) -> FormDraft | None:
    """The form that is being worked on, if somebody has begun."""
    return db.session.get(FormDraft, edition.id)


def content_of(edition: Edition) -> FormContent:
    """The form as the organizers see it now: the draft, or what is published."""
    draft = draft_of(edition)
    return FormContent(draft.form, draft.dossier) if draft else published(edition)


def faults(edition: Edition) -> list[FaultFound]:
    """What keeps the draft from being published."""
    earlier = [completed(one.form, one.dossier) for one in form_versions(edition)]
    return faults_of(content_of(edition), [published(edition), *earlier])


def save_draft(edition: Edition, content: FormContent, *, revision: int, part: str, actor: Any) -> FormDraft:
    """Keep a changed form; `revision` is what the editor saw (0: no draft yet). Raises StaleRowError."""
    with transaction():
        db.session.execute(
            select(Edition.id).where(Edition.id == edition.id).with_for_update(of=Edition, key_share=True)
        )
        draft = db.session.get(FormDraft, edition.id, populate_existing=True)
        if (draft.revision if draft else 0) != revision:
            raise StaleRowError()
        if draft is None:
            draft = FormDraft(edition_id=edition.id, revision=0)
            db.session.add(draft)
        draft.form, draft.dossier = content.form, content.dossier
        draft.revision += 1
        draft.changed_by_id, draft.changed_at = actor.id, clock.now()
        record(Action.FORM_CHANGED, edition, actor=actor, edition_id=edition.id, part=part, revision=draft.revision)
        return draft


def discard_draft(edition: Edition, *, actor: Any) -> None:
    """Put the draft away; what is published stands."""
    with transaction():
        draft = draft_of(edition)
        if draft is not None:
            db.session.delete(draft)
            record(Action.FORM_DISCARDED, edition, actor=actor, edition_id=edition.id, revision=draft.revision)


def publish(edition: Edition, *, in_use: bool, reason: str, actor: Any) -> None:
    """Make the draft the form of new submissions; once it is in use, as a new version beside the old one."""
    if in_use and not reason.strip():
        raise FormReasonMissingError()
    with transaction():
        db.session.execute(
            select(Edition.id).where(Edition.id == edition.id).with_for_update(of=Edition, key_share=True)
        )
        draft = db.session.get(FormDraft, edition.id, populate_existing=True)
        if draft is None or FormContent(draft.form, draft.dossier) == published(edition):
            raise NothingChangedError()
        if found := faults(edition):
            raise FormFaultsError(found)
        if in_use:
            _archive(edition, edition.form_number, "", None)
            edition.form_number += 1
        edition.form, edition.dossier = draft.form, draft.dossier
        if in_use:
            _archive(edition, edition.form_number, reason.strip()[:2000], actor)
        db.session.delete(draft)
        new = digest(canonical({"form": edition.form, "dossier": edition.dossier}))
        record(
            Action.FORM_PUBLISHED, edition, actor=actor, edition_id=edition.id, number=edition.form_number, digest=new,
            reason=reason.strip()[:2000],
        )  # fmt: skip


def _archive(edition: Edition, number: int, reason: str, actor: Any) -> None:
    if db.session.get(FormVersion, (edition.id, number)) is None:
        version = FormVersion(
            edition_id=edition.id, number=number, form=edition.form, dossier=edition.dossier, reason=reason,
            digest=digest(canonical({"form": edition.form, "dossier": edition.dossier})),
            published_by_id=actor.id if actor else None, published_at=clock.now() if actor else edition.created_at,
        )  # fmt: skip
        db.session.add(version)
        db.session.flush()
