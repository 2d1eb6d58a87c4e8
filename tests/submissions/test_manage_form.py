"""The organizers' form editor: what is edited is published only as a whole, and works keep the form they began with."""

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.awards import form_versions
from portal.awards.form_edit import all_fields, find
from portal.awards.form_faults import changes_of
from portal.awards.preset_file import available_presets, load_preset
from portal.awards.service import create_edition
from portal.core.db import db
from portal.submissions import service
from portal.submissions.asked import pages_for
from tests.factories import both, make_draft, make_edition, make_organizer, make_secretary, make_submission, make_user
from tests.form_reader import sent_by


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def desk(edition, client):
    client.sign_in(make_organizer(edition))
    return f"/manage/editions/{edition.id}/form"


def content(edition):
    return form_versions.content_of(edition)


def revision(edition):
    draft = form_versions.draft_of(edition)
    return draft.revision if draft else 0


def words(name, text):
    return {f"f-{name}-vi": text, f"f-{name}-en": text}


def add_question(client, desk, edition, kind="text", text="Chi phí", inside="effect"):
    typed = {"f-type": kind, **words("words", text), "revision": revision(edition)}
    return client.post_form(f"{desk}/new/field?inside={inside}", typed)


def publish(client, desk, reason=""):
    return client.post_form(f"{desk}/publish", {"reason": reason})


def test_question_is_added_edited_and_published_without_script(edition, desk, client):
    added = add_question(client, desk, edition)
    typed = {**sent_by(client.get(added.location).get_data(as_text=True)), "f-need": "at_submit", "f-max_length": "80"}
    client.post_form(added.location, typed)
    before = [field["key"] for page in edition.form for field in page["fields"]]

    publish(client, desk)

    question = find(content(edition), "field", "chi_phi")
    assert before == ["effect"]
    assert added.location.endswith("/field/chi_phi")
    assert (question["required"], question["at_submit"], question["max_length"]) == (True, True, 80)
    assert [field["key"] for page in edition.form for field in page["fields"]] == ["effect", "chi_phi"]
    assert edition.form_number == 1


def test_works_begun_before_keep_their_form_until_they_go_over(edition, desk, client):
    draft = make_draft(edition=edition)
    submitted = make_submission(edition=edition)
    add_question(client, desk, edition)

    publish(client, desk)
    refused = edition.form_number
    publish(client, desk, "Theo góp ý của hội đồng")
    later = make_draft(edition=edition)

    def keys(work, frozen=None):
        return [field.key for page in pages_for(work, frozen) for field in page.fields]

    assert (refused, edition.form_number) == (1, 2)
    assert [keys(work) for work in (draft, submitted, later)] == [["effect"], ["effect"], ["effect", "chi_phi"]]
    client.sign_in(draft.owner)
    hub = client.get(f"/submissions/{draft.id}").get_data(as_text=True)
    client.post_form(f"/submissions/{draft.id}/form")
    assert "Theo góp ý của hội đồng" in hub
    assert keys(draft) == ["effect", "chi_phi"]
    assert draft.answers["effect"] == "Giảm một nửa thời gian"
    assert keys(submitted, submitted.versions[0].content) == ["effect"]


def test_frozen_version_is_read_by_the_form_it_answered(edition, desk, client):
    work = make_submission(edition=edition)
    client.post_form(f"{desk}/field/effect/remove", {"revision": 0})
    add_question(client, desk, edition)
    publish(client, desk, "Câu hỏi mới")

    service.adopt_form(work, actor=work.owner)
    client.sign_in(make_secretary(work.category))
    shown = client.get(f"/manage/editions/{edition.id}/screening/{work.id}").get_data(as_text=True)

    assert work.form_number == 2
    assert "Field effect" in shown
    assert "Chi phí" not in shown


def test_faulty_form_is_not_published_and_says_what_to_mend(edition, desk, client):
    client.post_form(f"{desk}/field/effect/remove", {"revision": 0})

    answer = publish(client, desk)
    shown = client.get(desk).get_data(as_text=True)

    assert answer.location == desk
    assert edition.form[0]["fields"] != []
    assert "“Effect”: add a question, or remove the page" in shown


def test_two_organizers_at_once_do_not_overwrite_each_other(edition, desk, client):
    add_question(client, desk, edition)
    typed = sent_by(client.get(f"{desk}/field/effect").get_data(as_text=True))
    client.post_form(f"{desk}/field/effect", {**typed, **words("label", "Của người thứ nhất")})

    late = client.post_form(f"{desk}/field/effect", {**typed, **words("label", "Của người thứ hai")})

    assert late.status_code == 422
    assert "Của người thứ hai" in late.get_data(as_text=True)
    assert find(content(edition), "field", "effect")["label"]["vi"] == "Của người thứ nhất"


def test_missing_language_and_wrong_numbers_come_back_with_what_was_typed(edition, desk, client):
    typed = sent_by(client.get(f"{desk}/field/effect").get_data(as_text=True))

    answer = client.post_form(
        f"{desk}/field/effect",
        {**typed, "f-label-en": "", "f-max_words": "nhiều", "f-public": "y", "f-confidential": "y"},
    )

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#f-label-en"' in page
    assert 'href="#f-max_words"' in page
    assert 'href="#f-public"' in page
    assert form_versions.draft_of(edition) is None


