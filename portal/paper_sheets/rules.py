"""The control total of a keyed sheet, and how a scan may look."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from portal.awards.dossier import scan_slot

SCAN = scan_slot("paper_sheet", visible_to_judges=True)
"""A scan of one sheet: one file."""

MOST = 100_000


def total_problem(computed: Decimal | None, written: Decimal | None, *, wrong_on_paper: bool = False) -> Any:
    """Why the total read from the paper does not confirm the points, or None.

    `computed` is None where no criterion counts: then there is nothing to compare. `wrong_on_paper` says that somebody
    has looked again, and that it is the judge's own sum that is wrong.
    """
    if computed is None:
        return None
    if written is None or not 0 <= written <= MOST or written != round(written, 2):
        return _l("Enter the total that stands on the paper")
    if written != computed and not wrong_on_paper:
        return _l(
            "The points come to %(computed)s, the paper says %(written)s: look at both again",
            computed=_plain(computed),
            written=_plain(written),
        )
    return None


def _plain(points: Decimal) -> str:
    return f"{points.normalize():f}"
