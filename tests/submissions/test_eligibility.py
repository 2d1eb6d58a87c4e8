"""The questions before a draft: read back, changed, dropped when no longer asked, kept while one is away."""

import pytest

from portal.core.db import db
from portal.submissions import service
from portal.submissions.models import Submission
from portal.submissions.rules import Problem
from tests.factories import add_file, both, make_draft, make_edition, make_user, question

pytestmark = pytest.mark.usefixtures("app")


def only_if(key, value):
    return [{"key": key, "test": "is", "values": [value]}]


QUESTIONS = [
    question("applied", alternatives=[{"label": both("Visit the fair"), "url": "https://fair.example/"}]),
    question("prizes", blocking=False, passes=["no"], flag=both("Has won")),
    question("prize_again", passes=["no"], when=only_if("prizes", "yes")),
]
CONTACT = {"name": both("Standing body"), "email": "ask@example.com", "phone": None, "address": None, "hours": None}


@pytest.fixture
def edition(app):
    return make_edition(eligibility=QUESTIONS, rules={"edition": {}, "contact": CONTACT})


def answer(client, edition, code, given, query=""):
    return client.post_form(f"/editions/{edition.slug}/eligibility/{code}{query}", {"answer": given})


def answer_all(client, edition):
    for code, given in (("applied", "yes"), ("prizes", "yes"), ("prize_again", "no")):
        answer(client, edition, code, given)


def test_answers_are_read_back_with_a_way_to_change_each(client, edition):
    client.sign_in(make_user())
    answer_all(client, edition)

    page = client.get_text(f"/editions/{edition.slug}/begin")

    for code in ("applied", "prizes", "prize_again"):
        assert f"/editions/{edition.slug}/eligibility/{code}?change=1" in page
    assert page.count("<dd>Yes</dd>") == 2
    assert page.count("<dd>No</dd>") == 1


def test_changed_answer_drops_what_is_no_longer_asked(client, edition):
    client.sign_in(make_user())
    answer_all(client, edition)

    changed = answer(client, edition, "prizes", "no", "?change=1")
    page = client.get_text(f"/editions/{edition.slug}/begin")
    client.post_form(f"/editions/{edition.slug}/begin")

    assert changed.location.endswith("/begin")
    assert "Question prize_again?" not in page
    assert db.session.query(Submission).one().eligibility == {"applied": "yes", "prizes": "no"}


def test_answer_that_asks_more_leads_to_the_new_question(client, edition):
    client.sign_in(make_user())
    answer(client, edition, "applied", "yes")
    done = answer(client, edition, "prizes", "no")
    more = answer(client, edition, "prizes", "yes", "?change=1")

    assert done.location.endswith("/begin")
    assert more.location.endswith("/eligibility/prize_again")


def test_back_leads_to_the_question_asked_before_or_to_the_list(client, edition):
    client.sign_in(make_user())
    answer_all(client, edition)
    base = f"/editions/{edition.slug}"

    assert f'href="{base}/eligibility/prizes">' in client.get_text(f"{base}/eligibility/prize_again")
    assert f'href="{base}/submit">' in client.get_text(f"{base}/eligibility/applied")
    assert f'href="{base}/begin">' in client.get_text(f"{base}/eligibility/applied?change=1")
    assert f'href="{base}/eligibility/prize_again">' in client.get_text(f"{base}/begin")
    answer(client, edition, "prizes", "no")
    assert f'href="{base}/eligibility/prizes">' in client.get_text(f"{base}/begin")


def test_refusal_is_no_error_and_says_what_else_to_do_and_whom_to_ask(client, edition):
    client.sign_in(make_user())

    refused = answer(client, edition, "applied", "no")
    page = refused.get_data(as_text=True)

    assert refused.status_code == 200
    assert "Error" not in page
    assert "error-summary" not in page
    assert '<a href="https://fair.example/">Visit the fair</a>' in page
    assert "Standing body" in page
    assert "mailto:ask@example.com" in page
    assert "Agency 2" in page
    assert f'href="/editions/{edition.slug}/eligibility/applied"' in page
    assert "You answered “No” to “Question applied?”" in page
    assert answer(client, edition, "applied", "yes").location.endswith("/eligibility/prizes")


def test_answers_survive_signing_out_for_the_same_person_only(client, edition):
    person, stranger = make_user(), make_user()
    client.sign_in(person)
    answer_all(client, edition)

    client.post_form("/sign-out")
    client.sign_in(stranger)
    theirs = client.get(f"/editions/{edition.slug}/begin")
    client.post_form("/sign-out")
    client.sign_in(person)

    assert theirs.location.endswith("/eligibility/applied")
    assert "Question prize_again?" in client.get_text(f"/editions/{edition.slug}/begin")


@pytest.fixture
def draft(client, edition):
    made = make_draft(edition=edition)
    made.eligibility = {"applied": "yes", "prizes": "no"}
    add_file(made)
    client.sign_in(made.owner)
    return made


def change(client, draft, code, given):
    return client.post_form(f"/submissions/{draft.id}/eligibility/{code}", {"answer": given})


def test_answer_of_a_draft_is_changed_from_the_check_page(client, draft):
    page = client.get_text(f"/submissions/{draft.id}/check")
    more = change(client, draft, "prizes", "yes")
    waiting = service.problems_of(draft, draft.saved_at)
    done = change(client, draft, "prize_again", "no")

    assert f'href="/submissions/{draft.id}/eligibility/applied">' in page
    assert more.location.endswith("/eligibility/prize_again")
    assert waiting == [Problem.NOT_ELIGIBLE]
    assert done.location.endswith("/check")
    assert draft.eligibility == {"applied": "yes", "prizes": "yes", "prize_again": "no"}
    assert service.submit(draft, actor=draft.owner).content["eligibility"] == draft.eligibility


def test_changed_answer_is_among_what_changed_between_versions(client, draft):
    service.submit(draft, actor=draft.owner)
    change(client, draft, "prizes", "yes")
    change(client, draft, "prize_again", "no")
    service.submit(draft, actor=draft.owner)

    page = client.get_text(f"/submissions/{draft.id}/changes/2")

    assert "Question prizes?" in page
    assert "Question prize_again?" in page
    assert "Question applied?" not in page


def test_blocking_answer_of_a_draft_is_kept_and_keeps_it_from_being_sent(client, draft):
    refused = change(client, draft, "applied", "no").get_data(as_text=True)
    page = client.get_text(f"/submissions/{draft.id}/check")
    sent = client.post_form(f"/submissions/{draft.id}/submit", {"truthful": "y"})

    assert "Here is what else you can do." in refused
    assert f'href="/submissions/{draft.id}/eligibility/applied">Before you start: Question applied?' in page
    assert sent.status_code == 422
    assert change(client, draft, "applied", "yes").location.endswith("/check")


def test_answer_of_a_draft_belongs_to_its_people(client, draft):
    client.sign_in(make_user())

    assert change(client, draft, "applied", "no").status_code == 404
    assert draft.eligibility["applied"] == "yes"


def test_missing_answer_is_an_error_on_the_page(client, draft):
    page = client.post_form(f"/submissions/{draft.id}/eligibility/applied").get_data(as_text=True)

    assert "Choose an answer" in page
    assert client.get(f"/submissions/{draft.id}/eligibility/unknown").location.endswith("/check")
