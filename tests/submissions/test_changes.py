"""Every version is kept and what changed is shown; a work can begin again as a copy."""

from decimal import Decimal

from portal.adapters.object_store import get_store
from portal.core.db import db
from portal.core.i18n import force_locale
from portal.submissions import service
from portal.submissions.changes import changes_between
from portal.submissions.models import Submission
from tests.factories import add_file, make_draft, make_edition, make_submission, make_user, slot


def words(stretches, *, changed):
    return "".join(one.text for one in stretches if one.changed is changed)


def test_what_changed_is_marked_word_by_word(app, client):
    submission = make_submission()
    owner = submission.owner
    service.save_work(
        submission, category=submission.category, title="Máy sấy chạy bằng gió", summary=submission.summary,
        organisation=submission.organisation, actor=owner,
    )  # fmt: skip
    add_file(submission, name="Thêm.pdf")
    service.submit(submission, actor=owner)
    first, second = submission.versions

    with force_locale("en"):
        found = {one.label: one for one in changes_between(first.content, second.content, {}, {})}
    client.sign_in(owner)
    page = client.get(f"/submissions/{submission.id}/changes/2").get_data(as_text=True)

    assert set(found) == {"Title of the work", "description"}
    assert "gió" in words(found["Title of the work"].after, changed=True)
    assert "Máy sấy" in words(found["Title of the work"].after, changed=False)
    assert "<mark>" in page
    assert "Thêm.pdf" in page
    assert client.get(f"/submissions/{submission.id}/changes/1").status_code == 404
    assert "What changed" in client.get(f"/submissions/{submission.id}").get_data(as_text=True)


def test_same_content_has_no_changes(app):
    content = make_submission().versions[0].content

    assert changes_between(content, content, {}, {}) == []


def test_copy_takes_words_authors_and_files_that_the_other_edition_asks_for(app):
    source = make_submission()
    edition = make_edition(dossier=[slot("description"), slot("other", required=False)])
    draft = service.start(edition, eligibility={}, actor=source.owner)

    service.copy_into(draft, source, actor=source.owner)

    assert (draft.title, draft.answers, draft.number) == (source.title, source.answers, None)
    assert draft.category.edition_id == edition.id
    assert [author.share for author in draft.authors] == [Decimal(100)]
    assert [file.attachment_id for file in draft.files] == [file.attachment_id for file in source.files]


def test_file_of_a_copy_outlives_its_source(app):
    source = make_draft()
    add_file(source)
    draft = service.start(source.edition, eligibility={}, actor=source.owner)
    service.copy_into(draft, source, actor=source.owner)

    service.detach(source.files[0], actor=source.owner)
    assert get_store().head(draft.files[0].attachment.object_key)
    key = draft.files[0].attachment.object_key
    service.detach(draft.files[0], actor=source.owner)

    assert key not in list(get_store().keys("attachments/"))


def test_copying_asks_the_questions_anew_and_fills_the_draft(app, client):
    submission = make_submission()
    edition = submission.edition
    client.sign_in(submission.owner)

    begun = client.post_form(f"/submissions/{submission.id}/copy", {"edition": str(edition.id)})
    client.post_form(f"/editions/{edition.slug}/eligibility/applied", {"answer": "yes"})
    client.post_form(f"/editions/{edition.slug}/begin")

    assert begun.location == f"/editions/{edition.slug}/submit"
    draft = db.session.query(Submission).order_by(Submission.id.desc()).first()
    assert draft.id != submission.id
    assert draft.title == submission.title


def test_nobody_copies_what_is_anothers(app, client):
    submission = make_submission()
    client.sign_in(make_user())

    answer = client.post_form(f"/submissions/{submission.id}/copy", {"edition": str(submission.edition_id)})

    assert answer.status_code == 404
