"""The catalogue complete: variants, sessions, slots, prices for some, suppliers, cards, approvals, addresses,
after-sales, entitlements, rebates, wishes; and all that a line of the register must carry.
"""

import sqlalchemy as sa
from alembic import op

from core.appendonly import guards, unguards
from core.text import fold

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

APPEND_ONLY = ("order_approvals", "approval_policies", "catalog_settings", "gratification_notes")
#: What a reward of 0004 becomes, by its kind: `travel` was a trip or an evening, `service` whatever people do.
FAMILIES = {"goods": "financial", "gift_card": "financial", "travel": "relational", "training": "service", "service": "service"}
NATURES = {"goods": "personal", "gift_card": "personal", "travel": "experiential", "training": "professional", "service": "professional"}


AMOUNTS = (
    'quantity > 0 AND points >= 0 AND cancelled_quantity >= 0 AND cancelled_quantity < quantity '
    'AND given_back >= 0 AND given_back <= points'
)
STATES = (
    "state IN ('draft','requested','approved','ordered','shipped','unknown','delivered','declined','cancelled',"
    "'refunded','replaced')"
)


def _guard(*tables: str) -> None:
    dialect = op.get_bind().dialect.name
    for table in tables:
        for statement in guards(table, dialect):
            op.execute(statement)


def _unguard(*tables: str) -> None:
    dialect = op.get_bind().dialect.name
    for table in tables:
        for statement in unguards(table, dialect):
            op.execute(statement)


def _of_kind(column: str, values: dict[str, str]) -> None:
    for kind, value in values.items():
        op.execute(f"UPDATE rewards SET {column} = '{value}' WHERE kind = '{kind}'")  # noqa: S608 - our own words


def _fold_words() -> None:
    """What each reward is found by, without accents or capitals."""
    bind = op.get_bind()
    rows = bind.execute(sa.text("SELECT id, name_fr, name_en, about_fr, about_en FROM rewards")).all()
    for number, *words in rows:
        key = fold(" ".join(words))
        bind.execute(sa.text("UPDATE rewards SET search_key = :key WHERE id = :id"), {"key": key, "id": number})


