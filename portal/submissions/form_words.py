"""Faults and changes of a form in the organizers' words."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.awards.form_faults import Fault, FaultFound
from portal.core.i18n import localized

_SENTENCES: dict[Fault, Any] = {
    Fault.NO_PAGES: _l("The form has no page: add one with at least one question"),
    Fault.EMPTY_PAGE: _l("%(part)s: add a question, or remove the page"),
    Fault.EMPTY_GROUP: _l("%(part)s: add a question to the group, or remove it"),
    Fault.NO_WORDS: _l("%(part)s: write its name"),
    Fault.CONDITION_NOT_EARLIER: _l(
        "%(part)s: its condition looks at a question that does not stand before it; move it or change the condition"
    ),
    Fault.CONDITION_WITHOUT_ANSWER: _l(
        "%(part)s: its condition waits for an answer that can no longer be chosen; change the condition"
    ),
    Fault.KIND_CHANGED: _l("%(part)s: a published question keeps its kind of answer; add a new question instead"),
}


def fault_sentence(found: FaultFound) -> str:
    """What is wrong with which part, and what to do."""
    return str(_SENTENCES[found.fault]) % {"part": f"“{localized(found.words) or found.address}”"}
