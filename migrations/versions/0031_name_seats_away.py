"""Know by their seat who was asked to leave a meeting: two members may bear the same name.

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ITEMS = sa.table("agenda_items", sa.column("id"), sa.column("meeting_id"), sa.column("away", sa.JSON))
SEATS = sa.table("attendees", sa.column("id"), sa.column("meeting_id"), sa.column("name"))


def upgrade():
    for item, meeting, away in _told():
        seats = {}
        for seat, name in op.get_bind().execute(
            sa.select(SEATS.c.id, SEATS.c.name).where(SEATS.c.meeting_id == meeting).order_by(SEATS.c.id)
        ):
            seats.setdefault(name, seat)
        _write(item, [{"attendee": seats.get(name), "name": name} for name in away])


def downgrade():
    for item, _meeting, away in _told():
        _write(item, [one["name"] for one in away])


def _told():
    rows = op.get_bind().execute(sa.select(ITEMS.c.id, ITEMS.c.meeting_id, ITEMS.c.away).order_by(ITEMS.c.id))
    return [row for row in rows.all() if row[2]]


def _write(item, away):
    op.get_bind().execute(sa.update(ITEMS).where(ITEMS.c.id == item).values(away=away))
