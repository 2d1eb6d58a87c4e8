"""The control total."""

from decimal import Decimal

import pytest

from portal.paper_sheets.rules import total_problem


@pytest.mark.parametrize(
    ("computed", "written", "wrong_on_paper", "fits"),
    [
        ("80", "80", False, True),
        ("80.50", "80.5", False, True),
        ("80", "79.99", False, False),
        ("80", None, False, False),
        ("80", None, True, False),
        ("80", "70", True, True),
        ("80", "70.123", True, False),
        ("80", "1e30", True, False),
        ("80", "-1", True, False),
        (None, None, False, True),
    ],
)
def test_total_confirms_the_points_or_somebody_says_that_the_paper_is_wrong(computed, written, wrong_on_paper, fits):
    values = [None if one is None else Decimal(one) for one in (computed, written)]

    assert (total_problem(*values, wrong_on_paper=wrong_on_paper) is None) == fits
