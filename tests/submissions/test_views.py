"""An author's pages: what is typed is never lost, and what is another's does not exist."""

import pytest

from portal.adapters.object_store import get_store
from portal.attachments.models import Attachment, AttachmentState
from portal.core.db import db
from portal.jobs import service as jobs
from tests.factories import PDF, add_file, make_draft, make_edition, make_submission, make_user, question

JSON = {"Accept": "application/json"}


def test_another_persons_submission_does_not_exist(app, client):
    submission = make_submission()
    client.sign_in(make_user())
    base = f"/submissions/{submission.id}"

    for path in ("", "/work", "/authors", "/files/description", "/check", "/receipt/1", "/receipt/1.pdf", "/withdraw"):
        assert client.get(base + path).status_code == 404, path
    assert client.post_form(f"{base}/submit", {"truthful": "y"}).status_code == 404


def test_blocking_answer_explains_and_lets_nobody_by(app, client):
    edition = make_edition()
    client.sign_in(make_user())

    page = client.post_form(f"/editions/{edition.slug}/eligibility/applied", {"answer": "no"}).get_data(as_text=True)
    begun = client.post_form(f"/editions/{edition.slug}/begin")

    assert "Here is what else you can do." in page
    assert begun.location.endswith("/eligibility/applied")


def test_flag_is_kept_with_the_draft_and_blocks_nobody(app, client):
    edition = make_edition(eligibility=[question("prizes", blocking=False, passes=["no"], flag={"en": "Won before"})])
    client.sign_in(make_user())

    client.post_form(f"/editions/{edition.slug}/eligibility/prizes", {"answer": "yes"})
    answer = client.post_form(f"/editions/{edition.slug}/begin")

    assert "/submissions/" in answer.location


def test_autosave_keeps_what_is_typed_even_when_incomplete(app, client):
    draft = make_draft()
    client.sign_in(draft.owner)
    headers = {"X-Requested-With": "autosave"}

    saved = client.post_form(
        f"/submissions/{draft.id}/work", {"title": "Nửa câu", "revision": draft.revision}, headers=headers
    )
    stale = client.post_form(f"/submissions/{draft.id}/work", {"title": "Cũ", "revision": "1"}, headers=headers)

    assert saved.json["revision"] == draft.revision
    assert stale.status_code == 409
    assert draft.title == "Nửa câu"


def test_stale_form_comes_back_with_what_was_typed(app, client):
    draft = make_draft()
    client.sign_in(draft.owner)

    answer = client.post_form(f"/submissions/{draft.id}/pages/effect", {"effect": "chữ của tôi", "revision": "1"})

    assert answer.status_code == 409
    assert "chữ của tôi" in answer.get_data(as_text=True)


def test_wrong_shares_come_back_with_the_sum(app, client):
    draft = make_draft()
    client.sign_in(draft.owner)
    row = {"full_name": ["A", "B"], "organisation": ["", ""], "job_title": ["", ""], "email": ["", ""]}

    wrong = client.post_form(f"/submissions/{draft.id}/authors", {**row, "share": ["60", "30"]})
    added = client.post_form(f"/submissions/{draft.id}/authors", {**row, "share": ["60", "30"], "add": "1"})
    removed = client.post_form(f"/submissions/{draft.id}/authors", {**row, "share": ["60", "30"], "remove": "0"})

    assert "90" in wrong.get_data(as_text=True)
    assert added.get_data(as_text=True).count("author-row") == 3
    assert removed.get_data(as_text=True).count("author-row") == 1


@pytest.mark.parametrize("body", [None, [], {"size": "x"}, {"filename": 7}, {"filename": "a.exe", "size": 5}])
def test_malformed_upload_is_refused_with_a_sentence(app, client, body):
    draft = make_draft()
    client.sign_in(draft.owner)
    headers = {**JSON, "X-CSRFToken": client.csrf_token()}

    answer = client.post(f"/submissions/{draft.id}/files/description/uploads", json=body, headers=headers)

    assert answer.status_code == 422
    assert answer.json["error"]


def test_upload_in_parts_goes_through_signed_addresses_and_is_checked(app, client):
    draft = make_draft()
    client.sign_in(draft.owner)
    headers = {**JSON, "X-CSRFToken": client.csrf_token()}
    begun = client.post(
        f"/submissions/{draft.id}/files/description/uploads",
        json={"filename": "Mô tả.pdf", "size": len(PDF), "content_type": "application/pdf"},
        headers=headers,
    ).json

    early = client.post(begun["complete_url"], json={}, headers=headers)
    attachment = db.session.query(Attachment).filter_by(public_id=begun["attachment_id"]).one()
    _send(client, attachment, begun["parts"][0]["url"])
    resumed = client.get(f"/submissions/{draft.id}/uploads/{begun['attachment_id']}/parts", headers=JSON).json
    done = client.post(begun["complete_url"], json={}, headers=headers)
    jobs.run_pending()

    assert early.status_code == 409
    assert resumed["parts"] == []
    assert done.json["state"] == "verifying"
    assert client.get(begun["status_url"], headers=JSON).json["state"] == "ready"
    assert attachment.state is AttachmentState.READY
    assert client.get(f"/submissions/{draft.id}/download/{begun['attachment_id']}").status_code == 302


def _send(client, attachment, url):
    """Put one part where its signed address says: to the portal's own store, or to the S3 server."""
    import requests

    if get_store().connect_origins:
        assert requests.put(url, data=PDF, timeout=20).status_code == 200
    else:
        assert client.put(url.removeprefix("http://localhost"), data=PDF).status_code == 200


def test_form_without_script_says_why_a_file_is_refused(app, client):
    draft = make_draft()
    client.sign_in(draft.owner)

    answer = client.post_form(f"/submissions/{draft.id}/files/description", {})

    assert answer.status_code == 422
    assert 'href="#file"' in answer.get_data(as_text=True)


def test_file_can_be_removed_from_a_draft(app, client):
    draft = make_draft()
    attachment = add_file(draft)
    client.sign_in(draft.owner)

    client.post_form(f"/submissions/{draft.id}/files/description/{attachment.public_id}/remove")

    assert draft.files == []


def test_withdrawing_asks_first(app, client):
    submission = make_submission()
    client.sign_in(submission.owner)

    client.get_text(f"/submissions/{submission.id}/withdraw")
    client.post_form(f"/submissions/{submission.id}/withdraw")

    assert submission.status == "withdrawn"
    client.get_text(f"/submissions/{submission.id}")


def test_closed_call_says_what_happens_to_drafts(app, client):
    from datetime import timedelta

    from tests.moments import NOW

    edition = make_edition(opens_at=NOW - timedelta(days=9), closes_at=NOW - timedelta(days=1))

    page = client.get_text(f"/editions/{edition.slug}/submit")

    assert "Drafts that were begun are kept" in page or "Bản nháp" in page


def test_authors_are_kept_while_they_are_typed(client):
    draft = make_draft()
    rows = {"full_name": ["Tác giả A", ""], "share": ["", "40"]}
    blank = {name: ["", ""] for name in ("organisation", "job_title", "email")}

    answer = client.sign_in(draft.owner).post_form(
        f"/submissions/{draft.id}/authors",
        {**rows, **blank, "revision": draft.revision},
        headers={"X-Requested-With": "autosave"},
    )

    assert answer.get_json()["revision"] == draft.revision
    assert [(author.full_name, author.share) for author in draft.authors] == [("Tác giả A", 0), ("", 40)]
