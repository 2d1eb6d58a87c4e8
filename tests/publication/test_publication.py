"""Nothing leaks before publication; afterwards everything public comes from the signed bundle."""

import json

import pytest

from portal.adapters.signer import get_signer
from portal.core.csv_text import make_csv
from portal.core.db import db
from portal.core.digest import canonical_bytes, digest
from portal.decisions import service as decisions
from portal.exports.service import write_site
from portal.publication import service
from portal.publication.models import Publication
from tests.factories import make_edition, make_judged, make_organizer

pytestmark = pytest.mark.usefixtures("app")
PLACES = ("results", "results.json", "works/{number}")


@pytest.fixture
def decided(app):
    edition = make_edition()
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, [[95, 97], [90, 91], [50, 51]])
    decisions.make_shortlist(edition, actor=organizer)
    decision = decisions.decide(
        edition, prizes={works[0].id: "first"}, cap_reasons={}, reference="7/QĐ", signatory="Chủ tịch", actor=organizer
    )
    return edition, organizer, works, decision


def test_before_publication_the_public_pages_do_not_exist_for_anyone(client, decided):
    edition, organizer, works, _decision = decided
    nowhere = client.get("/editions/no-such-edition/results")
    judge = db.session.query(Publication).count()

    for person in (None, works[0].owner, organizer):
        if person is not None:
            client.sign_in(person)
        for place in PLACES:
            answer = client.get(f"/editions/{edition.slug}/{place.format(number=works[0].number)}")
            assert answer.status_code == nowhere.status_code == 404
    assert works[0].title not in client.get_text("/")
    assert works[0].title not in client.get_text(f"/editions/{edition.slug}")
    assert judge == 0


def test_bundle_is_signed_and_says_nothing_about_judges(decided):
    _edition, organizer, works, decision = decided

    publication = service.publish(decision, actor=organizer)
    db.session.expire_all()
    text = json.dumps(publication.results, ensure_ascii=False)

    assert publication.digest == digest(publication.results)
    assert get_signer().verify(canonical_bytes(publication.results), bytes.fromhex(publication.signature))
    assert "Giám khảo" not in text
    assert "@" not in text
    assert publication.results["sheet_totals"] == {
        works[0].number: [950000, 970000],
        works[1].number: [900000, 910000],
        works[2].number: [500000, 510000],
    }
    assert [entry["prize"] for entry in publication.results["shortlist"]] == ["first", None]


def test_unshortlisted_works_are_never_named(client, decided):
    edition, organizer, works, decision = decided
    service.publish(decision, actor=organizer)

    page = client.get_text(f"/editions/{edition.slug}/results")
    bundle = client.get(f"/editions/{edition.slug}/results.json").get_data(as_text=True)

    assert works[0].title in page
    assert works[2].title not in page + bundle
    assert client.get(f"/editions/{edition.slug}/works/{works[1].number}").status_code == 404


def test_same_decision_is_published_once(decided):
    _edition, organizer, _works, decision = decided
    service.publish(decision, actor=organizer)

    with pytest.raises(service.AlreadyPublishedError):
        service.publish(decision, actor=organizer)


def test_bundle_is_answered_by_its_fingerprint(client, decided):
    edition, organizer, _works, decision = decided
    service.publish(decision, actor=organizer)
    first = client.get(f"/editions/{edition.slug}/results.json")

    again = client.get(f"/editions/{edition.slug}/results.json", headers={"If-None-Match": first.headers["ETag"]})

    assert again.status_code == 304


def test_site_is_written_as_files(decided, tmp_path):
    _edition, organizer, works, decision = decided

    written = write_site(service.publish(decision, actor=organizer), tmp_path / "out")

    assert {path.name for path in written} == {"results.json", "verify.py", "results.html", f"{works[0].number}.html"}
    assert works[0].title in (tmp_path / "out" / "results.html").read_text()


def test_spreadsheets_take_no_cell_for_a_formula():
    text = make_csv(["a"], [["=1+1"], ["@x"], ["-2"], ["bình thường"]])

    assert text.splitlines()[1:] == ["'=1+1", "'@x", "'-2", "bình thường"]
