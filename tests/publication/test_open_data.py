"""Published data for programs: tables without formulas, linked data, feed, sitemaps and robots."""

import csv
import io
import json
from xml.etree import ElementTree

import pytest
from sqlalchemy import update

from portal.core.db import db
from portal.publication import service
from portal.submissions.models import SubmissionVersion
from tests.publication.stages import make_decided

pytestmark = pytest.mark.usefixtures("app")
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def rows_of(client, decided):
    answer = client.get(f"{decided.base}/works.csv")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_table_lists_works_and_names_authors_of_honoured_ones_only(client):
    decided = make_decided()
    decided.publish()

    first, second = rows_of(client, decided)

    assert [first[name] for name in ("number", "prize_code", "mean", "mean_numerator", "mean_denominator")] == [
        decided.works[0].number, "first", "96.00", "96", "1",
    ]  # fmt: skip
    assert (first["authors"], second["authors"]) == (decided.works[0].owner.name, "")


def test_table_takes_no_title_for_a_formula(client):
    decided = make_decided()
    version = decided.works[0].versions[-1]
    formula = {**version.content, "title": "=HYPERLINK(1)"}
    db.session.execute(update(SubmissionVersion).where(SubmissionVersion.id == version.id).values(content=formula))
    decided.publish()

    assert rows_of(client, decided)[0]["title"] == "'=HYPERLINK(1)"


def test_linked_data_describes_honoured_works(client):
    decided = make_decided()
    decided.publish()

    content = json.loads(client.get(f"{decided.base}/works.jsonld").data)

    (work,) = content["hasPart"]
    assert (content["@context"], content["@type"]) == ("https://schema.org", "Dataset")
    assert (work["@type"], work["name"], work["identifier"]) == (
        "CreativeWork", decided.works[0].title, decided.works[0].number,
    )  # fmt: skip
    assert work["url"] == f"http://localhost{decided.base}/works/{decided.works[0].number}"


def test_gallery_is_read_page_by_page(client):
    decided = make_decided()
    decided.publish()

    content = json.loads(client.get("/gallery.json?q=cong").data)

    assert (content["total"], content["pages"]) == (1, 1)
    assert [one["number"] for one in content["works"]] == [decided.works[0].number]


def test_feed_tells_of_releases_and_corrections(client):
    decided = make_decided()
    decided.publish()
    service.publish(decided.decide_again("second"), actor=decided.organizer, reason="Sửa <giải>")

    feed = ElementTree.fromstring(client.get("/feed.atom?lang=en").data)

    entries = feed.findall(f"{ATOM}entry")
    assert [one.find(f"{ATOM}summary").text for one in entries] == ["Sửa <giải>", "The results are published."]
    assert len({one.find(f"{ATOM}id").text for one in entries}) == 2


def test_sitemaps_lead_to_pages_that_open(client):
    decided = make_decided()
    decided.publish()

    def addresses(path):
        found = ElementTree.fromstring(client.get(path).data).iter(f"{SITEMAP}loc")
        return [one.text.removeprefix("http://localhost") for one in found]

    maps = addresses("/sitemap.xml")
    pages = [page for one in maps for page in addresses(one)]

    assert maps == ["/sitemaps/0.xml", "/sitemaps/1.xml"]
    assert f"{decided.base}/works/{decided.works[0].number}" in pages
    assert {client.get(page).status_code for page in pages} == {200}
    assert client.get("/sitemaps/2.xml").status_code == 404
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").get_data(as_text=True)
