"""No page of the path sends more than fifteen statements, and none sends more for more rows."""

import pytest

from portal.assignments.queries import active_assignments
from portal.core.db import db
from portal.decisions import service as decisions
from portal.publication import service as publication
from tests.factories import make_draft, make_edition, make_judged, make_organizer
from tests.html_client import counting_queries

MOST = 15
FEW, MORE = [[90, 92]], [[90, 92], [85, 81], [88, 99]]


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
def test_console_pages_send_few_statements_whatever_the_rows(client):
    counts = []
    for totals in FEW, MORE:
        edition, organizer, _works = published_edition(totals)
        client.sign_in(organizer)
        values = {
            "round": edition.rounds[0].id, "category": edition.categories[0].id,
            "judge": active_assignments(edition)[0].judge_id,
        }  # fmt: skip
        base = f"/manage/editions/{edition.id}"
        counts.append({page: count(client, base + page.format(**values)) for page in CONSOLE})

    assert counts[0] == counts[1]
    assert {page: sent for page, sent in counts[1].items() if sent > MOST} == {}


@pytest.mark.usefixtures("app")
def test_judges_pages_send_few_statements_whatever_the_rows(client):
    counts = []
    for totals in FEW, MORE:
        edition, _organizer, _works = published_edition(totals)
        assignment = active_assignments(edition)[0]
        client.sign_in(assignment.judge.user)
        address = f"/judging/{assignment.id}"
        counts.append((count(client, "/judging"), count(client, address)))

    assert counts[0] == counts[1]
    assert max(counts[1]) <= MOST


@pytest.mark.usefixtures("app")
def test_public_pages_send_few_statements_whatever_the_rows(client):
    counts = []
    for totals in FEW, MORE:
        edition, _organizer, _works = published_edition(totals)
        counts.append({page: count(client, page.format(slug=edition.slug)) for page in PUBLIC})

    assert counts[0] == counts[1]
    assert {page: sent for page, sent in counts[1].items() if sent > MOST} == {}


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
