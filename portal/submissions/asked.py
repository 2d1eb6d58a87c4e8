"""What is asked of one submission: by its category, its version of the form and what it answered so far."""

from collections.abc import Mapping
from typing import Any

from portal.awards.dossier import Slot, asked_slots, slots_of
from portal.awards.form import FormPage, asked_answers, asked_pages, pages_of
from portal.awards.queries import form_of
from portal.core.i18n import localized
from portal.submissions.models import Submission


def _form(submission: Submission, content: Mapping[str, Any] | None) -> Any:
    number = submission.form_number if content is None else content.get("form", 1)
    return form_of(submission.edition, number)


def pages_for(submission: Submission, content: Mapping[str, Any] | None = None) -> list[FormPage]:
    """Every page of the form that the draft, or a frozen version of it, answers; asked on conditions or not."""
    return pages_of(_form(submission, content), submission.category)


def slots_for(submission: Submission, content: Mapping[str, Any] | None = None) -> list[Slot]:
    """Every place for documents, asked on conditions or not."""
    return slots_of(_form(submission, content), submission.category)


def asked_pages_for(submission: Submission) -> list[FormPage]:
    """The pages whose conditions hold now."""
    return asked_pages(pages_for(submission), submission.answers)


def asked_slots_for(submission: Submission) -> list[Slot]:
    """The places for documents whose conditions hold now."""
    return asked_slots(slots_for(submission), asked_answers(pages_for(submission), submission.answers))


def read_pages(submission: Submission, content: Mapping[str, Any]) -> list[FormPage]:
    """The pages of a frozen version as it is read: only what was asked."""
    return asked_pages(pages_for(submission, content), content.get("answers", {}))


def slot_names(submission: Submission, content: Mapping[str, Any] | None = None, **wanted: Any) -> dict[str, str]:
    """The names of the places for documents by code; `wanted` narrows them, such as visible_to_judges=True."""
    raw = _form(submission, content).dossier
    return {
        slot["code"]: localized(slot["name"])
        for slot in raw
        if all(slot[name] == value for name, value in wanted.items())
    }
