"""The pages of the council's ballots, as members and organizers meet them."""

from io import BytesIO

import pytest

from portal.ballots import queries, service
from portal.ballots.voting import BallotRefusedError
from portal.core.db import db
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from tests.council import AGREE, DISAGREE, closed_box, make_stage, vote_all, voter_of
from tests.factories import PDF, make_user

pytestmark = pytest.mark.usefixtures("app")

TOTALS = [[95, 97], [90, 92]]


@pytest.fixture
def stage(app):
    edition, organizer, works, council = make_stage(TOTALS, secrecy="secret", casting_vote=True)
    return edition, organizer, works, council, service.open_box(edition, actor=organizer)


def ticked(works, **values):
    return {f"vote-{work.id}": "agree" for work in works} | {f"prize-{works[0].id}": "first"} | values


def test_member_saves_changes_and_hands_in_on_one_page(client, stage):
    _edition, _organizer, works, council, box = stage
    client.sign_in(council[0].user)
    page = f"/council/ballots/{box.id}"

    client.post_form(page, {f"vote-{works[0].id}": "disagree", "act": "save"})
    saved = client.get_text(page)
    early = client.post_form(page, {f"vote-{works[0].id}": "agree", "act": "hand_in", "sure": "y"})
    unsure = client.post_form(page, ticked(works, act="hand_in"))
    done = client.post_form(page, ticked(works, act="hand_in", sure="y"))

    assert 'value="disagree" checked' in saved
    assert "1 of 2 answered" in saved
    assert (early.status_code, unsure.status_code, done.status_code) == (422, 422, 302)
    assert voter_of(box, council[0]).handed_in
    over = client.get_text(page)
    assert "handed in" in over
    assert works[0].title not in over
    assert client.post_form(page, ticked(works, act="save")).status_code == 302


def test_ballot_is_for_members_only_and_odd_answers_count_as_none(client, stage):
    _edition, organizer, works, council, box = stage
    for person in (organizer, make_user()):
        client.sign_in(person)
        assert client.get(f"/council/ballots/{box.id}").status_code == 404
    client.sign_in(council[0].user)

    client.post_form(f"/council/ballots/{box.id}", {f"vote-{works[0].id}": "maybe", "vote-x": "agree", "act": "save"})

    assert queries.draft_of(voter_of(box, council[0])) == {}
    assert "Your vote is awaited" in client.get_text("/council")


def test_member_in_conflict_does_not_meet_the_work(client):
    edition, organizer, works, council = make_stage(TOTALS, members=4, secrecy="secret")
    box = service.open_box(edition, actor=organizer)
    judges.declare_conflict(council[1], works[0], kind=ConflictKind.RELATIVE, evidence="", actor=council[1].user)
    client.sign_in(council[1].user)

    page = client.get_text(f"/council/ballots/{box.id}")
    for judge in (council[0], *council[2:]):
        vote_all(box, judge, AGREE)
    service.close(box, actor=organizer)
    after = client.get_text(f"/council/ballots/{box.id}")

    assert [works[0].number in text for text in (page, after)] == [False, False]
    assert [works[1].number in text for text in (page, after)] == [True, True]


def test_organizer_opens_closes_and_makes_the_list(client):
    edition, organizer, works, council = make_stage(TOTALS)
    client.sign_in(organizer)
    base = f"/manage/editions/{edition.id}/ballots"

    assert client.post_form(base, {}).status_code == 302
    box = queries.boxes_of(edition)[0]
    early = client.post_form(f"{base}/{box.id}/close")
    assert (early.status_code, "must: wait" in client.get_text(f"{base}/{box.id}")) == (302, True)
    for judge in council:
        vote_all(box, judge, AGREE, DISAGREE)
    assert client.post_form(base, {}).status_code == 200
    client.post_form(f"{base}/{box.id}/close")
    shown = client.get_text(f"{base}/{box.id}")
    made = client.post_form(f"{base}/list", {})

    assert all(f"{judge.user.name}: Agree" in shown for judge in council)
    assert made.location.startswith(f"/manage/editions/{edition.id}/lists/")
    assert works[0].number in client.get_text(made.location)
    assert client.post_form(f"{base}/list", {"dated_on": "x"}).status_code == 302
    assert "Vote 1 on list 1" in client.get_text(base)


