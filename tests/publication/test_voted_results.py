"""Results of a list that was voted on secretly and partly openly: they verify, and tell sums only."""

from datetime import date

import pytest

from portal.adapters.signer import get_signer
from portal.ballots import service as ballots
from portal.decisions import release
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.publication import service, verify
from portal.publication.files import published_json
from tests.council import AGREE, DISAGREE, closed_box, make_stage, vote_all
from tests.factories import make_organizer

pytestmark = pytest.mark.usefixtures("app")
TOTALS = [[95, 97], [90, 92], [85, 87]]


@pytest.fixture
def voted(app):
    """Two works of three were voted on secretly by three members; one, with a member in conflict, openly by two."""
    edition, organizer, works, council = make_stage(TOTALS, secrecy="secret", pass_share="1/2")
    judges.declare_conflict(council[0], works[1], kind=ConflictKind.RELATIVE, evidence="", actor=council[0].user)
    closed_box(edition, organizer, council, (AGREE, AGREE), (AGREE, DISAGREE), (AGREE, DISAGREE))
    openly = ballots.open_box(edition, actor=organizer, openly=True)
    for judge in council[1:]:
        vote_all(openly, judge, AGREE)
    ballots.close(openly, actor=organizer)
    ballots.make_voted_list(edition, actor=organizer)
    proposal = release.prepare(
        edition, prizes={works[0].id: "first"}, cap_reasons={}, reference="7/QĐ", signatory="Chủ tịch",
        decided_on=date(2026, 5, 2), actor=organizer,
    )  # fmt: skip
    decision = release.release(proposal, actor=make_organizer(edition))
    return edition, works, council, service.publish(decision, actor=organizer)


def test_secret_and_open_votes_on_one_list_verify_together(voted):
    _edition, works, _council, publication = voted

    problems, notes = verify.check_file(published_json(publication).encode(), key=get_signer().public_key_hex)

    assert (problems, notes[-1][0]) == ([], "holds")
    assert [one["number"] for one in publication.results["shortlist"]] == [works[0].number, works[1].number]
    told = {one["number"]: one for one in publication.results["ballots"]}
    sums = ("vote", "members", "recused", "agree", "disagree", "abstain", "passed")
    assert {number: tuple(row[name] for name in sums) for number, row in told.items()} == {
        works[0].number: (1, 3, 0, 3, 0, 0, True),
        works[1].number: (2, 3, 1, 2, 0, 0, True),
        works[2].number: (1, 3, 0, 1, 2, 0, False),
    }


def test_neither_file_nor_pages_tell_who_voted_or_who_was_in_conflict(client, voted):
    edition, works, council, publication = voted
    base = f"/editions/{edition.slug}"
    shown = [published_json(publication)]
    shown += [client.get_text(f"{base}/{one}") for one in ("results", f"works/{works[0].number}", "heads")]

    assert {frozenset(row) for row in publication.results["ballots"]} == {
        frozenset(
            (
                *("number", "vote", "times", "members", "handed_in", "recused", "agree", "disagree", "abstain"),
                *("casting", "passed", "prizes"),
            )
        )
    }
    people = [word for one in council for word in (one.user.name, one.user.email)]
    assert not [word for word in (*people, "Giám khảo") for text in shown if word in text]
