"""Organizers' downloads."""

from flask import Blueprint, Response
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.policies import is_organizer
from portal.awards import queries as awards
from portal.core.access import authorize, signed_in
from portal.core.i18n import localized
from portal.exports.service import make_csv
from portal.scoring import queries as scoring

bp = Blueprint("exports", __name__)


@bp.get("/manage/editions/<int:edition_id>/ranking.csv")
@signed_in
def ranking(edition_id: int) -> Response:
    """The whole ranking as a table, with exact means."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(is_organizer(current_user, edition))
    standings = scoring.standings(edition)
    titles = scoring.titles([one.submission for listed in standings.values() for one in listed])
    heading = [
        _("Category"),
        _("Rank"),
        _("Number"),
        _("Title"),
        _("Organisation"),
        _("Sheets"),
        _("Mean"),
        _("Exact mean"),
    ]
    rows = [
        (
            localized(category.name),
            one.rank or "",
            titles[one.submission].number,
            titles[one.submission].title,
            titles[one.submission].organisation,
            one.sheets,
            "" if one.mean is None else f"{float(one.mean):.2f}",
            "" if one.mean is None else str(one.mean),
        )
        for category in awards.categories_of(edition)
        for one in standings.get(category.id, [])
    ]
    answer = Response(make_csv(heading, rows), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{edition.slug}-ranking.csv"'
    return answer
