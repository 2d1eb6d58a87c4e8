"""Lists that never change, and decisions within the caps."""

import pytest

from portal.core.db import ImmutableRowError, db
from portal.decisions import service
from tests.factories import make_edition, make_judged, make_organizer

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def judged(app):
    edition = make_edition(prize_cap=4)
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, [[95, 97], [90, 92], [85, 87], [82, 84], [60, 62]])
    return edition, organizer, works


def decide(edition, organizer, prizes, reasons=None):
    return service.decide(
        edition, prizes=prizes, cap_reasons=reasons or {}, reference="1/QĐ", signatory="Chủ tịch", actor=organizer
    )


def test_shortlist_holds_what_reaches_the_threshold_in_order(judged):
    edition, organizer, works = judged

    shortlist = service.make_shortlist(edition, actor=organizer)

    assert [entry.submission_id for entry in shortlist.entries] == [work.id for work in works[:4]]
    assert [(one.mean_numerator, one.mean_denominator, one.rank) for one in shortlist.entries[:2]] == [
        (96, 1, 1),
        (91, 1, 2),
    ]


def test_list_can_never_be_changed_only_followed(judged):
    edition, organizer, _works = judged
    first = service.make_shortlist(edition, actor=organizer)
    second = service.make_shortlist(edition, actor=organizer)

    first.reason = "đổi"

    with pytest.raises(ImmutableRowError):
        db.session.flush()
    db.session.expire(first)
    assert (first.number, second.number) == (1, 2)


def test_soft_cap_needs_a_reason_and_hard_caps_yield_to_none(judged):
    edition, organizer, works = judged
    service.make_shortlist(edition, actor=organizer)
    ids, category = [work.id for work in works], edition.categories[0].id
    three = {ids[0]: "first", ids[1]: "second", ids[2]: "second"}

    with pytest.raises(service.PrizesRefusedError) as soft:
        decide(edition, organizer, three)
    with pytest.raises(service.PrizesRefusedError):
        decide(edition, organizer, {ids[0]: "first", ids[1]: "first"}, {category: "Xuất sắc"})
    with pytest.raises(service.PrizesRefusedError):
        decide(edition, organizer, {ids[4]: "second"})
    decision = decide(edition, organizer, three, {category: "Chất lượng vượt trội"})

    assert len(soft.value.sentences) == 1
    assert decision.cap_reasons == {str(category): "Chất lượng vượt trội"}
    assert sum(entry.prize_id is not None for entry in decision.list_version.entries) == 3


def test_total_cap_is_hard(judged):
    edition, organizer, works = judged
    edition.prize_cap = 2
    service.make_shortlist(edition, actor=organizer)

    with pytest.raises(service.PrizesRefusedError):
        decide(edition, organizer, {work.id: "second" for work in works[:3]}, {edition.categories[0].id: "Vì"})


def test_no_decision_before_a_shortlist(judged):
    edition, organizer, works = judged

    with pytest.raises(service.ShortlistMissingError):
        decide(edition, organizer, {works[0].id: "first"})


def test_shortlist_waits_for_missing_sheets_unless_a_reason_is_given(judged):
    from portal.scoring import service as scoring
    from portal.scoring.models import Scoresheet

    edition, organizer, _works = judged
    scoring.reopen(db.session.query(Scoresheet).first(), reason="Sửa", actor=organizer)

    with pytest.raises(service.ScoringUnfinishedError):
        service.make_shortlist(edition, actor=organizer)

    assert service.make_shortlist(edition, actor=organizer, reason="Giám khảo ốm").reason == "Giám khảo ốm"
