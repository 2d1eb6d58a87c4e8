"""Two windows or two people in one draft: nobody's words are ever overwritten silently."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.core.db import db
from portal.submissions import drafts, service
from portal.submissions.merge import merge
from portal.submissions.models import DraftChange
from portal.submissions.versions import differences
from tests.factories import form_field, make_draft, make_edition

ANSWERS = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "1", "2", "3"]), min_size=3, max_size=3)


@given(base=ANSWERS, mine=ANSWERS, theirs=ANSWERS)
def test_merge_takes_every_change_that_only_one_side_made(base, mine, theirs):
    joined = merge(base, mine, theirs)

    for key in "abc":
        changed_by_me, changed_by_them = mine[key] != base[key], theirs[key] != base[key]
        if changed_by_me and changed_by_them and mine[key] != theirs[key]:
            assert key in joined.conflicts
        else:
            assert key not in joined.conflicts
            assert joined.values[key] == (mine[key] if changed_by_me else theirs[key])


@given(base=ANSWERS, mine=ANSWERS, theirs=ANSWERS)
def test_merge_finds_the_same_conflicts_from_both_sides(base, mine, theirs):
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)

    assert set(one.conflicts) == set(other.conflicts)
    assert all(one.values[key] == other.values[key] for key in "abc" if key not in one.conflicts)


@given(mine=ANSWERS, theirs=ANSWERS)
def test_without_a_known_beginning_every_difference_is_a_conflict(mine, theirs):
    assert set(merge({}, mine, theirs).conflicts) == {key for key in "abc" if mine[key] != theirs[key]}


@given(base=ANSWERS, mine=ANSWERS, theirs=ANSWERS)
def test_nothing_typed_by_either_side_vanishes_silently(base, mine, theirs):
    joined = merge(base, mine, theirs)

    for key in "abc":
        for side in (mine, theirs):
            kept = joined.values[key] == side[key] or key in joined.conflicts
            # Only what the other side has deliberately gone on from may be replaced.
            assert kept or side[key] == base[key]
        if key in joined.conflicts:
            assert joined.values[key] == mine[key], "the page shows both, and what was just typed stands ready"


@given(base=ANSWERS, mine=ANSWERS)
def test_merging_again_changes_nothing(base, mine):
    once = merge(base, mine, base)

    assert once.values == mine
    assert merge(base, mine, once.values).values == once.values
    assert merge(once.values, once.values, once.values) == once


@given(base=ANSWERS, edits=st.permutations("abc").flatmap(lambda keys: st.tuples(st.just(keys), ANSWERS)))
def test_order_of_edits_to_different_answers_does_not_matter(base, edits):
    keys, values = edits
    changed = [{**base, key: values[key]} for key in keys]

    forwards = backwards = base
    for one in changed:
        forwards = merge(base, one, forwards).values
    for one in reversed(changed):
        backwards = merge(base, one, backwards).values

    assert forwards == backwards == values


def test_nothing_typed_and_nothing_stored_are_the_same():
    assert merge({"a": None}, {"a": ""}, {"a": []}).conflicts == ()


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_differences_keep_both_texts_whole(before, after):
    old, new = differences(before, after)

    assert "".join(one.text for one in old) == before
    assert "".join(one.text for one in new) == after
    assert "".join(one.text for one in old if not one.changed) == "".join(one.text for one in new if not one.changed)


@pytest.fixture
def draft(app):
    fields = [form_field("effect"), form_field("cost", type="text")]
    page = {"code": "effect", "title": {"vi": "Trang", "en": "Page"}, "help": None, "categories": [], "fields": fields}
    return make_draft(edition=make_edition(form=[page]))


def test_different_answers_of_two_windows_are_joined(draft):
    seen = draft.revision
    now = {"effect": draft.answers["effect"], "cost": None}

    service.save_page(draft, "effect", {**now, "cost": "5"}, actor=draft.owner, revision=seen)
    stored = service.save_page(draft, "effect", {**now, "effect": "Khác"}, actor=draft.owner, revision=seen)

    assert stored == {"effect": "Khác", "cost": "5"}
    assert (draft.answers["effect"], draft.answers["cost"]) == ("Khác", "5")


def test_same_answer_of_two_windows_is_a_conflict_and_nothing_is_stored(draft):
    seen = draft.revision
    service.save_page(draft, "effect", {"effect": "Của người khác"}, actor=draft.owner, revision=seen)

    with pytest.raises(drafts.ConflictingEditError) as raised:
        service.save_page(draft, "effect", {"effect": "Của tôi", "cost": "7"}, actor=draft.owner, revision=seen)

    assert (raised.value.conflicts, raised.value.by) == (("effect",), draft.owner.name)
    assert draft.answers["effect"] == "Của người khác"
    assert draft.answers.get("cost") is None


def test_typing_the_same_twice_changes_no_revision(draft):
    seen = draft.revision

    service.save_page(draft, "effect", {"effect": draft.answers["effect"]}, actor=draft.owner, revision=seen)

    assert draft.revision == seen


def test_going_back_to_the_first_words_is_no_conflict(draft):
    seen, first = draft.revision, draft.answers["effect"]
    service.save_page(draft, "effect", {"effect": "Tạm"}, actor=draft.owner, revision=seen)

    stored = service.save_page(draft, "effect", {"effect": first}, actor=draft.owner, revision=seen)

    assert stored == {"effect": "Tạm"}


def test_authors_of_two_windows_are_compared_as_one_list(draft):
    seen = draft.revision
    row = {"organisation": "", "job_title": "", "email": "", "share": 100}
    service.save_authors(draft, [{**row, "full_name": "A"}], actor=draft.owner, revision=seen)

    with pytest.raises(drafts.ConflictingEditError):
        service.save_authors(draft, [{**row, "full_name": "B"}], actor=draft.owner, revision=seen)

    assert [author.full_name for author in draft.authors] == ["A"]


def test_old_changes_are_forgotten_and_then_everything_is_asked(draft, monkeypatch):
    monkeypatch.setattr(drafts, "REMEMBERED", 20)
    seen = draft.revision
    for n in range(120):
        service.save_page(draft, "effect", {"effect": str(n)}, actor=draft.owner)

    assert db.session.query(DraftChange).filter_by(submission_id=draft.id).count() < 60
    with pytest.raises(drafts.ConflictingEditError):
        service.save_page(draft, "effect", {"effect": "119", "cost": "1"}, actor=draft.owner, revision=seen - 1)


SAVES = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["effect", "cost"]), st.sampled_from(["1", "2", "3"])), max_size=8
)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SAVES)
def test_two_windows_saving_in_any_order_lose_nothing(draft, saves):
    service.save_page(draft, "effect", {"effect": "0", "cost": "0"}, actor=draft.owner)
    windows = [{"seen": draft.revision, "shown": {"effect": "0", "cost": "0"}} for _ in range(2)]
    for number, key, value in saves:
        window = windows[number]
        if window["shown"][key] == value:
            continue  # Nothing was typed: the answer of the other window may stay.
        mine = {**window["shown"], key: value}
        before = {one: draft.answers[one] for one in ("effect", "cost")}
        refused = None
        try:
            stored = service.save_page(draft, "effect", mine, actor=draft.owner, revision=window["seen"])
        except drafts.ConflictingEditError as error:
            refused = error
        if refused is not None:
            # Nothing is stored, what was typed is handed back, and the person chooses.
            assert {one: draft.answers[one] for one in before} == before
            assert refused.merged[key] == value
            stored = service.save_page(draft, "effect", refused.merged, actor=draft.owner, revision=refused.revision)
        assert stored[key] == value == draft.answers[key]
        other = "cost" if key == "effect" else "effect"
        assert stored[other] == before[other], "an answer that this window did not change stays as it is stored"
        window["seen"], window["shown"] = draft.revision, stored


def post(client, draft, revision, headers=None, **values):
    address = f"/submissions/{draft.id}/pages/effect"
    return client.post_form(address, {**values, "revision": revision}, headers=headers)


def test_merge_page_shows_both_versions_and_saves_the_choice(client, draft):
    seen = draft.revision
    client.sign_in(draft.owner)
    post(client, draft, seen, effect="Giảm một phần ba thời gian", cost="")

    answer = post(client, draft, seen, effect="Giảm hai phần ba thời gian", cost="9")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 409
    assert "<mark>" in page
    assert "một " in page
    assert "hai " in page
    assert draft.answers["effect"] == "Giảm một phần ba thời gian"
    chosen = {"effect": "Giảm hai phần ba thời gian", "cost": "9", "pick-effect": "theirs"}
    assert post(client, draft, draft.revision, **chosen).status_code == 302
    assert (draft.answers["effect"], draft.answers["cost"]) == ("Giảm một phần ba thời gian", "9")


def test_autosave_is_told_of_the_conflict_and_of_other_peoples_answers(client, draft):
    seen, headers = draft.revision, {"X-Requested-With": "autosave"}
    client.sign_in(draft.owner)
    first = draft.answers["effect"]
    post(client, draft, seen, headers, effect=first, cost="4")

    joined = post(client, draft, seen, headers, effect="Mới", cost="")
    clash = post(client, draft, seen, headers, effect=first, cost="5")

    assert joined.json["values"] == {"cost": "4"}
    assert (clash.status_code, clash.json["revision"]) == (409, draft.revision)
    assert draft.answers["cost"] == "4"


def test_conflict_about_the_work_itself_keeps_both(client, draft):
    seen = draft.revision
    client.sign_in(draft.owner)
    form = {"summary": draft.summary, "organisation": "", "category": str(draft.category_id), "revision": seen}
    address = f"/submissions/{draft.id}/work"
    client.post_form(address, {**form, "title": "Tên thứ nhất", "organisation": draft.organisation})

    page = client.post_form(address, {**form, "title": "Tên thứ hai"})

    assert page.status_code == 409
    assert "Tên thứ hai" in page.get_data(as_text=True)
    assert draft.title == "Tên thứ nhất"
    again = {**form, "title": "Tên thứ hai", "revision": draft.revision, "pick-title": "mine"}
    assert client.post_form(address, again).status_code == 302
    assert draft.title == "Tên thứ hai"
