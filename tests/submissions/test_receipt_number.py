"""Receipt numbers find every mistyped or swapped digit."""

from hypothesis import given
from hypothesis import strategies as st

from portal.submissions.receipt_number import is_valid, make_number


@given(st.integers(1, 99), st.integers(1, 9999))
def test_number_is_valid_as_made(category, serial):
    assert is_valid(make_number("HCM-2025", category, serial))


@given(st.integers(1, 9), st.integers(1, 9999), st.integers(0, 30), st.integers(0, 9))
def test_one_wrong_digit_is_always_found(category, serial, place, digit):
    number = make_number("HCM-2025", category, serial)
    place %= len(number)
    wrong = number[:place] + str(digit) + number[place + 1 :]

    assert not number[place].isdigit() or wrong == number or not is_valid(wrong)


@given(st.text(max_size=40))
def test_anything_else_is_refused_without_failing(text):
    assert not is_valid(text) or text.strip()
