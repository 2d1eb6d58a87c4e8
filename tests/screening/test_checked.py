"""What a search for near-same texts adds to the rule that a work enters one category."""

from decimal import Decimal

import pytest

from portal.awards.queries import categories_of
from portal.screening.checked import checked
from portal.screening.models import Judgement, Likeness, Resemblance
from portal.submissions import service
from tests.factories import both, make_edition, make_submission, make_user, save
from tests.moments import NOW

pytestmark = pytest.mark.usefixtures("app")

ALONE = {
    "code": "alone", "kind": "one_category", "severity": "block", "name": both("Alone"), "text": both("Why"),
    "categories": [], "question": None, "field": None, "passes": [], "slots": ["none"], "fields": [], "ignore": [],
}  # fmt: skip


def marks(submission, *resemblances):
    return [(one.mark, one.text) for one in checked(submission, submission.versions[-1], resemblances)]


def two_works(owner_of_second=None):
    edition = make_edition(rules={"edition": {}, "contact": {}, "checks": [ALONE]})
    first = make_submission(edition=edition)
    other = make_submission(owner_of_second or first.owner, edition, title="Tên khác hẳn")
    other.category = categories_of(edition)[1]
    found = Resemblance(
        earlier=first, later=other, likenesses=[Likeness.SAME_TEXT.value], score=Decimal("0.9"), found_at=NOW,
        judgement=Judgement.OPEN,
    )  # fmt: skip
    return first, other, save(found)


def test_near_same_text_elsewhere_is_pointed_out():
    first, other, found = two_works()

    assert marks(first) == [("✓", "")]
    assert marks(first, found) == marks(other, found) == [("⚠", "Why")]


def test_near_same_text_of_a_stranger_of_a_title_or_withdrawn_is_not():
    first, _other, strangers = two_works(make_user())
    again, withdrawn, found = two_works()
    found.likenesses = [Likeness.SAME_TITLE.value]
    by_title = marks(again, found)
    found.likenesses = [Likeness.SAME_TEXT.value]
    service.withdraw(withdrawn, actor=withdrawn.owner)

    assert marks(first, strangers) == by_title == marks(again, found) == [("✓", "")]


def test_nothing_is_checked_before_there_is_a_version():
    first, _other, _found = two_works()

    assert checked(first, None, []) == []
