"""The report of a period: gathered, as a table, and as a PDF."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from portal.adapters.pdf_writer import render_pdf
from portal.awards.models import Edition
from portal.comments import queries, rules
from portal.comments.models import CommentPeriod, PeriodReport
from portal.comments.settings import settings_of
from portal.comments.words import CLAIM_LABELS, STATE_LABELS, TIME_LABELS
from portal.core.csv_text import make_csv
from portal.core.db import db
from portal.core.i18n import localized
from portal.core.templating import filter_date, filter_datetime
from portal.submissions.queries import latest_contents


def content_of(period: CommentPeriod, now: datetime, hidden: frozenset[int] = frozenset()) -> dict[str, Any]:
    """What the report says as plain values; small numbers are kept back, and so are works hidden from the reader."""
    edition = db.session.get_one(Edition, period.edition_id)
    works = [one for one in db.session.scalars(queries.works_of(period)) if one.id not in hidden]
    contents, settings = latest_contents([one.id for one in works]), settings_of(edition)
    said = [
        rules.Said(
            submission=row.submission_id, kind=row.kind, state=row.state, reason=row.reason_code or "other",
            claim=row.claim, late=bool(row.claim) and rules.is_late(row.claim, row.due_at, row.answered_at, now),
        )
        for row in queries.rows_of(period, hidden)
    ]  # fmt: skip
    listed = [
        {
            "id": one.id,
            "number": one.number,
            "title": contents[one.id]["title"],
            "category": one.category.name if one.category else {},
        }
        for one in works
    ]
    return {
        "edition": edition.name,
        "list": {"number": period.list_version.number, "digest": period.list_version.digest},
        "opens_at": period.opens_at.isoformat(),
        "closes_at": period.closes_at.isoformat(),
        "short_reason": period.short_reason,
        "extension_reason": period.extension_reason,
        "reason_labels": {**{one.code: one.label for one in settings.reasons}, "other": {}},
        **rules.report_of(said, listed, [*(one.code for one in settings.reasons), "other"]),
    }


def shown(number: int | None) -> str:
    """A number as readers see it; small ones are kept back."""
    return _("kept back") if number is None else str(number)


def figures(content: dict[str, Any]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The tables of a report: heading, and rows of label and number."""
    comments, objections = content["comments"], content["objections"]
    reasons = content["reason_labels"]
    return [
        (_("Comments"), [
            *((str(STATE_LABELS[key]), shown(value)) for key, value in comments["by"].items()),
            (_("Total"), shown(comments["total"])),
        ]),
        (_("Why comments were not published"), [
            (localized(reasons.get(key)) or _("Other reason"), shown(value))
            for key, value in content["reasons"].items()
        ]),
        (_("Objections"), [
            *((str(CLAIM_LABELS[key]), shown(value)) for key, value in objections["by"].items()),
            (_("Total"), shown(objections["total"])),
        ]),
        (_("Answered in time"), [
            (str(TIME_LABELS[key]), shown(value)) for key, value in content["times"].items()
        ]),
        (_("Support"), [(_("People who support a work"), shown(content["supports"]))]),
    ]  # fmt: skip


def shortness(content: dict[str, Any]) -> str:
    """That a period was shorter than the rules say, and why; empty where it was not, and in reports of before."""
    reason = content.get("short_reason", "")
    return _("It is shorter than the rules say: %(reason)s", reason=reason) if reason else ""


def table_of(content: dict[str, Any]) -> str:
    """The report as CSV: its figures, then one line a work."""
    heading = [_("Part"), _("What"), _("Support"), _("Comments"), _("Objections")]
    rows: list[Iterable[Any]] = [
        (part, label, number, "", "") for part, lines in figures(content) for label, number in lines
    ]
    rows += [
        (one["number"], one["title"], shown(one["supports"]), one["comments"], one["objections"])
        for one in content["works"]
    ]
    return make_csv(heading, rows)


def pdf_of(edition: Edition, report: PeriodReport) -> bytes:
    """The report on paper."""
    content = report.content
    zone = edition.time_zone
    times = [filter_datetime(datetime.fromisoformat(content[name]), zone) for name in ("opens_at", "closes_at")]
    lasted = _("From %(start)s to %(end)s", start=times[0], end=times[1])
    heading = _("Report of the public comment")
    return render_pdf(
        "comment_report",
        {
            "lang": str(get_locale() or "vi"),
            "heading": heading,
            "edition": localized(edition.name),
            "period": "\n".join(filter(None, [lasted, shortness(content)])),
            "published": _("Published on %(date)s", date=filter_date(report.published_at, zone)),
            "note": _("Numbers from one to two are kept back, and so is whatever would betray them."),
            "figures": [{"heading": part, "rows": [list(line) for line in lines]} for part, lines in figures(content)],
            "columns": [_("Number"), _("Work"), _("Support"), _("Comments"), _("Objections")],
            "works": [
                [one["number"], one["title"], shown(one["supports"]), str(one["comments"]), str(one["objections"])]
                for one in content["works"]
            ],
            "digest": f"SHA-256 {report.digest}",
        },
    )
