"""No page of the path sends more than fifteen statements, and none sends more for more rows."""

import pytest

from portal.assignments.queries import active_assignments
from portal.core.db import db
from portal.decisions import service as decisions
from portal.publication import service as publication
from tests.factories import make_draft, make_edition, make_judged, make_organizer
from tests.html_client import counting_queries

MOST = 15


def published_edition(totals):
    edition = make_edition(prize_cap=20)
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, totals)
    decisions.make_shortlist(edition, actor=organizer)
    decision = decisions.decide(
        edition, prizes={works[0].id: "first"}, cap_reasons={}, reference="1", signatory="x", actor=organizer
    )
    publication.publish(decision, actor=organizer)
    return edition, organizer, works


def count(client, path):
    db.session.flush()
    db.session.expunge_all()
    with counting_queries() as statements:
        response = client.get(path)
    assert response.status_code == 200, path
    return len(statements)


CONSOLE = (
    *("", "/screening", "/judges", "/conflicts", "/assignments", "/scores"),
    *("/ranking", "/lists", "/decision", "/publication", "/people", "/audit"),
    *("/conflicts/own", "/conflicts/organisations", "/assignments/pairs"),
    *("/ranking/spread", "/ranking/advice", "/ranking/advice/again"),
    *("/ranking/advice/judges", "/ranking/advice/judges/{judge}"),
    *("/panels", "/panels/{round}/{category}", "/judges/{judge}", "/panels/import", "/conflicts/register"),
    "/planner",
    "/planner?submissions=20&judges=5&prizes=2&first=3&minutes=30&assume=moderate&measure=winners&wanted=60",
    "/feedback",
    *("/practice", "/practice/new", "/ranking/drift"),
    *("/ballots", "/meetings"),
    *("/honours", "/payments"),
    *("/archive", "/tracks"),
)
EDITION = "/editions/{slug}"
PUBLIC = (
    "/",
    EDITION,
    f"{EDITION}/categories/1",
    f"{EDITION}/results",
    f"{EDITION}/results.json",
    f"{EDITION}/revocations",
)


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("page", CONSOLE)
def test_console_page_sends_few_statements_whatever_the_rows(client, page):
    counts = []
    for totals in ([[90, 92]], [[90, 92], [85, 81], [88, 99]]):
        edition, organizer, _works = published_edition(totals)
        client.sign_in(organizer)
        judge = active_assignments(edition)[0].judge_id
        path = page.format(round=edition.rounds[0].id, category=edition.categories[0].id, judge=judge)
        counts.append(count(client, f"/manage/editions/{edition.id}{path}"))

    assert counts[0] == counts[1]
    assert counts[1] <= MOST


@pytest.mark.usefixtures("app")
def test_judges_pages_send_few_statements_whatever_the_rows(client):
    counts = []
    for totals in ([[90, 92]], [[90, 92], [85, 81], [88, 99]]):
        edition, _organizer, _works = published_edition(totals)
        assignment = active_assignments(edition)[0]
        client.sign_in(assignment.judge.user)
        address = f"/judging/{assignment.id}"
        counts.append((count(client, "/judging"), count(client, address)))

    assert counts[0] == counts[1]
    assert max(counts[1]) <= MOST


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("page", PUBLIC)
def test_public_page_sends_few_statements_whatever_the_rows(client, page):
    counts = []
    for totals in ([[90, 92]], [[90, 92], [85, 81], [88, 99]]):
        edition, _organizer, _works = published_edition(totals)
        counts.append(count(client, page.format(slug=edition.slug)))

    assert counts[0] == counts[1]
    assert counts[1] <= MOST


@pytest.mark.usefixtures("app")
def test_authors_pages_send_few_statements_whatever_the_rows(client):
    counts = []
    owner = None
    for extra in (0, 2):
        draft = make_draft(owner)
        owner = draft.owner
        for _ in range(extra):
            make_draft(owner, draft.edition)
        client.sign_in(owner)
        base = f"/submissions/{draft.id}"
        paths = ("/submissions", base, f"{base}/work", f"{base}/authors", f"{base}/files/description", f"{base}/check")
        counts.append([count(client, path) for path in paths])

    assert counts[0][1:] == counts[1][1:]
    assert max(counts[1]) <= MOST