def upgrade() -> None:
    op.create_table('catalog_settings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('professional_only', sa.Boolean(), nullable=False),
    sa.Column('automatic_cents', sa.BigInteger(), nullable=False),
    sa.Column('second_each_cents', sa.BigInteger(), nullable=False),
    sa.Column('second_year_cents', sa.BigInteger(), nullable=False),
    sa.Column('financial_bp', sa.BigInteger(), nullable=False),
    sa.Column('reach_days', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_catalog_settings'))
    )
    op.create_table('suppliers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('contact', sa.String(length=120), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('supplier','partner')", name=op.f('ck_suppliers_kind')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suppliers')),
    sa.UniqueConstraint('code', name=op.f('uq_suppliers_code'))
    )
    op.create_table('addresses',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('label', sa.String(length=40), nullable=False),
    sa.Column('recipient', sa.String(length=120), nullable=False),
    sa.Column('lines', sa.String(length=240), nullable=False),
    sa.Column('postcode', sa.String(length=12), nullable=False),
    sa.Column('city', sa.String(length=80), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('phone', sa.String(length=30), nullable=False),
    sa.Column('favourite', sa.Boolean(), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(person_id IS NULL) <> (company_id IS NULL)', name=op.f('ck_addresses_owner')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_addresses_company_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_addresses_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_addresses'))
    )
    with op.batch_alter_table('addresses', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_addresses_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_addresses_person_id'), ['person_id'], unique=False)

    op.create_table('approval_policies',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_points', sa.BigInteger(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_approval_policies_company_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval_policies'))
    )
    with op.batch_alter_table('approval_policies', schema=None) as batch_op:
        batch_op.create_index('ix_approval_policies_company', ['company_id', 'at'], unique=False)

    op.create_table('supplier_orders',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.String(length=40), nullable=False),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['supplier_id'], ['suppliers.id'], name=op.f('fk_supplier_orders_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supplier_orders'))
    )
    with op.batch_alter_table('supplier_orders', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supplier_orders_supplier_id'), ['supplier_id'], unique=False)

    op.create_table('group_awards',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_group_awards_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_awards')),
    sa.UniqueConstraint('request_id', name=op.f('uq_group_awards_request_id'))
    )
    op.create_table('rebate_runs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('year', sa.BigInteger(), nullable=False),
    sa.Column('revision', sa.BigInteger(), nullable=False),
    sa.Column('scale', sa.JSON(), nullable=False),
    sa.Column('computed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('computed_by', sa.String(length=40), nullable=False),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by', sa.String(length=40), nullable=True),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_rebate_runs_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rebate_runs')),
    sa.UniqueConstraint('reward_id', 'year', name=op.f('uq_rebate_runs_reward_id_year'))
    )
    op.create_table('reward_parts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('part_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('quantity > 0 AND reward_id <> part_id', name=op.f('ck_reward_parts_part')),
    sa.ForeignKeyConstraint(['part_id'], ['rewards.id'], name=op.f('fk_reward_parts_part_id')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_reward_parts_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reward_parts')),
    sa.UniqueConstraint('reward_id', 'part_id', name=op.f('uq_reward_parts_reward_id_part_id'))
    )
    op.create_table('reward_prices',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('place', sa.BigInteger(), nullable=False),
    sa.Column('tier', sa.String(length=40), nullable=False),
    sa.Column('segment', sa.String(length=40), nullable=False),
    sa.Column('company_kind', sa.String(length=12), nullable=False),
    sa.Column('points', sa.BigInteger(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.CheckConstraint('points > 0', name=op.f('ck_reward_prices_points')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_reward_prices_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reward_prices')),
    sa.UniqueConstraint('reward_id', 'place', name=op.f('uq_reward_prices_reward_id_place'))
    )
    op.create_table('reward_sessions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('place', sa.String(length=160), nullable=False),
    sa.Column('seats', sa.BigInteger(), nullable=False),
    sa.Column('taken', sa.BigInteger(), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_reward_sessions_dates')),
    sa.CheckConstraint('seats > 0 AND taken >= 0 AND taken <= seats', name=op.f('ck_reward_sessions_seats')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_reward_sessions_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reward_sessions'))
    )
    with op.batch_alter_table('reward_sessions', schema=None) as batch_op:
        batch_op.create_index('ix_reward_sessions_reward', ['reward_id', 'starts_at'], unique=False)

    op.create_table('reward_variants',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_fr', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=80), nullable=False),
    sa.Column('stock', sa.BigInteger(), nullable=True),
    sa.Column('received', sa.BigInteger(), nullable=True),
    sa.Column('low_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('stock IS NULL OR stock >= 0', name=op.f('ck_reward_variants_stock')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_reward_variants_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reward_variants')),
    sa.UniqueConstraint('reward_id', 'code', name=op.f('uq_reward_variants_reward_id_code'))
    )
    op.create_table('sightings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('tier', sa.String(length=40), nullable=False),
    sa.Column('company_kind', sa.String(length=12), nullable=False),
    sa.Column('seen', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_sightings_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sightings')),
    sa.UniqueConstraint('reward_id', 'day', 'tier', 'company_kind', name=op.f('uq_sightings_reward_id_day_tier_company_kind'))
    )
    op.create_table('suggestions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('why', sa.String(length=600), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('answer', sa.String(length=300), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.String(length=40), nullable=True),
    sa.CheckConstraint("state IN ('open','taken','declined')", name=op.f('ck_suggestions_state')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_suggestions_company_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_suggestions_person_id')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_suggestions_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suggestions')),
    sa.UniqueConstraint('request_id', name=op.f('uq_suggestions_request_id'))
    )
    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_suggestions_person_id'), ['person_id'], unique=False)

    op.create_table('wishes',
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_wishes_person_id')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_wishes_reward_id')),
    sa.PrimaryKeyConstraint('person_id', 'reward_id', name=op.f('pk_wishes'))
    )
    with op.batch_alter_table('wishes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wishes_reward_id'), ['reward_id'], unique=False)

    op.create_table('gratification_notes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('gratification_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('what', sa.String(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['gratification_id'], ['gratifications.id'], name=op.f('fk_gratification_notes_gratification_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gratification_notes')),
    sa.UniqueConstraint('gratification_id', 'what', name=op.f('uq_gratification_notes_gratification_id_what'))
    )
    op.create_table('rebate_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('volume_cents', sa.BigInteger(), nullable=False),
    sa.Column('rate_bp', sa.BigInteger(), nullable=False),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_rebate_lines_company_id')),
    sa.ForeignKeyConstraint(['run_id'], ['rebate_runs.id'], name=op.f('fk_rebate_lines_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_rebate_lines')),
    sa.UniqueConstraint('run_id', 'company_id', name=op.f('uq_rebate_lines_run_id_company_id'))
    )
    op.create_table('after_sales',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('trouble', sa.String(length=10), nullable=False),
    sa.Column('words', sa.String(length=600), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_by', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('remedy', sa.String(length=10), nullable=False),
    sa.Column('answer', sa.String(length=600), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by', sa.String(length=40), nullable=True),
    sa.CheckConstraint("state IN ('open','settled')", name=op.f('ck_after_sales_state')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_after_sales_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_after_sales'))
    )
    with op.batch_alter_table('after_sales', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_after_sales_order_id'), ['order_id'], unique=False)

    op.create_table('card_calls',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('piece', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.String(length=60), nullable=False),
    sa.Column('provider', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('tries', sa.BigInteger(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('claimed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trouble', sa.String(length=300), nullable=False),
    sa.CheckConstraint("state IN ('asked','unknown','delivered','failed','cancelled')", name=op.f('ck_card_calls_state')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_card_calls_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_card_calls')),
    sa.UniqueConstraint('key', name=op.f('uq_card_calls_key')),
    sa.UniqueConstraint('order_id', 'piece', name=op.f('uq_card_calls_order_id_piece'))
    )
    with op.batch_alter_table('card_calls', schema=None) as batch_op:
        batch_op.create_index('ix_card_calls_waiting', ['state', 'next_at'], unique=False)

    op.create_table('entitlements',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.String(length=60), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('amount_cents', sa.BigInteger(), nullable=True),
    sa.Column('terms', sa.JSON(), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_by', sa.String(length=40), nullable=True),
    sa.Column('used_on', sa.String(length=80), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('until_on IS NULL OR until_on >= from_on', name=op.f('ck_entitlements_days')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_entitlements_company_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_entitlements_order_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_entitlements_person_id')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_entitlements_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entitlements')),
    sa.UniqueConstraint('code', name=op.f('uq_entitlements_code')),
    sa.UniqueConstraint('reference', name=op.f('uq_entitlements_reference'))
    )
    with op.batch_alter_table('entitlements', schema=None) as batch_op:
        batch_op.create_index('ix_entitlements_company', ['company_id', 'until_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_entitlements_order_id'), ['order_id'], unique=False)
        batch_op.create_index('ix_entitlements_person', ['person_id', 'until_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_entitlements_reward_id'), ['reward_id'], unique=False)

    op.create_table('group_award_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('award_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.String(length=60), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('sentence', sa.String(length=300), nullable=False),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['award_id'], ['group_awards.id'], name=op.f('fk_group_award_lines_award_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_group_award_lines_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_group_award_lines')),
    sa.UniqueConstraint('award_id', 'row', name=op.f('uq_group_award_lines_award_id_row'))
    )
    op.create_table('order_approvals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('level', sa.String(length=16), nullable=False),
    sa.Column('granted', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.Column('note', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_order_approvals_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_approvals')),
    sa.UniqueConstraint('order_id', 'by', name=op.f('uq_order_approvals_order_id_by')),
    sa.UniqueConstraint('order_id', 'level', name=op.f('uq_order_approvals_order_id_level'))
    )
    op.create_table('order_parts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('variant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_order_parts_order_id')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_order_parts_reward_id')),
    sa.ForeignKeyConstraint(['variant_id'], ['reward_variants.id'], name=op.f('fk_order_parts_variant_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_parts'))
    )
    with op.batch_alter_table('order_parts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_parts_order_id'), ['order_id'], unique=False)

    op.create_table('service_slots',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('expert', sa.String(length=120), nullable=False),
    sa.Column('contact', sa.String(length=160), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken', sa.Boolean(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_service_slots_dates')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_service_slots_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_slots')),
    sa.UniqueConstraint('expert', 'starts_at', name=op.f('uq_service_slots_expert_starts_at')),
    )
    with op.batch_alter_table('service_slots', schema=None) as batch_op:
        batch_op.create_index('ix_service_slots_reward', ['reward_id', 'starts_at'], unique=False)

    op.create_table('shipments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('carrier', sa.String(length=60), nullable=False),
    sa.Column('tracking', sa.String(length=80), nullable=False),
    sa.Column('sent_on', sa.Date(), nullable=False),
    sa.Column('delivered_on', sa.Date(), nullable=True),
    sa.Column('proof', sa.String(length=200), nullable=False),
    sa.Column('proof_file', sa.String(length=120), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_shipments_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shipments'))
    )
    with op.batch_alter_table('shipments', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shipments_order_id'), ['order_id'], unique=False)

    op.create_table('gift_codes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reward_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('sealed', sa.Text(), nullable=False),
    sa.Column('batch', sa.String(length=60), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('call_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['call_id'], ['card_calls.id'], name=op.f('fk_gift_codes_call_id')),
    sa.ForeignKeyConstraint(['reward_id'], ['rewards.id'], name=op.f('fk_gift_codes_reward_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gift_codes')),
    sa.UniqueConstraint('call_id', name=op.f('uq_gift_codes_call_id')),
    sa.UniqueConstraint('digest', name=op.f('uq_gift_codes_digest'))
    )
    with op.batch_alter_table('gift_codes', schema=None) as batch_op:
        batch_op.create_index('ix_gift_codes_free', ['reward_id', 'call_id'], unique=False)

    with op.batch_alter_table('employer_consents', schema=None) as batch_op:
        batch_op.add_column(sa.Column('forms', sa.JSON(), server_default='[]', nullable=False))

    _unguard("gratifications")
    with op.batch_alter_table('gratifications', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reward_code', sa.String(length=40), server_default='', nullable=False))
        batch_op.add_column(sa.Column('campaign', sa.String(length=60), server_default='', nullable=False))
        batch_op.add_column(sa.Column('operation', sa.String(length=60), server_default='', nullable=False))
        batch_op.add_column(sa.Column('sponsor_siren', sa.String(length=9), server_default='', nullable=False))
        batch_op.add_column(sa.Column('face_cents', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('scheme', sa.String(length=2), server_default='', nullable=False))
        batch_op.add_column(sa.Column('exempt_cents', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('base20_cents', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('base_ordinary_cents', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('contribution20_cents', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('smic_cents', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('smic_policy', sa.String(length=12), server_default='', nullable=False))
        batch_op.add_column(sa.Column('parameters', sa.String(length=64), server_default='', nullable=False))
        batch_op.add_column(sa.Column('status_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.drop_constraint(batch_op.f('uq_gratifications_corrects_id'), type_='unique')
        batch_op.create_index(batch_op.f('ix_gratifications_corrects_id'), ['corrects_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_gratifications_status_id'), 'legal_statuses', ['status_id'], ['id'])
    _guard("gratifications")

    with op.batch_alter_table('order_steps', schema=None) as batch_op:
        batch_op.add_column(sa.Column('pieces', sa.BigInteger(), nullable=True))

    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.add_column(sa.Column('variant_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('slot_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('value_cents', sa.BigInteger(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('cancelled_quantity', sa.BigInteger(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('given_back', sa.BigInteger(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('approvals', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('ship_to', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('supplier_order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('replaces_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('award_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.alter_column('terms_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True)
        batch_op.drop_constraint(batch_op.f('ck_orders_amounts'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_orders_state'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_orders_amounts'), AMOUNTS)
        batch_op.create_check_constraint(batch_op.f('ck_orders_state'), STATES)
        batch_op.create_check_constraint(batch_op.f('ck_orders_standing'), "state = 'draft' OR terms_id IS NOT NULL")
        batch_op.create_index(batch_op.f('ix_orders_award_id'), ['award_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_supplier_order_id'), ['supplier_order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_wallet_id'), ['wallet_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_orders_slot_id'), ['slot_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_orders_slot_id'), 'service_slots', ['slot_id'], ['id'])
        batch_op.create_unique_constraint(batch_op.f('uq_orders_replaces_id'), ['replaces_id'])
        batch_op.create_foreign_key(batch_op.f('fk_orders_session_id'), 'reward_sessions', ['session_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_orders_award_id'), 'group_awards', ['award_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_orders_replaces_id'), 'orders', ['replaces_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_orders_variant_id'), 'reward_variants', ['variant_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_orders_supplier_order_id'), 'supplier_orders', ['supplier_order_id'], ['id'])

    op.drop_index('ix_rewards_family', 'rewards')
    op.alter_column('rewards', 'family', new_column_name='category')
    with op.batch_alter_table('rewards', schema=None) as batch_op:
        batch_op.add_column(sa.Column('family', sa.String(length=12), server_default='financial', nullable=False))
        batch_op.add_column(sa.Column('benefit_fr', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('benefit_en', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('search_key', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('nature', sa.String(length=14), server_default='professional', nullable=False))
        batch_op.add_column(sa.Column('drivers', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('perceived_cents', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('low_stock', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('low_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('valid_days', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('audience', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('details', sa.JSON(), server_default='{}', nullable=False))
        batch_op.alter_column('kind',
               existing_type=sa.VARCHAR(length=12),
               type_=sa.String(length=20),
               existing_nullable=False)
        batch_op.drop_constraint(batch_op.f('ck_rewards_price'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_rewards_price'), 'price_points >= 0')
        batch_op.create_index(batch_op.f('ix_rewards_category'), ['category'], unique=False)
        batch_op.create_index(batch_op.f('ix_rewards_supplier_id'), ['supplier_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_rewards_supplier_id'), 'suppliers', ['supplier_id'], ['id'])
    _fold_words()
    op.execute("UPDATE orders SET value_cents = cost_cents")
    _of_kind('family', FAMILIES)
    _of_kind('nature', NATURES)
    _guard(*APPEND_ONLY)


def downgrade() -> None:
    """An order on a way that the old form does not know, or a reward of a new kind, refuses the step back."""
    bind = op.get_bind()
    states = "('requested','approved','delivered','cancelled')"
    odd = bind.execute(sa.text(f"SELECT id FROM orders WHERE state NOT IN {states} OR points = 0")).all()  # noqa: S608
    kinds = ",".join(f"'{one}'" for one in FAMILIES)
    odd += bind.execute(sa.text(f"SELECT id FROM rewards WHERE kind NOT IN ({kinds}) OR price_points = 0")).all()  # noqa: S608
    if odd:
        raise RuntimeError(f"0005 cannot be undone: {len(odd)} orders or rewards cannot be said in the old form")
    _unguard(*APPEND_ONLY)
    with op.batch_alter_table('rewards', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_rewards_supplier_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_rewards_supplier_id'))
        batch_op.drop_index(batch_op.f('ix_rewards_category'))
        batch_op.drop_constraint(batch_op.f('ck_rewards_price'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_rewards_price'), 'price_points > 0')
        batch_op.drop_column('family')
        batch_op.alter_column('kind',
               existing_type=sa.String(length=20),
               type_=sa.VARCHAR(length=12),
               existing_nullable=False)
        batch_op.drop_column('details')
        batch_op.drop_column('audience')
        batch_op.drop_column('supplier_id')
        batch_op.drop_column('valid_days')
        batch_op.drop_column('low_since')
        batch_op.drop_column('low_stock')
        batch_op.drop_column('perceived_cents')
        batch_op.drop_column('drivers')
        batch_op.drop_column('nature')
        batch_op.drop_column('search_key')
        batch_op.drop_column('benefit_en')
        batch_op.drop_column('benefit_fr')
    op.alter_column('rewards', 'category', new_column_name='family')
    op.create_index('ix_rewards_family', 'rewards', ['family'])

    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_orders_supplier_order_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_orders_variant_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_orders_replaces_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_orders_award_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_orders_session_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_orders_replaces_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('fk_orders_slot_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_orders_slot_id'))
        batch_op.drop_index(batch_op.f('ix_orders_wallet_id'))
        batch_op.drop_index(batch_op.f('ix_orders_supplier_order_id'))
        batch_op.drop_index(batch_op.f('ix_orders_award_id'))
        batch_op.alter_column('terms_id', existing_type=sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False)
        batch_op.drop_constraint(batch_op.f('ck_orders_standing'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_orders_amounts'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_orders_state'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_orders_amounts'), 'quantity > 0 AND points > 0')
        batch_op.create_check_constraint(batch_op.f('ck_orders_state'), "state IN ('requested','approved','delivered','cancelled')")
        batch_op.drop_column('award_id')
        batch_op.drop_column('replaces_id')
        batch_op.drop_column('supplier_order_id')
        batch_op.drop_column('ship_to')
        batch_op.drop_column('approvals')
        batch_op.drop_column('given_back')
        batch_op.drop_column('cancelled_quantity')
        batch_op.drop_column('value_cents')
        batch_op.drop_column('slot_id')
        batch_op.drop_column('session_id')
        batch_op.drop_column('variant_id')

    op.drop_column('order_steps', 'pieces')

    _unguard("gratifications")
    with op.batch_alter_table('gratifications', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_gratifications_status_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_gratifications_corrects_id'))
        batch_op.create_unique_constraint(batch_op.f('uq_gratifications_corrects_id'), ['corrects_id'])
        batch_op.drop_column('status_id')
        batch_op.drop_column('parameters')
        batch_op.drop_column('smic_policy')
        batch_op.drop_column('smic_cents')
        batch_op.drop_column('contribution20_cents')
        batch_op.drop_column('base_ordinary_cents')
        batch_op.drop_column('base20_cents')
        batch_op.drop_column('exempt_cents')
        batch_op.drop_column('scheme')
        batch_op.drop_column('face_cents')
        batch_op.drop_column('sponsor_siren')
        batch_op.drop_column('operation')
        batch_op.drop_column('campaign')
        batch_op.drop_column('reward_code')
    _guard("gratifications")

    op.drop_column('employer_consents', 'forms')

    with op.batch_alter_table('gift_codes', schema=None) as batch_op:
        batch_op.drop_index('ix_gift_codes_free')

    op.drop_table('gift_codes')
    with op.batch_alter_table('shipments', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_shipments_order_id'))

    op.drop_table('shipments')
    with op.batch_alter_table('service_slots', schema=None) as batch_op:
        batch_op.drop_index('ix_service_slots_reward')

    op.drop_table('service_slots')
    with op.batch_alter_table('order_parts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_order_parts_order_id'))

    op.drop_table('order_parts')
    op.drop_table('order_approvals')
    op.drop_table('group_award_lines')
    with op.batch_alter_table('entitlements', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_entitlements_reward_id'))
        batch_op.drop_index('ix_entitlements_person')
        batch_op.drop_index(batch_op.f('ix_entitlements_order_id'))
        batch_op.drop_index('ix_entitlements_company')

    op.drop_table('entitlements')
    with op.batch_alter_table('card_calls', schema=None) as batch_op:
        batch_op.drop_index('ix_card_calls_waiting')

    op.drop_table('card_calls')
    with op.batch_alter_table('after_sales', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_after_sales_order_id'))

    op.drop_table('after_sales')
    op.drop_table('rebate_lines')
    op.drop_table('gratification_notes')
    with op.batch_alter_table('wishes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_wishes_reward_id'))

    op.drop_table('wishes')
    with op.batch_alter_table('suggestions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_suggestions_person_id'))

    op.drop_table('suggestions')
    op.drop_table('sightings')
    op.drop_table('reward_variants')
    with op.batch_alter_table('reward_sessions', schema=None) as batch_op:
        batch_op.drop_index('ix_reward_sessions_reward')

    op.drop_table('reward_sessions')
    op.drop_table('reward_prices')
    op.drop_table('reward_parts')
    op.drop_table('rebate_runs')
    op.drop_table('group_awards')
    with op.batch_alter_table('supplier_orders', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supplier_orders_supplier_id'))

    op.drop_table('supplier_orders')
    with op.batch_alter_table('approval_policies', schema=None) as batch_op:
        batch_op.drop_index('ix_approval_policies_company')

    op.drop_table('approval_policies')
    with op.batch_alter_table('addresses', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_addresses_person_id'))
        batch_op.drop_index(batch_op.f('ix_addresses_company_id'))

    op.drop_table('addresses')
    op.drop_table('suppliers')
    op.drop_table('catalog_settings')
