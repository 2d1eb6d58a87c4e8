"""A judge's pages of an order: by numbers and buttons on one page, or two works at a time."""

from typing import Any

from flask import Blueprint, current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from portal.awards.preset_words import RoundKind
from portal.core import clock
from portal.core.access import signed_in
from portal.core.errors import PortalError
from portal.core.security import limiter
from portal.core.whole_numbers import whole
from portal.judges.projection import SeenDossier, seen_by_judge
from portal.orders import answering, places, policies, queries, service
from portal.orders.pairing import Step, standing
from portal.orders.queries import OrderDesk
from portal.scoring.queries import seen_titles
from portal.submissions.queries import latest_contents

bp = Blueprint("orders", __name__, url_prefix="/judging/orders/<int:round_id>/<int:category_id>")


def _desk(round_id: int, category_id: int) -> OrderDesk:
    desk = queries.desk_or_404(current_user, round_id, category_id)
    g.time_zone = desk.edition.time_zone
    return desk


def _address(desk: OrderDesk, endpoint: str = ".show", **values: Any) -> str:
    return url_for(endpoint, round_id=desk.round.id, category_id=desk.category.id, **values)


def _step(desk: OrderDesk) -> Step | None:
    """Where the questions stand; None where the order is made by hand alone."""
    if desk.round.kind is not RoundKind.PAIRWISE:
        return None
    return queries.step_of(desk, queries.comparisons_of(desk))


@bp.route("", methods=["GET", "POST"])
@signed_in
@limiter.limit("3600/hour", methods=["POST"])
def show(round_id: int, category_id: int) -> Any:
    """The whole order on one page: numbers as typed, up and down, finishing."""
    desk = _desk(round_id, category_id)
    step = _step(desk)
    if step is not None and step.question is not None and desk.stage is places.Stage.OPEN:
        return redirect(_address(desk, ".pair"))
    if request.method == "GET":
        stored = places.numbered(step.order) if step is not None else desk.places
        return _page(desk, {one: str(place or "") for one, place in stored.items()})
    typed = places.read({one: request.form.get(f"place-{one}", "") for one in desk.works})
    try:
        return _kept(desk, typed)
    except service.IncompleteOrderError as error:
        return _page(desk, typed.words, problems=error.problems), 422
    except PortalError as error:
        if request.headers.get("X-Requested-With") == "autosave":
            return {"error": str(error)}, 409
        conflict = error if isinstance(error, service.ConflictingOrderError) else None
        if conflict is None:
            flash(str(error), "error")
        return _page(_desk(round_id, category_id), typed.words, conflict=conflict), 409


def _kept(desk: OrderDesk, typed: places.Typed) -> Any:
    """Keep what was typed, then do what the button says."""
    given, work = _after_the_button(desk, typed)
    order = service.save(desk, places=given, revision=request.form.get("revision", type=whole), actor=current_user)
    if request.headers.get("X-Requested-With") == "autosave":
        return {"revision": order.revision, "saved_at": current_app.jinja_env.filters["time"](order.saved_at)}
    if typed.problems:
        return _page(_desk(desk.round.id, desk.category.id), typed.words, problems=typed.problems), 422
    if "finish" in request.form:
        service.finish(desk, revision=order.revision, actor=current_user)
        flash(_("Your order is finished and locked; every work has its points."), "success")
    elif work is None:
        flash(_("Saved. You can go on later."), "success")
    return redirect(_address(desk, _anchor=f"work-{work}" if work is not None else None))


def _after_the_button(desk: OrderDesk, typed: places.Typed) -> tuple[dict[int, int | None], int | None]:
    """The places as typed, or numbered anew with one work moved, and that work."""
    for name, steps in (("up", -1), ("down", 1)):
        work = request.form.get(name, type=whole)
        if work in desk.works and not typed.problems:
            order = places.moved(places.arranged(desk.works, typed.places), work, steps)
            return places.numbered(order), work
    return typed.places, None


def _page(
    desk: OrderDesk,
    words: dict[int, str],
    *,
    problems: dict[int, Any] | None = None,
    conflict: service.ConflictingOrderError | None = None,
) -> str:
    answers = queries.count_comparisons(desk)
    shown = places.arranged(desk.works, places.read(words).places)
    given = {one.id: one for one in desk.assignments}
    return render_template(
        "orders/order.html",
        desk=desk,
        rows=[given[one] for one in shown],
        titles=seen_titles(desk.assignments),
        words=words,
        problems=problems or {},
        conflict=conflict,
        locked=desk.stage is not places.Stage.OPEN,
        can_take_up=policies.can_take_up(current_user, desk, clock.now()),
        number=answers + 1,
        address=_address(desk),
        back=_address(desk, ".take_back"),
    )


@bp.post("/take-up")
@signed_in
@limiter.limit("60/hour")
def take_up(round_id: int, category_id: int) -> Any:
    """Open one's own finished order again for works that were given out afterwards."""
    desk = _desk(round_id, category_id)
    try:
        service.take_up(desk, actor=current_user, now=clock.now())
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(_("Your order is open again: give every work its place, then finish it."), "success")
    return redirect(_address(desk))


@bp.get("/pair")
@signed_in
def pair(round_id: int, category_id: int) -> Any:
    """Two works side by side, and which is better; when nothing is asked any more, the whole order."""
    desk = _desk(round_id, category_id)
    rows = queries.comparisons_of(desk) if desk.round.kind is RoundKind.PAIRWISE else []
    step = _step(desk)
    if step is None or step.question is None or desk.stage is not places.Stage.OPEN:
        return redirect(_address(desk))
    return render_template(
        "orders/pair.html",
        desk=desk,
        step=step,
        works=_seen(desk, step.question),
        number=len(rows) + 1,
        answered=len(standing(rows)),
        address=_address(desk, ".answer"),
        back=_address(desk, ".take_back"),
    )


def _seen(desk: OrderDesk, question: tuple[int, int]) -> list[tuple[int, SeenDossier]]:
    """Both works as this judge may know them."""
    asked = [one for one in desk.assignments if one.id in question]
    contents = latest_contents(one.submission_id for one in asked)
    seen = {one.id: seen_by_judge(one.submission, contents[one.submission_id], one.round) for one in asked}
    return [(one, seen[one]) for one in question]


@bp.post("/answer")
@signed_in
@limiter.limit("3600/hour")
def answer(round_id: int, category_id: int) -> Any:
    """Keep which of the two is better, and ask about the next pair."""
    desk = _desk(round_id, category_id)
    asked = request.form.getlist("work", type=whole)
    better, number = request.form.get("better", type=whole), request.form.get("number", 0, type=whole)
    worse = next((one for one in asked if one != better), None)
    try:
        step = answering.answer(desk, better=better or 0, worse=worse or 0, number=number, actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
    else:
        if step.question is None:
            flash(_("Your answers give this order. Move what you see otherwise, then finish."), "success")
    return redirect(_address(desk, ".pair"))


@bp.post("/take-back")
@signed_in
@limiter.limit("3600/hour")
def take_back(round_id: int, category_id: int) -> Any:
    """Take the last answer back; its question comes again."""
    desk = _desk(round_id, category_id)
    try:
        answering.take_back(desk, number=request.form.get("number", 0, type=whole), actor=current_user)
    except PortalError as error:
        flash(str(error), "error")
    else:
        flash(_("The last answer is taken back."), "success")
    return redirect(_address(desk, ".pair"))
