"""Works with finished sheets whose judges have written remarks."""

from decimal import Decimal

from portal.assignments.queries import active_assignments
from portal.core.db import db
from portal.scoring import service as scoring
from portal.scoring.models import Scoresheet
from tests.factories import make_edition, make_judged, make_organizer

SECRET = "Chỉ mình tôi đọc"


def make_remarked(count=2, **values):
    """An edition, its organizer, and works that two judges have remarked upon."""
    edition = make_edition(prize_cap=20, **values)
    organizer = make_organizer(edition)
    works = make_judged(edition, organizer, [[90 - n, 80 - n] for n in range(count)])
    for position, assignment in enumerate(active_assignments(edition)):
        remark(edition, organizer, assignment, f"Nhận xét {position}")
    db.session.commit()
    return edition, organizer, works


def remark(edition, organizer, assignment, words):
    """Open a sheet again and write on it: a remark on the first criterion, a comment, a private note."""
    sheet = db.session.query(Scoresheet).filter_by(assignment_id=assignment.id).one()
    scoring.reopen(sheet, reason="Nhận xét", actor=organizer)
    criteria = edition.categories[0].criteria
    scoring.save_scoresheet(
        assignment, points={one.id: Decimal(30) for one in criteria}, comments={criteria[0].id: f"{words} (mới)"},
        comment_for_author=f"{words} (chung)", private_note=SECRET, actor=assignment.judge.user,
    )  # fmt: skip
    scoring.finish(sheet, actor=assignment.judge.user)
