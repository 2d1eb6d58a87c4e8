"""What the rules of an edition say about its comment period, and which evidence is taken."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.awards.dossier import MEGABYTE, Slot

EVIDENCE = Slot(
    code="evidence",
    name={"vi": "Tài liệu chứng minh", "en": "Evidence"},
    help={},
    required=False,
    extensions=("pdf", "jpg", "jpeg", "png", "docx"),
    media_types=(),
    max_files=3,
    max_size=10 * MEGABYTE,
    categories=(),
    visible_to_judges=False,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a comment is not published, and the sentence its writer is told."""

    code: str
    label: Mapping[str, str]
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CommentSettings:
    """The block `comments` of the preset, and how many days a period lasts when nothing else is said."""

    days: int = 15
    promised: bool = False
    """Whether the calendar of the edition says how long it lasts, and so that there is one."""
    answer_days: int = 10
    erase_after_days: int = 90
    reasons: tuple[Reason, ...] = ()

    def reason(self, code: str) -> Reason | None:
        """The reason with this code."""
        return next((one for one in self.reasons if one.code == code), None)


def settings_of(edition: Any) -> CommentSettings:
    """The settings that were frozen with the edition."""
    usual = CommentSettings()
    raw = edition.rules.get("comments") or {}
    calendar = edition.rules.get("edition", {}).get("calendar") or {}
    return CommentSettings(
        days=calendar.get("comment_days") or usual.days,
        promised="comment_days" in calendar and calendar["comment_days"] is not None,
        answer_days=raw.get("answer_days") or usual.answer_days,
        erase_after_days=raw.get("erase_after_days") or usual.erase_after_days,
        reasons=tuple(Reason(one["code"], one["label"], one["text"]) for one in raw.get("reasons") or ()),
    )
