"""Organizers' pages of conflicts: the list, looking again, one's own, and organisations that belong together."""

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from portal.accounts.policies import works_in_console
from portal.awards import queries as awards
from portal.awards.console import organizers_edition
from portal.core.access import authorize, signed_in
from portal.core.forms import page_number
from portal.core.i18n import localized
from portal.core.pagination import paginate
from portal.judges import conflicts, grounds, service
from portal.judges import register as numbers
from portal.judges.conflict_rules import Rule
from portal.judges.forms import GroupsForm, OwnConflictForm
from portal.judges.labels import KIND_LABELS, RULE_LABELS, SOURCE_LABELS, STATE_LABELS
from portal.judges.models import ConflictKind, ConflictState
from portal.judges.register_rules import LEAST, suppressed
from portal.judges.searching import look_again
from portal.judges.visibility import hidden_submissions

bp = Blueprint("manage_conflicts", __name__)
LABELS = {"kinds": KIND_LABELS, "sources": SOURCE_LABELS, "states": STATE_LABELS}


def rule_words(rule: str) -> Any:
    """The sentence of a rule; nothing for what a person said."""
    return RULE_LABELS[Rule(rule)] if rule in set(Rule) else ""


@bp.get("/manage/editions/<int:edition_id>/conflicts")
@signed_in
def index(edition_id: int) -> str:
    """Every conflict with its evidence, to be confirmed or rejected, and whom the authors object to."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    chosen = {name: request.args.get(name, "")[:40] for name in ("state", "kind", "source")}
    page = paginate(conflicts.list_conflicts(edition, hidden, current_user, **chosen), page_number())
    return render_template(
        "judges/conflicts.html",
        edition=edition,
        page=page,
        chosen=chosen,
        waiting=conflicts.count_open(edition, hidden),
        places=conflicts.organisations_by_user(edition, {one.user_id for one in page.items}),
        objections=conflicts.list_objections(edition, hidden),
        rule_words=rule_words,
        hidden=len(hidden),
        **LABELS,
    )


@bp.post("/manage/editions/<int:edition_id>/conflicts/find")
@signed_in
def find(edition_id: int) -> Any:
    """Look for conflicts in every category."""
    edition = organizers_edition(edition_id)
    hidden = hidden_submissions(current_user, edition)
    before = conflicts.count_open(edition, hidden)
    look_again(edition, actor=current_user)
    found = conflicts.count_open(edition, hidden_submissions(current_user, edition) | hidden) - before
    flash(_("Looked through every panel: %(n)d new conflicts of interest.", n=max(0, found)), "success")
    return redirect(url_for(".index", edition_id=edition.id))


@bp.route("/manage/editions/<int:edition_id>/conflicts/own", methods=["GET", "POST"])
@signed_in
def own(edition_id: int) -> Any:
    """Those who run the edition declare what ties themselves to a work; they then see nothing of its judging."""
    edition = awards.get_edition_or_404(edition_id)
    authorize(works_in_console(current_user, edition))
    g.time_zone = edition.time_zone
    form = OwnConflictForm()
    if form.validate_on_submit():
        submission = conflicts.find_submission(edition, form.number.data or "")
        if submission is None:
            form.number.errors = [_("There is no dossier of this number in this edition")]
        else:
            service.declare_conflict(
                current_user, submission, kind=ConflictKind(form.kind.data), evidence=form.evidence.data or "",
                actor=current_user,
            )  # fmt: skip
            flash(_("It is kept. You no longer see scores, discussion or judges of this work."), "success")
            return redirect(url_for(".own", edition_id=edition.id))
    rows = conflicts.own_conflicts(edition, current_user)
    return render_template("judges/own.html", edition=edition, form=form, rows=rows, rule_words=rule_words, **LABELS)


@bp.route("/manage/editions/<int:edition_id>/conflicts/organisations", methods=["GET", "POST"])
@signed_in
def organisations(edition_id: int) -> Any:
    """The table of names that are one organisation or belong together."""
    edition = organizers_edition(edition_id)
    kept = "\n".join(" = ".join(one.names) for one in grounds.organisation_groups(edition))
    form = GroupsForm(data={"groups": kept})
    if form.validate_on_submit():
        count = service.group_organisations(edition, form.groups.data or "", actor=current_user)
        flash(ngettext("%(num)d group is kept.", "%(num)d groups are kept.", count), "success")
        return redirect(url_for(".organisations", edition_id=edition.id))
    return render_template("judges/organisations.html", edition=edition, form=form)


@bp.get("/manage/editions/<int:edition_id>/conflicts/register")
@signed_in
def register(edition_id: int) -> str:
    """The conflicts in numbers, and beside them what may be published."""
    edition = organizers_edition(edition_id)
    hidden, categories = hidden_submissions(current_user, edition), awards.categories_of(edition)
    rows = numbers.count_conflicts(edition, hidden)
    states = {"confirmed": ConflictState.CONFIRMED, "waiting": ConflictState.OPEN, "rejected": ConflictState.REJECTED}
    counted = {name: numbers.tables(rows, categories, state) for name, state in states.items()}
    return render_template(
        "judges/register.html",
        edition=edition,
        categories=[(one.id, f"{one.number}. {localized(one.name)}") for one in categories],
        kinds=KIND_LABELS,
        sources=SOURCE_LABELS,
        public={name: suppressed(counts) for name, counts in counted["confirmed"].items()},
        least=LEAST,
        hidden=len(hidden),
        **counted,
    )
