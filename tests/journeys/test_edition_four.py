"""The real edition of 2025, replayed with its dates and counts: 292 → 57 → 60 → 52 → 51."""

from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import accumulate, pairwise

import pytest
from sqlalchemy import insert

from portal.assignments.models import Assignment, AssignmentRun, RunState
from portal.awards.preset_file import available_presets, load_preset
from portal.awards.service import create_edition
from portal.ballots import queries as ballots
from portal.ballots import service as boxes
from portal.comments import periods
from portal.core import clock
from portal.core.db import db
from portal.decisions import lists, queries, release, service
from portal.decisions.differences import differences
from portal.decisions.models import ChangeKind, ListKind
from portal.decisions.signing import sign
from portal.deliberations import minutes
from portal.deliberations import service as meetings
from portal.judges import service as judges
from portal.judges.council import offices_of
from portal.publication import verify
from portal.publication.files import published_json
from portal.publication.service import publish
from portal.scoring.models import Score, Scoresheet, ScoresheetState
from portal.screening.models import Screening, ScreeningOutcome
from portal.submissions.models import Submission, SubmissionStatus, SubmissionVersion
from portal.transparency.heads import HeadKind
from portal.transparency.service import seal
from tests.comments.voices import close
from tests.council import AGREE, DISAGREE, seat_council, vote_all
from tests.factories import make_organizer, make_user, save
from tests.moments import DAY

SUBMITTED = (41, 15, 42, 48, 62, 54, 30)
PROPOSED = (11, 7, 7, 7, 10, 9, 6)
ADDED = {3, 6, 7}
PASSED = (9, 6, 7, 6, 9, 9, 6)
PRIZES = ((1, 2, 6), (1, 3, 2), (0, 1, 5), (1, 1, 4), (1, 3, 5), (0, 2, 7), (0, 3, 3))
ABOVE_CAP = (2, 4)
SHEETS = 3
THEN = datetime(2025, 2, 21, 9, 0, tzinfo=UTC)


def total_of(place: int, proposed: int) -> int:
    """What the work at a place of its category gets from every judge: 80 and more only for those proposed."""
    return 80 + (proposed - place) if place < proposed else 79 - min(place - proposed, 40)


def points_of(criteria, total):
    """The total, put together from the criteria in their order."""
    reached = accumulate(criteria, lambda left, one: left - min(left, int(one.max_points)), initial=total)
    lefts = list(reached)
    return [before - after for before, after in pairwise(lefts)]


def submit(edition, category, count, owner):
    """Accepted works of a category, as they stood when they had been counted."""
    works = [
        Submission(
            edition_id=edition.id, category=category, owner=owner, title=f"Công trình {category.number}.{n}",
            number=f"{edition.code}-{category.number}-{n:03}", status=SubmissionStatus.SUBMITTED, created_at=THEN,
            saved_at=THEN, submitted_at=THEN,
        )
        for n in range(count)
    ]  # fmt: skip
    db.session.add_all(works)
    db.session.flush()
    frozen = {"number": 1, "submitted_at": THEN, "submitted_by_id": owner.id, "digest": "0" * 64}
    content = {"summary": "", "organisation": "", "authors": []}
    db.session.execute(
        insert(SubmissionVersion),
        [{**frozen, "submission_id": one.id, "content": {**content, "title": one.title}} for one in works],
    )
    accepted = {
        "version_number": 1, "outcome": ScreeningOutcome.ACCEPTED, "reason_code": "", "reason": "",
        "decided_by_id": owner.id, "decided_at": THEN,
    }  # fmt: skip
    db.session.execute(insert(Screening), [{**accepted, "submission_id": one.id} for one in works])
    return works


