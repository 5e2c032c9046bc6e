"""Challenges complete: versions, forecasts, side boards, leagues, duels, teams, targets, awards, appeals; quotes;
the fund that prizes are set aside from. What was launched before has its document as version 1.
"""

import sqlalchemy as sa
from alembic import op

from core.appendonly import guards, unversioned, versioned

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

APPEND_ONLY = ("challenge_versions", "challenge_acceptances", "challenge_awards", "challenge_reviews")


def upgrade() -> None:
    op.create_table('challenge_series',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=30), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('every', sa.String(length=8), nullable=False),
    sa.Column('offset_days', sa.BigInteger(), nullable=False),
    sa.Column('days', sa.BigInteger(), nullable=False),
    sa.Column('prepare_days', sa.BigInteger(), nullable=False),
    sa.Column('prepared_for', sa.Date(), nullable=True),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_series')),
    sa.UniqueConstraint('code', name=op.f('uq_challenge_series_code'))
    )
    op.create_table('funds',
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('balance', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('balance >= 0', name=op.f('ck_funds_not_negative')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_funds'))
    )
    op.create_table('appeals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entrant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('document', sa.String(length=60), nullable=False),
    sa.Column('words', sa.String(length=600), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(length=40), nullable=True),
    sa.Column('answer', sa.String(length=600), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_appeals_challenge_id')),
    sa.ForeignKeyConstraint(['entrant_id'], ['entrants.id'], name=op.f('fk_appeals_entrant_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_appeals_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeals')),
    sa.UniqueConstraint('request_id', name=op.f('uq_appeals_request_id'))
    )
    with op.batch_alter_table('appeals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_appeals_challenge_id'), ['challenge_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_appeals_person_id'), ['person_id'], unique=False)

    op.create_table('challenge_acceptances',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_challenge_acceptances_challenge_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_challenge_acceptances_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_acceptances')),
    sa.UniqueConstraint('challenge_id', 'person_id', 'hash', name=op.f('uq_challenge_acceptances_challenge_id_person_id_hash'))
    )
    with op.batch_alter_table('challenge_acceptances', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_challenge_acceptances_person_id'), ['person_id'], unique=False)

    op.create_table('extra_prizes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entrant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('points', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by', sa.String(length=40), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(length=40), nullable=True),
    sa.CheckConstraint('points > 0', name=op.f('ck_extra_prizes_points')),
    sa.CheckConstraint("state IN ('asked','approved','refused')", name=op.f('ck_extra_prizes_state')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_extra_prizes_challenge_id')),
    sa.ForeignKeyConstraint(['entrant_id'], ['entrants.id'], name=op.f('fk_extra_prizes_entrant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_extra_prizes')),
    sa.UniqueConstraint('request_id', name=op.f('uq_extra_prizes_request_id'))
    )
    with op.batch_alter_table('extra_prizes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_extra_prizes_challenge_id'), ['challenge_id'], unique=False)

    op.create_table('challenge_awards',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('entrant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('points', sa.BigInteger(), nullable=False),
    sa.Column('reward', sa.String(length=40), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_challenge_awards_challenge_id')),
    sa.ForeignKeyConstraint(['entrant_id'], ['entrants.id'], name=op.f('fk_challenge_awards_entrant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_awards')),
    sa.UniqueConstraint('challenge_id', 'key', name=op.f('uq_challenge_awards_challenge_id_key'))
    )
    with op.batch_alter_table('challenge_awards', schema=None) as batch_op:
        batch_op.create_index('ix_challenge_awards_entrant', ['entrant_id'], unique=False)

    op.create_table('challenge_boards',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('number', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('league', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('frozen_revision', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_challenge_boards_board_id')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_challenge_boards_challenge_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_boards')),
    sa.UniqueConstraint('board_id', name=op.f('uq_challenge_boards_board_id')),
    sa.UniqueConstraint('challenge_id', 'kind', 'number', 'league', name=op.f('uq_challenge_boards_challenge_id_kind_number_league'))
    )
    op.create_table('challenge_fairness',
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('document_hash', sa.String(length=64), server_default='', nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=True),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('report', sa.JSON(), nullable=True),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_challenge_fairness_challenge_id')),
    sa.PrimaryKeyConstraint('challenge_id', name=op.f('pk_challenge_fairness'))
    )
    op.create_table('challenge_forecasts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('document_hash', sa.String(length=64), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('inputs', sa.JSON(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.String(length=40), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by', sa.String(length=40), nullable=True),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_challenge_forecasts_challenge_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_forecasts'))
    )
    with op.batch_alter_table('challenge_forecasts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_challenge_forecasts_challenge_id'), ['challenge_id'], unique=False)

    op.create_table('challenge_reviews',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('pattern', sa.String(length=12), nullable=False),
    sa.Column('counts', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_challenge_reviews_challenge_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_reviews'))
    )
    with op.batch_alter_table('challenge_reviews', schema=None) as batch_op:
        batch_op.create_index('ix_challenge_reviews_line', ['challenge_id', 'line_id'], unique=False)

    op.create_table('challenge_targets',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('subject_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by', sa.String(length=40), nullable=False),
    sa.CheckConstraint('value > 0', name=op.f('ck_challenge_targets_value')),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_challenge_targets_challenge_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_targets')),
    sa.UniqueConstraint('challenge_id', 'kind', 'subject_id', name=op.f('uq_challenge_targets_challenge_id_kind_subject_id'))
    )
    op.create_table('challenge_versions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('scope', sa.JSON(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('changes', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('published_by', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_challenge_versions_challenge_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_versions')),
    sa.UniqueConstraint('challenge_id', 'version', name=op.f('uq_challenge_versions_challenge_id_version'))
    )
    op.create_table('duels',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('week', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('one_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('other_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('one_score', sa.BigInteger(), nullable=True),
    sa.Column('other_score', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_duels_challenge_id')),
    sa.ForeignKeyConstraint(['one_id'], ['entrants.id'], name=op.f('fk_duels_one_id')),
    sa.ForeignKeyConstraint(['other_id'], ['entrants.id'], name=op.f('fk_duels_other_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duels')),
    sa.UniqueConstraint('challenge_id', 'week', 'one_id', name=op.f('uq_duels_challenge_id_week_one_id'))
    )
    with op.batch_alter_table('duels', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duels_one_id'), ['one_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_duels_other_id'), ['other_id'], unique=False)

    op.create_table('league_places',
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('week', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('entrant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('league', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('moved', sa.String(length=4), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_league_places_challenge_id')),
    sa.ForeignKeyConstraint(['entrant_id'], ['entrants.id'], name=op.f('fk_league_places_entrant_id')),
    sa.PrimaryKeyConstraint('challenge_id', 'week', 'entrant_id', name=op.f('pk_league_places'))
    )
    op.create_table('quotes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_key', sa.String(length=160), nullable=False),
    sa.Column('number', sa.String(length=60), nullable=False),
    sa.Column('selling_company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rep_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('buying_company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('range_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.Column('quoted_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=4), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.Column('first_revision', sa.BigInteger(), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_by', sa.String(length=40), nullable=False),
    sa.CheckConstraint("state IN ('open','won','lost')", name=op.f('ck_quotes_state')),
    sa.ForeignKeyConstraint(['buying_company_id'], ['companies.id'], name=op.f('fk_quotes_buying_company_id')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_quotes_product_id')),
    sa.ForeignKeyConstraint(['range_id'], ['ranges.id'], name=op.f('fk_quotes_range_id')),
    sa.ForeignKeyConstraint(['rep_id'], ['people.id'], name=op.f('fk_quotes_rep_id')),
    sa.ForeignKeyConstraint(['selling_company_id'], ['companies.id'], name=op.f('fk_quotes_selling_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quotes')),
    sa.UniqueConstraint('row_key', name=op.f('uq_quotes_row_key'))
    )
    with op.batch_alter_table('quotes', schema=None) as batch_op:
        batch_op.create_index('ix_quotes_rep', ['rep_id', 'quoted_on'], unique=False)
        batch_op.create_index('ix_quotes_revision', ['revision'], unique=False)
        batch_op.create_index('ix_quotes_seller', ['selling_company_id', 'quoted_on'], unique=False)

    op.create_table('quote_files',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('filename', sa.String(length=160), nullable=False),
    sa.Column('stored', sa.String(length=40), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('brought_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('brought_by', sa.String(length=40), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_by', sa.String(length=40), nullable=True),
    sa.Column('written', sa.BigInteger(), nullable=False),
    sa.Column('refused', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quote_files'))
    )
    op.create_table('teams',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_fr', sa.String(length=120), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_teams_challenge_id')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_teams_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_teams')),
    sa.UniqueConstraint('challenge_id', 'code', name=op.f('uq_teams_challenge_id_code'))
    )
    with op.batch_alter_table('teams', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_teams_company_id'), ['company_id'], unique=False)

    op.create_table('television_links',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('label', sa.String(length=80), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.String(length=40), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_by', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_television_links_challenge_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_television_links')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_television_links_token_hash'))
    )
    with op.batch_alter_table('television_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_television_links_challenge_id'), ['challenge_id'], unique=False)

    op.create_table('team_members',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_team_members_person_id')),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_team_members_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_members')),
    sa.UniqueConstraint('team_id', 'person_id', 'from_on', name=op.f('uq_team_members_team_id_person_id_from_on'))
    )
    with op.batch_alter_table('team_members', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_members_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('acts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('revision', sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f('ix_acts_revision'), ['revision'], unique=False)

    with op.batch_alter_table('claims', schema=None) as batch_op:
        batch_op.create_index('ix_claims_waiting', ['invoiced_on', 'id'], unique=False, sqlite_where=sa.text("state = 'sent'"), postgresql_where=sa.text("state = 'sent'"))

    with op.batch_alter_table('challenges', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('worst_points', sa.BigInteger(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('proposed_by', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('proposed_hash', sa.String(length=64), server_default='', nullable=False))
        batch_op.add_column(sa.Column('settle_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('series_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.create_index(batch_op.f('ix_challenges_series_id'), ['series_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_challenges_series_id'), 'challenge_series', ['series_id'], ['id'])

    op.execute(
        "INSERT INTO challenge_versions (challenge_id, version, document, scope, hash, from_on, changes, reason,"
        " published_at, published_by) SELECT id, 1, document, scope, document_hash, starts_on, '[]', '', created_at,"
        " created_by FROM challenges WHERE document_hash <> ''"
    )
    for table in APPEND_ONLY:
        for statement in guards(table, op.get_bind().dialect.name):
            op.execute(statement)
    for statement in versioned('challenges', 'challenge_versions', 'challenge_id', 'draft', op.get_bind().dialect.name):
        op.execute(statement)



def downgrade() -> None:
    for statement in unversioned('challenges', op.get_bind().dialect.name):
        op.execute(statement)
    with op.batch_alter_table('challenges', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_challenges_series_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_challenges_series_id'))
        batch_op.drop_column('series_id')
        batch_op.drop_column('settled_at')
        batch_op.drop_column('settle_at')
        batch_op.drop_column('proposed_hash')
        batch_op.drop_column('proposed_by')
        batch_op.drop_column('proposed_at')
        batch_op.drop_column('worst_points')
        batch_op.drop_column('version')

    with op.batch_alter_table('claims', schema=None) as batch_op:
        batch_op.drop_index('ix_claims_waiting', sqlite_where=sa.text("state = 'sent'"), postgresql_where=sa.text("state = 'sent'"))

    with op.batch_alter_table('acts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_acts_revision'))
        batch_op.drop_column('revision')

    with op.batch_alter_table('team_members', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_team_members_person_id'))

    op.drop_table('team_members')
    with op.batch_alter_table('television_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_television_links_challenge_id'))

    op.drop_table('television_links')
    with op.batch_alter_table('teams', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_teams_company_id'))

    op.drop_table('teams')
    with op.batch_alter_table('quotes', schema=None) as batch_op:
        batch_op.drop_index('ix_quotes_seller')
        batch_op.drop_index('ix_quotes_revision')
        batch_op.drop_index('ix_quotes_rep')

    op.drop_table('quotes')
    op.drop_table('quote_files')
    op.drop_table('league_places')
    with op.batch_alter_table('duels', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duels_other_id'))
        batch_op.drop_index(batch_op.f('ix_duels_one_id'))

    op.drop_table('duels')
    op.drop_table('challenge_versions')
    op.drop_table('challenge_targets')
    with op.batch_alter_table('challenge_reviews', schema=None) as batch_op:
        batch_op.drop_index('ix_challenge_reviews_line')

    op.drop_table('challenge_reviews')
    with op.batch_alter_table('challenge_forecasts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_challenge_forecasts_challenge_id'))

    op.drop_table('challenge_forecasts')
    op.drop_table('challenge_fairness')
    op.drop_table('challenge_boards')
    with op.batch_alter_table('challenge_awards', schema=None) as batch_op:
        batch_op.drop_index('ix_challenge_awards_entrant')

    op.drop_table('challenge_awards')
    with op.batch_alter_table('challenge_acceptances', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_challenge_acceptances_person_id'))

    op.drop_table('challenge_acceptances')
    with op.batch_alter_table('extra_prizes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_extra_prizes_challenge_id'))

    op.drop_table('extra_prizes')
    with op.batch_alter_table('appeals', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_appeals_person_id'))
        batch_op.drop_index(batch_op.f('ix_appeals_challenge_id'))

    op.drop_table('appeals')
    op.drop_table('funds')
    op.drop_table('challenge_series')