def test_result_is_on_no_page_before_closing_and_hides_works_in_conflict_after(client, stage):
    edition, organizer, works, council, box = stage
    for judge in council:
        vote_all(box, judge, AGREE, DISAGREE)
    client.sign_in(organizer)
    page = f"/manage/editions/{edition.id}/ballots/{box.id}"

    before = client.get_text(page)
    service.close(box, actor=organizer)
    after = client.get_text(page)
    judges.declare_conflict(organizer, works[1], kind=ConflictKind.RELATIVE, evidence="", actor=organizer)
    hidden = client.get_text(page)

    assert [works[1].number in text for text in (before, after, hidden)] == [False, True, False]
    for act in (
        lambda: service.cancel(box, reason="Vì", actor=organizer), lambda: service.close(box, actor=organizer),
        lambda: service.make_voted_list(edition, actor=organizer),
    ):  # fmt: skip
        with pytest.raises(BallotRefusedError, match=r"xung đột|conflict"):
            act()


def test_cancelling_asks_for_a_reason(client, stage):
    edition, organizer, _works, _council, box = stage
    client.sign_in(organizer)
    page = f"/manage/editions/{edition.id}/ballots/{box.id}"

    assert client.post_form(f"{page}/cancel", {}).status_code == 422
    assert client.post_form(f"{page}/cancel", {"reason": "Mở nhầm"}).status_code == 302
    assert "Mở nhầm" in client.get_text(page)


def test_chair_parts_equal_votes_on_the_page(client):
    edition, organizer, works, council = make_stage(TOTALS[:1], members=2, casting_vote=True)
    box = closed_box(edition, organizer, council, (AGREE,), (DISAGREE,))
    client.sign_in(council[0].user)
    page = f"/council/ballots/{box.id}"
    assert "Equal votes" in client.get_text(page)

    for data in ({}, {"agrees": "yes"}):
        client.post_form(f"{page}/casting/{works[0].id}", data)
    assert "Equal votes" in client.get_text(page)
    client.post_form(f"{page}/casting/{works[0].id}", {"agrees": "yes", "reason": "Hiệu quả"})

    assert "Equal votes" not in client.get_text(page)


def scan():
    return (BytesIO(PDF), "phieu.pdf", "application/pdf")


def test_papers_of_a_secret_ballot_are_received_without_votes_and_counted(client, stage):
    edition, organizer, works, council, box = stage
    client.sign_in(organizer)
    base = f"/manage/editions/{edition.id}/ballots/{box.id}/papers"
    voters = [voter_of(box, judge) for judge in council[:2]]

    assert works[0].number not in client.get_text(f"{base}/{voters[0].id}")
    assert client.post_form(f"{base}/{voters[0].id}", {}).status_code == 422
    for voter in voters:
        sent = client.post_form(f"{base}/{voter.id}", {"scan": scan(), "signed": "y"})
        assert sent.status_code == 302
    numbers = {f"{name}-{work.id}": "2" if name == "agree" else "" for work in works for name in ("agree", "first")}
    wrong = client.post_form(base, {**numbers, f"agree-{works[0].id}": "x"})
    right = client.post_form(base, numbers)

    assert (client.get(base).status_code, wrong.status_code, right.status_code) == (200, 422, 302)
    assert client.get(f"{base}/99999").status_code == 404


def test_paper_of_an_open_ballot_is_keyed_in(client):
    edition, organizer, works, council = make_stage(TOTALS)
    box = service.open_box(edition, actor=organizer)
    client.sign_in(organizer)
    page = f"/manage/editions/{edition.id}/ballots/{box.id}/papers/{voter_of(box, council[0]).id}"

    empty = client.post_form(page, {"scan": scan(), "signed": "y"})
    sent = client.post_form(page, {**ticked(works), "scan": scan(), "signed": "y"})
    db.session.expire_all()

    assert (empty.status_code, sent.status_code) == (422, 302)
    assert len(queries.open_votes_of(box)) == 2
