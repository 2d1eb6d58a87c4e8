"""After signing in, everyone goes on where the work is."""

import pytest

from portal.core.db import db
from portal.judges.models import Judge
from tests.factories import make_draft, make_edition, make_organizer, make_panel, make_user


def test_newcomer_goes_to_the_front_page(client):
    assert client.sign_in(make_user()).get("/start").location == "/"


def test_author_goes_to_the_own_submissions(client):
    draft = make_draft()

    assert client.sign_in(draft.owner).get("/start").location == "/submissions"


def test_judge_goes_to_the_desk(client):
    edition = make_edition()
    judge = make_panel(edition, make_organizer(edition), 1)[0]

    assert client.sign_in(db.session.get(Judge, judge.id).user).get("/start").location == "/judging"


@pytest.mark.usefixtures("app")
def test_organizer_goes_to_the_console(client):
    edition = make_edition()

    answer = client.sign_in(make_organizer(edition)).get("/start")

    assert answer.location == f"/manage/editions/{edition.id}"


def test_stranger_is_asked_to_sign_in(client):
    assert "/sign-in" in client.get("/start").location
