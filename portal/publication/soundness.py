"""Whether results follow from their sheets: found out before they go out, and once for the same results."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from portal.awards.models import Edition
from portal.core.digest import digest_of, joined, spelled, spelled_parts
from portal.core.errors import PortalError
from portal.publication import verify
from portal.publication.bundle import SHEETS
from portal.publication.results_check import unsound_in
from portal.transparency import queries as sealed
from portal.transparency import service as transparency
from portal.transparency.heads import HeadKind, Sealing
from portal.transparency.models import LogHead


class UnsoundResultsError(PortalError):
    """Raised where whoever checks the results would find that they do not follow from their sheets."""


def refuse_unsound(results: dict[str, Any]) -> None:
    """Stop before results go out that do not follow; the sentence is in the language of whoever reads it."""
    found = unsound_in(results)
    if found:
        problem = LazyString(lambda: verify.sentence(found[0], str(get_locale() or "vi")))
        raise UnsoundResultsError(_l("This cannot be published: %(problem)s", problem=problem))


def fingerprint(parts: Mapping[str, bytes], sheets_root: str) -> str:
    """One word for results in spelled parts: the sheets by the root that seals them, all the rest by its content."""
    rest = {part: value for part, value in parts.items() if part not in SHEETS}
    return digest_of(joined({**rest, "sheets_root": spelled(sheets_root)}))


def checked_now(edition: Edition, results: dict[str, Any]) -> str:
    """The word to remember for a preview that was found sound; none where its sheets are not sealed as they stand."""
    if transparency.sealing_of_sheets(edition) is not Sealing.SEALED:
        return ""
    return fingerprint(spelled_parts(results), root_of_sheets(edition))


def root_of_sheets(edition: Edition) -> str:
    """The root over the sealed sheets, empty without one."""
    return root_in(sealed.head_in_force(edition, HeadKind.SHEETS))


def root_in(head: LogHead | None) -> str:
    """The root that a head states, empty without one."""
    return str(head.document["root"]) if head is not None else ""
