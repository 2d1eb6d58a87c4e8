"""The published report of a period, as a page, a table and a PDF; before it is published it does not exist."""

from flask import Blueprint, Response, render_template
from werkzeug.exceptions import NotFound

from portal.adapters.object_store import content_disposition
from portal.awards.models import Edition
from portal.comments import queries, reports
from portal.comments.models import CommentPeriod, PeriodReport
from portal.comments.views import period_on_show
from portal.core.access import public
from portal.core.security import limiter

bp = Blueprint("comment_reports", __name__)


def _report(slug: str) -> tuple[Edition, CommentPeriod, PeriodReport]:
    edition, period = period_on_show(slug)
    report = queries.latest_report(period)
    if report is None:
        raise NotFound()
    return edition, period, report


def _attached(content: bytes | str, mimetype: str, name: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = content_disposition(name, inline=False)
    return answer


@bp.get("/editions/<slug>/comments/report")
@public
def show(slug: str) -> str:
    """How many of each, how objections were answered, and the works."""
    edition, period, report = _report(slug)
    return render_template(
        "comments/report.html",
        edition=edition,
        period=period,
        report=report,
        content=report.content,
        figures=reports.figures(report.content),
        shown=reports.shown,
    )


@bp.get("/editions/<slug>/comments/report.csv")
@public
@limiter.limit("60/minute")
def table(slug: str) -> Response:
    """The same as a table."""
    _edition, _period, report = _report(slug)
    return _attached(reports.table_of(report.content), "text/csv", f"{slug}-comments.csv")


@bp.get("/editions/<slug>/comments/report.pdf")
@public
@limiter.limit("20/minute")
def paper(slug: str) -> Response:
    """The same on paper."""
    edition, _period, report = _report(slug)
    return _attached(reports.pdf_of(edition, report), "application/pdf", f"{slug}-comments.pdf")
