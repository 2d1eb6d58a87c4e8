"""JSON of many rows, read together, and of large ones, written once."""

import pytest
from sqlalchemy import select, update

from portal.awards.models import Edition
from portal.core.db import db
from portal.core.json_rows import Written, as_text, read_together, to_json
from tests.factories import make_edition


@pytest.mark.parametrize(
    "values", [[], [{"a": [1, None, "\u0000"]}], [{}, [], 'é, "]["', -7, None, {"a": {"b": "\n"}}]]
)
def test_texts_read_together_say_what_each_says(values):
    assert read_together(to_json(one) for one in values) == values


@pytest.mark.usefixtures("app")
def test_row_keeps_the_characters_that_were_written():
    edition, written = make_edition(), '{"b":"Giải","a":[1]}'
    kept = Written({"a": [1], "b": "Giải"}, written.encode())
    db.session.execute(update(Edition).where(Edition.id == edition.id).values(rules=kept))

    read, text = (
        db.session.scalar(select(column).where(Edition.id == edition.id))
        for column in (Edition.rules, as_text(Edition.rules))
    )

    assert (read, text) == ({"a": [1], "b": "Giải"}, written)
