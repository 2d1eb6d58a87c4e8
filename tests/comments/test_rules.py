"""When a period runs, when an objection is late, and that a report tells nothing of single people."""

from portal.comments import rules
from portal.comments.models import ClaimState, CommentKind, CommentState
from portal.comments.rules import Phase, Said
from tests.moments import DAY, NOW, SECOND


def test_nothing_but_the_time_moves_a_period():
    end = NOW + 15 * DAY

    found = [rules.phase_of(NOW, end, moment) for moment in (NOW - SECOND, NOW, end - SECOND, end)]

    assert found == [Phase.PLANNED, Phase.OPEN, Phase.OPEN, Phase.CLOSED]


def test_objection_is_late_when_the_day_has_passed_or_the_answer_came_after_it():
    due = NOW + DAY

    assert not rules.is_late(ClaimState.OPEN, due, None, NOW)
    assert rules.is_late(ClaimState.ASKED, due, None, due)
    assert not rules.is_late(ClaimState.UPHELD, due, NOW, due + DAY)
    assert rules.is_late(ClaimState.UPHELD, due, due + SECOND, due + DAY)
    assert not rules.is_late(ClaimState.OPEN, None, None, NOW)


def test_key_of_a_support_differs_by_work_and_address_and_shows_neither():
    keys = {rules.support_key(*one) for one in ((1, 2, "a@x.vn"), (1, 3, "a@x.vn"), (1, 2, "b@x.vn"), (2, 2, "a@x.vn"))}

    assert len(keys) == 4
    assert not any("a@x.vn" in key for key in keys)


def support(work, times):
    return [Said(work, CommentKind.SUPPORT, CommentState.PUBLISHED)] * times


def test_report_keeps_small_numbers_back_and_counts_by_work_only_what_anybody_can_read():
    works = [{"id": 1, "number": "A"}, {"id": 2, "number": "B"}]
    said = [
        *support(1, 2), *support(2, 9),
        *[Said(1, CommentKind.COMMENT, CommentState.PUBLISHED)] * 4,
        *[Said(2, CommentKind.COMMENT, CommentState.WITHHELD, reason="rude")] * 3,
        *[Said(2, CommentKind.OBJECTION, CommentState.WITHHELD, claim=ClaimState.DISMISSED)] * 3,
        Said(1, CommentKind.OBJECTION, CommentState.PUBLISHED, claim=ClaimState.UPHELD, late=True),
    ]  # fmt: skip

    report = rules.report_of(said, works, ["rude", "advertising"])

    assert report["comments"] == {"by": {"waiting": 0, "published": 4, "withheld": 3}, "total": 7}
    assert report["reasons"] == {"rude": 3, "advertising": 0}
    assert report["objections"]["by"]["upheld"] is None
    assert report["objections"]["by"]["dismissed"] is None
    # With the sum one could find out what is kept back.
    assert report["objections"]["total"] is None
    assert report["times"] == {"in_time": None, "late": None, "waiting": 0}
    assert report["supports"] == 11
    assert report["works"] == [
        {"number": "A", "supports": None, "comments": 4, "objections": 1},
        {"number": "B", "supports": None, "comments": 0, "objections": 0},
    ]


def test_addresses_of_one_mailbox_are_spelled_alike():
    spelled = {
        "Ban.Doc+giai@Gmail.com": "bandoc@gmail.com",
        "bandoc@googlemail.com": "bandoc@gmail.com",
        "ban.doc+1@example.com": "ban.doc@example.com",
        "+1@example.com": "+1@example.com",
    }

    assert {one: rules.mailbox_of(one) for one in spelled} == spelled