def score(edition, category, works, proposed, panel, organizer):
    """Three finished sheets for every work."""
    round_ = edition.rounds[0]
    run = save(
        AssignmentRun(
            edition_id=edition.id, round_id=round_.id, category=category, state=RunState.PUBLISHED, seed=1, inputs={},
            inputs_digest="0" * 64, pairs=[], created_by_id=organizer.id, created_at=THEN, published_at=THEN,
        )
    )  # fmt: skip
    sheets = [
        Scoresheet(
            assignment=Assignment(
                run_id=run.id, round=round_, judge=judge, submission=work, position=n, created_at=THEN, started_at=THEN
            ),
            state=ScoresheetState.FINISHED, started_at=THEN, saved_at=THEN, finished_at=THEN,
        )
        for n, work in enumerate(works)
        for judge in panel
    ]  # fmt: skip
    db.session.add_all(sheets)
    db.session.flush()
    criteria = list(category.criteria)
    db.session.execute(
        insert(Score),
        [
            {"scoresheet_id": sheet.id, "criterion_id": one.id, "points": Decimal(points), "comment": ""}
            for place, sheet in enumerate(sheets)
            for one, points in zip(criteria, points_of(criteria, total_of(place // SHEETS, proposed)), strict=True)
        ],
    )


@pytest.fixture
def stage(app):
    preset = load_preset(available_presets()["hcmc"])
    edition = create_edition(preset, actor=None)
    organizer, author = make_organizer(edition), make_user()
    works = {}
    for category, count, proposed in zip(edition.categories, SUBMITTED, PROPOSED, strict=True):
        panel = [
            judges.add_judge(
                edition, name=f"GK {category.number}.{n}", email=f"gk{category.number}{n}@example.com",
                actor=organizer, tell=False,
            )
            for n in range(SHEETS)
        ]  # fmt: skip
        works[category.number] = submit(edition, category, count, author)
        score(edition, category, works[category.number], proposed, panel, organizer)
    return edition, organizer, works, seat_council(edition, organizer, 11)


def by_category(version):
    counted = Counter(entry.category_id for entry in version.entries)
    return tuple(counted[one] for one in sorted(counted))


def test_edition_four_goes_its_real_way(stage):
    edition, organizer, works, council = stage

    proposed = lists.make_list(edition, ListKind.PROPOSED, actor=organizer, dated_on=date(2025, 3, 5))
    shortlist = lists.make_list(edition, ListKind.SHORTLIST, actor=organizer, dated_on=date(2025, 3, 5))
    for number, place in zip(sorted(ADDED), (7, 9, 6), strict=True):
        lists.name_change(
            shortlist, change=ChangeKind.ADDED, number=works[number][place].number,
            reason="Cơ quan phụ trách lĩnh vực đề nghị bổ sung", actor=organizer,
        )  # fmt: skip
    to_council = lists.make_list(edition, ListKind.COUNCIL, actor=organizer, dated_on=date(2025, 3, 12))

    assert sum(len(listed) for listed in works.values()) == 292
    assert (by_category(proposed), len(proposed.entries), len(shortlist.entries)) == (PROPOSED, 57, 57)
    assert (len(to_council.entries), len(queries.adjustments_of(to_council))) == (60, 3)
    assert {one["change"] for one in queries.adjustments_of(to_council)} == {"added"}

    for subject in (HeadKind.RULE, HeadKind.SHEETS):
        seal(edition, subject, actor=organizer)
    hear_the_public(edition, organizer, to_council)
    meeting = hold_meeting(edition, organizer, council)
    box = boxes.open_box(edition, actor=organizer, held_on=date(2025, 3, 12))
    passing = {one.id for number, count in zip(works, PASSED, strict=True) for one in works[number][:count]}
    ballot = tuple(AGREE if work in passing else DISAGREE for work in box.works)
    for judge in council[:9]:
        vote_all(box, judge, *ballot)
    boxes.close(box, actor=organizer)
    provisional = boxes.make_voted_list(edition, actor=organizer, dated_on=date(2025, 3, 20))

    assert (box.settings["secrecy"], len(provisional.entries), by_category(provisional)) == ("secret", 52, PASSED)
    assert {row["agree"] + row["disagree"] for row in ballots.totals_over(box.list_version)} == {9}
    assert len(differences(queries.places_on(to_council), queries.places_on(provisional))) == 8
    sign(provisional, offices_of(council[0].user, edition)[0], actor=council[0].user)
    sign(provisional, offices_of(council[2].user, edition)[0], actor=council[2].user)
    assert [one.role.value for one in queries.signatures_of(provisional)] == ["chair", "secretary"]

    decided = decide(edition, organizer, works)

    given = Counter(entry.prize.code for entry in decided.list_version.entries if entry.prize)
    assert tuple(given[one.code] for one in edition.prizes) == (4, 15, 32)
    assert decided.list_version.dated_on == date(2025, 6, 26)
    released = publish(decided, actor=organizer)
    problems, notes = verify.check_file(published_json(released).encode())
    assert problems == []
    assert notes[-1] == ("holds", {"works": 292, "sheets": 292 * SHEETS, "heads": 3})
    made = minutes.make_minutes(meeting, actor=organizer)
    assert made.content["votes"] == [
        {
            "number": 1,
            "held_on": "2025-03-12",
            "unheard_reason": "",
            "members": 11,
            "voted": 9,
            "works": 60,
            "passed": 52,
        }
    ]
    assert [one.kind for one in queries.list_versions(edition)] == [*reversed(ListKind)]


def hear_the_public(edition, organizer, version):
    """The fifteen days of public comment are over before the council meets."""
    now = clock.now()
    period = periods.open_period(edition, version, opens_at=now, closes_at=now + 15 * DAY, actor=organizer)
    close(period)


def hold_meeting(edition, organizer, council):
    """The council sits down, with every category on the table once."""
    meeting = meetings.plan(edition, held_on=date(2025, 3, 12), place="UBND Thành phố", actor=organizer)
    meetings.open_meeting(meeting, actor=organizer)
    meetings.keep_attendance(meeting, [one.id for one in meeting.attendees[:9]], actor=organizer)
    for item in meeting.items:
        meetings.open_item(item, actor=organizer)
        meetings.close_item(item, conclusion="Thống nhất đưa ra bỏ phiếu", actor=organizer)
    meetings.close_meeting(meeting, actor=organizer)
    assert len(council) == len(meeting.attendees)
    return meeting


def decide(edition, organizer, works):
    """The prizes of 2025; two categories are above their soft cap, and say why."""
    codes = [one.code for one in edition.prizes]
    prizes = {}
    for number, levels in zip(works, PRIZES, strict=True):
        given = [code for code, count in zip(codes, levels, strict=True) for _ in range(count)]
        prizes.update(zip((one.id for one in works[number]), given, strict=False))
    reasons = {one.id: "Chất lượng vượt trội" for one in edition.categories if one.number in ABOVE_CAP}

    def act(cap_reasons):
        return release.prepare(
            edition, prizes=prizes, cap_reasons=cap_reasons, reference="Quyết định ngày 26/6/2025",
            signatory="Phó Chủ tịch", decided_on=date(2025, 6, 26), actor=organizer,
        )  # fmt: skip

    with pytest.raises(service.PrizesRefusedError) as refused:
        act({})
    assert len(refused.value.sentences) == len(ABOVE_CAP)
    return release.release(act(reasons), actor=make_organizer(edition))
