"""What the name check says about each finding, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from portal.feedback.name_check import Finding, FindingKind

AROUND = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding on a page: where it stands, a sentence, and the words around it."""

    part: str
    label: str
    sentence: str
    before: str
    words: str
    after: str


def sentence_of(kind: FindingKind) -> str:
    """Why this kind of finding matters."""
    return {
        FindingKind.NAME: _("This reads like the name of a judge of this edition."),
        FindingKind.INITIALS: _("This reads like the initials of a judge after a form of address."),
        FindingKind.EMAIL: _("This is an e-mail address."),
        FindingKind.PHONE: _("This reads like a telephone number."),
        FindingKind.ORGANISATION: _("This is an organisation where a judge of this edition works or has worked."),
        FindingKind.NUMBER: _("This is the number of another work."),
    }[kind]


def shown(findings: list[Finding], texts: Mapping[str, str], labels: Mapping[str, str]) -> list[Shown]:
    """Findings ready for a page."""
    return [
        Shown(
            one.part,
            labels[one.part],
            sentence_of(one.kind),
            texts[one.part][max(0, one.start - AROUND) : one.start],
            one.words,
            texts[one.part][one.end : one.end + AROUND],
        )
        for one in findings
    ]
