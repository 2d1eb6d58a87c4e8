"""The pages of lists."""

from io import BytesIO

import pytest

from portal.decisions import lists, queries
from portal.decisions.models import ListKind
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from tests.council import make_council_edition, seat_council
from tests.factories import PDF, make_judged, make_organizer, make_user

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def stage(app):
    edition = make_council_edition()
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, [[95, 97], [90, 92], [60, 62]])
    return edition, organizer, works, lists.make_list(edition, ListKind.PROPOSED, actor=organizer)


def test_changes_are_named_dropped_and_go_into_the_next_list(client, stage):
    edition, organizer, works, proposed = stage
    client.sign_in(organizer)
    base = f"/manage/editions/{edition.id}/lists"
    page = f"{base}/{proposed.id}"

    assert client.post_form(f"{page}/changes", {"change": "added", "number": "X", "reason": "Vì"}).status_code == 422
    for work, change in ((works[2], "added"), (works[1], "removed")):
        sent = client.post_form(f"{page}/changes", {"change": change, "number": work.number, "reason": "Lý do rõ"})
        assert sent.status_code == 302
    change = queries.changes_to(proposed)[1]
    assert client.post_form(f"{page}/changes/{change.id}/drop").status_code == 302
    made = client.post_form(base, {"kind": "council", "dated_on": ""})
    shown = client.get_text(made.location)
    compared = client.get_text(f"{made.location}/differences?with={proposed.id}")

    assert [works[n].number in shown for n in range(3)] == [True, True, True]
    assert ("Lý do rõ" in shown, works[2].number in compared, works[1].number in compared) == (True, True, False)
    assert client.get_text(base).count("List for the council 1") == 2


def test_what_the_council_carried_is_dropped_with_a_reason_that_stays_on_the_page(client, stage):
    edition, organizer, works, proposed = stage
    named = lists.carry_move(proposed, number=works[1].number, reason="Hiệu quả rõ", place=1, actor=organizer)
    client.sign_in(organizer)
    page = f"/manage/editions/{edition.id}/lists/{proposed.id}"
    shown = client.get_text(page)

    client.post_form(f"{page}/changes/{named.id}/drop", {"reason": ""})
    kept = len(queries.changes_to(proposed))
    client.post_form(f"{page}/changes/{named.id}/drop", {"reason": "Nhầm số hồ sơ"})

    assert ("Carried by the council" in shown, kept, queries.changes_to(proposed)) == (True, 1, [])
    assert "Why not: Nhầm số hồ sơ" in client.get_text(page)


def test_correction_wants_changes_and_a_reason(client, stage):
    edition, organizer, works, proposed = stage
    client.sign_in(organizer)
    page = f"/manage/editions/{edition.id}/lists/{proposed.id}"

    for data in ({}, {"reason": "Sửa"}):
        client.post_form(f"{page}/correct", data)
    assert len(queries.list_versions(edition)) == 1
    client.post_form(f"{page}/changes", {"change": "removed", "number": works[1].number, "reason": "Rút"})
    made = client.post_form(f"{page}/correct", {"reason": "Sửa"})

    assert "Proposal of the panels 2" in client.get_text(made.location)


def test_work_in_conflict_is_on_no_page_of_lists(client, stage):
    edition, organizer, works, proposed = stage
    lists.name_change(
        proposed, change=lists.ChangeKind.ADDED, number=works[2].number, reason="Bí mật", actor=make_organizer(edition)
    )
    made = lists.make_list(edition, ListKind.COUNCIL, actor=make_organizer(edition))
    judges.declare_conflict(organizer, works[2], kind=ConflictKind.RELATIVE, evidence="", actor=organizer)
    client.sign_in(organizer)
    base = f"/manage/editions/{edition.id}/lists"

    pages = [client.get_text(one) for one in (
        base, f"{base}/{proposed.id}", f"{base}/{made.id}", f"{base}/{made.id}/differences?with={proposed.id}",
    )]  # fmt: skip

    assert not any(works[2].number in page or "Bí mật" in page for page in pages)
    refused = client.post_form(
        f"{base}/{made.id}/changes", {"change": "removed", "number": works[0].number, "reason": "Vì"}
    )
    assert refused.status_code == 422


def test_office_holder_signs_on_the_own_page_and_nobody_else_finds_it(client, stage):
    edition, organizer, _works, _proposed = stage
    chair, *_others = seat_council(edition, organizer, 2)
    made = lists.make_list(edition, ListKind.COUNCIL, actor=organizer)
    for person in (organizer, make_user()):
        client.sign_in(person)
        assert client.get(f"/lists/{made.id}").status_code == 404
    client.sign_in(chair.user)
    assert made.digest in client.get_text(f"/lists/{made.id}")

    client.post_form(f"/lists/{made.id}", {})
    client.post_form(f"/lists/{made.id}", {})

    assert [one.name for one in queries.signatures_of(made)] == [chair.user.name]


def test_scan_of_a_signed_list_is_kept(client, stage):
    edition, organizer, _works, proposed = stage
    client.sign_in(organizer)
    page = f"/manage/editions/{edition.id}/lists/{proposed.id}/scans"

    empty = client.post_form(page, {"name": "Nguyễn An", "role": "chair"})
    scan = (BytesIO(PDF), "ky.pdf", "application/pdf")
    sent = client.post_form(page, {"name": "Nguyễn An", "role": "chair", "scan": scan})

    assert (empty.status_code, sent.status_code) == (422, 302)
    assert "Nguyễn An" in client.get_text(f"/manage/editions/{edition.id}/lists/{proposed.id}")
    assert client.get(f"{page}/99999").status_code == 404
