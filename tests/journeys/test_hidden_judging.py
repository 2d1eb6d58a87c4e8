"""An organizer in conflict with a work meets nothing of its judging: no page changes with its scores or judges."""

import re

import pytest
from sqlalchemy import select, update

from portal.assignments.models import Assignment, AssignmentRun
from portal.core.db import db
from portal.decisions import service as decisions
from portal.decisions.models import ListEntry, ListVersion
from portal.feedback import queries as letters
from portal.feedback import service as feedback
from portal.jobs import service as jobs
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.scoring import service as scoring
from portal.scoring.models import Score, Scoresheet
from tests.factories import make_edition, make_judged, make_organizer, make_panel

TOKEN = re.compile(
    r'(name="csrf_token" value|data-now)="[^"]*"|<section aria-labelledby="health">.*?</section>', re.DOTALL
)
"""What differs from one moment to the next: tokens, the clock, and the jobs of the whole installation."""


@pytest.fixture
def edition(app):
    return make_edition(prize_cap=20)


@pytest.fixture
def clean(edition):
    return make_organizer(edition)


@pytest.fixture
def works(edition, clean):
    """Three judged works; the first is the one somebody is in conflict with."""
    works = make_judged(edition, clean, [[88, 96], [83, 85], [91, 93]])
    for work in works:
        feedback.gather(work, actor=clean)
    decisions.make_shortlist(edition, actor=clean)
    decisions.decide(
        edition,
        prizes={works[0].id: "first", works[1].id: "second"},
        cap_reasons={},
        reference="1",
        signatory="x",
        actor=clean,
    )
    jobs.run_pending()
    db.session.commit()
    return works


@pytest.fixture
def tied(edition, works):
    """An organizer who has declared a conflict with the first work."""
    organizer = make_organizer(edition)
    judges.declare_conflict(organizer, works[0], kind=ConflictKind.RELATIVE, evidence="Em gái", actor=organizer)
    db.session.commit()
    return organizer


@pytest.fixture
def spare(edition, works, clean):
    """A judge of the panel who has nothing to do yet."""
    return make_panel(edition, clean, 1)[0]


def pages_of(app, edition, work):
    """Every page of the console that can be opened, lists, runs and categories with ids that exist."""
    ids = {
        "edition_id": edition.id,
        "category_id": work.category_id,
        "submission_id": work.id,
        "run_id": db.session.scalar(select(AssignmentRun.id)),
        "other_id": db.session.scalar(select(AssignmentRun.id)),
        "work_id": db.session.scalar(
            select(Assignment.submission_id).where(Assignment.submission_id != work.id).order_by(Assignment.id)
        ),
        "judge_id": db.session.scalar(select(Assignment.judge_id)),
    }
    lists = list(db.session.scalars(select(ListVersion.id)))
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            # The form is looked at by tests of its own; judging is not on its pages.
            form = rule.endpoint.startswith("manage_form.")
            if form or not rule.rule.startswith("/manage/") or "GET" not in rule.methods:
                continue
            for number in lists if "list_id" in rule.arguments else [0]:
                values = {name: {**ids, "list_id": number}.get(name, 1) for name in rule.arguments}
                yield app.url_for(rule.endpoint, **values)


def read_all(client, user, paths):
    client.sign_in(user)
    answers = {path: client.get(path) for path in paths}
    return {
        path: TOKEN.sub("", answer.get_data().decode(errors="replace"))
        for path, answer in answers.items()
        if answer.status_code < 300
    }


def change_judging(work, spare, clean):
    """Other points, judge, rank, prize and letter, a sheet opened again: everything about one work."""
    sheets = select(Scoresheet.id).join(Assignment).where(Assignment.submission_id == work.id)
    first = db.session.scalar(sheets.order_by(Scoresheet.id))
    db.session.execute(update(Score).where(Score.scoresheet_id.in_(sheets)).values(points=1))
    one = db.session.scalar(select(Assignment).where(Assignment.submission_id == work.id).order_by(Assignment.id))
    run = db.session.get_one(AssignmentRun, one.run_id)
    run.pairs = [pair for pair in run.pairs if pair != [one.judge_id, work.id]]
    run.outcome = {**run.outcome, "mean": 1, "worst": 1, "total": 1}
    run.inputs_digest = "0" * 64
    one.judge = spare
    entries = update(ListEntry).where(ListEntry.submission_id == work.id)
    db.session.execute(entries.values(mean_numerator=1, rank=9, sheets=7, prize_id=None))
    feedback.edit(letters.letter_of(work), values={"general": "Gọi 0903 123 456"}, actor=clean)
    scoring.reopen(db.session.get_one(Scoresheet, first), reason="Nhầm tiêu chí", actor=clean)
    db.session.commit()
    db.session.expire_all()


JUDGING = (
    "/scores",
    "/feedback",
    "/ranking",
    "/ranking/spread",
    "/ranking.csv",
    "/decision",
    "/publication",
    "/audit",
    "",
)


def test_no_page_changes_with_the_judging_of_a_work_in_conflict(app, client, edition, works, tied, clean, spare):
    paths = list(pages_of(app, edition, works[0]))
    before, control = read_all(client, tied, paths), read_all(client, clean, paths)

    change_judging(works[0], spare, clean)

    after, changed = read_all(client, tied, paths), read_all(client, clean, paths)
    base = f"/manage/editions/{edition.id}"
    moved = {path for path in before if before[path] != after[path]}
    seen = {path for path in control if control[path] != changed[path]}
    assert moved == set()
    assert {f"{base}{name}" for name in (*JUDGING, "/ranking/advice/judges")} <= seen
    assert len(before) > 20


def test_pages_of_judging_do_not_name_the_work_in_conflict(client, edition, works, tied, clean):
    base = f"/manage/editions/{edition.id}"
    paths = [f"{base}{name}" for name in JUDGING if name not in ("", "/audit")]
    paths += [f"{base}/assignments/categories/{works[0].category_id}", f"{base}/assignments/pairs"]

    hidden, shown = read_all(client, tied, paths), read_all(client, clean, paths)

    assert [path for path in paths if works[0].number in hidden[path] or works[0].title in hidden[path]] == []
    assert [path for path in paths if works[0].title not in shown[path]] == []
    assert all(works[1].title in hidden[path] for path in paths)


def test_whoever_is_in_conflict_records_no_decision_and_opens_no_sheet(client, edition, works, tied):
    base = f"/manage/editions/{edition.id}"
    sheet = db.session.scalar(select(Scoresheet.id).join(Assignment).where(Assignment.submission_id == works[0].id))
    other = db.session.scalar(select(Scoresheet.id).join(Assignment).where(Assignment.submission_id == works[1].id))
    client.sign_in(tied)

    act = {"reference": "2", "signatory": "y", "confirm": "y", f"prize-{works[1].id}": "first"}
    assert client.post_form(f"{base}/decision", act).status_code == 403
    assert client.post_form(f"{base}/scores/{sheet}/reopen", {"reason": "x"}).status_code == 404
    assert client.post_form(f"{base}/scores/{other}/reopen", {"reason": "x"}).status_code == 302
