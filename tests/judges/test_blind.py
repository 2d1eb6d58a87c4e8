"""Non-interference: what a round hides from its judges changes not one byte of what they can reach."""

import re

import pytest
from sqlalchemy import select, update

from portal.anchors.models import AnchorKind
from portal.assignments import declarations, publishing
from portal.assignments import service as assignments
from portal.assignments.queries import active_assignments
from portal.attachments.models import Attachment
from portal.attachments.renditions import request_rendering
from portal.core.db import db
from portal.jobs import service as jobs
from portal.notifications.models import Email
from portal.practice import service as practice
from portal.scoring import service as scoring
from portal.submissions.models import Author, Submission, SubmissionFile, SubmissionVersion
from portal.submissions.queries import latest_version
from tests.factories import (
    both,
    form_field,
    make_accepted,
    make_edition,
    make_organizer,
    make_panel,
    slot,
)

FORM = [
    {"code": "effect", "title": both("Effect"), "help": None, "categories": [], "fields": [
        form_field("effect"),
        form_field("unit", required=False, type="text"),
        form_field("phone", required=False, type="text", visible_to_judges=False)]}
]  # fmt: skip
DOSSIER = [slot("description"), slot("identity", required=False, visible_to_judges=False)]
# What differs at every request whatever is shown: tokens of forms and scripts, and the time inside signed addresses.
# What an address signs, such as the name of a file, stays to be compared.
TOKENS = (
    r'csrf_token" value="|nonce-|nonce="|csrf-token" content="|[?&;](?:X-Amz-(?:Date|Signature|Credential)|expires)='
)
RANDOM = re.compile(rf"({TOKENS})[^\"&\s;']+")
TIMED = re.compile(r"(token=\.?[\w-]+|/drawn/\.?[\w-]+)\.[\w-]+\.[\w-]+")


@pytest.fixture
def world(app):
    """A blind round with one dossier handed out, and the judge it was given to."""
    edition = make_edition(form=FORM, dossier=DOSSIER)
    edition.rounds[0].hides = ["organisations", "file_names", "unit"]
    organizer = make_organizer(edition)
    work = make_accepted(edition, organizer)[0]
    make_panel(edition, organizer, 2)
    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    publishing.publish(run, actor=organizer)
    mine = active_assignments(edition)[0]
    request_rendering(work.files[0].attachment)
    jobs.run_pending()
    change(work, "A")
    return edition, work, mine


@pytest.fixture
def opened(world):
    """The same, once the judge has declared that nothing ties them to the work."""
    declarations.declare_free([world[2]], actor=world[2].judge.user)
    return world


def change(work, mark):
    """Rewrite everything that is hidden, in the frozen version and in the rows around it."""
    version = db.session.scalar(select(SubmissionVersion).where(SubmissionVersion.submission_id == work.id))
    content = dict(version.content)
    content["organisation"] = f"Hidden organisation {mark * 3}"
    content["answers"] = {**content["answers"], "unit": f"Hidden unit {mark}", "phone": f"Hidden phone {mark * 5}"}
    content["authors"] = [{**author, "full_name": f"Hidden name {mark}"} for author in content["authors"]] * len(mark)
    shown = [
        {**file, "name": f"Hidden file {mark}.pdf", "caption": f"Hidden caption {mark}"} for file in content["files"]
    ]
    content["files"] = [file for file in shown if file["slot"] == "description"]
    content["eligibility"] = {"applied": "yes", "hidden": f"Hidden answer {mark}"}
    with db.session.no_autoflush:
        db.session.execute(update(SubmissionVersion).where(SubmissionVersion.id == version.id).values(content=content))
        db.session.execute(
            update(Author).where(Author.submission_id == work.id).values(full_name=f"Hidden name {mark}")
        )
        files = select(SubmissionFile.attachment_id).where(SubmissionFile.submission_id == work.id)
        db.session.execute(
            update(Attachment).where(Attachment.id.in_(files)).values(filename=f"Hidden file {mark}.pdf")
        )
        db.session.execute(
            update(Submission).where(Submission.id == work.id).values(
                title=f"Hidden title {mark}", summary=f"Hidden draft {mark}", organisation=f"Hidden unit {mark}"
            )
        )  # fmt: skip
    work.owner.name, work.owner.email = f"Hidden owner {mark}", f"hidden-{mark.lower()}@example.com"
    db.session.flush()
    db.session.expire_all()