def test_preview_shows_what_is_typed_and_saves_nothing(edition, desk, client):
    typed = {**sent_by(client.get(f"{desk}/field/effect").get_data(as_text=True)), **words("label", "<b>Đang gõ</b>")}

    live = client.post_form(f"{desk}/field/effect", typed, headers={"X-Requested-With": "preview"})
    plain = client.post_form(f"{desk}/field/effect", {**typed, "preview": "1"})

    assert "&lt;b&gt;Đang gõ&lt;/b&gt;" in live.get_data(as_text=True)
    assert "<html" not in live.get_data(as_text=True)
    assert "&lt;b&gt;Đang gõ&lt;/b&gt;" in plain.get_data(as_text=True)
    assert form_versions.draft_of(edition) is None


def test_changes_can_be_put_away(edition, desk, client):
    add_question(client, desk, edition)

    client.post_form(f"{desk}/discard")

    assert form_versions.draft_of(edition) is None
    assert [field["key"] for field in all_fields(content(edition))] == ["effect"]


def test_every_act_is_in_the_audit_log(edition, desk, client):
    make_draft(edition=edition)
    add_question(client, desk, edition)
    publish(client, desk, "Lý do")
    add_question(client, desk, edition, text="Khác")
    client.post_form(f"{desk}/discard")

    acts = db.session.scalars(select(AuditEvent.action).where(AuditEvent.action.like("form.%")).order_by(AuditEvent.id))

    assert list(acts) == ["form.changed", "form.published", "form.changed", "form.discarded"]


def test_only_organizers_touch_the_form(edition, client):
    desk = f"/manage/editions/{edition.id}/form"
    posts = ("/publish", "/discard", "/field/effect", "/field/effect/move", "/field/effect/remove", "/new/page")
    for person in (make_user(), make_secretary(edition.categories[0]), make_organizer(make_edition())):
        client.sign_in(person)
        assert client.get(desk).status_code == 403
        assert [client.post_form(desk + path).status_code for path in posts] == [403] * len(posts)
    assert form_versions.draft_of(edition) is None


@pytest.mark.parametrize("path", ["/page/none", "/field/none", "/field/effect.none", "/slot/none", "/other/effect"])
def test_unknown_part_does_not_exist(desk, client, path):
    assert client.get(desk + path).status_code == 404


@pytest.mark.parametrize("name", sorted(available_presets()))
def test_opening_and_saving_any_part_of_a_real_form_changes_nothing(app, client, name):
    organizer = make_user()
    edition = create_edition(load_preset(available_presets()[name]), actor=organizer)
    client.sign_in(make_organizer(edition))
    desk = f"/manage/editions/{edition.id}/form"
    now = content(edition)
    fields = all_fields(now)
    inner = [f"{field['key']}.{one['key']}" for field in fields for one in field["fields"]]
    addresses = [f"/page/{page['code']}" for page in now.form]
    addresses += [f"/field/{key}" for key in (*(field["key"] for field in fields), *inner)]
    addresses += [f"/slot/{slot['code']}" for slot in now.dossier]

    for address in addresses:
        typed = sent_by(client.get(desk + address).get_data(as_text=True))
        answer = client.post_form(desk + address, typed)
        assert answer.status_code == 302, address

    assert changes_of(form_versions.published(edition), content(edition)) == []
    assert content(edition).form == now.form


def test_conditions_are_ticked_and_kept(edition, desk, client):
    add_question(client, desk, edition, "yes_no", "Đã đạt giải")
    add_question(client, desk, edition, "number", "Số người")
    add_question(client, desk, edition, "text", "Tên giải")
    address = f"{desk}/field/ten_giai"
    typed = sent_by(client.get(address).get_data(as_text=True))
    chosen = {
        "f-when": ["da_dat_giai=yes"],
        "f-when-key": "so_nguoi",
        "f-when-test": "at_least",
        "f-when-limit": "1.000",
    }

    client.post_form(address, {**typed, **chosen})
    again = sent_by(client.get(address).get_data(as_text=True))
    client.post_form(address, again)

    assert find(content(edition), "field", "ten_giai")["when"] == [
        {"key": "da_dat_giai", "test": "is", "values": ["yes"]},
        {"key": "so_nguoi", "test": "at_least", "values": ["1000"]},
    ]


def test_choice_keeps_the_values_of_its_answers_when_they_are_renamed(edition, desk, client):
    add_question(client, desk, edition, "choice", "Loại hình")
    address = f"{desk}/field/loai_hinh"
    typed = sent_by(client.get(address).get_data(as_text=True))
    empty = client.post_form(address, typed)
    client.post_form(address, {**typed, **words("option-0", "Cá nhân"), **words("option-2", "Tổ chức")})
    again = sent_by(client.get(address).get_data(as_text=True))
    client.post_form(address, {**again, **words("option-0", "Một người"), **words("option-3", "Nhóm")})

    options = find(content(edition), "field", "loai_hinh")["options"]

    assert empty.status_code == 422
    assert [(one["value"], one["label"]) for one in options] == [
        ("ca_nhan", both("Một người")),
        ("to_chuc", both("Tổ chức")),
        ("nhom", both("Nhóm")),
    ]
