"""The register in numbers: small ones are kept back, and nothing betrays them."""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.core.db import db
from portal.judges import service
from portal.judges.models import ConflictKind, ConflictSource
from portal.judges.register import public_register
from portal.judges.register_rules import LEAST, suppressed, total
from tests.factories import make_edition, make_organizer, make_submission, make_user


def test_of_all_counts_that_look_alike_a_kept_one_has_at_least_two_values():
    alike = defaultdict(list)
    for counts in product(range(6), repeat=4):
        listed = dict(enumerate(counts))
        alike[*suppressed(listed).values(), total(listed)].append(counts)

    betrayed = {
        shown
        for shown, worlds in alike.items()
        for place in range(4)
        # Beyond the largest count tried there are more worlds of the same look.
        if shown[place] is None and len({one[place] for one in worlds}) == 1 and worlds[0][place] < LEAST
    }

    assert betrayed == set()


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 0, "b": 7, "c": 3}, {"a": 0, "b": 7, "c": 3}),
        ({"a": 1, "b": 7, "c": 3}, {"a": None, "b": None, "c": None}),
        ({"a": 1, "b": 7, "c": 8}, {"a": None, "b": None, "c": 8}),
        ({"a": 1, "b": 1, "c": 5}, {"a": None, "b": None, "c": None}),
        ({"a": 2, "b": 1, "c": 5}, {"a": None, "b": None, "c": None}),
        ({"a": 2}, {"a": None}),
    ],
)
def test_small_numbers_and_what_would_betray_them_are_kept_back(counts, shown):
    assert suppressed(counts) == shown


@given(st.dictionaries(st.integers(0, 9), st.integers(0, 12), max_size=8))
def test_no_small_number_follows_from_the_rest(counts):
    shown, whole = suppressed(counts), total(counts)

    assert not any(value is not None and 0 < value < 3 for value in shown.values())
    hidden = [counts[key] for key, value in shown.items() if value is None]
    if whole is not None and hidden:
        rest = whole - sum(value for value in shown.values() if value is not None)
        assert rest >= 3
        assert len(hidden) > 1


def test_public_register_counts_confirmed_conflicts(client):
    edition = make_edition()
    organizer = make_organizer(edition)
    submission = make_submission(edition=edition)
    for kind, people in ((ConflictKind.RELATIVE, 4), (ConflictKind.FINANCIAL, 3)):
        for _ in range(people):
            service.set_conflict(
                make_user(), submission, kind=kind, evidence="x", source=ConflictSource.DECLARED, actor=organizer
            )
    db.session.commit()

    shown = public_register(edition, edition.categories)

    assert (shown["total"], shown["by_kind"]["relative"], shown["by_kind"]["author"]) == (7, 4, 0)
    assert shown["by_category"] == {"1": 7, "2": 0}
    page = client.sign_in(organizer).get_text(f"/manage/editions/{edition.id}/conflicts/register")
    assert "Register of conflicts in numbers" in page
