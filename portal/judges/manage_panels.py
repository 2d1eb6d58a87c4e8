"""The console's pages of panels: who sits where with which role and term, who is asked, and each judge's profile."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.accounts.policies import is_organizer, managed_category_ids, works_in_console
from portal.awards import queries as awards
from portal.awards.models import Category, Edition, Round
from portal.core import clock
from portal.core.access import authorize, signed_in
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.core.whole_numbers import whole
from portal.judges import invitations, panels, policies, queries, service
from portal.judges.forms import InviteForm, ProfileForm, SeatForm
from portal.judges.grounds import Checker
from portal.judges.import_rules import read_date, write_places
from portal.judges.labels import INVITATION_LABELS, ROLE_LABELS, RULE_LABELS
from portal.judges.models import InvitationState, PanelRole
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_panels", __name__)
ANSWER_DAYS = 10


def _edition(edition_id: int) -> Edition:
    edition = awards.get_edition_or_404(edition_id)
    authorize(policies.can_change_panels(current_user, edition))
    g.time_zone = edition.time_zone
    return edition


def _category(edition: Edition, category_id: int) -> Category | None:
    return awards.get_category_or_404(edition, category_id) if category_id else None


def end_of_day(text: str, edition: Edition) -> datetime:
    """The last second of a day where the award is run; a day nobody wrote is one long past."""
    day = read_date(text) or date(2000, 1, 1)
    return datetime.combine(day, time(23, 59, 59), ZoneInfo(edition.time_zone))


@bp.get("/manage/editions/<int:edition_id>/panels")
@signed_in
def index(edition_id: int) -> str:
    """Every panel of every round that somebody may see."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(works_in_console(current_user, edition))
    mine = managed_category_ids(current_user, edition)
    categories = [one for one in awards.categories_of(edition) if mine is None or one.id in mine]
    lines = panels.list_panels(edition, categories, council=mine is None)
    return render_template("judges/panels.html", edition=edition, lines=lines, whole=mine is None)


@bp.get("/manage/editions/<int:edition_id>/panels/<int:round_id>/<int:category_id>")
@signed_in
def show(edition_id: int, round_id: int, category_id: int) -> str:
    """One panel (0 for the council): members, letters, those who have left; secretaries read, organizers change."""
    edition = awards.get_edition_or_404(edition_id)
    pass_, category = panels.get_round_or_404(edition, round_id), _category(edition, category_id)
    authorize(policies.can_see_panel(current_user, edition, category))
    g.time_zone = edition.time_zone
    letters = panels.invitations_of(pass_, category)
    return render_template(
        "judges/panel.html",
        edition=edition,
        round=pass_,
        category=category,
        seats=panels.seats_of(pass_, category),
        letters=letters,
        names={one.id: one.name for one in letters},
        now=clock.now(),
        may=is_organizer(current_user, edition),
        roles=ROLE_LABELS,
        states=INVITATION_LABELS,
    )


@bp.route("/manage/editions/<int:edition_id>/panels/seats/<int:seat_id>", methods=["GET", "POST"])
@signed_in
def seat(edition_id: int, seat_id: int) -> Any:
    """Change role and term of a seat."""
    edition = _edition(edition_id)
    found = queries.get_seat_or_404(edition, seat_id)
    days = {"from_on": found.from_on, "until_on": found.until_on}
    form = SeatForm(data={"role": found.role.value, **{key: f"{day:%d/%m/%Y}" for key, day in days.items() if day}})
    if form.validate_on_submit():
        begins, ends = form.days()
        service.seat(
            found.judge, category=found.category, round=found.round, role=PanelRole(form.role.data),
            from_on=begins, until_on=ends, actor=current_user,
        )  # fmt: skip
        flash(_("The seat is kept."), "success")
        return redirect(_panel_url(edition, found.round, found.category))
    return render_template("judges/seat.html", edition=edition, seat=found, form=form)


