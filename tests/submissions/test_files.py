"""The files of a dossier: going on with an upload, captions, order, several at once."""

from io import BytesIO

import pytest

from portal.submissions import rules, service
from portal.submissions.snapshot import snapshot
from tests.factories import PDF, add_file, make_draft, make_edition, make_user, slot

JSON = {"Accept": "application/json"}
FILE = {"filename": "Mô tả.pdf", "size": 9_000_000, "content_type": "application/pdf", "fingerprint": "f" * 64}


@pytest.fixture
def draft(app, client):
    edition = make_edition(dossier=[slot("description", max_files=3)])
    made = make_draft(edition=edition)
    client.sign_in(made.owner)
    return made


def begin(client, draft, **changes):
    headers = {**JSON, "X-CSRFToken": client.csrf_token()}
    return client.post(f"/submissions/{draft.id}/files/description/uploads", json={**FILE, **changes}, headers=headers)


def test_same_file_chosen_again_goes_on(client, draft):
    first, again = begin(client, draft), begin(client, draft)

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json["attachment_id"] == first.json["attachment_id"]
    assert len(again.json["parts"]) == 2


@pytest.mark.parametrize(
    "changes",
    [{"size": 9_000_001}, {"filename": "Khác.pdf"}, {"fingerprint": "e" * 64}, {"fingerprint": ""}],
    ids=lambda changes: next(iter(changes)),
)
def test_another_file_begins_anew(client, draft, changes):
    first, other = begin(client, draft), begin(client, draft, **changes)

    assert other.status_code == 201
    assert other.json["attachment_id"] != first.json["attachment_id"]


def test_unfinished_upload_is_shown_and_named_before_submitting(client, draft):
    add_file(draft)
    begin(client, draft)

    page = client.get(f"/submissions/{draft.id}/files/description").get_data(as_text=True)

    assert "0 percent has arrived" in page
    assert rules.Problem.FILES_UNFINISHED in service.problems_of(draft, draft.edition.opens_at)
    assert rules.Problem.FILES_UNCHECKED not in service.problems_of(draft, draft.edition.opens_at)


def test_state_of_a_file_is_told_to_its_owner_only(client, draft):
    attachment = add_file(draft)
    address = f"/submissions/{draft.id}/uploads/{attachment.public_id}"

    told = client.get(address).json
    elsewhere = client.get(f"/submissions/{make_draft(draft.owner, draft.edition).id}/uploads/{attachment.public_id}")
    client.sign_in(make_user())

    assert (told["state"], told["sha256"]) == ("ready", attachment.sha256)
    assert elsewhere.status_code == 404
    assert client.get(address).status_code == 404


def test_upload_can_be_given_up_by_script(client, draft):
    begun = begin(client, draft).json
    headers = {**JSON, "X-CSRFToken": client.csrf_token()}

    assert client.post(begun["remove_url"], json={}, headers=headers).json == {"state": "removed"}
    assert snapshot(draft).files == ()


def test_captions_and_order_are_kept_and_frozen(client, draft):
    first, second = add_file(draft, name="Một.pdf"), add_file(draft, name="Hai.pdf")
    sent = {f"caption-{first.public_id}": " Mặt\ttrước ", "caption-stranger": "x", "up": second.public_id}

    client.post_form(f"/submissions/{draft.id}/files/description/arrange", sent)
    version = service.submit(draft, actor=draft.owner)

    assert [(file["name"], file["caption"]) for file in version.content["files"]] == [
        ("Hai.pdf", ""),
        ("Một.pdf", "Mặt trước"),
    ]


def test_moving_past_the_end_changes_nothing(client, draft):
    first, second = add_file(draft, name="Một.pdf"), add_file(draft, name="Hai.pdf")

    for name, moved in (("down", second), ("up", first), ("up", None)):
        sent = {name: moved.public_id if moved else "nobody"}
        assert client.post_form(f"/submissions/{draft.id}/files/description/arrange", sent).status_code == 302

    assert [file.attachment_id for file in draft.files] == [first.id, second.id]


def test_form_without_script_takes_several_files(client, draft):
    files = [(BytesIO(PDF), "Một.pdf"), (BytesIO(PDF), "Hai.pdf")]
    address = f"/submissions/{draft.id}/files/description"

    answer = client.post(address, data={"csrf_token": client.csrf_token(), "file": files})

    assert answer.status_code == 302
    assert [file.attachment.filename for file in draft.files] == ["Một.pdf", "Hai.pdf"]


def test_refused_one_of_several_is_named(client, draft):
    files = [(BytesIO(PDF), "Một.pdf"), (BytesIO(b"MZ"), "<b>Hai</b>.exe")]
    address = f"/submissions/{draft.id}/files/description"

    answer = client.post(address, data={"csrf_token": client.csrf_token(), "file": files})

    assert answer.status_code == 422
    assert "bHai" in answer.get_data(as_text=True) or "b.exe" in answer.get_data(as_text=True)
    assert len(draft.files) == 1
