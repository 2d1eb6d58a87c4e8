"""`python -m tests.browser.seed_council SLUG EMAIL`: the lists of an edition before its decision, and the vote."""

import sys

from sqlalchemy import select

from portal import create_app
from portal.accounts.models import User
from portal.awards.models import Edition
from portal.core.db import db
from portal.rehearsal.council import make_lists


def main(slug, email):
    """Make them by the hand of the person with this address."""
    with create_app().app_context():
        edition = db.session.scalars(select(Edition).where(Edition.slug == slug)).one()
        organizer = db.session.scalars(select(User).where(User.email == email)).one()
        make_lists(edition, domain="example.com", actor=organizer)
        db.session.commit()


if __name__ == "__main__":
    main(*sys.argv[1:])
