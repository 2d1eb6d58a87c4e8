"""The council of a made-up edition: its members, its ballots, and the lists on the way to the decision."""

from typing import Any

from portal.awards.list_steps import steps_of
from portal.awards.models import Edition
from portal.awards.preset_words import ListRule
from portal.ballots import service as ballots
from portal.ballots import voting
from portal.ballots.ballot_rules import Choice, Vote
from portal.decisions.lists import make_list
from portal.judges import service as judges
from portal.judges.council import council_round
from portal.judges.models import PanelRole

MEMBERS = 11
"""As many as sat on the City council of 2023."""
NOT_WAITED = "Diễn tập: không chờ hết thời gian lấy ý kiến"
"""Why a made-up council does not wait for the public."""
OFFICES = (PanelRole.CHAIR, PanelRole.DEPUTY, PanelRole.SECRETARY)


def seat(edition: Edition, *, domain: str, actor: Any) -> None:
    """Seat the members of the council, where the edition has one."""
    round_ = council_round(edition)
    if round_ is None:
        return
    for n in range(1, MEMBERS + 1):
        member = judges.add_judge(
            edition, name=f"Ủy viên Hội đồng số {n}", email=f"council{n}@{domain}", actor=actor, tell=False
        )
        role = OFFICES[n - 1] if n <= len(OFFICES) else PanelRole.MEMBER
        judges.seat(member, category=None, round=round_, role=role, actor=actor)


def make_lists(edition: Edition, *, domain: str, actor: Any) -> None:
    """Make every list before the decision; the council agrees with all works."""
    for step in steps_of(edition.rules):
        if step.rule is ListRule.COUNCIL_VOTE:
            seat(edition, domain=domain, actor=actor)
            _vote(edition, actor)
        else:
            make_list(edition, step.kind, actor=actor)


def _vote(edition: Edition, actor: Any) -> None:
    box = ballots.open_box(edition, actor=actor, unheard_reason=NOT_WAITED)
    for voter in box.voters:
        recused = voting.recused_in(box, voter.judge.user, edition)
        given = {work: Vote(Choice.AGREE) for work in box.works if work not in recused}
        voting.hand_in(voter, given, actor=voter.judge.user)
    ballots.close(box, actor=actor)
    ballots.make_voted_list(edition, actor=actor)