def reachable(client, world):
    """Every page, answer, address and letter that the judge can reach, without what is random by nature."""
    edition, work, mine = world
    client.sign_in(mine.judge.user)
    version = db.session.scalar(select(SubmissionVersion).where(SubmissionVersion.submission_id == work.id))
    file = version.content["files"][0]["id"]
    base, declared = f"/judging/{mine.id}", f"/judging/assignments/{mine.id}"
    pages = ["/judging", base, f"{base}/files/{file}/view", f"{declared}/conflict", f"{declared}/declare"]
    pages += ["/judging/declarations", "/profile", f"/judging/preferences/{edition.id}", f"/judging/field/{edition.id}"]
    pages += [
        f"{base}/files/unknown/view",
        "/judging/999999",
        f"/submissions/{work.id}",
        f"/manage/editions/{edition.id}",
    ]
    found = {}
    for path in pages:
        answer = client.get(path)
        found[path] = (answer.status_code, answer.get_data(as_text=True), str(answer.headers.get("Location")))
    download = client.get(f"{base}/files/{file}")
    found["download"] = (download.status_code, "", download.location)
    letters = select(Email.subject, Email.body_text).where(Email.recipient == mine.judge.user.email).order_by(Email.id)
    found["letters"] = (0, "\n".join(f"{row[0]}\n{row[1]}" for row in db.session.execute(letters)), "")
    return {
        path: tuple(TIMED.sub(r"\1", RANDOM.sub(r"\1", str(part))) for part in parts) for path, parts in found.items()
    }


def test_hidden_data_changes_nothing_a_judge_can_reach(opened, client):
    before = reachable(client, opened)

    change(opened[1], "BB")

    assert reachable(client, opened) == before
    assert [path for path, parts in before.items() if "Hidden" in "".join(parts)] == []
    assert "Slot description 1.pdf" in before[f"/judging/{opened[2].id}"][1]


def test_hidden_data_changes_nothing_before_the_dossier_opens(world, client):
    before = reachable(client, world)

    change(world[1], "BB")

    assert reachable(client, world) == before
    assert [path for path, parts in before.items() if "Hidden" in "".join(parts)] == []
    assert "Slot description 1.pdf" not in "".join("".join(map(str, parts)) for parts in before.values())
    assert "Tóm tắt" in before[f"/judging/assignments/{world[2].id}/declare"][1]


def test_the_same_test_sees_a_round_that_hides_nothing(opened, client):
    opened[0].rounds[0].hides = []
    before = reachable(client, opened)

    change(opened[1], "BB")

    after = reachable(client, opened)
    changed = {path for path in before if before[path] != after[path]}
    base = f"/judging/{opened[2].id}"
    assert {base, f"/judging/assignments/{opened[2].id}/conflict"} <= changed
    assert "download" in changed
    assert not any("Hidden phone" in "".join(parts) or "Hidden name" in "".join(parts) for parts in after.values())


def test_letters_to_judges_tell_nothing_hidden(opened, client):
    edition, _work, mine = opened
    sheet = scoring.save_scoresheet(
        mine, points={one.id: one.max_points for one in mine.submission.category.criteria}, comments={},
        comment_for_author="", private_note="", actor=mine.judge.user,
    )  # fmt: skip
    scoring.finish(sheet, actor=mine.judge.user)
    scoring.reopen(sheet, reason="Xem lại", actor=make_organizer(edition))

    letters = reachable(client, opened)["letters"][1]

    assert "Xem lại" in letters
    assert "Hidden" not in letters


def test_hidden_data_changes_nothing_in_a_practice_work(opened, client):
    edition, work, mine = opened
    organizer = make_organizer(edition)
    anchor = practice.choose(
        edition.categories[0], edition.rounds[0], kind=AnchorKind.PRACTICE, reason="x", actor=organizer,
        version=latest_version(work),
    )  # fmt: skip
    practice.open_anchor(anchor, actor=organizer)
    client.sign_in(mine.judge.user)
    base, file = f"/judging/practice/{anchor.id}", anchor.version.content["files"][0]["id"]

    def seen():
        found = [
            client.get(path).get_data(as_text=True) for path in (base, f"{base}/conflict", f"{base}/files/{file}/view")
        ]
        found.append(client.get(f"{base}/files/{file}").location or "")
        return [TIMED.sub(r"\1", RANDOM.sub(r"\1", one)) for one in found]

    before_opening = seen()
    change(work, "BB")
    assert seen() == before_opening
    client.post_form(base)
    opened_page = seen()
    change(work, "C")

    assert seen() == opened_page
    assert "Hidden" not in "".join(before_opening + opened_page)
    assert "Slot description 1.pdf" not in before_opening[0]
    assert "Slot description 1.pdf" in opened_page[0]
