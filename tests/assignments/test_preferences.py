"""What judges say before anybody is assigned: kept, shown to nobody else, and only of works they may be given."""

import pytest
from sqlalchemy import select

from portal.assignments import preferences, service
from portal.assignments.models import Preference, PreferenceAnswer
from portal.core.db import db
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from tests.factories import make_accepted, make_draft, make_edition, make_organizer, make_panel, make_user
from tests.html_client import counting_queries


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


@pytest.fixture
def judge(edition, organizer):
    return make_panel(edition, organizer, 1)[0]


@pytest.fixture
def works(edition, organizer):
    return make_accepted(edition, organizer, 3)


def words(judge):
    return dict(db.session.execute(select(Preference.submission_id, Preference.answer)).all())


def test_judge_says_changes_and_takes_back(client, edition, judge, works):
    client.sign_in(judge.user)
    address = f"/judging/preferences/{edition.id}"
    ids = [str(work.id) for work in works]
    first = {"shown": ids, f"work-{ids[0]}": "gladly", f"work-{ids[1]}": "rather_not", f"work-{ids[2]}": ""}

    page = client.get_text(address)
    assert all(work.title in page for work in works)
    client.post_form(address, first)
    assert words(judge) == {works[0].id: PreferenceAnswer.GLADLY, works[1].id: PreferenceAnswer.RATHER_NOT}
    client.post_form(address, {"shown": ids, f"work-{ids[0]}": "rather_not", f"work-{ids[1]}": "nonsense"})

    assert words(judge) == {works[0].id: PreferenceAnswer.RATHER_NOT}


def test_field_in_words_is_kept(client, edition, judge):
    client.sign_in(judge.user)

    client.post_form(f"/judging/field/{edition.id}", {"expertise": "lọc nước, điện tử ,", "about": "Hai mươi năm"})

    assert (judge.expertise, judge.about) == (["lọc nước", "điện tử"], "Hai mươi năm")
    assert client.post_form(f"/judging/field/{edition.id}", {"expertise": "x" * 600, "about": ""}).status_code == 200


def test_works_in_conflict_drafts_and_other_categories_are_not_asked_about(client, edition, organizer, judge, works):
    judges.declare_conflict(judge, works[0], kind=ConflictKind.RELATIVE, evidence="Anh", actor=judge.user)
    make_draft(edition=edition, title="Bản nháp chưa nộp")
    elsewhere = make_accepted(edition, organizer, 1)[0]
    elsewhere.category_id = edition.categories[1].id
    db.session.flush()
    client.sign_in(judge.user)

    page = client.get_text(f"/judging/preferences/{edition.id}")
    client.post_form(
        f"/judging/preferences/{edition.id}",
        {
            "shown": [str(works[0].id), str(elsewhere.id)],
            f"work-{works[0].id}": "gladly",
            f"work-{elsewhere.id}": "gladly",
        },
    )

    assert f"work-{works[0].id}-1" not in page
    assert f"work-{elsewhere.id}-1" not in page
    assert "Bản nháp chưa nộp" not in page
    assert words(judge) == {}


def test_others_have_no_such_page(client, edition, organizer, works):
    assert client.get(f"/judging/preferences/{edition.id}").status_code == 302
    for person in (organizer, make_user()):
        client.sign_in(person)
        assert client.get(f"/judging/preferences/{edition.id}").status_code == 404
        assert client.get(f"/judging/field/{edition.id}").status_code == 404


def test_word_of_a_judge_is_part_of_the_fit(edition, organizer, judge, works):
    preferences.say(judge, {works[1].id: PreferenceAnswer.GLADLY}, actor=judge.user)

    run = service.propose(edition.categories[0], edition.rounds[0], actor=organizer)

    assert run.inputs["fit"]["preference"] == [[500, 1000, 500]]


def test_page_sends_few_statements_whatever_the_rows(client, edition, organizer, judge):
    counts = []
    for _more in range(2):
        make_accepted(edition, organizer, 2)
        client.sign_in(judge.user)
        with counting_queries() as statements:
            assert client.get(f"/judging/preferences/{edition.id}").status_code == 200
        counts.append(len(statements))

    assert counts[0] == counts[1]
    assert counts[1] <= 15
