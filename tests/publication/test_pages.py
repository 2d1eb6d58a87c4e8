"""What the public reads after a release, and what it never meets."""

import pytest
from sqlalchemy import select

from portal.attachments.models import Rendition, RenditionKind
from portal.core.db import db
from portal.core.forms import page_number
from portal.jobs import service as jobs
from portal.publication import gallery, service, works
from portal.publication.models import PublishedEdition, PublishedWork
from tests.factories import form_field, slot
from tests.html_client import counting_queries
from tests.publication.stages import make_decided

pytestmark = pytest.mark.usefixtures("app")


def dossier(public):
    return [slot("description", public=public)]


def questions():
    fields = [form_field("effect", public=True), form_field("secret", public=True, confidential=True, required=False)]
    return [{"code": "effect", "title": {"vi": "Hiệu quả"}, "help": None, "categories": [], "fields": fields}]


def test_winner_page_tells_the_story_and_how_the_result_was_reached(client):
    decided = make_decided(form=questions())
    decided.works[0].versions[-1].content["answers"]["secret"] = "Bí mật"
    decided.publish()

    page = client.get_text(f"{decided.base}/works/{decided.works[0].number}")

    author = decided.works[0].versions[-1].content["authors"][0]["full_name"]
    assert all(text in page for text in (decided.works[0].title, author, "Giảm một nửa thời gian", "7/QĐ", "96"))
    assert "Bí mật" not in page
    assert client.get(f"{decided.base}/works/{decided.works[1].number}").status_code == 404


@pytest.mark.parametrize("public", [True, False])
def test_pictures_are_published_only_where_the_dossier_says_so(client, public):
    decided = make_decided(dossier=dossier(public))
    winner, listed = decided.works[:2]
    for work in (winner, listed):
        attachment = work.files[0].attachment
        key = f"renditions/{attachment.public_id}/image.png"
        client.application.extensions["object_store"].put(key, b"PNG", "image/png")
        db.session.add(
            Rendition(attachment_id=attachment.id, kind=RenditionKind.IMAGE, position=9, object_key=key,
                      content_type="image/png", size=3, width=40, height=30)
        )  # fmt: skip
    decided.publish()

    answer = client.get(f"{decided.base}/works/{winner.number}/pictures/1")

    assert answer.status_code == (200 if public else 404)
    assert (answer.data == b"PNG") is public
    assert [client.get(f"{decided.base}/works/{one.number}/pictures/{n}").status_code
            for one, n in ((winner, 0), (winner, 2), (listed, 1))] == [404, 404, 404]  # fmt: skip


def test_results_are_narrowed_by_prize_category_and_words_without_marks(client):
    decided = make_decided(prizes=("first", "second"))
    decided.publish()
    first, second, below = (work.title for work in decided.works)

    def shown(query):
        page = client.get_text(f"{decided.base}/results?{query}")
        return [title in page for title in (first, second, below)]

    assert shown("") == [True, True, False]
    assert shown("prize=second") == [False, True, False]
    assert shown("category=2") == [False, False, False]
    assert shown("q=cong+trinh") == [True, True, False]
    assert shown(f"q={decided.works[1].number}") == [False, True, False]
    assert shown("q=%25&category=x&page=999") == [True, True, False]


def test_gallery_finds_beginnings_of_words_in_every_edition(client):
    one, other = make_decided(), make_decided(prizes=("second",), year=2027)
    one.publish()
    other.publish()

    def found(**asked):
        return [work.edition.slug for work in db.session.scalars(gallery.honoured_works(gallery.Filters(**asked)))]

    newest_first = [other.edition.slug, one.edition.slug]
    assert found() == newest_first
    assert found(search="trì cô") == newest_first
    assert found(search="rinh") == []
    assert found(search=one.works[0].number) == [one.edition.slug]
    assert found(edition=one.edition.slug) == [one.edition.slug]
    assert found(prize=2) == [other.edition.slug]
    assert found(category="category_2") == []
    assert found(organisation="co quan 0") == newest_first
    assert found(search="' OR 1=1 -- %_{") == []
    page = client.get_text("/gallery?q=cong&organisation=C%C6%A1+quan+0&edition=&category=&prize=x")
    assert [slug in page for slug in newest_first] == [True, True]


