"""A judge's pages of an order: typed numbers, arrows without script, two windows, two works at a time."""

import re

import pytest

from portal.awards.preset_words import RoundKind
from portal.core.db import db
from portal.orders import service
from tests.html_client import counting_queries
from tests.orders.order_stage import Stage

pytestmark = pytest.mark.usefixtures("app")


def numbers(works, *places):
    return {f"place-{work}": place for work, place in zip(works, places, strict=True)}


def shown(page):
    """The works in the order of the page, with what stands in their fields."""
    return [(int(work), word) for work, word in re.findall(r'name="place-(\d+)" value="(\d*)"', page)]


def text_of(answer):
    return answer.get_data(as_text=True)


def test_desk_leads_to_the_order_and_no_sheet_of_it_is_finished_alone(client):
    stage = Stage(2)
    client.sign_in(stage.judge)
    first = stage.works[0]
    client.post_form(f"/judging/{first}", {"comment_for_author": "Rõ", "revision": "0"})

    page, sheet = client.get_text("/judging"), client.get_text(f"/judging/{first}")
    client.post_form("/judging/finish", {"sheet": first})
    answer = client.post_form(f"/judging/{first}", {"revision": "1", "finish": "1"})

    assert f'href="{stage.path}"' in page
    assert 'type="checkbox"' not in page
    assert "2 works: read them, then give each its place." in page
    assert 'name="finish"' not in sheet
    assert "it comes from your order once you finish it" in sheet
    assert answer.status_code == 409
    assert stage.points() == ({}, {"in_progress"})


def test_place_sent_with_a_sheet_is_not_taken(client):
    stage = Stage(2)
    client.sign_in(stage.judge)
    criterion = stage.edition.categories[0].criteria[0].id

    client.post_form(f"/judging/{stage.works[0]}", {f"points-{criterion}": "100", "revision": "0"})

    assert stage.points()[0] == {}


def test_numbers_are_kept_as_typed_and_finishing_says_what_is_missing(client):
    stage = Stage(3)
    client.sign_in(stage.judge)
    one, two, three = stage.works

    client.post_form(stage.path, {**numbers(stage.works, "2", "", "2"), "revision": "0"})
    page = client.get_text(stage.path)
    wrong = client.post_form(stage.path, {**numbers(stage.works, "2", "", "2"), "revision": "1", "finish": "1"})
    right = client.post_form(stage.path, {**numbers(stage.works, "2", "3", "1"), "revision": "1", "finish": "1"})

    assert shown(page) == [(one, "2"), (three, "2"), (two, "")]
    assert wrong.status_code == 422
    assert f'id="place-{two}-error">Give this work a place' in text_of(wrong)
    assert f'href="#place-{two}"' in text_of(wrong)
    assert f'id="place-{one}-error">Place 2 is given more than once' in text_of(wrong)
    assert right.status_code == 302
    locked = client.get_text(stage.path)
    assert shown(locked) == [(three, "1"), (one, "2"), (two, "3")]
    assert "This order is finished and locked." in locked
    assert 'name="up"' not in locked


def test_what_is_no_number_stays_in_the_page_and_the_rest_is_kept(client):
    stage = Stage(2)
    client.sign_in(stage.judge)

    answer = client.post_form(stage.path, {**numbers(stage.works, "first", "1"), "revision": "0", "finish": "1"})

    assert answer.status_code == 422
    assert 'value="first"' in text_of(answer)
    assert "Enter a whole number from 1 to 999" in text_of(answer)
    assert stage.desk().places == {stage.works[1]: 1}


def test_arrows_move_a_work_without_script(client):
    stage = Stage(3)
    client.sign_in(stage.judge)
    one, two, three = stage.works

    up = client.post_form(stage.path, {**numbers(stage.works, "", "", ""), "revision": "0", "up": three})
    down = client.post_form(stage.path, {**numbers(stage.works, "1", "3", "2"), "revision": "1", "down": one})

    assert up.location.endswith(f"{stage.path}#work-{three}")
    assert down.status_code == 302
    assert shown(client.get_text(stage.path)) == [(three, "1"), (one, "2"), (two, "3")]


def test_first_button_of_the_form_saves(client):
    stage = Stage(2)
    client.sign_in(stage.judge)

    page = client.get_text(stage.path)

    form = page[page.index('class="order"') :]
    assert re.search(r'<button[^>]*name="(\w+)"', form)[1] == "save"


def test_window_that_is_behind_sees_both_orders_and_loses_nothing(client):
    stage = Stage(2)
    client.sign_in(stage.judge)
    one, two = stage.works
    client.post_form(stage.path, {**numbers(stage.works, "1", "2"), "revision": "0"})

    behind = client.post_form(stage.path, {**numbers(stage.works, "2", "1"), "revision": "0", "finish": "1"})
    page = text_of(behind)
    mine = client.post_form(stage.path, {**numbers(stage.works, "2", "1"), "revision": "1"})

    assert behind.status_code == 409
    assert "This order was changed in another window" in page
    assert shown(page) == [(two, "1"), (one, "2")]
    assert re.findall(r"stored: (\d)", page) == ["2", "1"]
    assert 'name="revision" value="1"' in page
    assert mine.status_code == 302
    assert stage.desk().places == {one: 2, two: 1}


