"""The console's menu leads everybody only to what they may open."""

import re

import pytest

from tests.factories import make_edition, make_organizer, make_secretary

ORGANIZERS_ONLY = ("/ranking", "/decision", "/rubrics", "/people", "/payments")


@pytest.fixture
def edition(app):
    return make_edition()


def links(page):
    menu = re.search(r'<nav class="console-nav".*?</nav>', page, re.DOTALL)[0]
    return re.findall(r'href="(/[^"]+)"', menu)


@pytest.mark.parametrize(("role", "all_of_it"), [("organizer", True), ("secretary", False)])
def test_every_link_of_the_menu_opens(client, edition, role, all_of_it):
    client.sign_in(make_organizer(edition) if role == "organizer" else make_secretary(edition.categories[0]))
    base = f"/manage/editions/{edition.id}"

    found = links(client.get_text(base))

    assert base + "/screening" in found
    assert [base + one in found for one in ORGANIZERS_ONLY] == [all_of_it] * len(ORGANIZERS_ONLY)
    for one in found:
        client.get_text(one)
