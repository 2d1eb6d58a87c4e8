"""The organizers' pages: the period, the queue, one comment, objections with evidence, and the report."""

from datetime import timedelta
from typing import Any, TypeVar

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.exceptions import NotFound

from portal.accounts.policies import managed_category_ids, works_in_console
from portal.attachments.rules import may_be_opened
from portal.attachments.service import download_url
from portal.awards import queries as awards
from portal.awards.console import organizers_edition
from portal.awards.list_words import LIST_LABELS
from portal.awards.models import Edition
from portal.comments import claims, moderation, periods, policies, queries, reports
from portal.comments.forms import AnswerForm, AskForm, ExtendForm, PeriodForm, ReportForm, WithholdForm
from portal.comments.models import ClaimState, Comment, CommentPeriod
from portal.comments.rules import Phase, is_late, phase_of
from portal.comments.settings import settings_of
from portal.comments.words import CLAIM_LABELS, CLAIM_TONES, KIND_LABELS, STATE_LABELS
from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.forms import choices, page_number
from portal.core.i18n import local_time
from portal.core.pagination import paginate
from portal.core.security import limiter
from portal.decisions.models import ListKind
from portal.decisions.queries import get_list_or_404, list_versions
from portal.judges.visibility import hidden_submissions
from portal.submissions.queries import latest_titles

bp = Blueprint("manage_comments", __name__, url_prefix="/manage/editions/<int:edition_id>/comments")

OPEN_TO_THE_PUBLIC = (ListKind.SHORTLIST, ListKind.COUNCIL)
"""Lists that the public may be asked about: what was shortlisted, and what goes to the council."""


def _edition(edition_id: int) -> Edition:
    edition = awards.get_edition_or_404(edition_id)
    authorize(works_in_console(current_user, edition))
    g.time_zone = edition.time_zone
    return edition


def _scope(edition: Edition) -> dict[str, Any]:
    """What this person may see: the categories looked after, without works in conflict."""
    return {
        "category_ids": managed_category_ids(current_user, edition),
        "hidden": hidden_submissions(current_user, edition),
    }


class FormFaultError(PortalError):
    """Raised for a form that lacks something; the message says what."""


@bp.get("")
@signed_in
def index(edition_id: int) -> str:
    """The period, and what is to be moderated or answered, the most pressing first."""
    edition = _edition(edition_id)
    scope, state, kind = _scope(edition), request.args.get("state", "")[:20], request.args.get("kind", "")[:20]
    page = paginate(queries.listed(edition, **scope, state=state, kind=kind), page_number())
    period, now = queries.latest_period(edition), clock.now()
    return render_template(
        "comments/manage.html",
        edition=edition,
        period=period,
        phase=phase_of(period.opens_at, period.closes_at, now) if period else None,
        report=queries.latest_report(period) if period else None,
        page=page,
        titles=latest_titles([one.submission_id for one in page.items]),
        late={one.id for one in page.items if one.claim and _late(one)},
        kinds=KIND_LABELS, states=STATE_LABELS, claim_labels=CLAIM_LABELS, tones=CLAIM_TONES,
        state=state,
        kind=kind,
        may_open=policies.can_run_period(current_user, edition, scope["hidden"]),
        hidden=len(scope["hidden"]),
    )  # fmt: skip


def _late(comment: Comment) -> bool:
    claim = comment.claim
    return claim is not None and is_late(claim.state, claim.due_at, claim.answered_at, clock.now())


@bp.route("/period", methods=["GET", "POST"])
@signed_in
def period(edition_id: int) -> Any:
    """Open a period over a list, or make the one that is planned or runs longer."""
    edition = organizers_edition(edition_id)
    authorize(policies.can_run_period(current_user, edition, hidden_submissions(current_user, edition)))
    found, now = queries.latest_period(edition), clock.now()
    runs = found is not None and phase_of(found.opens_at, found.closes_at, now) is not Phase.CLOSED
    form = _extend_form(edition, found) if found is not None and runs else _period_form(edition)
    if form.validate_on_submit():
        try:
            if isinstance(form, ExtendForm) and found is not None:
                periods.extend(
                    found, closes_at=form.moment(edition.time_zone), reason=form.why.data or "", actor=current_user
                )
            elif isinstance(form, PeriodForm):
                opens_at, closes_at = form.moments(edition.time_zone)
                version = get_list_or_404(edition, form.version.data)
                periods.open_period(
                    edition, version, opens_at=opens_at, closes_at=closes_at,
                    short_reason=form.why_short.data or "", actor=current_user,
                )  # fmt: skip
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The period is kept. It begins and ends by itself."), "success")
            return redirect(url_for(".index", edition_id=edition.id))
    return render_template("comments/period.html", edition=edition, period=found if runs else None, form=form)


def _extend_form(edition: Edition, period: CommentPeriod) -> ExtendForm:
    form = ExtendForm()
    if request.method == "GET":
        form.until.data = local_time(period.closes_at, edition.time_zone).replace(tzinfo=None)
    return form


