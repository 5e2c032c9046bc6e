"""The whole house: every table, and the guards of those that are never edited."""

import sqlalchemy as sa
from alembic import op

from core.appendonly import guards, unguards

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None

#: Tables that the database itself refuses to edit.
APPEND_ONLY = (
    "audit_lines",
    "terms",
    "acceptances",
    "legal_parameters",
    "legal_statuses",
    "employer_consents",
    "gratifications",
    "ledger_transactions",
    "postings",
    "lot_uses",
    "order_steps",
    "sale_lines",
    "challenge_steps",
    "challenge_results",
    "seal_links",
)


def upgrade() -> None:
    op.create_table('audit_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=40), nullable=False),
    sa.Column('verb', sa.String(length=60), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.String(length=80), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_lines'))
    )
    with op.batch_alter_table('audit_lines', schema=None) as batch_op:
        batch_op.create_index('ix_audit_lines_subject', ['subject_kind', 'subject_id'], unique=False)

    op.create_table('boards',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('tie', sa.String(length=5), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('leaf', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.Column('as_of', sa.DateTime(timezone=True), nullable=True),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ranked', sa.BigInteger(), nullable=False),
    sa.Column('open_scores', sa.Boolean(), nullable=False),
    sa.Column('open_names', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_boards')),
    sa.UniqueConstraint('key', name=op.f('uq_boards_key'))
    )
    op.create_table('column_mappings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_by', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_column_mappings')),
    sa.UniqueConstraint('name', name=op.f('uq_column_mappings_name'))
    )
    op.create_table('companies',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('sort_key', sa.String(length=160), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('parent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('siret', sa.String(length=14), nullable=True),
    sa.Column('size', sa.String(length=10), nullable=False),
    sa.Column('sector', sa.String(length=60), nullable=False),
    sa.Column('region', sa.String(length=60), nullable=False),
    sa.Column('city', sa.String(length=80), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('sponsor','distributor','installer')", name=op.f('ck_companies_kind')),
    sa.ForeignKeyConstraint(['parent_id'], ['companies.id'], name=op.f('fk_companies_parent_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_companies')),
    sa.UniqueConstraint('code', name=op.f('uq_companies_code')),
    sa.UniqueConstraint('siret', name=op.f('uq_companies_siret'))
    )
    with op.batch_alter_table('companies', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_companies_region'), ['region'], unique=False)
        batch_op.create_index(batch_op.f('ix_companies_sort_key'), ['sort_key'], unique=False)

    op.create_table('counters',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('value', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_counters'))
    )
    op.create_table('earning_rules',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('name_fr', sa.String(length=120), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('beneficiary', sa.String(length=16), nullable=False),
    sa.Column('basis', sa.String(length=8), nullable=False),
    sa.Column('points', sa.BigInteger(), nullable=False),
    sa.Column('per', sa.BigInteger(), nullable=False),
    sa.Column('range_ids', sa.JSON(), nullable=False),
    sa.Column('company_kinds', sa.JSON(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=40), nullable=False),
    sa.CheckConstraint('points > 0 AND per > 0', name=op.f('ck_earning_rules_rate')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_earning_rules')),
    sa.UniqueConstraint('code', 'version', name=op.f('uq_earning_rules_code_version'))
    )
    op.create_table('job_runs',
    sa.Column('job', sa.String(length=60), nullable=False),
    sa.Column('period', sa.String(length=40), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('outcome', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('job', 'period', name=op.f('pk_job_runs'))
    )
    op.create_table('leases',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('holder', sa.String(length=80), nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_leases'))
    )
    op.create_table('ledger_transactions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(length=40), nullable=False),
    sa.Column('reverses_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['reverses_id'], ['ledger_transactions.id'], name=op.f('fk_ledger_transactions_reverses_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_transactions')),
    sa.UniqueConstraint('reference', name=op.f('uq_ledger_transactions_reference')),
    sa.UniqueConstraint('reverses_id', name=op.f('uq_ledger_transactions_reverses_id'))
    )
    op.create_table('outbox',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('message_id', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(length=254), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.BigInteger(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trouble', sa.String(length=300), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('message_id', name=op.f('uq_outbox_message_id'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_waiting', ['state', 'next_at'], unique=False)

    op.create_table('people',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('email_key', sa.String(length=254), nullable=False),
    sa.Column('first_name', sa.String(length=80), nullable=False),
    sa.Column('last_name', sa.String(length=80), nullable=False),
    sa.Column('sort_key', sa.String(length=160), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('password_hash', sa.String(length=200), nullable=True),
    sa.Column('pseudonym', sa.String(length=60), nullable=False),
    sa.Column('shows_name', sa.Boolean(), nullable=False),
    sa.Column('disabled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_people')),
    sa.UniqueConstraint('code', name=op.f('uq_people_code')),
    sa.UniqueConstraint('email_key', name=op.f('uq_people_email_key'))
    )
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_people_sort_key'), ['sort_key'], unique=False)

    op.create_table('ranges',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('sort_key', sa.String(length=120), nullable=False),
    sa.Column('unit_fr', sa.String(length=80), nullable=False),
    sa.Column('unit_en', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ranges')),
    sa.UniqueConstraint('code', name=op.f('uq_ranges_code'))
    )
    op.create_table('rewards',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_fr', sa.String(length=120), nullable=False),
    sa.Column('name_en', sa.String(length=120), nullable=False),
    sa.Column('about_fr', sa.Text(), nullable=False),
    sa.Column('about_en', sa.Text(), nullable=False),
    sa.Column('family', sa.String(length=12), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('form', sa.String(length=12), nullable=False),
    sa.Column('beneficiary', sa.String(length=8), nullable=False),
    sa.Column('picture', sa.String(length=120), nullable=False),
    sa.Column('price_points', sa.BigInteger(), nullable=False),
    sa.Column('cost_cents', sa.BigInteger(), nullable=False),
    sa.Column('stock', sa.BigInteger(), nullable=True),
    sa.Column('received', sa.BigInteger(), nullable=True),
    sa.Column('delay_days', sa.BigInteger(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('cost_cents >= 0', name=op.f('ck_rewards_cost')),
    sa.CheckConstraint('price_points > 0', name=op.f('ck_rewards_price')),
    sa.CheckConstraint('stock IS NULL OR stock >= 0', name=op.f('ck_rewards_stock')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rewards')),
    sa.UniqueConstraint('code', name=op.f('uq_rewards_code'))
    )
    with op.batch_alter_table('rewards', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_rewards_family'), ['family'], unique=False)

    op.create_table('seal_links',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('chain', sa.String(length=40), nullable=False),
    sa.Column('first_id', sa.BigInteger(), nullable=False),
    sa.Column('last_id', sa.BigInteger(), nullable=False),
    sa.Column('rows', sa.BigInteger(), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seal_links')),
    sa.UniqueConstraint('chain', 'first_id', name=op.f('uq_seal_links_chain_first_id'))
    )
    op.create_table('terms',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.String(length=20), nullable=False),
    sa.Column('text_fr', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_terms')),
    sa.UniqueConstraint('version', name=op.f('uq_terms_version'))
    )
    op.create_table('throttles',
    sa.Column('key', sa.String(length=120), nullable=False),
    sa.Column('window_start', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tries', sa.BigInteger(), nullable=False),
    sa.Column('blocked_until', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_throttles'))
    )
    op.create_table('uploads',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('filename', sa.String(length=160), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('source', sa.String(length=80), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=12), nullable=False),
    sa.Column('trouble', sa.String(length=500), nullable=False),
    sa.Column('brought_by', sa.String(length=40), nullable=False),
    sa.Column('brought_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stored', sa.String(length=40), nullable=False),
    sa.Column('rows_total', sa.BigInteger(), nullable=False),
    sa.Column('rows_done', sa.BigInteger(), nullable=False),
    sa.Column('rows_good', sa.BigInteger(), nullable=False),
    sa.Column('rows_bad', sa.BigInteger(), nullable=False),
    sa.Column('rows_known', sa.BigInteger(), nullable=False),
    sa.Column('rows_conflict', sa.BigInteger(), nullable=False),
    sa.Column('amount_good_cents', sa.BigInteger(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_by', sa.String(length=40), nullable=True),
    sa.Column('points', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_uploads'))
    )
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_uploads_sha256'), ['sha256'], unique=False)

    op.create_table('acceptances',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('terms_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('browser', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_acceptances_person_id')),
    sa.ForeignKeyConstraint(['terms_id'], ['terms.id'], name=op.f('fk_acceptances_terms_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_acceptances')),
    sa.UniqueConstraint('person_id', 'terms_id', name=op.f('uq_acceptances_person_id_terms_id'))
    )
    op.create_table('challenges',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('document', sa.JSON(), nullable=False),
    sa.Column('document_hash', sa.String(length=64), nullable=False),
    sa.Column('scope', sa.JSON(), nullable=False),
    sa.Column('title_fr', sa.String(length=120), nullable=False),
    sa.Column('title_en', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contest_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('participants', sa.BigInteger(), nullable=False),
    sa.Column('typical', sa.BigInteger(), nullable=False),
    sa.Column('scored_revision', sa.BigInteger(), nullable=False),
    sa.Column('certified_revision', sa.BigInteger(), nullable=True),
    sa.Column('results_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=40), nullable=False),
    sa.CheckConstraint("state IN ('draft','announced','open','closing','certified','paid','stopped')", name=op.f('ck_challenges_state')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_challenges_dates')),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_challenges_board_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenges')),
    sa.UniqueConstraint('board_id', name=op.f('uq_challenges_board_id')),
    sa.UniqueConstraint('code', name=op.f('uq_challenges_code'))
    )
    op.create_table('employer_consents',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('granted', sa.Boolean(), nullable=False),
    sa.Column('yearly_cap_cents', sa.BigInteger(), nullable=True),
    sa.Column('signatory', sa.String(length=160), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_employer_consents_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_employer_consents'))
    )
    with op.batch_alter_table('employer_consents', schema=None) as batch_op:
        batch_op.create_index('ix_employer_consents_company', ['company_id', 'at'], unique=False)

    op.create_table('entrants',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('subject_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('label', sa.String(length=160), nullable=False),
    sa.Column('alias', sa.String(length=160), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_entrants_board_id')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_entrants_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entrants')),
    sa.UniqueConstraint('board_id', 'kind', 'subject_id', name=op.f('uq_entrants_board_id_kind_subject_id'))
    )
    with op.batch_alter_table('entrants', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_entrants_company_id'), ['company_id'], unique=False)

    op.create_table('goals',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_goals_person_id')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_goals_reward_id')),
    sa.PrimaryKeyConstraint('person_id', name=op.f('pk_goals'))
    )
    op.create_table('legal_parameters',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_parameters'))
    )
    with op.batch_alter_table('legal_parameters', schema=None) as batch_op:
        batch_op.create_index('ix_legal_parameters_code', ['code', 'starts_on'], unique=False)

    op.create_table('legal_statuses',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('status', sa.String(length=30), nullable=False),
    sa.Column('evidence', sa.String(length=200), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_legal_statuses_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_statuses'))
    )
    with op.batch_alter_table('legal_statuses', schema=None) as batch_op:
        batch_op.create_index('ix_legal_statuses_person', ['person_id', 'starts_on'], unique=False)

    op.create_table('mandates',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.CheckConstraint("role IN ('administrator','account_manager','company_manager','rep')", name=op.f('ck_mandates_role')),
    sa.CheckConstraint('ends_on IS NULL OR ends_on >= starts_on', name=op.f('ck_mandates_dates')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_mandates_company_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_mandates_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mandates'))
    )
    with op.batch_alter_table('mandates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mandates_company_id'), ['company_id'], unique=False)
        batch_op.create_index('ix_mandates_person_company', ['person_id', 'company_id'], unique=False)

    op.create_table('notices',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('topic', sa.String(length=20), nullable=False),
    sa.Column('title', sa.String(length=160), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('path', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reference', sa.String(length=120), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_notices_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
    sa.UniqueConstraint('reference', name=op.f('uq_notices_reference'))
    )
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index('ix_notices_inbox', ['person_id', 'id'], unique=False)

    op.create_table('one_time_links',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('purpose', sa.String(length=12), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_one_time_links_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_links')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_one_time_links_token_hash'))
    )
    with op.batch_alter_table('one_time_links', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_links_person_id'), ['person_id'], unique=False)

    op.create_table('portfolios',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_portfolios_company_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_portfolios_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'company_id', name=op.f('pk_portfolios'))
    )
    op.create_table('preferences',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('topic', sa.String(length=20), nullable=False),
    sa.Column('by_mail', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_preferences_person_id')),
    sa.PrimaryKeyConstraint('person_id', 'topic', name=op.f('pk_preferences'))
    )
    op.create_table('products',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('reference_key', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('sort_key', sa.String(length=160), nullable=False),
    sa.Column('ean', sa.String(length=14), nullable=True),
    sa.Column('range_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('margin_bp', sa.BigInteger(), nullable=True),
    sa.Column('unit_cost_cents', sa.BigInteger(), nullable=True),
    sa.Column('strategic', sa.Boolean(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('margin_bp IS NULL OR margin_bp BETWEEN -10000 AND 10000', name=op.f('ck_products_margin')),
    sa.CheckConstraint('unit_cost_cents IS NULL OR unit_cost_cents >= 0', name=op.f('ck_products_cost')),
    sa.ForeignKeyConstraint(['range_id'], ['ranges.id'], name=op.f('fk_products_range_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_products')),
    sa.UniqueConstraint('reference', name=op.f('uq_products_reference'))
    )
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_products_range_id'), ['range_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_products_reference_key'), ['reference_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_products_sort_key'), ['sort_key'], unique=False)

    op.create_table('score_counts',
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('level', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('bucket', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('count', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_score_counts_board_id')),
    sa.PrimaryKeyConstraint('board_id', 'level', 'bucket', name=op.f('pk_score_counts')),
    sqlite_with_rowid=False,
    )
    op.create_table('sign_ins',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('address', sa.String(length=64), nullable=False),
    sa.Column('browser', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_sign_ins_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_ins')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_ins_token_hash'))
    )
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sign_ins_person_id'), ['person_id'], unique=False)

    op.create_table('staged_rows',
    sa.Column('upload_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('line', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('verdict', sa.String(length=8), nullable=False),
    sa.Column('cells', sa.JSON(), nullable=True),
    sa.Column('problems', sa.JSON(), nullable=True),
    sa.Column('row_key', sa.String(length=160), nullable=True),
    sa.Column('content_hash', sa.String(length=32), nullable=True),
    sa.Column('document', sa.String(length=60), nullable=True),
    sa.Column('selling_company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('rep_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('buying_company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('quantity', sa.BigInteger(), nullable=True),
    sa.Column('amount_cents', sa.BigInteger(), nullable=True),
    sa.Column('cost_cents', sa.BigInteger(), nullable=True),
    sa.Column('ordered_on', sa.Date(), nullable=True),
    sa.Column('invoiced_on', sa.Date(), nullable=True),
    sa.Column('sold_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['upload_id'], ['uploads.id'], name=op.f('fk_staged_rows_upload_id')),
    sa.PrimaryKeyConstraint('upload_id', 'line', name=op.f('pk_staged_rows'))
    )
    with op.batch_alter_table('staged_rows', schema=None) as batch_op:
        batch_op.create_index('ix_staged_rows_key', ['upload_id', 'row_key'], unique=False)

    op.create_table('wallets',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('available', sa.BigInteger(), nullable=False),
    sa.Column('pending', sa.BigInteger(), nullable=False),
    sa.Column('reserved', sa.BigInteger(), nullable=False),
    sa.Column('debt', sa.BigInteger(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(person_id IS NULL) <> (company_id IS NULL)', name=op.f('ck_wallets_one_owner')),
    sa.CheckConstraint('available >= 0 AND pending >= 0 AND reserved >= 0 AND debt >= 0', name=op.f('ck_wallets_not_negative')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_wallets_company_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_wallets_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wallets')),
    sa.UniqueConstraint('company_id', name=op.f('uq_wallets_company_id')),
    sa.UniqueConstraint('person_id', name=op.f('uq_wallets_person_id'))
    )
    op.create_table('challenge_results',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entrant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rank', sa.BigInteger(), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=False),
    sa.Column('reached_on', sa.Date(), nullable=False),
    sa.Column('prize_points', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_challenge_results_challenge_id')),
    sa.ForeignKeyConstraint(['entrant_id'], ['entrants.id'], name=op.f('fk_challenge_results_entrant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_results')),
    sa.UniqueConstraint('challenge_id', 'entrant_id', name=op.f('uq_challenge_results_challenge_id_entrant_id'))
    )
    with op.batch_alter_table('challenge_results', schema=None) as batch_op:
        batch_op.create_index('ix_challenge_results_order', ['challenge_id', 'rank'], unique=False)

    op.create_table('challenge_steps',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_challenge_steps_challenge_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge_steps'))
    )
    with op.batch_alter_table('challenge_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_challenge_steps_challenge_id'), ['challenge_id'], unique=False)

    op.create_table('gratifications',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('status', sa.String(length=30), nullable=False),
    sa.Column('employer_siret', sa.String(length=14), nullable=True),
    sa.Column('form', sa.String(length=12), nullable=False),
    sa.Column('value_cents', sa.BigInteger(), nullable=False),
    sa.Column('valuation', sa.String(length=20), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cumulative_before_cents', sa.BigInteger(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('consent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('terms_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('corrects_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_gratifications_company_id')),
    sa.ForeignKeyConstraint(['consent_id'], ['employer_consents.id'], name=op.f('fk_gratifications_consent_id')),
    sa.ForeignKeyConstraint(['corrects_id'], ['gratifications.id'], name=op.f('fk_gratifications_corrects_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_gratifications_person_id')),
    sa.ForeignKeyConstraint(['terms_id'], ['terms.id'], name=op.f('fk_gratifications_terms_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gratifications')),
    sa.UniqueConstraint('corrects_id', name=op.f('uq_gratifications_corrects_id')),
    sa.UniqueConstraint('reference', name=op.f('uq_gratifications_reference'))
    )
    with op.batch_alter_table('gratifications', schema=None) as batch_op:
        batch_op.create_index('ix_gratifications_person', ['person_id', 'granted_at'], unique=False)

    op.create_table('lots',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('wallet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('transaction_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('remaining', sa.BigInteger(), nullable=False),
    sa.Column('earned_on', sa.Date(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.CheckConstraint('remaining >= 0 AND remaining <= amount', name=op.f('ck_lots_remaining')),
    sa.ForeignKeyConstraint(['transaction_id'], ['ledger_transactions.id'], name=op.f('fk_lots_transaction_id')),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallets.id'], name=op.f('fk_lots_wallet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lots')),
    sa.UniqueConstraint('transaction_id', 'wallet_id', name=op.f('uq_lots_transaction_id_wallet_id'))
    )
    with op.batch_alter_table('lots', schema=None) as batch_op:
        batch_op.create_index('ix_lots_live', ['wallet_id', 'expires_on', 'id'], unique=False, sqlite_where=sa.text('remaining > 0'), postgresql_where=sa.text('remaining > 0'))

    op.create_table('multipliers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('range_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('times_bp', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('(range_id IS NULL) <> (product_id IS NULL)', name=op.f('ck_multipliers_one_target')),
    sa.CheckConstraint('times_bp > 0', name=op.f('ck_multipliers_times')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_multipliers_product_id')),
    sa.ForeignKeyConstraint(['range_id'], ['ranges.id'], name=op.f('fk_multipliers_range_id')),
    sa.ForeignKeyConstraint(['rule_id'], ['earning_rules.id'], name=op.f('fk_multipliers_rule_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_multipliers'))
    )
    with op.batch_alter_table('multipliers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_multipliers_rule_id'), ['rule_id'], unique=False)

    op.create_table('orders',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('wallet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('points', sa.BigInteger(), nullable=False),
    sa.Column('cost_cents', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('placed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('promised_on', sa.Date(), nullable=False),
    sa.Column('legal_status', sa.String(length=30), nullable=False),
    sa.Column('terms_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('consent_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("state IN ('requested','approved','delivered','cancelled')", name=op.f('ck_orders_state')),
    sa.CheckConstraint('quantity > 0 AND points > 0', name=op.f('ck_orders_amounts')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_orders_company_id')),
    sa.ForeignKeyConstraint(['consent_id'], ['employer_consents.id'], name=op.f('fk_orders_consent_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_orders_person_id')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_orders_reward_id')),
    sa.ForeignKeyConstraint(['terms_id'], ['terms.id'], name=op.f('fk_orders_terms_id')),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallets.id'], name=op.f('fk_orders_wallet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_orders')),
    sa.UniqueConstraint('request_id', name=op.f('uq_orders_request_id'))
    )
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_orders_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_reward_id'), ['reward_id'], unique=False)
        batch_op.create_index('ix_orders_state', ['state', 'placed_at'], unique=False)

    op.create_table('participations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('challenge_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('subject_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('entrant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('joined_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('joined_by', sa.String(length=40), nullable=False),
    sa.Column('document_hash', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenges.id'], name=op.f('fk_participations_challenge_id')),
    sa.ForeignKeyConstraint(['entrant_id'], ['entrants.id'], name=op.f('fk_participations_entrant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participations')),
    sa.UniqueConstraint('challenge_id', 'kind', 'subject_id', name=op.f('uq_participations_challenge_id_kind_subject_id')),
    sa.UniqueConstraint('entrant_id', name=op.f('uq_participations_entrant_id'))
    )
    op.create_table('postings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('transaction_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account', sa.String(length=60), nullable=False),
    sa.Column('wallet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('amount <> 0', name=op.f('ck_postings_not_zero')),
    sa.ForeignKeyConstraint(['transaction_id'], ['ledger_transactions.id'], name=op.f('fk_postings_transaction_id')),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallets.id'], name=op.f('fk_postings_wallet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_postings'))
    )
    with op.batch_alter_table('postings', schema=None) as batch_op:
        batch_op.create_index('ix_postings_account', ['account'], unique=False)
        batch_op.create_index(batch_op.f('ix_postings_transaction_id'), ['transaction_id'], unique=False)
        batch_op.create_index('ix_postings_wallet', ['wallet_id', 'id'], unique=False)

    op.create_table('sale_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_key', sa.String(length=160), nullable=False),
    sa.Column('content_hash', sa.String(length=32), nullable=False),
    sa.Column('upload_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line', sa.BigInteger(), nullable=False),
    sa.Column('document', sa.String(length=60), nullable=False),
    sa.Column('selling_company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rep_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('buying_company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.Column('cost_cents', sa.BigInteger(), nullable=True),
    sa.Column('ordered_on', sa.Date(), nullable=True),
    sa.Column('invoiced_on', sa.Date(), nullable=True),
    sa.Column('sold_on', sa.Date(), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('quantity <> 0', name=op.f('ck_sale_lines_quantity')),
    sa.ForeignKeyConstraint(['buying_company_id'], ['companies.id'], name=op.f('fk_sale_lines_buying_company_id')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_sale_lines_product_id')),
    sa.ForeignKeyConstraint(['rep_id'], ['people.id'], name=op.f('fk_sale_lines_rep_id')),
    sa.ForeignKeyConstraint(['selling_company_id'], ['companies.id'], name=op.f('fk_sale_lines_selling_company_id')),
    sa.ForeignKeyConstraint(['upload_id'], ['uploads.id'], name=op.f('fk_sale_lines_upload_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sale_lines')),
    sa.UniqueConstraint('row_key', name=op.f('uq_sale_lines_row_key'))
    )
    with op.batch_alter_table('sale_lines', schema=None) as batch_op:
        batch_op.create_index('ix_sale_lines_buyer', ['buying_company_id', 'sold_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_sale_lines_product_id'), ['product_id'], unique=False)
        batch_op.create_index('ix_sale_lines_rep', ['rep_id', 'sold_on'], unique=False)
        batch_op.create_index('ix_sale_lines_revision', ['revision'], unique=False)
        batch_op.create_index('ix_sale_lines_seller', ['selling_company_id', 'sold_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_sale_lines_upload_id'), ['upload_id'], unique=False)

    op.create_table('scores',
    sa.Column('entrant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=False),
    sa.Column('reached_on', sa.Date(), nullable=False),
    sa.Column('order_key', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_scores_board_id')),
    sa.ForeignKeyConstraint(['entrant_id'], ['entrants.id'], name=op.f('fk_scores_entrant_id')),
    sa.PrimaryKeyConstraint('entrant_id', name=op.f('pk_scores')),
    sqlite_with_rowid=False,
    )
    with op.batch_alter_table('scores', schema=None) as batch_op:
        batch_op.create_index('ix_scores_order', ['board_id', 'order_key', 'entrant_id'], unique=False)

    op.create_table('snapshots',
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('name', sa.String(length=20), nullable=False),
    sa.Column('entrant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('rank', sa.BigInteger(), nullable=False),
    sa.Column('score', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('board_id', 'name', 'entrant_id', name=op.f('pk_snapshots')),
    sqlite_with_rowid=False,
    )
    op.create_table('claims',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.Column('document', sa.String(length=60), nullable=False),
    sa.Column('invoiced_on', sa.Date(), nullable=False),
    sa.Column('photo', sa.String(length=80), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(length=40), nullable=True),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_claims_company_id')),
    sa.ForeignKeyConstraint(['line_id'], ['sale_lines.id'], name=op.f('fk_claims_line_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_claims_person_id')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_claims_product_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_claims')),
    sa.UniqueConstraint('request_id', name=op.f('uq_claims_request_id'))
    )
    with op.batch_alter_table('claims', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_claims_person_id'), ['person_id'], unique=False)

    op.create_table('lot_uses',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('transaction_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('lot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['lot_id'], ['lots.id'], name=op.f('fk_lot_uses_lot_id')),
    sa.ForeignKeyConstraint(['transaction_id'], ['ledger_transactions.id'], name=op.f('fk_lot_uses_transaction_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lot_uses')),
    sa.UniqueConstraint('transaction_id', 'lot_id', name=op.f('uq_lot_uses_transaction_id_lot_id'))
    )
    with op.batch_alter_table('lot_uses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lot_uses_lot_id'), ['lot_id'], unique=False)

    op.create_table('order_steps',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_order_steps_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_steps'))
    )
    with op.batch_alter_table('order_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_steps_order_id'), ['order_id'], unique=False)

    dialect = op.get_bind().dialect.name
    if dialect == "sqlite":
        with op.batch_alter_table("postings") as batch_op:
            batch_op.create_check_constraint("whole", "typeof(amount) = 'integer'")
    for table in APPEND_ONLY:
        for statement in guards(table, dialect):
            op.execute(statement)


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in unguards(table, dialect):
            op.execute(statement)
    with op.batch_alter_table('order_steps', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_order_steps_order_id'))

    op.drop_table('order_steps')
    with op.batch_alter_table('lot_uses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lot_uses_lot_id'))

    op.drop_table('lot_uses')
    with op.batch_alter_table('claims', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_claims_person_id'))

    op.drop_table('claims')
    op.drop_table('snapshots')
    with op.batch_alter_table('scores', schema=None) as batch_op:
        batch_op.drop_index('ix_scores_order')

    op.drop_table('scores')
    with op.batch_alter_table('sale_lines', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sale_lines_upload_id'))
        batch_op.drop_index('ix_sale_lines_seller')
        batch_op.drop_index('ix_sale_lines_revision')
        batch_op.drop_index('ix_sale_lines_rep')
        batch_op.drop_index(batch_op.f('ix_sale_lines_product_id'))
        batch_op.drop_index('ix_sale_lines_buyer')

    op.drop_table('sale_lines')
    with op.batch_alter_table('postings', schema=None) as batch_op:
        batch_op.drop_index('ix_postings_wallet')
        batch_op.drop_index(batch_op.f('ix_postings_transaction_id'))
        batch_op.drop_index('ix_postings_account')

    op.drop_table('postings')
    op.drop_table('participations')
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_index('ix_orders_state')
        batch_op.drop_index(batch_op.f('ix_orders_reward_id'))
        batch_op.drop_index(batch_op.f('ix_orders_person_id'))

    op.drop_table('orders')
    with op.batch_alter_table('multipliers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_multipliers_rule_id'))

    op.drop_table('multipliers')
    with op.batch_alter_table('lots', schema=None) as batch_op:
        batch_op.drop_index('ix_lots_live')

    op.drop_table('lots')
    with op.batch_alter_table('gratifications', schema=None) as batch_op:
        batch_op.drop_index('ix_gratifications_person')

    op.drop_table('gratifications')
    with op.batch_alter_table('challenge_steps', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_challenge_steps_challenge_id'))

    op.drop_table('challenge_steps')
    with op.batch_alter_table('challenge_results', schema=None) as batch_op:
        batch_op.drop_index('ix_challenge_results_order')

    op.drop_table('challenge_results')
    op.drop_table('wallets')
    with op.batch_alter_table('staged_rows', schema=None) as batch_op:
        batch_op.drop_index('ix_staged_rows_key')

    op.drop_table('staged_rows')
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sign_ins_person_id'))

    op.drop_table('sign_ins')
    op.drop_table('score_counts')
    with op.batch_alter_table('products', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_products_sort_key'))
        batch_op.drop_index(batch_op.f('ix_products_reference_key'))
        batch_op.drop_index(batch_op.f('ix_products_range_id'))

    op.drop_table('products')
    op.drop_table('preferences')
    op.drop_table('portfolios')
    with op.batch_alter_table('one_time_links', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_one_time_links_person_id'))

    op.drop_table('one_time_links')
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index('ix_notices_inbox')

    op.drop_table('notices')
    with op.batch_alter_table('mandates', schema=None) as batch_op:
        batch_op.drop_index('ix_mandates_person_company')
        batch_op.drop_index(batch_op.f('ix_mandates_company_id'))

    op.drop_table('mandates')
    with op.batch_alter_table('legal_statuses', schema=None) as batch_op:
        batch_op.drop_index('ix_legal_statuses_person')

    op.drop_table('legal_statuses')
    with op.batch_alter_table('legal_parameters', schema=None) as batch_op:
        batch_op.drop_index('ix_legal_parameters_code')

    op.drop_table('legal_parameters')
    op.drop_table('goals')
    with op.batch_alter_table('entrants', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entrants_company_id'))

    op.drop_table('entrants')
    with op.batch_alter_table('employer_consents', schema=None) as batch_op:
        batch_op.drop_index('ix_employer_consents_company')

    op.drop_table('employer_consents')
    op.drop_table('challenges')
    op.drop_table('acceptances')
    with op.batch_alter_table('uploads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_uploads_sha256'))

    op.drop_table('uploads')
    op.drop_table('throttles')
    op.drop_table('terms')
    op.drop_table('seal_links')
    with op.batch_alter_table('rewards', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_rewards_family'))

    op.drop_table('rewards')
    op.drop_table('ranges')
    with op.batch_alter_table('people', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_people_sort_key'))

    op.drop_table('people')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_waiting')

    op.drop_table('outbox')
    op.drop_table('ledger_transactions')
    op.drop_table('leases')
    op.drop_table('job_runs')
    op.drop_table('earning_rules')
    op.drop_table('counters')
    with op.batch_alter_table('companies', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_companies_sort_key'))
        batch_op.drop_index(batch_op.f('ix_companies_region'))

    op.drop_table('companies')
    op.drop_table('column_mappings')
    op.drop_table('boards')
    with op.batch_alter_table('audit_lines', schema=None) as batch_op:
        batch_op.drop_index('ix_audit_lines_subject')

    op.drop_table('audit_lines')
