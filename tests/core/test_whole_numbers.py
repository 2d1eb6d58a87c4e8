"""Numbers from outside: none is larger than a row's number can be."""

from pathlib import Path

import pytest

from portal.core.whole_numbers import MOST, WholeConverter, whole
from tests.factories import make_edition, make_organizer

pytestmark = pytest.mark.usefixtures("app")
HUGE = "9" * 22
PORTAL = Path(__file__).parent.parent.parent / "portal"


def test_too_large_a_number_is_no_number():
    assert [whole("0"), whole("-3"), whole(str(MOST))] == [0, -3, MOST]
    for text in (str(MOST + 1), f"-{HUGE}", "x"):
        with pytest.raises(ValueError, match=r"too large|invalid"):
            whole(text)


def test_address_beyond_all_rows_leads_nowhere(app, client):
    edition = make_edition()
    client.sign_in(make_organizer(edition))
    addresses = (
        f"/sitemaps/{HUGE}.xml",
        f"/editions/{edition.slug}/heads/{HUGE}.json",
        f"/manage/editions/{HUGE}/lists",
    )

    assert [client.get(path).status_code for path in addresses] == [404, 404, 404]
    assert app.url_map.converters["int"] is WholeConverter


def test_queries_and_forms_read_no_other_numbers():
    reading = [path.name for path in PORTAL.rglob("*.py") if "type=int" in path.read_text()]

    # A moment in seconds, and the options of commands.
    assert sorted(reading) == ["cli.py", "disk_views.py"]
