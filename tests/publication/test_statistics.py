"""Published numbers betray no small one, whichever way they are added up."""

from itertools import product

from portal.judges.register_rules import suppressed
from portal.publication.statistics import Intake, public_statistics


def intake(category, refused, unjudged, judged=5):
    accepted = judged + unjudged
    return Intake(category, accepted + refused, accepted, judged, listed=3, honoured=1)


def test_large_numbers_and_zeros_are_published():
    told = public_statistics([intake(1, 4, 0), intake(2, 0, 3)], {"late": 4, "secret": 0})

    assert told["categories"][0] == {
        "category": 1, "received": 9, "refused": 4, "accepted": 5, "judged": 5, "listed": 3, "honoured": 1,
    }  # fmt: skip
    assert told["all"] == {"received": 17, "refused": 4, "accepted": 13, "judged": 10, "listed": 6, "honoured": 2}
    assert told["reasons"] == {"late": 4, "secret": 0}


def test_a_small_number_takes_along_what_betrays_it():
    told = public_statistics([intake(1, 1, 0), intake(2, 7, 0), intake(3, 9, 0)], {})

    rows = [(one["received"], one["refused"], one["accepted"]) for one in told["categories"]]
    assert rows == [(None, None, 5), (None, None, 5), (14, 9, 5)]
    assert (told["all"]["received"], told["all"]["refused"]) == (32, 17)


def test_what_is_derived_is_made_of_what_is_shown():
    """Nothing but the three suppressed tables and what is public by name goes into the figures."""
    for refused, unjudged in product(product((0, 1, 3), repeat=2), repeat=2):
        told = public_statistics([intake(n + 1, refused[n], unjudged[n]) for n in range(2)], {})

        for row, r, u in zip(told["categories"], suppressed(dict(enumerate(refused))).values(),
                             suppressed(dict(enumerate(unjudged))).values(), strict=True):  # fmt: skip
            assert row["refused"] == r
            assert row["accepted"] == (None if u is None else 5 + u)
            assert row["received"] == (None if u is None or r is None else 5 + u + r)
