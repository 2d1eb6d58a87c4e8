"""What forms make of text: tidy, and nothing where nothing can be seen."""

import sys

import pytest

from portal.core.forms import UNSEEN, one_line, tidy
from portal.publication import verify


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", "\ufeff \u2800", "\u3164\u00a0"])
def test_text_that_nobody_sees_is_none(text):
    assert (tidy(text), one_line(text)) == ("", "")


def test_text_keeps_its_joiners_and_loses_its_ends():
    assert tidy(" Gia\u0309i thu\u031bo\u031b\u0309ng\x00\r\n\u200d ") == "Giải thưởng\n\u200d"


def test_forms_and_published_checks_agree_on_what_is_nothing():
    apart = [
        code
        for code in range(sys.maxunicode + 1)
        if bool(UNSEEN.fullmatch(chr(code))) != bool(verify.unseen(chr(code)))
    ]

    assert apart == []
