"""What every organizers' page begins with: the edition, for those who may, and the category the address chooses."""

from flask import g, request
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.accounts.policies import is_organizer
from portal.awards.models import Category, Edition
from portal.awards.queries import get_edition_or_404
from portal.core.access import authorize
from portal.core.i18n import LOCALES
from portal.core.whole_numbers import whole


def organizers_edition(edition_id: int) -> Edition:
    """An edition for its organizers only; times on the page are those of its zone."""
    edition = get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    g.time_zone = edition.time_zone
    return edition


def chosen_category(categories: list[Category]) -> Category:
    """The category that `?category=` names, else the first; whoever may see none gets no page."""
    if not categories:
        raise NotFound()
    wanted = request.args.get("category", 0, type=whole)
    return next((one for one in categories if one.id == wanted), categories[0])


def locales_of(edition: Edition) -> list[str]:
    """The languages in which the words of an edition are written."""
    return [one for one in edition.rules.get("edition", {}).get("locales") or LOCALES if one in LOCALES]