def test_public_pages_send_the_same_few_statements_for_more_works(client):
    counts = []
    for totals in ([(90, 92)], [(90, 92), (85, 81), (88, 99)]):
        decided = make_decided(totals, prizes=("first", "second"))
        decided.publish()
        paths = [f"{decided.base}/{name}" for name in ("results", "statistics", "works.csv", "works.jsonld")]
        paths += [f"{decided.base}/works/{decided.works[0].number}", "/gallery?q=cong", "/gallery.json"]
        counts.append([statements(client, path) for path in paths])

    assert counts[0] == counts[1]
    assert max(counts[1]) <= 7


def statements(client, path):
    db.session.commit()
    db.session.expunge_all()
    with counting_queries() as sent:
        client.get_text(path)
    return len(sent)


def test_asking_whether_anything_changed_sends_one_statement(client):
    decided = make_decided()
    decided.publish()
    etag = client.get(f"{decided.base}/results").headers["ETag"]

    with counting_queries() as sent:
        answer = client.get(f"{decided.base}/results", headers={"If-None-Match": etag})

    assert (answer.status_code, len(sent)) == (304, 1)


def test_a_correction_is_seen_at_the_next_request_with_what_changed_and_why(client):
    decided = make_decided()
    decided.publish()
    paths = [f"{decided.base}/results", "/gallery", f"{decided.base}/results.json", "/feed.atom"]
    before = {path: client.get(path).headers["ETag"] for path in paths}
    again = decided.decide_again(None, "second")
    with pytest.raises(service.CorrectionReasonError):
        service.publish(again, actor=decided.organizer)

    corrected = service.publish(again, actor=decided.organizer, reason="Nhầm hai hồ sơ")

    answers = {path: client.get(path, headers={"If-None-Match": etag}) for path, etag in before.items()}
    assert [answer.status_code for answer in answers.values()] == [200, 200, 200, 200]
    page = answers[paths[0]].get_data(as_text=True)
    assert "Nhầm hai hồ sơ" in page
    assert "Nhầm hai hồ sơ" in answers["/feed.atom"].get_data(as_text=True)
    assert [(one["number"], one["was"], one["is"]) for one in corrected.changes] == [
        (decided.works[0].number, "first", ""), (decided.works[1].number, "", "second"),
    ]  # fmt: skip
    assert client.get(f"{decided.base}/works/{decided.works[0].number}").status_code == 404
    assert "Nhầm hai hồ sơ" not in client.get_text(f"{decided.base}/works/{decided.works[1].number}")


def test_pictures_for_other_sites_are_drawn_in_the_background(client):
    decided = make_decided()
    publication = decided.publish()
    number = decided.works[0].number
    pictures = (f"{decided.base}/share.png", f"{decided.base}/works/{number}/share.png")
    early = [client.get(path).status_code for path in pictures]
    etag = client.get(f"{decided.base}/results").headers["ETag"]

    jobs.run_pending()

    drawn = [client.get(path).data for path in pictures]
    assert early == [404, 404]
    # Width and height stand after the signature and the name of the first chunk.
    assert [(one[:4], int.from_bytes(one[16:20]), int.from_bytes(one[20:24])) for one in drawn] == [
        (b"\x89PNG", 1200, 630), (b"\x89PNG", 1200, 630),
    ]  # fmt: skip
    page = client.get(f"{decided.base}/results", headers={"If-None-Match": etag})
    assert f"{decided.base}/share.png" in page.get_data(as_text=True)
    assert publication.digest in db.session.scalar(select(PublishedEdition.share_key))


def test_rows_of_public_pages_can_be_written_anew(client):
    decided = make_decided()
    decided.publish()
    before = [client.get(path).data for path in ("/gallery", f"{decided.base}/results", f"{decided.base}/works.csv")]

    assert works.rebuild() == 1

    after = [client.get(path).data for path in ("/gallery", f"{decided.base}/results", f"{decided.base}/works.csv")]
    assert after == before


def test_long_lists_are_shown_page_by_page(client):
    decided = make_decided()
    decided.publish()
    one = db.session.scalar(select(PublishedWork).where(PublishedWork.is_honoured))
    columns = [column.name for column in PublishedWork.__table__.columns if column.name != "id"]
    values = {name: getattr(one, name) for name in columns}
    for n in range(30):
        db.session.add(PublishedWork(**{**values, "number": f"N-{n:02}", "title": f"Thêm {n:02}.", "position": 10 + n}))
    db.session.commit()

    pages = [client.get_text(f"/gallery?page={n}") for n in (1, 2)]

    assert [sum(f"Thêm {n:02}." in page for n in range(30)) for page in pages] == [23, 7]
    with client.application.test_request_context("/gallery?page=-3"):
        assert page_number() == 1
