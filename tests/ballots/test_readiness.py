"""The council neither votes nor meets before the sheets are sealed and the public has been heard."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portal.audit.models import AuditEvent
from portal.ballots import policies, readiness, service
from portal.ballots.readiness import Readiness
from portal.ballots.voting import BallotRefusedError
from portal.comments import claims, periods
from portal.comments.models import ClaimState, CommentKind
from portal.comments.rules import Hearing
from portal.core import clock
from portal.core.db import db
from portal.core.i18n import force_locale
from portal.decisions.models import ListEntry, ListKind, ListVersion
from portal.deliberations import minutes, minutes_document
from portal.deliberations import service as meetings
from portal.deliberations.models import MeetingState, Minutes
from portal.judges import service as judges
from portal.judges.models import ConflictKind
from portal.scoring import service as scoring
from portal.scoring.models import Scoresheet
from portal.transparency import service as transparency
from portal.transparency.heads import HeadKind, Sealing
from tests.comments.voices import close, say
from tests.council import STEPS, make_council_edition, make_lists, make_stage, seat_council
from tests.factories import make_judged, make_organizer, save

pytestmark = pytest.mark.usefixtures("app")

TOTALS = [[95, 97], [90, 92]]
WHY = "Lễ trao giải không dời được"


def make_promised():
    """A stage whose calendar promises a public comment."""
    edition, organizer, works, council = make_stage(TOTALS, quorum="1/3")
    edition.rules = {**edition.rules, "edition": {"calendar": {"comment_days": 15}}}
    db.session.commit()
    return edition, organizer, works, council


def open_comment(edition, organizer, version):
    now = clock.now()
    return periods.open_period(edition, version, opens_at=now, closes_at=now + timedelta(days=15), actor=organizer)


@pytest.mark.parametrize(
    ("sheets", "hearing", "hidden", "reason", "refusal"),
    [
        (Sealing.SEALED, Hearing.NOT_ASKED, (), "", ""),
        (Sealing.NOTHING, Hearing.OVER, (7,), "", ""),
        (Sealing.MISSING, Hearing.OVER, (), WHY, policies.SEAL_FIRST[Sealing.MISSING]),
        (Sealing.CHANGED, Hearing.OVER, (), WHY, policies.SEAL_FIRST[Sealing.CHANGED]),
        *((Sealing.SEALED, one, (), " ", sentence) for one, sentence in policies.HEAR_FIRST.items()),
        *((Sealing.SEALED, one, (), WHY, "") for one in policies.HEAR_FIRST),
        (Sealing.SEALED, Hearing.UNANSWERED, (7,), WHY, policies.OTHERS_DECIDE),
    ],
)
def test_council_begins_once_sheets_are_sealed_and_the_public_is_heard(sheets, hearing, hidden, reason, refusal):
    verdict = policies.can_convene(Readiness(Sealing.SEALED, sheets, hearing), frozenset(hidden), reason)

    assert (bool(verdict), str(verdict.reason)) == (not refusal, str(refusal))


def test_rule_is_sealed_as_it_stands_before_the_council_votes_by_it():
    edition, organizer, _works, _council = make_stage(TOTALS, quorum="1/3")
    edition.rules = {**edition.rules, "rounds": [{"code": "city", "quorum": "1/1"}]}
    db.session.commit()

    assert transparency.sealing_of_rule(edition) is Sealing.CHANGED
    assert readiness.readiness_shown(edition, frozenset()).rule is Sealing.CHANGED
    with pytest.raises(BallotRefusedError) as refused:
        service.open_box(edition, actor=organizer)
    assert str(refused.value) == str(policies.RULE_FIRST[Sealing.CHANGED])
    transparency.seal(edition, HeadKind.RULE, actor=organizer, reason="Hội đồng thống nhất số thành viên cần có")
    service.open_box(edition, actor=organizer)
    ready = Readiness(transparency.sealing_of_rule(make_council_edition()), Sealing.SEALED, Hearing.NOT_ASKED)
    assert policies.can_convene(ready, frozenset(), WHY).reason == policies.RULE_FIRST[Sealing.MISSING]


def test_sheets_are_sealed_as_they_stand():
    edition = make_council_edition()
    organizer = make_organizer(edition)
    found = [transparency.sealing_of_sheets(edition)]
    make_judged(edition, organizer, TOTALS)
    found.append(transparency.sealing_of_sheets(edition))
    transparency.seal(edition, HeadKind.SHEETS, actor=organizer)
    found.append(transparency.sealing_of_sheets(edition))
    scoring.reopen(db.session.query(Scoresheet).first(), reason="Nhập nhầm", actor=organizer)
    found.append(transparency.sealing_of_sheets(edition))

    assert found == [Sealing.NOTHING, Sealing.MISSING, Sealing.SEALED, Sealing.CHANGED]


def test_public_is_heard_when_the_period_is_over_and_every_objection_answered():
    edition, organizer, works, _council = make_promised()
    version = service.queries.voted_list(edition)
    found = [readiness.readiness_of(edition).hearing]
    period = open_comment(edition, organizer, version)
    objection = say(period, works[0], CommentKind.OBJECTION)
    found.append(readiness.readiness_of(edition).hearing)
    close(period)
    found.append(readiness.readiness_of(edition).hearing)
    shown = readiness.readiness_shown(edition, frozenset({works[0].id})).hearing
    claims.answer(objection, outcome=ClaimState.DISMISSED, text="Không đúng", publish=True, actor=organizer)
    found.append(readiness.readiness_of(edition).hearing)

    assert found == [Hearing.MISSING, Hearing.RUNNING, Hearing.UNANSWERED, Hearing.OVER]
    assert shown is Hearing.OVER


def test_public_is_heard_only_once_every_work_of_the_voted_list_was_open_to_it():
    edition, organizer, works, _council = make_promised()
    voted = service.queries.voted_list(edition)
    entries = [
        ListEntry(
            position=1, submission_id=works[0].id, category_id=works[0].category_id, rank=1, sheets=2,
            mean_numerator=9000, mean_denominator=1,
        )
    ]  # fmt: skip
    part = save(
        ListVersion(
            edition_id=edition.id, kind=ListKind.SHORTLIST, number=9, rule={}, digest="0" * 64, entries=entries,
            dated_on=voted.dated_on, created_by_id=organizer.id, created_at=voted.created_at,
        )
    )  # fmt: skip
    found = []
    for version in (part, voted):
        close(open_comment(edition, organizer, version))
        found.append(readiness.readiness_of(edition).hearing)

    assert voted.id != part.id
    assert found == [Hearing.INCOMPLETE, Hearing.OVER]


def test_box_and_meeting_stay_shut_over_sheets_that_are_not_sealed():
    edition = make_council_edition(lists=STEPS)
    organizer = make_organizer(edition)
    make_judged(edition, organizer, TOTALS)
    seat_council(edition, organizer, 3)
    make_lists(edition, organizer)
    scoring.reopen(db.session.query(Scoresheet).first(), reason="Nhập nhầm", actor=organizer)
    meeting = meetings.plan(edition, held_on=date(2025, 3, 12), place="x", actor=organizer)

    for act in (
        lambda: service.open_box(edition, unheard_reason=WHY, actor=organizer),
        lambda: meetings.open_meeting(meeting, unheard_reason=WHY, actor=organizer),
    ):
        with pytest.raises((BallotRefusedError, meetings.MeetingRefusedError)) as refused:
            act()
        assert str(refused.value) == str(policies.SEAL_FIRST[Sealing.CHANGED])
    assert meeting.state is MeetingState.PLANNED


def test_reason_to_begin_early_is_kept_audited_and_stands_in_the_minutes():
    edition, organizer, _works, _council = make_promised()
    meeting = meetings.plan(edition, held_on=date(2025, 3, 12), place="x", actor=organizer)
    with pytest.raises(meetings.MeetingRefusedError):
        meetings.open_meeting(meeting, actor=organizer)
    meetings.open_meeting(meeting, unheard_reason=f" {WHY} ", actor=organizer)
    with pytest.raises(BallotRefusedError):
        service.open_box(edition, actor=organizer)
    box = service.open_box(edition, unheard_reason=WHY, actor=organizer)
    meetings.close_meeting(meeting, actor=organizer)
    made = minutes.make_minutes(meeting, actor=organizer)

    with force_locale("en"):
        document = minutes_document.document_of(edition, made, [])
    told = select(AuditEvent.details).where(AuditEvent.action.in_(["meeting.opened", "ballot.opened"]))
    assert (meeting.unheard_reason, box.unheard_reason, made.content["unheard_reason"]) == (WHY, WHY, WHY)
    assert ["Before the public was heard", WHY] in document["facts"]
    assert [one["unheard_reason"] for one in db.session.scalars(told)] == [WHY, WHY]


def test_minutes_of_before_say_nothing_of_the_public():
    edition, organizer, _works, _council = make_stage(TOTALS)
    meeting = meetings.plan(edition, held_on=date(2025, 3, 12), place="x", actor=organizer)
    meetings.open_meeting(meeting, unheard_reason=WHY, actor=organizer)
    meetings.close_meeting(meeting, actor=organizer)
    made = minutes.make_minutes(meeting, actor=organizer)
    old = {key: value for key, value in made.content.items() if key != "unheard_reason"}

    earlier = Minutes(number=1, content=old, digest=made.digest, signature=made.signature, public_key=made.public_key)
    with force_locale("en"):
        documents = [minutes_document.document_of(edition, one, []) for one in (earlier, made)]

    assert meeting.unheard_reason == ""
    assert documents[0] == documents[1]
    assert "Before the public was heard" not in [fact for fact, _value in documents[1]["facts"]]


def test_nobody_in_conflict_begins_before_the_public_is_heard():
    edition, _organizer, works, _council = make_promised()
    tied = make_organizer(edition)
    judges.declare_conflict(tied, works[0], kind=ConflictKind.RELATIVE, evidence="", actor=tied)

    with pytest.raises(BallotRefusedError):
        service.open_box(edition, unheard_reason=WHY, actor=tied)


def test_pages_say_what_is_missing_and_take_the_reason(client):
    edition, organizer, _works, _council = make_promised()
    meeting = meetings.plan(edition, held_on=date(2025, 3, 12), place="x", actor=organizer)
    console = f"/manage/editions/{edition.id}"
    client.sign_in(organizer)
    page, votes = f"{console}/meetings/{meeting.id}", f"{console}/ballots"

    for shown in (client.get_text(page), client.get_text(votes)):
        assert [f'href="{console}/{one}"' in shown for one in ("heads", "comments")] == [True, True]
        assert "Not opened yet" in shown
    client.post_form(f"{page}/open", {"unheard_reason": ""})
    refused = client.get_text(page)
    client.post_form(f"{page}/open", {"unheard_reason": WHY})
    begun = client.get_text(page)
    box = client.post_form(votes, {"unheard_reason": WHY}, follow_redirects=True).text

    assert "The public has not been asked yet" in refused
    assert [WHY in text for text in (refused, begun, box)] == [False, True, True]
