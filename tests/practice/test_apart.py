"""Practice stands apart: with and without practice sheets every result, count and bundle is the same to the byte."""

from collections import Counter
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from portal.anchors.models import AnchorKind, PracticeSheet
from portal.assignments import service as assignments
from portal.core.db import db
from portal.dashboard.audit_log import events_for
from portal.decisions import service as decisions
from portal.judges import service as judges
from portal.judges.models import ConflictKind, Judge
from portal.judges.visibility import hidden_submissions
from portal.practice import service
from portal.practice.drift_watch import watch
from portal.publication import service as publication
from portal.scoring.models import Scoresheet
from portal.scoring.queries import standings
from portal.submissions.queries import latest_version
from tests.factories import make_judged, make_organizer
from tests.html_client import counting_queries
from tests.journeys.test_hidden_judging import pages_of, read_all
from tests.practice.conftest import practise

OWN = ("/practice", "/ranking/drift", "/audit", "/conflicts")
"""Pages about practice itself, and the log of acts."""


@pytest.fixture
def judged(edition, organizer):
    works = make_judged(edition, organizer, [[90, 92, 85], [70, 75, 80], [60, 66, 63]])
    decisions.make_shortlist(edition, actor=organizer)
    decision = decisions.decide(
        edition, prizes={works[0].id: "first"}, cap_reasons={}, reference="1", signatory="x", actor=organizer
    )
    return works, decision


@pytest.fixture
def seated(edition, judged):
    return list(db.session.scalars(select(Judge).where(Judge.edition_id == edition.id).order_by(Judge.id)))


def results(app, client, edition, organizer, works, decision):
    paths = [one for one in pages_of(app, edition, works[0]) if not any(own in one for own in OWN)]
    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    found = (
        read_all(client, organizer, paths),
        publication.preview(decision),
        standings(edition),
        (run.inputs_digest, run.pairs),
    )
    assignments.discard(run, actor=organizer)
    return found


def test_practice_changes_no_result_no_count_and_no_bundle(app, client, edition, organizer, judged, seated, choose):
    works, decision = judged
    results(app, client, edition, organizer, works, decision)
    before = results(app, client, edition, organizer, works, decision)

    for anchor in (choose(), choose(version=latest_version(works[1]))):
        service.open_anchor(anchor, actor=organizer)
        for judge in seated:
            practise(anchor, judge, [1, 2])

    after = results(app, client, edition, organizer, works, decision)
    pages = {path for path in before[0] if without_runs(before[0][path]) != without_runs(after[0][path])}
    assert pages == set()
    assert after[1:] == before[1:]
    assert len(before[0]) > 20
    assert db.session.scalar(select(func.count(PracticeSheet.id))) == 2 * len(seated)


def without_runs(page):
    """A page without the numbers of the proposals that this test itself makes and discards."""
    return "" if "/assignments/runs" in page else page


def test_drift_page_shows_how_far_judges_lie_on_practice(client, edition, organizer, choose):
    edition.categories[0].judges_per_submission = 3
    make_judged(edition, organizer, [[60 + one, 62 + one, 61 + one] for one in range(9)])
    seated = list(db.session.scalars(select(Judge).where(Judge.edition_id == edition.id).order_by(Judge.id)))
    anchor = choose()
    service.open_anchor(anchor, actor=organizer)
    for judge, points in zip(seated, (10, 20, 30), strict=True):
        practise(anchor, judge, [points, 0])
    client.sign_in(organizer)

    found = {one.name: one for one in watch(edition.categories[0])}
    page = client.get_text(f"/manage/editions/{edition.id}/ranking/drift")

    assert [found[judge.user.name].practice for judge in seated] == [-15, 0, 15]
    assert all(one.drift.sheets == 9 and one.controls is None for one in found.values())
    assert "No judge has moved" in page
    assert "-15.0" in page
    assert "/ranking/drift" in client.get_text(f"/manage/editions/{edition.id}/ranking/advice")


def test_drift_page_asks_to_look_at_a_judge_who_moves_and_names_controls(client, edition, organizer, choose):
    edition.categories[0].judges_per_submission = 3
    works = make_judged(edition, organizer, [[60, 60, 60] for _ in range(12)])
    sheets = list(db.session.scalars(select(Scoresheet).order_by(Scoresheet.finished_at, Scoresheet.id)))
    mover, places = sheets[0].assignment.judge_id, Counter()
    for place, sheet in enumerate(sheets):
        judge = sheet.assignment.judge_id
        sheet.scores[0].points = Decimal(50 + place % 3 - (2 * places[judge] if judge == mover else 0))
        places[judge] += 1
    service.set_controls(edition.rounds[0], has_controls=True, reason="x", actor=organizer)
    service.open_anchor(choose(kind=AnchorKind.CONTROL, version=latest_version(works[0])), actor=organizer)
    client.sign_in(organizer)

    first, *rest = watch(edition.categories[0])
    page = client.get_text(f"/manage/editions/{edition.id}/ranking/drift")

    assert (first.drift.look, [one.drift.look for one in rest]) == (True, [False, False])
    assert first.drift.slope == pytest.approx(-22, abs=3)
    assert all(one.controls is not None for one in (first, *rest))
    assert "Please look at the sheets of 1 judge" in page
    assert page.count("please look</span>") == 1


def test_drift_page_says_when_it_knows_too_little(client, edition, organizer, judged):
    client.sign_in(organizer)
    first, second = edition.categories

    few = client.get_text(f"/manage/editions/{edition.id}/ranking/drift?category={first.id}")
    nothing = client.get_text(f"/manage/editions/{edition.id}/ranking/drift?category={second.id}")

    assert "a line says nothing" in few
    assert "no finished sheets" in nothing


def test_organizer_in_conflict_does_not_meet_the_anchor(client, edition, organizer, judged, seated, choose):
    works, _decision = judged
    anchor = choose(version=latest_version(works[0]))
    tied = make_organizer(edition)
    judges.declare_conflict(tied, works[0], kind=ConflictKind.RELATIVE, evidence="Em gái", actor=tied)
    client.sign_in(tied)
    base = f"/manage/editions/{edition.id}/practice"

    assert client.get(f"{base}/{anchor.id}").status_code == 404
    assert works[0].title not in client.get_text(base)
    read = [one.action for one in db.session.scalars(events_for(edition.id, hidden_submissions(tied, edition)))]
    assert "anchor.chosen" not in read
    assert "anchor.chosen" in [one.action for one in db.session.scalars(events_for(edition.id, frozenset()))]
    client.sign_in(organizer)
    assert works[0].title in client.get_text(base)


def test_pages_of_practice_send_few_statements_whatever_the_rows(client, edition, organizer, judged, seated, choose):
    anchor = choose()
    service.open_anchor(anchor, actor=organizer)
    counts = []
    for more in (seated[:1], seated[1:]):
        for judge in more:
            practise(anchor, judge, [1, 2])
        row = []
        for user, path in (
            (organizer, f"/manage/editions/{edition.id}/practice/{anchor.id}"),
            (seated[0].user, f"/judging/practice/{anchor.id}"),
            (seated[0].user, f"/judging/practice/{anchor.id}/results"),
            (seated[0].user, "/judging"),
        ):
            client.sign_in(user)
            db.session.expunge_all()
            with counting_queries() as statements:
                assert client.get(path).status_code == 200
            row.append(len(statements))
        counts.append(row)

    assert counts[0] == counts[1]
    assert max(counts[0]) <= 15
