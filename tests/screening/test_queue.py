"""The queue: counts that lead to their lists, the longest waiting first, filters, and a CSV no spreadsheet runs."""

import csv
import io

import pytest

from portal.core.db import db
from portal.screening import queries, service
from tests.factories import make_organizer, make_secretary, make_submission
from tests.html_client import counting_queries
from tests.paper import make_paper, make_stub, stub_edition


@pytest.fixture
def edition(app):
    return stub_edition()


@pytest.fixture
def organizer(edition):
    made = make_organizer(edition)
    db.session.commit()
    return made


def ids(edition, **values):
    return [row[0].id for row in db.session.execute(queries.queue(edition, category_ids=None, **values))]


def test_counts_by_category_and_status(edition, organizer):
    works = [make_submission(edition=edition) for _ in range(4)]
    service.accept(works[0], actor=organizer)
    service.refuse(works[1], reason_code="x", reason="y", actor=organizer)
    service.refuse(works[2], reason_code="x", reason="y", actor=organizer)
    service.reinstate(works[2], reason="nhầm", actor=organizer)
    first, second = edition.categories

    assert queries.queue_counts(edition, category_ids=None) == {
        first.id: {"accepted": 1, "refused": 1, "pending": 2}
    }  # fmt: skip
    assert queries.queue_counts(edition, category_ids=[second.id]) == {}


def test_waiting_ones_come_oldest_first_and_decided_ones_newest_first(edition, organizer):
    works = [make_submission(edition=edition) for _ in range(3)]

    assert ids(edition, status=queries.PENDING) == [work.id for work in works]
    for work in (works[1], works[0], works[2]):
        service.accept(work, actor=organizer)
    assert ids(edition, status="accepted") == [works[2].id, works[0].id, works[1].id]


def test_filter_by_how_it_came(edition, organizer):
    portal = make_submission(edition=edition)
    on_paper = make_paper(edition.categories[0], organizer)
    stub = make_stub(edition.categories[0], organizer)

    assert [ids(edition, origin=one) for one in ("portal", "paper", "stub")] == [[portal.id], [on_paper.id], [stub.id]]
    assert ids(edition, origin="nonsense") == [portal.id, on_paper.id, stub.id]


def test_numbers_lead_to_the_lists_they_count(client, edition, organizer):
    service.accept(make_submission(edition=edition), actor=organizer)
    make_submission(edition=edition)
    client.sign_in(organizer)
    base = f"/manage/editions/{edition.id}/screening"

    page = client.get_text(base)

    assert f'href="{base}?status=pending&amp;category={edition.categories[0].id}">1' in page
    assert f'href="{base}?status=accepted">1' in page


@pytest.mark.parametrize("page", ["/screening", "/paper", "/screening.csv"])
def test_as_many_statements_for_many_rows_as_for_few(client, edition, organizer, page):
    counts = []
    for _ in range(2):
        make_paper(edition.categories[0], organizer)
        make_stub(edition.categories[0], organizer)
        client.sign_in(organizer)
        db.session.expunge_all()
        with counting_queries() as statements:
            assert client.get(f"/manage/editions/{edition.id}{page}").status_code == 200
        counts.append(len(statements))
        edition = db.session.merge(edition)

    assert counts[0] == counts[1] <= 15


def test_csv_holds_the_filtered_list_and_no_formula(client, edition, organizer):
    make_submission(edition=edition, title='=HYPERLINK("http://xau.example")', organisation="+84")
    service.accept(make_submission(edition=edition, title="Đã nhận"), actor=organizer)
    client.sign_in(organizer)

    answer = client.get(f"/manage/editions/{edition.id}/screening.csv?status=pending")

    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert len(rows) == 2
    assert rows[1][1:3] == ['\'=HYPERLINK("http://xau.example")', "'+84"]
    assert rows[1][8] == "pending"


def test_csv_holds_only_ones_own_categories(client, edition, organizer):
    work = make_submission(edition=edition)
    secretary, other = (make_secretary(one) for one in edition.categories)
    db.session.commit()
    address = f"/manage/editions/{edition.id}/screening.csv"

    client.sign_in(secretary)
    assert work.number in client.get(address).get_data(as_text=True)
    client.sign_in(other)
    assert work.number not in client.get(address).get_data(as_text=True)
    client.sign_in(work.owner)
    assert client.get(address).status_code == 403
