"""The edition's own form as authors meet it: conditions, groups, what may wait, what is confidential."""

import pytest

from portal.attachments.models import AttachmentState
from portal.awards.form import Field, Option, pages_of
from portal.awards.preset_words import FieldType
from portal.core.db import db
from portal.submissions import rules, service
from portal.submissions.rules import Problem
from tests.factories import add_file, both, form_field, make_draft, make_edition, slot
from tests.moments import NOW


def page(code, *fields, **values):
    return {
        "code": code,
        "title": both(f"Page {code}"),
        "help": None,
        "categories": [],
        "fields": list(fields),
        **values,
    }


def only_if(key, *values):
    return [{"key": key, "test": "is", "values": list(values)}]


ROW = [form_field("name", type="text", max_length=20), form_field("year", type="number", required=False, minimum=1975)]
PRIZES = form_field(
    "prizes", type="group", fields=ROW, min_rows=1, max_rows=3, row_name=both("Prize"), when=only_if("won", "yes")
)
FORM = [
    page("effect", form_field("effect")),
    page("past", form_field("won", type="yes_no"), PRIZES),
    page("details", form_field("patent", type="text", at_submit=True, confidential=True), when=only_if("won", "yes")),
]


@pytest.fixture
def draft(app):
    dossier = [slot("description"), slot("proof", when=only_if("won", "yes"))]
    made = make_draft(edition=make_edition(form=FORM, dossier=dossier))
    add_file(made)
    return made


def address(draft, code="past"):
    return f"/submissions/{draft.id}/pages/{code}"


def missing(draft):
    return service.problems_of(draft, NOW)


def test_what_is_not_asked_is_neither_missed_nor_submitted(draft):
    service.save_page(draft, "past", {"won": "no", "prizes": [{"name": "Giải", "year": "2020"}]}, actor=draft.owner)

    version = service.submit(draft, actor=draft.owner)

    assert version.content["answers"] == {"effect": draft.answers["effect"], "won": "no"}
    assert draft.answers["prizes"] == [{"name": "Giải", "year": "2020"}]


def test_condition_asks_for_rows_page_and_document(draft):
    service.save_page(draft, "past", {"won": "yes", "prizes": []}, actor=draft.owner)

    assert missing(draft) == [Problem.ANSWERS_MISSING, Problem.FILES_MISSING]


def test_page_that_is_not_asked_does_not_exist_until_it_is(draft, client):
    client.sign_in(draft.owner)
    service.save_page(draft, "past", {"won": "no"}, actor=draft.owner)

    hidden = client.get(address(draft, "details")).status_code
    listed = "Page details" in client.get(f"/submissions/{draft.id}").get_data(as_text=True)
    service.save_page(draft, "past", {"won": "yes"}, actor=draft.owner)

    assert (hidden, listed) == (404, False)
    assert client.get(address(draft, "details")).status_code == 200
    assert "Page details" in client.get(f"/submissions/{draft.id}").get_data(as_text=True)


def test_page_says_without_script_when_a_question_is_asked(draft, client):
    client.sign_in(draft.owner)

    shown = client.get(address(draft)).get_data(as_text=True)

    assert "Only if “Field won” is “Yes”." in shown
    assert shown.count('name="prizes-0-name"') == 1


def test_rows_are_added_and_removed_without_script(draft, client):
    client.sign_in(draft.owner)
    typed = {"won": "yes", "prizes-0-name": "Giải Một", "prizes-0-year": "2020"}

    more = client.post_form(address(draft), {**typed, "add": "prizes", "revision": draft.revision})
    second = {**typed, "prizes-1-name": "Giải Hai", "revision": draft.revision}
    less = client.post_form(address(draft), {**second, "remove": "prizes-0"})

    assert 'name="prizes-1-name" value=""' in more.get_data(as_text=True)
    assert draft.answers["prizes"] == [{"name": "Giải Hai", "year": ""}]
    assert 'name="prizes-0-name" value="Giải Hai"' in less.get_data(as_text=True)


def test_row_is_told_its_own_mistake(draft, client):
    client.sign_in(draft.owner)
    typed = {"won": "yes", "prizes-0-name": "x" * 30, "prizes-0-year": "nhiều", "revision": draft.revision}

    shown = client.post_form(address(draft), typed).get_data(as_text=True)

    assert 'href="#prizes-0-name"' in shown
    assert 'href="#prizes-0-year"' in shown
    assert draft.answers["prizes"][0]["year"] == "nhiều"


def test_what_may_wait_lets_the_page_go_but_not_the_work(draft, client):
    client.sign_in(draft.owner)
    rows = [{"name": "Giải", "year": "2020"}]
    service.save_page(draft, "past", {"won": "yes", "prizes": rows}, actor=draft.owner)

    left = client.post_form(address(draft, "details"), {"patent": "", "revision": draft.revision})

    assert left.location == f"/submissions/{draft.id}"
    assert Problem.ANSWERS_MISSING in missing(draft)
    assert "may wait until you submit" in client.get(address(draft, "details")).get_data(as_text=True)


def test_file_of_a_document_no_longer_asked_stands_in_nobodys_way(draft, client):
    rows = [{"name": "Giải", "year": ""}]
    service.save_page(draft, "past", {"won": "yes", "prizes": rows}, actor=draft.owner)
    broken = add_file(draft)
    next(file for file in draft.files if file.attachment is broken).slot = "proof"
    broken.state = AttachmentState.REJECTED
    db.session.flush()
    with_prize = missing(draft)

    service.save_page(draft, "past", {"won": "no", "prizes": rows}, actor=draft.owner)

    assert Problem.FILES_REJECTED in with_prize
    assert missing(draft) == []


def test_rows_of_the_wrong_shape_are_refused_in_words():
    field = next(one for one in pages_of(type("Form", (), {"form": FORM}))[1].fields if one.key == "prizes")
    asked = pages_of(type("Form", (), {"form": [page("past", {**PRIZES, "when": []})]}))[0]

    assert rules.page_problems(asked, {"prizes": "x"}) == {"prizes": "Enter at least 1"}
    assert rules.page_problems(asked, {"prizes": ["x"]}) == {"prizes": "Answer this question"}
    assert rules.page_problems(asked, {"prizes": [{"name": "a"}] * 4}) == {"prizes": "Keep at most 3 of them"}
    assert [key for key, _one in field.in_row(2)] == ["name", "year"]


def test_confidential_answer_is_never_public():
    field = Field("k", FieldType.TEXT, {}, None, False, None, None, None, None, (Option("a", {}),), True, True)

    assert field.is_published
    assert not type(field)(
        **{**{name: getattr(field, name) for name in Field.__slots__}, "confidential": True}
    ).is_published


def test_receipt_and_desk_read_the_rows_back(draft, client):
    rows = [{"name": "Giải Một", "year": "2020"}, {"name": "Giải Hai", "year": ""}]
    service.save_page(draft, "past", {"won": "yes", "prizes": rows}, actor=draft.owner)
    client.sign_in(draft.owner)

    shown = client.get(f"/submissions/{draft.id}/check").get_data(as_text=True)

    assert "Field name: Giải Một" in shown
    assert "Giải Hai" in shown
