"""Before a decision is released nobody meets anything of it: not by address, search, feed, count, picture or size."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from portal.assignments.models import Assignment
from portal.core import clock
from portal.core.access import Access
from portal.core.db import db
from portal.decisions.models import Decision, ListEntry, ListVersion
from portal.judges import service as judges
from portal.judges.models import ConflictKind, Judge
from portal.publication import schedule
from portal.scoring.models import Score, Scoresheet
from tests.factories import make_organizer
from tests.html_client import counting_queries
from tests.publication.stages import make_decided

REFERENCE, SIGNATORY, NOTE = "77-MẬT/QĐ", "Người ký chưa lộ", "Ghi chú chưa lộ"
TOKEN = re.compile(
    r'(name="csrf_token" value|data-now)="[^"]*"|"csrf_token": ?"[^"]*"'
    r'|<section aria-labelledby="health">.*?</section>',
    re.DOTALL,
)
"""What differs from one moment to the next: tokens, the clock, and the jobs of the whole installation."""
PAPERS = re.compile(r"(questions\.(pdf|docx)|receipt/<int:number>\.pdf)$")
"""Questions to print and receipts: older than every result, slow to make, and made anew with their moment each time."""
QUERIES = (
    "/gallery?q=cong+trinh", "/gallery?organisation=Co+quan+0", "/gallery.json?q=cong", "/gallery?prize=1",
    "/gallery?edition={slug}", "/gallery.json?edition={slug}", "/gallery?category=category_1", "/gallery?lang=en",
)  # fmt: skip


@pytest.fixture
def decided(app):
    """An edition that is decided and planned to be released tomorrow."""
    made = make_decided(prizes=("first", "second"))
    values = {"reference": REFERENCE, "signatory": SIGNATORY}
    db.session.execute(update(Decision).where(Decision.id == made.decision.id).values(values))
    db.session.commit()
    db.session.expire_all()
    schedule.plan(made.decision, at=clock.now() + timedelta(days=1), actor=made.organizer, reason=NOTE)
    return made


@pytest.fixture
def people(decided):
    """An author, a judge, and an organizer in conflict with every work."""
    tied = make_organizer(decided.edition)
    for work in decided.works:
        judges.declare_conflict(tied, work, kind=ConflictKind.RELATIVE, evidence="Em gái", actor=tied)
    assignment = db.session.scalar(select(Assignment).order_by(Assignment.id))
    db.session.commit()
    return {"author": decided.works[0].owner, "judge": assignment.judge.user, "tied": tied}


def addresses(app, decided, *, console):
    """Every page that can be asked for, with ids that exist: the console's, or all the others."""
    work, edition = decided.works[0], decided.edition
    assignment = db.session.scalar(select(Assignment).where(Assignment.submission_id == work.id))
    known = {
        "edition_id": edition.id, "slug": edition.slug, "submission_id": work.id, "work_id": decided.works[1].id,
        "category_id": work.category_id, "round_id": edition.rounds[0].id, "list_id": latest(ListVersion.id),
        "assignment_id": assignment.id, "judge_id": assignment.judge_id, "sheet_id": latest(Scoresheet.id),
        "public_id": work.files[0].attachment.public_id, "run_id": assignment.run_id, "other_id": assignment.run_id,
    }  # fmt: skip
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            inside = rule.rule.startswith("/manage/")
            if "GET" not in rule.methods or inside is not console or PAPERS.search(rule.rule) or "path" in rule.rule:
                continue
            numbers = [work.number, decided.works[1].number] if "/works/<number>" in rule.rule else [1]
            for number in numbers:
                values = {name: {**known, "number": number}.get(name, 1) for name in rule.arguments}
                found.append(app.url_for(rule.endpoint, **values))
    return found if console else found + [path.format(slug=edition.slug) for path in QUERIES]


def latest(column):
    return db.session.scalar(select(column).order_by(column.desc()))


