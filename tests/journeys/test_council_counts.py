"""The council's pages send few statements, however many works there are."""

from datetime import date

import pytest

from portal.ballots import service as ballots
from portal.core.db import db
from portal.decisions.queries import list_versions
from portal.deliberations import service as meetings
from tests.council import AGREE, make_stage, vote_all
from tests.html_client import counting_queries

MOST = 15
pytestmark = pytest.mark.usefixtures("app")


def count(client, path):
    db.session.flush()
    db.session.expunge_all()
    with counting_queries() as statements:
        assert client.get(path).status_code == 200, path
    return len(statements)


def counts_of(client, totals, secrecy):
    edition, organizer, _works, council = make_stage(totals, secrecy=secrecy)
    box = ballots.open_box(edition, actor=organizer)
    meeting = meetings.plan(edition, held_on=date(2025, 3, 12), place="x", actor=organizer)
    meetings.open_meeting(meeting, actor=organizer)
    meetings.keep_attendance(meeting, [one.id for one in meeting.attendees], actor=organizer)
    meetings.open_item(meeting.items[0], actor=organizer)
    newest, console = list_versions(edition)[0].id, f"/manage/editions/{edition.id}"
    pages = [f"/council/ballots/{box.id}", f"/council/meetings/{meeting.id}", "/council", f"/lists/{newest}"]
    chair = council[0].user
    client.sign_in(chair)
    found = [count(client, page) for page in pages]
    for judge in council:
        vote_all(db.session.get(type(box), box.id), db.session.merge(judge), AGREE)
    found.append(count(client, pages[0]))
    ballots.close(db.session.get(type(box), box.id), actor=db.session.merge(organizer))
    found.append(count(client, pages[0]))
    client.sign_in(organizer)
    base = f"{console}/lists/{newest}"
    pages = (f"{console}/ballots/{box.id}", f"{console}/meetings/{meeting.id}", base, f"{base}/differences")
    found += [count(client, page) for page in pages]
    return found


@pytest.mark.parametrize("secrecy", ["open", "secret"])
def test_pages_of_the_council_send_few_statements_whatever_the_works(client, secrecy):
    few = counts_of(client, [[90, 92]], secrecy)
    many = counts_of(client, [[90, 92], [85, 81], [88, 99]], secrecy)

    assert few == many
    assert max(many) <= MOST