@bp.route("/manage/editions/<int:edition_id>/judges/<int:judge_id>", methods=["GET", "POST"])
@signed_in
def judge(edition_id: int, judge_id: int) -> Any:
    """What is known of a judge, and where he or she sits."""
    edition = _edition(edition_id)
    found = panels.get_whole_judge_or_404(edition, judge_id)
    form = ProfileForm(
        data={
            "places": write_places([(one.name, one.from_on, one.until_on) for one in found.organisations]),
            "expertise": ", ".join(found.expertise),
            "languages": ", ".join(found.languages),
            "phone": found.phone,
            "min_load": found.min_load,
            "max_load": found.max_load,
        }
    )
    if form.validate_on_submit():
        service.change_judge(found, form.profile(), actor=current_user)
        flash(_("The judge's profile is kept."), "success")
        return redirect(url_for(".judge", edition_id=edition.id, judge_id=found.id))
    return render_template(
        "judges/judge.html", edition=edition, judge=found, form=form, roles=ROLE_LABELS, twins=queries.same_names(found)
    )


def _panel_url(edition: Edition, round: Round, category: Category | None) -> str:
    number = category.id if category is not None else 0
    return url_for(".show", edition_id=edition.id, round_id=round.id, category_id=number)


@bp.route("/manage/editions/<int:edition_id>/panels/<int:round_id>/<int:category_id>/invite", methods=["GET", "POST"])
@signed_in
@limiter.limit("200/hour", methods=["POST"])
def invite(edition_id: int, round_id: int, category_id: int) -> Any:
    """Write to somebody; first the page says what would tie this person to the works of the panel."""
    edition = _edition(edition_id)
    pass_, category = panels.get_round_or_404(edition, round_id), _category(edition, category_id)
    letter, chair = request.args.get("replaces", type=whole), request.args.get("seat", type=whole)
    replaced = panels.get_invitation_or_404(edition, letter) if letter else None
    left = queries.get_seat_or_404(edition, chair) if chair else None
    form, check = InviteForm(data=_suggested(replaced, left)), None
    if form.validate_on_submit():
        profile, checked = form.profile(), "send" in request.form
        check = Checker(edition, category).check(form.name.data, form.email.data, profile.names, profile.phone)
        if checked and _invited(edition, pass_, category, form, replaced, left):
            return redirect(_panel_url(edition, pass_, category))
    return render_template(
        "judges/invite.html",
        edition=edition,
        round=pass_,
        category=category,
        form=form,
        check=check,
        replaced=(replaced.name if replaced else left.judge.user.name if left else ""),
        rules={rule.value: text for rule, text in RULE_LABELS.items()},
        hidden=hidden_submissions(current_user, edition) if check else frozenset(),
    )


def _suggested(replaced: Any, left: Any) -> dict[str, Any]:
    due = clock.now() + timedelta(days=ANSWER_DAYS)
    given = {"due_on": f"{due:%d/%m/%Y}", "role": (replaced or left).role.value if replaced or left else "member"}
    if replaced is not None and replaced.suggested_name:
        given |= {"name": replaced.suggested_name, "email": replaced.suggested_email}
    return given


def _invited(edition: Edition, round: Round, category: Category | None, form: Any, replaced: Any, left: Any) -> bool:
    try:
        invitations.invite(
            edition, round=round, category=category, role=PanelRole(form.role.data), name=form.name.data,
            email=form.email.data, profile=form.profile(), due_at=end_of_day(form.due_on.data, edition),
            actor=current_user, replaces=replaced, replaces_seat=left,
        )  # fmt: skip
    except invitations.DueDateError as error:
        form.due_on.errors = [str(error)]
    except PortalError as error:
        form.email.errors = [str(error)]
    else:
        flash(_("The invitation is on its way."), "success")
        return True
    return False


@bp.post("/manage/editions/<int:edition_id>/panels/invitations/<int:invitation_id>/<act>")
@signed_in
@limiter.limit("200/hour")
def letter(edition_id: int, invitation_id: int, act: str) -> Any:
    """Remind somebody of an invitation, or take it back."""
    edition = _edition(edition_id)
    found = panels.get_invitation_or_404(edition, invitation_id)
    try:
        if act == "remind":
            invitations.remind(found, actor=current_user)
            flash(_("The reminder is on its way."), "success")
        elif act == "withdraw" and found.state is InvitationState.INVITED:
            invitations.withdraw(found, actor=current_user)
            flash(_("The invitation is taken back."), "success")
    except PortalError as error:
        flash(str(error), "error")
    return redirect(_panel_url(edition, found.round, found.category))
