"""Papers of absent members."""

from io import BytesIO

import pytest

from portal.ballots import papers, queries, service
from portal.ballots.ballot_rules import Choice, Count, Vote
from portal.ballots.models import OpenVote, PaperCount
from portal.ballots.voting import BallotRefusedError, UnansweredError
from portal.core.db import db
from tests.council import AGREE, FIRST, make_stage, vote_all, voter_of
from tests.factories import PDF, make_organizer

pytestmark = pytest.mark.usefixtures("app")

TOTALS = [[95, 97], [90, 92]]


def receive(voter, organizer, votes=()):
    given = dict(zip(voter.box.works, votes, strict=False))
    papers.receive(
        voter, votes=given, filename="phieu.pdf", stream=BytesIO(PDF), size=len(PDF), content_type="application/pdf",
        actor=organizer,
    )  # fmt: skip


def test_open_paper_is_keyed_in_by_name_with_its_scan():
    edition, organizer, _works, council = make_stage(TOTALS)
    box = service.open_box(edition, actor=organizer)
    voter = voter_of(box, council[0])

    with pytest.raises(UnansweredError):
        receive(voter, organizer, [AGREE])
    receive(voter, organizer, [FIRST, Vote(Choice.DISAGREE)])

    assert (voter.handed_in, voter.on_paper, voter.scan.filename) == (True, True, "phieu.pdf")
    votes = db.session.query(OpenVote).order_by(OpenVote.id)
    assert [(one.voter_id, one.choice, one.prize) for one in votes] == [
        (voter.id, Choice.AGREE, "first"), (voter.id, Choice.DISAGREE, ""),
    ]  # fmt: skip
    with pytest.raises(BallotRefusedError):
        vote_all(box, council[0], AGREE)
    with pytest.raises(BallotRefusedError):
        receive(voter, organizer, [AGREE, AGREE])


def test_secret_papers_are_counted_without_names_by_two_people_who_agree():
    edition, organizer, works, council = make_stage(TOTALS, members=4, secrecy="secret")
    second = make_organizer(edition)
    box = service.open_box(edition, actor=organizer)
    counts = {works[0].id: Count(2, 0, 0, {"first": 1}), works[1].id: Count(1, 1, 0)}
    receive(voter_of(box, council[0]), organizer)
    with pytest.raises(BallotRefusedError):
        papers.count(box, counts, actor=organizer)
    receive(voter_of(box, council[1]), organizer)
    vote_all(box, council[2], AGREE)
    with pytest.raises(BallotRefusedError):
        service.close(box, actor=organizer)

    assert papers.count(box, counts, actor=organizer) is False
    with pytest.raises(BallotRefusedError):
        papers.count(box, counts, actor=organizer)
    assert papers.count(box, counts, actor=second) is True
    with pytest.raises(BallotRefusedError):
        receive(voter_of(box, council[3]), organizer)
    service.close(box, actor=organizer)

    assert [one.count for one in queries.results_of(box)] == [Count(3, 0, 0, {"first": 1}), Count(2, 1, 0)]
    assert db.session.query(PaperCount).count() == 0


def test_counts_that_differ_are_thrown_away_and_impossible_ones_are_refused():
    edition, organizer, works, council = make_stage(TOTALS[:1], secrecy="secret")
    second = make_organizer(edition)
    box = service.open_box(edition, actor=organizer)
    for judge in council[:2]:
        receive(voter_of(box, judge), organizer)

    for wrong in (Count(3), Count(1), Count(2, 1, -1), Count(1, 1, 0, {"first": 2})):
        with pytest.raises(BallotRefusedError):
            papers.count(box, {works[0].id: wrong}, actor=organizer)
    papers.count(box, {works[0].id: Count(2)}, actor=organizer)
    with pytest.raises(BallotRefusedError):
        papers.count(box, {works[0].id: Count(1, 1)}, actor=second)

    assert (db.session.query(PaperCount).count(), box.papers_counted) == (0, 0)
