"""Numbers of certificates, their worth, and account numbers."""

import pytest

from portal.honours.rules import Standing, number_of, standing_of, tidy_account, tidy_number


def test_number_names_edition_kind_and_serial_and_later_issues_carry_a_suffix():
    assert number_of("HCM-2025", "GCN", 7, 1) == "HCM-2025-GCN-0007"
    assert number_of("HCM-2025", "GCN", 12345, 2) == "HCM-2025-GCN-12345-2"


@pytest.mark.parametrize(
    ("revoked", "replaced", "honoured", "standing"),
    [
        (False, False, True, Standing.VALID),
        (False, True, True, Standing.REPLACED),
        (True, True, True, Standing.REVOKED),
        (False, False, False, Standing.OVERTAKEN),
    ],
)
def test_worth_says_the_weightiest_thing_first(revoked, replaced, honoured, standing):
    assert standing_of(revoked=revoked, replaced=replaced, honoured=honoured) is standing


def test_numbers_are_read_however_they_are_typed():
    assert tidy_number("  hcm–2025 gcn-0007 ") == "HCM-2025-GCN-0007"
    assert tidy_account("0071 0012.345-67") == "0071001234567"
    assert tidy_account("GB33 BUKB 2020 1555 5555 55") == "GB33BUKB20201555555555"
    assert [tidy_account(wrong) for wrong in ("", "12", "không có", "1" * 35)] == [""] * 4
