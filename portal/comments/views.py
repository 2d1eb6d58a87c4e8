"""The public's pages: the works of the period, one work with what was said, writing, and confirming by link."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from portal.awards import queries as awards
from portal.awards.models import Edition
from portal.comments import policies, queries, service
from portal.comments.forms import FORMS, ObjectionForm, SupportForm
from portal.comments.models import CommentKind, CommentPeriod
from portal.comments.public_works import public_pages
from portal.comments.service import SentFile
from portal.comments.settings import EVIDENCE
from portal.core import clock
from portal.core.access import public, signed_link
from portal.core.errors import PortalError
from portal.core.forms import page_number
from portal.core.pagination import paginate
from portal.core.security import limiter
from portal.core.whole_numbers import whole
from portal.judges.register_rules import suppressed
from portal.submissions.models import Submission
from portal.submissions.queries import latest_contents

bp = Blueprint("comments", __name__)


def period_on_show(slug: str) -> tuple[Edition, CommentPeriod]:
    """The edition with its period, for every public page."""
    edition, period = queries.get_period_or_404(slug, clock.now())
    g.time_zone = edition.time_zone
    return edition, period


@bp.get("/editions/<slug>/comments")
@public
def index(slug: str) -> str:
    """The works one may write about, by category; nothing tells how they were ranked."""
    edition, period = period_on_show(slug)
    category, search = request.args.get("category", 0, type=whole), request.args.get("q", "")[:100]
    page = paginate(queries.works_of(period, category_id=category, search=search), page_number())
    return render_template(
        "comments/index.html",
        edition=edition,
        period=period,
        writing=policies.can_write(period, clock.now()),
        page=page,
        contents=latest_contents([one.id for one in page.items]),
        supports=suppressed(queries.supports_of(period)),
        counts=queries.published_counts(period),
        categories=awards.categories_of(edition),
        category=category,
        search=search,
        report=queries.latest_report(period),
    )


@bp.get("/editions/<slug>/comments/works/<number>")
@public
def work(slug: str, number: str) -> str:
    """One work with its public summary, and what was published about it."""
    edition, period = period_on_show(slug)
    submission = queries.get_work_or_404(period, number)
    content = latest_contents([submission.id])[submission.id]
    return render_template(
        "comments/work.html",
        edition=edition,
        period=period,
        writing=policies.can_write(period, clock.now()),
        submission=submission,
        content=content,
        pages=public_pages(submission, content),
        supports=suppressed(queries.supports_of(period)).get(submission.id),
        page=paginate(queries.published_of(period, submission), page_number()),
    )


@bp.route("/editions/<slug>/comments/works/<number>/<kind>", methods=["GET", "POST"])
@public
@limiter.limit("10/minute;40/hour", methods=["POST"])
def write(slug: str, number: str, kind: str) -> Any:
    """Give a comment, a support or an objection; it waits for the link in the letter."""
    edition, period = period_on_show(slug)
    submission = queries.get_work_or_404(period, number)
    if kind not in set(CommentKind):
        raise NotFound()
    form = FORMS[CommentKind(kind)]()
    if form.validate_on_submit():
        try:
            _write(form, CommentKind(kind), period, submission)
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            return redirect(url_for(".sent", slug=slug, number=number))
    return render_template(
        f"comments/write_{kind}.html",
        edition=edition,
        submission=submission,
        title=latest_contents([submission.id])[submission.id]["title"],
        writing=policies.can_write(period, clock.now()),
        form=form,
        slot=EVIDENCE,
    ), 422 if form.error_summary() else 200


def _write(form: SupportForm, kind: CommentKind, period: CommentPeriod, submission: Submission) -> None:
    values = form.data
    service.write(
        period, submission, kind=kind, email=values["email"], locale=str(get_locale() or "vi"),
        name=values.get("name") or "", text=values.get("text") or "",
        evidence=[_sent(one) for one in form.evidence.data or () if getattr(one, "filename", "")]
        if isinstance(form, ObjectionForm) else (),
    )  # fmt: skip


def _sent(upload: Any) -> SentFile:
    size = upload.stream.seek(0, 2)
    upload.stream.seek(0)
    return SentFile(upload.filename, upload.stream, size, upload.mimetype)


@bp.get("/editions/<slug>/comments/works/<number>/sent")
@public
def sent(slug: str, number: str) -> str:
    """Look into your mailbox; the same page whatever was sent."""
    edition, period = period_on_show(slug)
    return render_template("comments/sent.html", edition=edition, submission=queries.get_work_or_404(period, number))


@bp.route("/comments/confirm/<token>", methods=["GET", "POST"])
@signed_link
@limiter.limit("30/minute")
def confirm(token: str) -> Any:
    """Confirm by a button: programs that look into links of letters must not do it."""
    comment = service.comment_of_token(token)
    if comment is None:
        raise NotFound()
    submission = comment.submission
    g.time_zone = submission.edition.time_zone
    if request.method == "POST":
        try:
            if service.confirm(comment):
                flash(_("Thank you. Your address is confirmed."), "success")
        except PortalError as error:
            flash(str(error), "error")
        return redirect(request.path)
    return render_template(
        "comments/confirm.html",
        comment=comment,
        in_time=bool(policies.can_write(comment.period, clock.now())),
        edition=submission.edition,
        submission=submission,
        title=latest_contents([submission.id])[submission.id]["title"],
    )
