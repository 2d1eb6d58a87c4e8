"""`python -m tests.browser.seed_judging`: an edition with accepted works and a panel, in the environment's portal.

With `published`, the works are assigned as well, and every judge has declared to have no conflict. With the kind of a
round, there is another edition that is judged that way; where works are put in order, both judges have all of them.
"""

import json
import sys

from portal import create_app
from portal.accounts.passwords import hash_password
from portal.assignments import declarations, publishing
from portal.assignments import service as assignments
from portal.assignments.queries import active_assignments
from portal.awards.preset_words import RoundKind
from portal.core.db import db
from tests.factories import make_accepted, make_edition, make_organizer, make_panel

PASSWORD = "một câu dài dễ nhớ"


def main() -> None:
    """Make it, and print who may sign in."""
    with create_app().app_context():
        cast = seed(RoundKind.SCORING, "phancong@example.com")
        others = {kind: seed(kind, f"{kind}@example.com") for kind in RoundKind if kind in sys.argv}
        print(json.dumps({**cast, **others}))


def seed(kind, address):
    """Make an edition whose panels judge in this way, and say who may sign in."""
    edition = make_edition(kind)
    organizer = make_organizer(edition, email=address, name="Người phân công", locale="vi")
    make_accepted(edition, organizer, 4)
    panel = make_panel(edition, organizer, 2 if kind.is_ordered else 4)
    for user in (organizer, *(judge.user for judge in panel)):
        user.password_hash, user.verified_at, user.locale = hash_password(PASSWORD), organizer.created_at, "vi"
    db.session.commit()
    if "published" in sys.argv:
        hand_out(edition, organizer)
    return {"edition": edition.id, "organizer": organizer.email, "judges": [one.user.email for one in panel]}


def hand_out(edition, organizer):
    """Assign all works, and declare that nobody has a conflict."""
    publishing.publish(assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer), actor=organizer)
    for one in active_assignments(edition):
        declarations.declare_free([one], actor=one.judge.user)
    db.session.commit()


if __name__ == "__main__":
    main()
