"""The organizers' page of the planner."""

import pytest

from portal.awards.models import Edition
from portal.core.db import db
from portal.planner.queries import learned_from
from tests.factories import make_edition, make_judged, make_organizer, make_secretary
from tests.journeys.test_query_counts import published_edition

ASKED = {
    "submissions": 60, "judges": 12, "prizes": 6, "first": 3, "more": 4, "finalists": 15, "minutes": 40, "pay": 100000,
    "assume": "moderate", "measure": "reliability", "wanted": 80,
}  # fmt: skip


@pytest.fixture
def edition(app):
    return make_edition()


def asked(client, edition, status=200, **changed):
    query = "&".join(f"{key}={value}" for key, value in {**ASKED, **changed}.items())
    return client.get_text(f"/manage/editions/{edition.id}/planner?{query}", status=status)


def test_page_begins_from_what_the_category_has(edition, client):
    organizer = make_organizer(edition)
    make_judged(edition, organizer, [[70, 75], [80, 60], [71, 74]])
    client.sign_in(organizer)

    page = client.get_text(f"/manage/editions/{edition.id}/planner")

    assert 'name="submissions" value="3"' in page
    assert 'name="judges" value="2"' in page
    assert "<table" not in page


def test_plan_is_in_the_address_and_answered_by_table_and_chart(edition, client):
    client.sign_in(make_organizer(edition))

    page = asked(client, edition)

    assert "3 + 4 for the best 15" in page
    assert page.count('<svg class="chart"') == 1
    assert page.count("<tr>") == 2 * 11
    assert page.count("your plan") == 2
    assert page.count("cheapest good enough") == 2
    assert "24,000,000" in page
    assert "An expectation, not a promise" in page


def test_nothing_may_be_good_enough(edition, client):
    client.sign_in(make_organizer(edition))

    page = asked(client, edition, wanted=99)

    assert "None of these plans is expected to be good enough" in page
    assert "cheapest good enough" not in page


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"submissions": 5001}, "Enter a number from 2 to 5000"),
        ({"submissions": "many"}, "Not a valid integer value"),
        ({"judges": ""}, "Enter a number from 2 to 500"),
        ({"pay": -1}, "Enter a number from 0 to 1000000000"),
        ({"prizes": 61}, "There cannot be more prizes than works"),
        ({"judges": 6}, "There are not as many judges as this plan needs"),
        ({"finalists": 5}, "Enter at least as many as there are prizes"),
        ({"finalists": ""}, "Enter at least as many as there are prizes"),
        ({"more": ""}, "Enter how many further judges"),
        ({"assume": "edition-999"}, "Not a valid choice"),
        ({"measure": "beauty"}, "Not a valid choice"),
        ({"wanted": 100}, "Enter a number from 1 to 99"),
    ],
)
def test_odd_input_gets_a_sentence_and_no_answer(edition, client, changed, sentence):
    client.sign_in(make_organizer(edition))

    page = asked(client, edition, **changed)

    assert sentence in page
    assert "<svg" not in page.split('id="answer"')[1]


def test_only_organizers_plan(edition, client):
    client.sign_in(make_secretary(edition.categories[0]))

    assert "Only the organizers of this edition may do this" in asked(client, edition, status=403)


def test_finished_edition_without_enough_sheets_says_why(app, client):
    edition, organizer, _works = published_edition([[90, 92], [85, 81], [88, 99]])
    client.sign_in(organizer)

    page = asked(client, edition, assume=f"edition-{edition.id}")

    assert "That edition tells too little about its judges" in page
    assert "The judges have 3.0 sheets each on average" in page


def test_finished_edition_teaches_how_its_judges_differ(app, client):
    """Two judges about twenty points apart: severity is far larger than chance."""
    edition, organizer, works = published_edition([[90 - 3 * n, 70 - 3 * n + n % 3] for n in range(9)])
    client.sign_in(organizer)

    page = asked(client, edition, assume=f"edition-{edition.id}")

    learned = learned_from(db.session.get(Edition, edition.id), frozenset())
    assert learned.severity > 3 * learned.noise**0.5
    assert f"differ in strictness by {learned.severity:.2f}" in page
    seen = learned_from(edition, frozenset({works[0].id}))
    assert seen != learned


def test_edition_of_others_cannot_be_learned_from(app, client):
    other, _organizer, _works = published_edition([[90, 92], [85, 81]])
    edition = make_edition()
    client.sign_in(make_organizer(edition))

    assert "Not a valid choice" in asked(client, edition, assume=f"edition-{other.id}")


def test_page_is_linked_from_the_assignments_and_the_menu(edition, client):
    client.sign_in(make_organizer(edition))

    page = client.get_text(f"/manage/editions/{edition.id}/assignments")

    assert page.count(f'href="/manage/editions/{edition.id}/planner"') == 2