def test_order_saves_itself_and_refuses_an_old_window(client):
    stage = Stage(2)
    client.sign_in(stage.judge)
    header = {"X-Requested-With": "autosave"}

    kept = client.post_form(stage.path, {**numbers(stage.works, "1", ""), "revision": "0"}, headers=header)
    again = client.post_form(stage.path, {**numbers(stage.works, "1", ""), "revision": "0"}, headers=header)
    behind = client.post_form(stage.path, {**numbers(stage.works, "2", "1"), "revision": "0"}, headers=header)

    assert (kept.json["revision"], again.json["revision"], behind.status_code) == (1, 1, 409)
    assert stage.desk().places == {stage.works[0]: 1, stage.works[1]: None}


def test_work_that_came_afterwards_is_told_and_the_order_taken_up(client):
    stage = Stage(2)
    stage.finish(stage.works)
    stage.give(1)
    client.sign_in(stage.judge)

    desk, waiting = client.get_text("/judging"), client.get_text(stage.path)
    refused = client.post_form(stage.path, {**numbers(stage.works, "1", "2", "3"), "revision": "2"})
    client.post_form(f"{stage.path}/take-up")

    assert "1 work was given to you after you had finished." in desk
    assert "Your order is finished, and more works were given to you afterwards" in waiting
    assert refused.status_code == 409
    assert "Your order is open again" in client.get_text(stage.path)


def test_undeclared_works_wait_beside_the_order(client):
    stage = Stage(1)
    stage.give(1, declared=False)
    client.sign_in(stage.judge)

    page = client.get_text(stage.path)
    answer = client.post_form(stage.path, {**numbers(stage.works, "1"), "revision": "0", "finish": "1"})

    assert "1 more work waits for your word" in page
    assert len(shown(page)) == 1
    assert "Say first of every work whether you have a conflict of interest" in text_of(answer)


def test_order_of_others_and_of_other_rounds_does_not_exist(client):
    stage, scoring = Stage(1), Stage(1, RoundKind.SCORING)
    client.sign_in(stage.organizer)
    assert client.get(stage.path).status_code == 404
    client.sign_in(scoring.judge)
    for path in (scoring.path, f"{scoring.path}/pair", stage.path):
        assert client.get(path).status_code == 404
        assert client.post_form(f"{scoring.path}/take-up").status_code == 404


def test_pairs_are_asked_until_the_order_stands(client):
    stage = Stage(3, RoundKind.PAIRWISE)
    client.sign_in(stage.judge)
    truth = list(stage.works[::-1])

    assert client.get(stage.path).location.endswith(f"{stage.path}/pair")
    for number in range(1, 4):
        page = client.get_text(f"{stage.path}/pair")
        pair = [int(one) for one in re.findall(r'name="work" value="(\d+)"', page)]
        assert f"Question {number} of at most 3" in page
        assert f'name="number" value="{number}"' in page
        assert ("Take back the last answer" in page) == (number > 1)
        sent = {"number": number, "work": pair, "better": min(pair, key=truth.index)}
        client.post_form(f"{stage.path}/answer", sent)
    page = client.get_text(stage.path)

    assert client.get(f"{stage.path}/pair").status_code == 302
    assert shown(page) == [(work, str(place)) for place, work in enumerate(truth, start=1)]
    assert "Your answers give this order." in page


def test_old_window_and_nonsense_answers_get_the_question_that_stands(client):
    stage = Stage(3, RoundKind.PAIRWISE)
    client.sign_in(stage.judge)
    one, other = stage.ask().question
    stage.answer(one, other, 1)

    for sent in ({"number": 1, "work": [one, other], "better": other}, {"number": 2, "better": 10**6}, {}):
        client.post_form(f"{stage.path}/answer", sent)
        assert "Another window has answered meanwhile" in client.get_text(f"{stage.path}/pair")
    client.post_form(f"{stage.path}/take-back", {"number": 2})

    assert "The last answer is taken back." in client.get_text(f"{stage.path}/pair")
    assert stage.ask().question == (one, other)


def test_pages_send_few_statements_whatever_the_works(client):
    counts = []
    for count in (2, 6):
        for kind in (RoundKind.RANKING, RoundKind.PAIRWISE):
            stage = Stage(count, kind)
            client.sign_in(stage.judge)
            path = stage.path + ("/pair" if kind is RoundKind.PAIRWISE else "")
            db.session.flush()
            db.session.expunge_all()
            with counting_queries() as statements:
                assert client.get(path).status_code == 200
            counts.append(len(statements))

    assert counts[:2] == counts[2:]
    assert max(counts) <= 15


@pytest.mark.parametrize("kind", [RoundKind.RANKING, RoundKind.PAIRWISE])
def test_pages_are_whole_in_vietnamese(client, kind):
    stage = Stage(2, kind)
    stage.judge.locale = "vi"
    client.sign_in(stage.judge)

    pages = [client.get(stage.path, follow_redirects=True), client.get("/judging")]
    if kind is RoundKind.RANKING:
        stage.finish(stage.works)
        stage.give(1)
        pages.append(client.get(stage.path))

    assert [page.status_code for page in pages] == [200] * len(pages)
    words = " ".join(text_of(page) for page in pages)
    assert [one for one in ("Place", "order", "better", "Question", "Save") if f">{one}" in words] == []
    assert service.MORE_WORKS not in words