def read_all(client, user, paths):
    if user is not None:
        client.sign_in(user)
    answers = {path: client.get(path) for path in paths}
    # An address that a file is sent from is signed anew each time.
    return {
        path: (
            one.status_code,
            "" if 300 <= one.status_code < 400 else TOKEN.sub("", one.get_data().decode(errors="replace")),
        )
        for path, one in answers.items()
    }


def change_results(decided, judge):
    """Other points of other judges, ranks, means, prizes and list: the same edition with other undecided results."""
    others = select(Scoresheet.id).join(Assignment).join(Judge).where(Judge.user_id != judge.id).scalar_subquery()
    db.session.execute(update(Score).where(Score.scoresheet_id.in_(others)).values(points=1))
    entries = update(ListEntry).where(ListEntry.submission_id.in_([work.id for work in decided.works]))
    db.session.execute(entries.values(mean_numerator=1, rank=9, sheets=7, prize_id=None))
    db.session.commit()
    db.session.expire_all()


def test_nothing_of_undecided_results_reaches_anybody(app, client, decided, people):
    outside, console = (addresses(app, decided, console=one) for one in (False, True))
    readers = [(None, outside), (people["author"], outside), (people["judge"], outside), (people["tied"], console)]
    before = [read_all(app.test_client(), *one) for one in readers]
    organizers = read_all(app.test_client(), decided.organizer, console)

    change_results(decided, people["judge"])

    after = [read_all(app.test_client(), *one) for one in readers]
    changed = read_all(app.test_client(), decided.organizer, console)
    moved = {path for mine, theirs in zip(before, after, strict=True) for path in mine if mine[path] != theirs[path]}
    assert moved == set()
    # There is something to find: whoever may see the results sees the change.
    assert {path for path in organizers if organizers[path] != changed[path]} != set()
    secrets = (REFERENCE, SIGNATORY, NOTE)
    told = {(path, word) for pages in before[:3] for path, (_status, text) in pages.items()
            for word in secrets if word in text}  # fmt: skip
    assert told == set()
    titles = [work.title for work in decided.works]
    named = {path for path, (_status, text) in before[0].items() if any(one in text for one in titles)}
    assert named == set()
    assert len(outside) > 80


def test_an_unreleased_edition_is_answered_like_one_that_does_not_exist(app, client, decided):
    shared = [rule for rule in app.url_map.iter_rules() if getattr(app.view_functions[rule.endpoint], "shared", False)]
    by_slug = [rule for rule in shared if "slug" in rule.arguments]
    number = decided.works[0].number
    with app.test_request_context():
        pairs = [
            [app.url_for(rule.endpoint, **{**dict.fromkeys(rule.arguments, 1), "number": number, "slug": slug})
             for slug in (decided.edition.slug, "edition-none")]
            for rule in by_slug
        ]  # fmt: skip

    for paths in pairs:
        seen = []
        for path in paths:
            with counting_queries() as statements:
                answer = client.get(path.partition("?")[0])
            kept = {name: value for name, value in answer.headers.items() if name != "Date"}
            told = answer.get_data(as_text=True).replace(decided.edition.slug, "edition-none")
            seen.append((answer.status_code, told, kept.keys(), len(statements)))
        assert seen[0] == seen[1]
        assert seen[0][0] == 404
    assert len(pairs) >= 8


def test_after_the_release_the_same_addresses_tell_everything(app, client, decided):
    decided.publish()

    pages = read_all(app.test_client(), None, [f"{decided.base}/results", "/gallery?q=cong+trinh", "/feed.atom"])

    assert all(status == 200 for status, _text in pages.values())
    assert REFERENCE in pages[f"{decided.base}/results"][1]
    assert decided.works[0].title in pages["/gallery?q=cong+trinh"][1]


def test_every_route_of_the_public_says_how_it_is_kept(app):
    """A page of published results that is not shared would carry sessions past caches."""
    views = [name for name in app.view_functions if name.split(".")[0] in ("publication", "open_data")]

    assert {name for name in views if not getattr(app.view_functions[name], "shared", False)} == set()
    assert {app.view_functions[name].access for name in views} == {Access.PUBLIC}
