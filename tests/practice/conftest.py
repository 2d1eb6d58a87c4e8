"""A panel with a work to practise on."""

from decimal import Decimal

import pytest

from portal.anchors.models import AnchorKind
from portal.anchors.queries import get_practice_or_404
from portal.core.i18n import force_locale
from portal.practice import service, sheets
from tests.factories import make_edition, make_organizer, make_panel


@pytest.fixture(autouse=True)
def english(app):
    """Sentences of refusals outside a request are read in English."""
    with force_locale("en"):
        yield


@pytest.fixture
def edition(app):
    return make_edition()


@pytest.fixture
def organizer(edition):
    return make_organizer(edition)


@pytest.fixture
def panel(edition, organizer):
    made = make_panel(edition, organizer, 3)
    for judge in made:
        judge.user.locale = "en"
    return made


@pytest.fixture
def choose(edition, organizer):
    """Choose an anchor of the first category with as few words as possible."""

    def chosen(**values):
        given = {"kind": AnchorKind.PRACTICE, "reason": "Mọi người chấm cùng một mẫu", "actor": organizer, **values}
        if given.get("version") is None:
            given = {"title": "Mẫu chấm thử", "text": "Một sáng kiến giả định", **given}
        return service.choose(edition.categories[0], edition.rounds[0], **given)

    return chosen


def practise(anchor, judge, points, comments=None):
    """A finished practice sheet of one judge."""
    criteria = [one.id for one in anchor.category.criteria]
    given = dict(zip(criteria, map(Decimal, points), strict=True))
    practice = get_practice_or_404(anchor.id, judge.user)
    sheets.save(practice, points=given, comments=comments or {}, actor=judge.user)
    return sheets.finish(get_practice_or_404(anchor.id, judge.user), actor=judge.user)