def _period_form(edition: Edition) -> PeriodForm:
    form = PeriodForm()
    lists = [one for one in list_versions(edition) if one.kind in OPEN_TO_THE_PUBLIC]
    form.version.choices = choices(
        [(one.id, _("%(list)s, version %(n)d", list=LIST_LABELS[one.kind], n=one.number)) for one in lists]
    )
    if request.method == "GET":
        tomorrow = local_time(clock.now() + timedelta(days=1), edition.time_zone)
        begin = tomorrow.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
        form.opens_at.data, form.closes_at.data = begin, begin + timedelta(days=settings_of(edition).days)
    return form


def _comment(edition_id: int, comment_id: int) -> tuple[Edition, Comment]:
    edition = _edition(edition_id)
    return edition, queries.get_comment_or_404(edition, comment_id, **_scope(edition))


@bp.get("/<int:comment_id>")
@signed_in
def show(edition_id: int, comment_id: int) -> str:
    """One comment or objection with everything that may be done with it."""
    return _page(*_comment(edition_id, comment_id))


def _page(edition: Edition, comment: Comment, problem: str = "") -> str:
    titles = latest_titles([comment.submission_id])
    return render_template(
        "comments/show.html",
        edition=edition,
        comment=comment,
        title=titles.get(comment.submission_id, ""),
        reason=settings_of(edition).reason(comment.reason_code),
        late=_late(comment),
        kinds=KIND_LABELS, states=STATE_LABELS, claim_labels=CLAIM_LABELS, tones=CLAIM_TONES,
        moderating=policies.can_publish(current_user, comment),
        asking=policies.can_ask(current_user, comment),
        answering=policies.can_answer(current_user, comment),
        withhold_form=WithholdForm().offer(settings_of(edition)),
        ask_form=AskForm(),
        answer_form=AnswerForm(),
        problem=problem,
    )  # fmt: skip


@bp.post("/<int:comment_id>/<act>")
@signed_in
@limiter.limit("600/hour")
def act(edition_id: int, comment_id: int, act: str) -> Any:
    """Publish, keep back, ask the author, or answer."""
    edition, comment = _comment(edition_id, comment_id)
    try:
        done = _do(act, comment)
    except PortalError as error:
        return _page(edition, comment, str(error)), 422
    flash(done, "success")
    return redirect(url_for(".show", edition_id=edition.id, comment_id=comment.id))


Shape = TypeVar("Shape", WithholdForm, AskForm, AnswerForm)


def _checked(form: Shape) -> Shape:
    """A form in shape; else the first sentence about what is wrong with it."""
    if not form.validate():
        raise FormFaultError(form.error_summary()[0][1])
    return form


def _do(act: str, comment: Comment) -> str:
    """Do one thing to a comment; what the person is told."""
    if act == "publish":
        moderation.publish(comment, actor=current_user)
        return _("It is published.")
    if act == "withhold":
        form = _checked(WithholdForm())
        moderation.withhold(comment, code=form.code.data or "", words=form.words.data or "", actor=current_user)
        return _("It is not published; the writer is told why.")
    if act == "ask":
        told = claims.ask(comment, question=_checked(AskForm()).question.data or "", actor=current_user)
        return _("The author is asked.") if told else _("There is no address to write to: ask the author by post.")
    if act == "answer":
        given = _checked(AnswerForm())
        claims.answer(
            comment, outcome=ClaimState(given.outcome.data), text=given.text.data or "",
            publish=bool(given.publish.data), actor=current_user,
        )  # fmt: skip
        return _("The objection is answered; the objector is told.")
    raise NotFound()


@bp.get("/<int:comment_id>/evidence/<public_id>")
@signed_in
def evidence(edition_id: int, comment_id: int, public_id: str) -> Any:
    """A checked file of evidence, to download; one in quarantine is opened by nobody."""
    _found, comment = _comment(edition_id, comment_id)
    attachment = queries.get_evidence_or_404(comment, public_id)
    if not may_be_opened(attachment):
        raise NotFound()
    return redirect(download_url(attachment))


@bp.route("/report", methods=["GET", "POST"])
@signed_in
def report(edition_id: int) -> Any:
    """The numbers of the period as they would be published, and the button."""
    edition = organizers_edition(edition_id)
    period, form = queries.latest_period(edition), ReportForm()
    if period is None:
        raise NotFound()
    if form.validate_on_submit():
        try:
            periods.publish_report(period, actor=current_user)
        except PortalError as error:
            form.form_errors.append(str(error))
        else:
            flash(_("The report is public now."), "success")
            return redirect(url_for(".report", edition_id=edition.id))
    hidden, now = hidden_submissions(current_user, edition), clock.now()
    content = reports.content_of(period, now, hidden)
    return render_template(
        "comments/manage_report.html",
        edition=edition,
        period=period,
        over=phase_of(period.opens_at, period.closes_at, now) is Phase.CLOSED,
        report=queries.latest_report(period),
        content=content,
        figures=reports.figures(content),
        shown=reports.shown,
        form=form,
        hidden=len(hidden),
    )
