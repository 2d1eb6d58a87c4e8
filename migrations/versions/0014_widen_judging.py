"""Widen judging: organisations, terms, invitations, and conflicts that are looked at.

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-25 04:00:00.000000

"""
from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision = '0014'
down_revision = "0013"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
COUNCIL = sa.text('category_id IS NULL')


def upgrade():
    _make_tables()
    _keep_organisations()
    with op.batch_alter_table('panel_seats', schema=None) as batch_op:
        batch_op.add_column(sa.Column('from_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('until_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('left_at', MOMENT, nullable=True))
        batch_op.alter_column('category_id', existing_type=sa.Integer(), nullable=True)
    op.create_index(
        'uq_panel_seats_council', 'panel_seats', ['round_id', 'judge_id'], unique=True,
        sqlite_where=COUNCIL, postgresql_where=COUNCIL,
    )
    _make_invitations()
    with op.batch_alter_table('conflicts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('user_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('state', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('rule', sa.String(length=40), server_default='', nullable=False))
        batch_op.add_column(sa.Column('reason', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('decided_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('decided_at', MOMENT, nullable=True))
    op.execute('UPDATE conflicts SET user_id = (SELECT user_id FROM judges WHERE judges.id = conflicts.judge_id)')
    # What a person said holds; what a rule found waits for somebody to look at it.
    op.execute("UPDATE conflicts SET state = CASE WHEN source = 'rule' THEN 'open' ELSE 'confirmed' END")
    with op.batch_alter_table('conflicts', schema=None) as batch_op:
        batch_op.alter_column('user_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('state', existing_type=sa.String(length=40), nullable=False)
        batch_op.drop_constraint(op.f('uq_conflicts_judge_id_submission_id_kind'), type_='unique')
        batch_op.drop_constraint(op.f('fk_conflicts_judge_id'), type_='foreignkey')
        batch_op.drop_column('judge_id')
        batch_op.create_unique_constraint(
            op.f('uq_conflicts_user_id_submission_id_kind'), ['user_id', 'submission_id', 'kind']
        )
        batch_op.create_foreign_key(op.f('fk_conflicts_user_id'), 'users', ['user_id'], ['id'])
        batch_op.create_foreign_key(op.f('fk_conflicts_decided_by_id'), 'users', ['decided_by_id'], ['id'])


def _make_tables():
    op.create_table('judge_organisations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['judge_id'], ['judges.id'], name=op.f('fk_judge_organisations_judge_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_judge_organisations'))
    )
    op.create_index(op.f('ix_judge_organisations_judge_id'), 'judge_organisations', ['judge_id'])
    op.create_table('declarations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('judge_id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.String(length=40), nullable=False),
    sa.Column('declared_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['judge_id'], ['judges.id'], name=op.f('fk_declarations_judge_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_declarations_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_declarations')),
    sa.UniqueConstraint('judge_id', 'submission_id', name=op.f('uq_declarations_judge_id_submission_id'))
    )
    op.create_index(op.f('ix_declarations_submission_id'), 'declarations', ['submission_id'])
    op.create_table('objections',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('submission_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('organisation', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('named_by_id', sa.Integer(), nullable=False),
    sa.Column('named_at', MOMENT, nullable=False),
    sa.ForeignKeyConstraint(['named_by_id'], ['users.id'], name=op.f('fk_objections_named_by_id')),
    sa.ForeignKeyConstraint(['submission_id'], ['submissions.id'], name=op.f('fk_objections_submission_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objections'))
    )
    op.create_index(op.f('ix_objections_submission_id'), 'objections', ['submission_id'])
    op.create_table('organisation_groups',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('names', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_organisation_groups_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organisation_groups'))
    )
    op.create_index(op.f('ix_organisation_groups_edition_id'), 'organisation_groups', ['edition_id'])


def _keep_organisations():
    op.add_column('judges', sa.Column('languages', sa.JSON(), server_default='[]', nullable=False))
    op.add_column('judges', sa.Column('phone', sa.String(length=40), server_default='', nullable=False))
    op.add_column('judges', sa.Column('min_load', sa.Integer(), nullable=True))
    judges = op.get_bind().execute(sa.text('SELECT id, organisation FROM judges')).all()
    rows = [
        {'judge_id': one.id, 'position': position, 'name': name}
        for one in judges
        for position, name in enumerate((part.strip() for part in one.organisation.split(';')), start=1)
        if name
    ]
    table = sa.table('judge_organisations', sa.column('judge_id'), sa.column('position'), sa.column('name'))
    if rows:
        op.bulk_insert(table, rows)
    op.drop_column('judges', 'organisation')


def _make_invitations():
    op.create_table('panel_invitations',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('category_id', sa.Integer(), nullable=True),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('profile', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('due_at', MOMENT, nullable=False),
    sa.Column('invited_by_id', sa.Integer(), nullable=False),
    sa.Column('invited_at', MOMENT, nullable=False),
    sa.Column('answered_at', MOMENT, nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('suggested_name', sa.String(length=120), nullable=False),
    sa.Column('suggested_email', sa.String(length=254), nullable=False),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('reminded_at', MOMENT, nullable=True),
    sa.Column('hours_reminded', sa.Integer(), nullable=True),
    sa.Column('seat_id', sa.Integer(), nullable=True),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('replaces_seat_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['category_id'], ['categories.id'], name=op.f('fk_panel_invitations_category_id')),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_panel_invitations_edition_id')),
    sa.ForeignKeyConstraint(['invited_by_id'], ['users.id'], name=op.f('fk_panel_invitations_invited_by_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['panel_invitations.id'], name=op.f('fk_panel_invitations_replaces_id')),
    sa.ForeignKeyConstraint(['replaces_seat_id'], ['panel_seats.id'], name=op.f('fk_panel_invitations_replaces_seat_id')),
    sa.ForeignKeyConstraint(['round_id'], ['rounds.id'], name=op.f('fk_panel_invitations_round_id')),
    sa.ForeignKeyConstraint(['seat_id'], ['panel_seats.id'], name=op.f('fk_panel_invitations_seat_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_panel_invitations'))
    )
    op.create_index(op.f('ix_panel_invitations_edition_id'), 'panel_invitations', ['edition_id'])


def downgrade():
    op.drop_table('panel_invitations')
    _narrow_conflicts()
    # The council, invited experts and those who have left were unknown before.
    op.execute("DELETE FROM panel_seats WHERE category_id IS NULL OR role = 'expert' OR left_at IS NOT NULL")
    op.drop_index('uq_panel_seats_council', table_name='panel_seats')
    with op.batch_alter_table('panel_seats', schema=None) as batch_op:
        batch_op.alter_column('category_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column('left_at')
        batch_op.drop_column('until_on')
        batch_op.drop_column('from_on')
    _join_organisations()
    op.drop_table('organisation_groups')
    op.drop_table('objections')
    op.drop_table('declarations')
    op.drop_table('judge_organisations')


def _narrow_conflicts():
    op.execute("DELETE FROM conflicts WHERE state = 'rejected'")
    op.execute("UPDATE conflicts SET source = 'organizer' WHERE source = 'author'")
    with op.batch_alter_table('conflicts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('judge_id', sa.Integer(), nullable=True))
    op.execute(
        'UPDATE conflicts SET judge_id = (SELECT judges.id FROM judges JOIN submissions '
        'ON submissions.edition_id = judges.edition_id '
        'WHERE judges.user_id = conflicts.user_id AND submissions.id = conflicts.submission_id)'
    )
    op.execute('DELETE FROM conflicts WHERE judge_id IS NULL')
    # Kinds unknown before become `other`, once for each pair.
    kinds = "('agency', 'supervisor', 'other')"
    op.execute(
        f'DELETE FROM conflicts WHERE kind IN {kinds} AND id NOT IN '
        f'(SELECT MIN(id) FROM conflicts WHERE kind IN {kinds} GROUP BY judge_id, submission_id)'
    )
    op.execute(f"UPDATE conflicts SET kind = 'other' WHERE kind IN {kinds}")
    with op.batch_alter_table('conflicts', schema=None) as batch_op:
        batch_op.alter_column('judge_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint(op.f('fk_conflicts_decided_by_id'), type_='foreignkey')
        batch_op.drop_constraint(op.f('fk_conflicts_user_id'), type_='foreignkey')
        batch_op.drop_constraint(op.f('uq_conflicts_user_id_submission_id_kind'), type_='unique')
        for name in ('decided_at', 'decided_by_id', 'reason', 'rule', 'state', 'user_id'):
            batch_op.drop_column(name)
        batch_op.create_foreign_key(op.f('fk_conflicts_judge_id'), 'judges', ['judge_id'], ['id'])
        batch_op.create_unique_constraint(
            op.f('uq_conflicts_judge_id_submission_id_kind'), ['judge_id', 'submission_id', 'kind']
        )


def _join_organisations():
    op.add_column('judges', sa.Column('organisation', sa.String(length=200), server_default='', nullable=False))
    named: dict[int, list[str]] = {}
    listed = sa.text('SELECT judge_id, name FROM judge_organisations WHERE until_on IS NULL ORDER BY judge_id, position')
    for row in op.get_bind().execute(listed).all():
        named.setdefault(row.judge_id, []).append(row.name)
    set_one = sa.text('UPDATE judges SET organisation = :joined WHERE id = :id')
    for judge, names in named.items():
        op.get_bind().execute(set_one, {'joined': '; '.join(names)[:200], 'id': judge})
    for name in ('min_load', 'phone', 'languages'):
        op.drop_column('judges', name)
