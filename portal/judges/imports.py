"""Keeping the good lines of a table of judges, and what each person would be in conflict with."""

import csv
import io
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.models import Category, Edition, Round
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.i18n import localized
from portal.judges import invitations, service
from portal.judges.grounds import Check, Checker
from portal.judges.import_rules import COLUMNS, Row
from portal.judges.searching import look_at
from portal.judges.service import Place, Profile


def profile_of(row: Row) -> Profile:
    """What a line says of a person."""
    values = row.values
    return Profile(
        tuple(Place(*one) for one in values["places"]), tuple(values["expertise"]), tuple(values["languages"]),
        values["phone"], values["min_load"], values["max_load"],
    )  # fmt: skip


def checks_of(edition: Edition, categories: list[Category], rows: list[Row]) -> dict[int, Check]:
    """By line: what would tie the person to the works of the panel; the works of a panel are read once."""
    found: dict[int, Check] = {}
    by_id = {one.id: one for one in categories}
    for category_id in sorted({row.values["category"] or 0 for row in rows}):
        people = {
            row.number: (row.values["name"], row.values["email"], profile_of(row).names, row.values["phone"])
            for row in rows
            if (row.values["category"] or 0) == category_id
        }
        found |= Checker(edition, by_id.get(category_id)).check_all(people)
    return found


def take_in(
    edition: Edition, categories: list[Category], rows: list[Row], *, due_at: datetime | None, actor: Any
) -> int:
    """Invite the people of the good lines by a day, or seat them at once where there is none; all in one go."""
    if due_at is not None and due_at <= clock.now():
        raise invitations.DueDateError()
    good = [row for row in rows if not row.problems]
    by_id = {one.id: one for one in categories}
    rounds = {one.id: one for one in db.session.scalars(select(Round).where(Round.edition_id == edition.id))}
    people: set[int] = set()
    with transaction():
        for row in good:
            place = {"round": rounds[row.values["round"]], "category": by_id.get(row.values["category"])}
            seated = _take_one(edition, row, place, due_at, actor)
            people |= {seated} if seated else set()
        look_at(people, edition, actor=actor)
        record(Action.PANEL_IMPORTED, edition, actor=actor, edition_id=edition.id, lines=len(good))
    return len(good)


def _take_one(edition: Edition, row: Row, place: dict[str, Any], due_at: datetime | None, actor: Any) -> int | None:
    """Invite somebody, or seat them; then the account."""
    values, profile = row.values, profile_of(row)
    if due_at is not None:
        invitations.invite(
            edition, **place, role=values["role"], name=values["name"], email=values["email"], profile=profile,
            due_at=due_at, from_on=values["from_on"], until_on=values["until_on"], actor=actor,
        )  # fmt: skip
        return None
    judge = service.add_judge(
        edition, name=values["name"], email=values["email"], profile=profile, actor=actor, look=False
    )
    service.seat(
        judge, **place, role=values["role"], from_on=values["from_on"], until_on=values["until_on"], actor=actor,
        look=False,
    )  # fmt: skip
    return judge.user_id


def template_rows(categories: list[Category]) -> list[list[str]]:
    """The heading in the reader's language and one made-up line."""
    example = {
        "name": "Nguyễn Văn A", "email": "a@example.com", "organisation": "Viện A; Trường B | 01/09/2020 |",
        "category": localized(categories[0].name) if categories else "1", "round": "", "role": _("Member"),
        "expertise": "năng lượng, nước", "languages": "vi, en", "phone": "028 3822 0000", "min_load": "5",
        "max_load": "20", "from_on": "01/01/2026", "until_on": "31/12/2026",
    }  # fmt: skip
    return [[str(label) for label, _words in COLUMNS.values()], [example[name] for name in COLUMNS]]


def write_csv(rows: list[list[str]]) -> str:
    """CSV with a byte order mark, so that spreadsheets read Vietnamese rightly."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return "\ufeff" + buffer.getvalue()
