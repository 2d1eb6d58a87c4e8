"""The task list: every section of a draft with its state and its page."""

from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from portal.core.i18n import localized
from portal.submissions import rules
from portal.submissions.asked import asked_pages_for, asked_slots_for
from portal.submissions.models import InvitationState, Submission
from portal.submissions.snapshot import snapshot

DONE, STARTED, EMPTY, TROUBLE = "done", "started", "empty", "trouble"


@dataclass(frozen=True, slots=True)
class Section:
    """One line of the task list."""

    label: str
    url: str
    state: str
    optional: bool = False


def _work_state(draft: Submission) -> str:
    parts = [draft.category_id, draft.title.strip(), draft.kept or draft.summary.strip()]
    return DONE if all(parts) else STARTED if any(parts) else EMPTY


def _authors_state(draft: Submission) -> str:
    if not draft.authors:
        return EMPTY
    return DONE if rules.shares_are_whole(author.share for author in draft.authors) else TROUBLE


def _page_section(draft: Submission, page: Any) -> Section:
    given = any(draft.answers.get(field.key) not in (None, "", []) for field in page.fields)
    wrong = not draft.kept and rules.page_problems(page, draft.answers)
    visited = page.code in draft.confirmed_sections
    state = STARTED if given and wrong else DONE if not wrong and (given or visited) else EMPTY
    address = url_for("submissions.page", submission_id=draft.id, code=page.code)
    optional = not any(field.required for field in page.fields)
    return Section(localized(page.title), address, state, optional)


def _slot_section(draft: Submission, slot: Any) -> Section:
    mine = [file for file in snapshot(draft).files if file.slot == slot.code]
    if any(file.rejected for file in mine):
        state = TROUBLE
    elif not mine:
        state = EMPTY
    else:
        state = DONE if all(file.ready for file in mine) else STARTED
    address = url_for("submission_files.index", submission_id=draft.id, slot=slot.code)
    return Section(localized(slot.name), address, state, not slot.required)


def _people_section(draft: Submission) -> Section:
    taking_part = [one for one in draft.collaborators if one.state is InvitationState.ACCEPTED]
    waiting = any(one.state is InvitationState.INVITED for one in draft.collaborators)
    state = STARTED if waiting else DONE if taking_part or draft.confirmations else EMPTY
    address = url_for("submission_people.index", submission_id=draft.id)
    return Section(_("Co-authors' access, consents and confirmations"), address, state, optional=True)


def sections(draft: Submission) -> list[tuple[str, list[Section]]]:
    """The groups of the task list in their order."""
    about = [Section(_("The work"), url_for("submissions.work", submission_id=draft.id), _work_state(draft))]
    about += [_page_section(draft, page) for page in asked_pages_for(draft)]
    people = [
        Section(
            _("Authors and shares"),
            url_for("submissions.authors", submission_id=draft.id),
            _authors_state(draft),
        )
    ]
    if not draft.kept:
        people.append(_people_section(draft))
    papers = [_slot_section(draft, slot) for slot in asked_slots_for(draft)]
    if draft.kept:
        # What the paper leaves blank stays blank; only the work itself has to be named.
        about = [about[0], *(replace(section, optional=True) for section in about[1:])]
        people = [replace(section, optional=True) for section in people]
        papers = [replace(section, optional=True) for section in papers]
    return [
        (_("Describe the work"), about),
        (_("Name the authors"), people),
        (_("Attach the documents"), papers),
    ]


def completed(groups: list[tuple[str, list[Section]]]) -> tuple[int, int]:
    """How many sections are done, of how many that must be."""
    needed = [section for _title, listed in groups for section in listed if not section.optional]
    return sum(section.state == DONE for section in needed), len(needed)
