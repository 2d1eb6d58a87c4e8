"""Reasons that are published tell nothing of people."""

import pytest

from portal.core.contacts import contact_in
from portal.decisions import lists, service
from portal.decisions.models import ChangeKind, ListKind
from portal.decisions.public_words import NotForThePublicError, refuse_private
from tests.council import make_council_edition
from tests.factories import make_judged, make_organizer, make_panel

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def stage(app):
    edition = make_council_edition()
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, [[95, 97], [90, 92]])
    return edition, organizer, works, lists.make_list(edition, ListKind.PROPOSED, actor=organizer)


def test_addresses_and_telephone_numbers_are_found():
    assert contact_in("Hỏi a.b@c.vn trước 17:00 ngày 2/3/2025") == "a.b@c.vn"
    assert contact_in("Gọi 090 123 45 67 nhé") == "090 123 45 67"
    assert contact_in("Quyết định 1234/QĐ-UBND, 95,25 điểm, lúc 14:30") is None


def test_reasons_of_lists_and_changes_name_nobody_who_judges(stage):
    edition, organizer, works, proposed = stage
    [judge] = make_panel(edition, organizer, 1)
    for words in ("Theo ý của a@b.vn", f"Đề nghị của {judge.user.name.upper()}."):
        with pytest.raises(NotForThePublicError):
            lists.name_change(
                proposed, change=ChangeKind.MOVED, number=works[1].number, reason=words, place=1, actor=organizer
            )
        with pytest.raises(NotForThePublicError):
            service.make_shortlist(edition, actor=organizer, reason=words)

    refuse_private(edition, "Điểm cao hơn ở tiêu chí hiệu quả", "")


def test_page_says_what_to_leave_out(stage, client):
    edition, organizer, works, proposed = stage
    client.sign_in(organizer)
    path = f"/manage/editions/{edition.id}/lists/{proposed.id}"

    page = client.post_form(
        f"{path}/changes", {"change": "moved", "number": works[1].number, "place": "1", "reason": "Xem a@b.vn"}
    )

    assert (page.status_code, "“a@b.vn”" in page.get_data(as_text=True)) == (422, True)
    assert proposed.adjustments == []
