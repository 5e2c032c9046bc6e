"""The permanent programme: rules of every kind in one document, measures, tiers, segments, confirmation,
delegates, enrolment; what is in the books is carried over.
"""

import json

import sqlalchemy as sa
from alembic import op

from core.appendonly import guards, unguards

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

APPEND_ONLY = ("measures", "take_backs", "briefs", "tier_credits", "return_refusals")


def _guard(*tables: str) -> None:
    for table in tables:
        for statement in guards(table, op.get_bind().dialect.name):
            op.execute(statement)


def _unguard(*tables: str) -> None:
    for table in tables:
        for statement in unguards(table, op.get_bind().dialect.name):
            op.execute(statement)


def _terms() -> None:
    """Rates and multipliers move into the rule's document; cents and pieces become its kind."""
    bind = op.get_bind()
    weights: dict[int, dict[str, dict[str, int]]] = {}
    for rule_id, range_id, product_id, times in bind.execute(
        sa.text("SELECT rule_id, range_id, product_id, times_bp FROM multipliers")
    ):
        target, name = (range_id, "ranges") if range_id else (product_id, "products")
        weights.setdefault(rule_id, {}).setdefault(name, {})[str(target)] = times
    rows = sa.text("SELECT id, basis, points, per, range_ids, company_kinds FROM earning_rules")
    for rule_id, basis, points, per, ranges, kinds in bind.execute(rows).all():
        read = [json.loads(one) if isinstance(one, str) else one for one in (ranges, kinds)]
        scope = {name: sorted(one) for name, one in zip(("range_ids", "company_kinds"), read, strict=True) if one}
        terms = {"points": points, **({"per": per} if per != 1 else {}), **({"scope": scope} if scope else {})}
        if rule_id in weights:
            terms["weights"] = weights[rule_id]
        bind.execute(
            sa.text("UPDATE earning_rules SET kind = :kind, terms = :terms WHERE id = :id"),
            {"kind": "per_amount" if basis == "amount" else "per_unit", "terms": json.dumps(terms), "id": rule_id},
        )


def _measures() -> None:
    """What was sold before is measured too."""
    op.execute(
        "INSERT INTO measures (line_id, day, product_id, range_id, strategic, margin_bp, quantity, amount_cents,"
        " cost_cents, sale_kind, document, rep_id, selling_company_id, buying_company_id) SELECT s.id, s.sold_on,"
        " s.product_id, p.range_id, p.strategic, CASE WHEN s.cost_cents IS NOT NULL AND s.amount_cents > 0"
        " THEN (s.amount_cents - s.cost_cents) * 10000 / s.amount_cents ELSE p.margin_bp END, s.quantity,"
        " s.amount_cents, s.cost_cents, s.sale_kind, s.document, s.rep_id, s.selling_company_id,"
        " s.buying_company_id FROM sale_lines s JOIN products p ON p.id = s.product_id"
    )


def upgrade() -> None:
    op.create_table('briefs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('subject', sa.String(length=60), nullable=False),
    sa.Column('strategy', sa.String(length=12), nullable=False),
    sa.Column('objective', sa.String(length=12), nullable=False),
    sa.Column('lever', sa.String(length=20), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('behaviour', sa.Text(), nullable=False),
    sa.Column('mechanic', sa.Text(), nullable=False),
    sa.Column('profit', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_briefs'))
    )
    with op.batch_alter_table('briefs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_briefs_subject'), ['subject'], unique=False)

    op.create_table('programme_versions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('name_fr', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=80), nullable=False),
    sa.Column('life', sa.String(length=12), nullable=False),
    sa.Column('life_length', sa.BigInteger(), nullable=False),
    sa.Column('confirm', sa.String(length=8), nullable=False),
    sa.Column('confirm_days', sa.BigInteger(), nullable=False),
    sa.Column('returns', sa.String(length=20), nullable=False),
    sa.Column('correction_limit', sa.BigInteger(), nullable=False),
    sa.Column('worth_of_1000', sa.BigInteger(), nullable=False),
    sa.Column('boosts', sa.String(length=5), nullable=False),
    sa.Column('joins_at_cents', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=40), nullable=False),
    sa.CheckConstraint("boosts IN ('best','all')", name=op.f('ck_programme_versions_boosts')),
    sa.CheckConstraint("confirm IN ('at_once','delay','staff')", name=op.f('ck_programme_versions_confirm')),
    sa.CheckConstraint("life IN ('none','rolling','end_of_year')", name=op.f('ck_programme_versions_life')),
    sa.CheckConstraint("returns IN ('debt','allow_negative','programme_bears_it')", name=op.f('ck_programme_versions_returns')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme_versions')),
    sa.UniqueConstraint('starts_on', name=op.f('uq_programme_versions_starts_on'))
    )
    op.create_table('segments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name_fr', sa.String(length=80), nullable=False),
    sa.Column('name_en', sa.String(length=80), nullable=False),
    sa.Column('conditions', sa.JSON(), nullable=False),
    sa.Column('predefined', sa.Boolean(), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by', sa.String(length=40), nullable=False),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reviewed_line', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_segments')),
    sa.UniqueConstraint('code', name=op.f('uq_segments_code'))
    )
    op.create_table('tier_schemes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('holder', sa.String(length=8), nullable=False),
    sa.Column('measure', sa.String(length=10), nullable=False),
    sa.Column('span', sa.String(length=8), nullable=False),
    sa.Column('months', sa.BigInteger(), nullable=False),
    sa.Column('downgrade', sa.String(length=10), nullable=False),
    sa.Column('grace_days', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.String(length=40), nullable=False),
    sa.CheckConstraint("downgrade IN ('one_step','to_earned')", name=op.f('ck_tier_schemes_downgrade')),
    sa.CheckConstraint("holder IN ('company','person')", name=op.f('ck_tier_schemes_holder')),
    sa.CheckConstraint("measure IN ('turnover','points','engagement')", name=op.f('ck_tier_schemes_measure')),
    sa.CheckConstraint("span IN ('rolling','calendar')", name=op.f('ck_tier_schemes_span')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tier_schemes')),
    sa.UniqueConstraint('starts_on', name=op.f('uq_tier_schemes_starts_on'))
    )
    op.create_table('acts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.Column('act', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('note', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('declared_by', sa.String(length=40), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=40), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(length=200), nullable=False),
    sa.CheckConstraint("state IN ('declared','confirmed','refused')", name=op.f('ck_acts_state')),
    sa.CheckConstraint('(person_id IS NULL) <> (company_id IS NULL)', name=op.f('ck_acts_one_holder')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_acts_company_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_acts_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_acts')),
    sa.UniqueConstraint('request_id', name=op.f('uq_acts_request_id'))
    )
    with op.batch_alter_table('acts', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_acts_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_acts_person_id'), ['person_id'], unique=False)
        batch_op.create_index('ix_acts_state', ['state', 'declared_at'], unique=False)

    op.create_table('applications',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.Column('company_name', sa.String(length=160), nullable=False),
    sa.Column('kind', sa.String(length=12), nullable=False),
    sa.Column('siret', sa.String(length=14), nullable=False),
    sa.Column('city', sa.String(length=80), nullable=False),
    sa.Column('first_name', sa.String(length=80), nullable=False),
    sa.Column('last_name', sa.String(length=80), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('language', sa.String(length=5), nullable=False),
    sa.Column('with_person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('referral_code', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by', sa.String(length=40), nullable=True),
    sa.Column('answer', sa.String(length=300), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("state IN ('asked','approved','refused')", name=op.f('ck_applications_state')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_applications_company_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_applications_person_id')),
    sa.ForeignKeyConstraint(['with_person_id'], ['people.id'], name=op.f('fk_applications_with_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_applications')),
    sa.UniqueConstraint('request_id', name=op.f('uq_applications_request_id'))
    )
    with op.batch_alter_table('applications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_applications_siret'), ['siret'], unique=False)
        batch_op.create_index('ix_applications_state', ['state', 'asked_at'], unique=False)

    op.create_table('baselines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('rule', sa.String(length=40), nullable=False),
    sa.Column('period', sa.String(length=8), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('order_days', sa.BigInteger(), nullable=False),
    sa.Column('source', sa.String(length=10), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by', sa.String(length=40), nullable=False),
    sa.CheckConstraint("kind IN ('reference','commitment')", name=op.f('ck_baselines_kind')),
    sa.CheckConstraint('(person_id IS NULL) <> (company_id IS NULL)', name=op.f('ck_baselines_one_holder')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_baselines_company_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_baselines_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_baselines')),
    sa.UniqueConstraint('kind', 'company_id', 'rule', 'period', 'starts_on', name=op.f('uq_baselines_kind_company_id_rule_period_starts_on')),
    sa.UniqueConstraint('kind', 'person_id', 'rule', 'period', 'starts_on', name=op.f('uq_baselines_kind_person_id_rule_period_starts_on'))
    )
    op.create_table('delegations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('most_each', sa.BigInteger(), nullable=False),
    sa.Column('most_a_month', sa.BigInteger(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.Column('named_by', sa.String(length=40), nullable=False),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('most_each >= 0 AND most_a_month >= 0', name=op.f('ck_delegations_limits')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_delegations_company_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_delegations_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delegations'))
    )
    with op.batch_alter_table('delegations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_delegations_company_id'), ['company_id'], unique=False)
        batch_op.create_index('ix_delegations_person', ['person_id'], unique=False)

    op.create_table('invite_codes',
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('purpose', sa.String(length=10), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_invite_codes_person_id')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_invite_codes'))
    )
    with op.batch_alter_table('invite_codes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_invite_codes_person_id'), ['person_id'], unique=False)

    op.create_table('referrals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('referrer_person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('referrer_company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('newcomer_company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('succeeded_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['newcomer_company_id'], ['companies.id'], name=op.f('fk_referrals_newcomer_company_id')),
    sa.ForeignKeyConstraint(['referrer_company_id'], ['companies.id'], name=op.f('fk_referrals_referrer_company_id')),
    sa.ForeignKeyConstraint(['referrer_person_id'], ['people.id'], name=op.f('fk_referrals_referrer_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referrals')),
    sa.UniqueConstraint('newcomer_company_id', name=op.f('uq_referrals_newcomer_company_id'))
    )
    with op.batch_alter_table('referrals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_referrals_referrer_person_id'), ['referrer_person_id'], unique=False)

    op.create_table('dry_runs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('question', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('done', sa.BigInteger(), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=False),
    sa.Column('outcome', sa.JSON(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('moved_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("state IN ('waiting','running','done','failed')", name=op.f('ck_dry_runs_state')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_dry_runs_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dry_runs')),
    sa.UniqueConstraint('person_id', name=op.f('uq_dry_runs_person_id'))
    )
    op.create_table('segment_memberships',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('segment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.CheckConstraint('until_on IS NULL OR until_on >= from_on', name=op.f('ck_segment_memberships_dates')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_segment_memberships_company_id')),
    sa.ForeignKeyConstraint(['segment_id'], ['segments.id'], name=op.f('fk_segment_memberships_segment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_segment_memberships'))
    )
    with op.batch_alter_table('segment_memberships', schema=None) as batch_op:
        batch_op.create_index('ix_segment_memberships_company', ['company_id', 'from_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_segment_memberships_segment_id'), ['segment_id'], unique=False)

    op.create_table('tier_credits',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('acts', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(person_id IS NULL) <> (company_id IS NULL)', name=op.f('ck_tier_credits_one_holder')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_tier_credits_company_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_tier_credits_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tier_credits')),
    sa.UniqueConstraint('reference', name=op.f('uq_tier_credits_reference'))
    )
    with op.batch_alter_table('tier_credits', schema=None) as batch_op:
        batch_op.create_index('ix_tier_credits_company', ['company_id', 'day'], unique=False)
        batch_op.create_index('ix_tier_credits_person', ['person_id', 'day'], unique=False)

    op.create_table('tier_standings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.String(length=10), nullable=False),
    sa.Column('figure', sa.BigInteger(), nullable=False),
    sa.Column('short_since', sa.Date(), nullable=True),
    sa.Column('kept_until', sa.Date(), nullable=True),
    sa.Column('celebrated', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('(person_id IS NULL) <> (company_id IS NULL)', name=op.f('ck_tier_standings_one_holder')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_tier_standings_company_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_tier_standings_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tier_standings'))
    )
    with op.batch_alter_table('tier_standings', schema=None) as batch_op:
        batch_op.create_index('ix_tier_standings_company', ['company_id', 'from_on'], unique=False)
        batch_op.create_index('ix_tier_standings_person', ['person_id', 'from_on'], unique=False)
        batch_op.create_index('uq_tier_standings_open_company', ['company_id'], unique=True, sqlite_where=sa.text('until_on IS NULL'), postgresql_where=sa.text('until_on IS NULL'))
        batch_op.create_index('uq_tier_standings_open_person', ['person_id'], unique=True, sqlite_where=sa.text('until_on IS NULL'), postgresql_where=sa.text('until_on IS NULL'))

    op.create_table('tiers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('scheme_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name_fr', sa.String(length=40), nullable=False),
    sa.Column('name_en', sa.String(length=40), nullable=False),
    sa.Column('colour', sa.String(length=12), nullable=False),
    sa.Column('threshold', sa.BigInteger(), nullable=False),
    sa.Column('or_acts', sa.BigInteger(), nullable=True),
    sa.Column('benefits', sa.JSON(), nullable=False),
    sa.CheckConstraint('threshold >= 0', name=op.f('ck_tiers_threshold')),
    sa.ForeignKeyConstraint(['scheme_id'], ['tier_schemes.id'], name=op.f('fk_tiers_scheme_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tiers')),
    sa.UniqueConstraint('scheme_id', 'code', name=op.f('uq_tiers_scheme_id_code')),
    sa.UniqueConstraint('scheme_id', 'threshold', name=op.f('uq_tiers_scheme_id_threshold'))
    )
    op.create_table('correction_requests',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reference', sa.String(length=120), nullable=False),
    sa.Column('wallet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('points', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('asked_by', sa.String(length=40), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=40), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.String(length=200), nullable=False),
    sa.CheckConstraint("state IN ('asked','approved','refused')", name=op.f('ck_correction_requests_state')),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallets.id'], name=op.f('fk_correction_requests_wallet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_correction_requests')),
    sa.UniqueConstraint('reference', name=op.f('uq_correction_requests_reference'))
    )
    with op.batch_alter_table('correction_requests', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_correction_requests_wallet_id'), ['wallet_id'], unique=False)

    op.create_table('measures',
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('range_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('strategic', sa.Boolean(), nullable=False),
    sa.Column('margin_bp', sa.BigInteger(), nullable=True),
    sa.Column('quantity', sa.BigInteger(), nullable=False),
    sa.Column('amount_cents', sa.BigInteger(), nullable=False),
    sa.Column('cost_cents', sa.BigInteger(), nullable=True),
    sa.Column('sale_kind', sa.String(length=8), nullable=False),
    sa.Column('document', sa.String(length=60), nullable=False),
    sa.Column('rep_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('selling_company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('buying_company_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('returns_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['buying_company_id'], ['companies.id'], name=op.f('fk_measures_buying_company_id')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_measures_product_id')),
    sa.ForeignKeyConstraint(['range_id'], ['ranges.id'], name=op.f('fk_measures_range_id')),
    sa.ForeignKeyConstraint(['rep_id'], ['people.id'], name=op.f('fk_measures_rep_id')),
    sa.ForeignKeyConstraint(['selling_company_id'], ['companies.id'], name=op.f('fk_measures_selling_company_id')),
    sa.PrimaryKeyConstraint('line_id', name=op.f('pk_measures'))
    )
    with op.batch_alter_table('measures', schema=None) as batch_op:
        batch_op.create_index('ix_measures_buyer', ['buying_company_id', 'day'], unique=False)
        batch_op.create_index('ix_measures_rep', ['rep_id', 'day'], unique=False)
        batch_op.create_index('ix_measures_returns', ['returns_id'], unique=False)
        batch_op.create_index('ix_measures_seller', ['selling_company_id', 'day'], unique=False)

    op.create_table('pendings',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('wallet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('transaction_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('amount', sa.BigInteger(), nullable=False),
    sa.Column('remaining', sa.BigInteger(), nullable=False),
    sa.Column('earned_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.CheckConstraint('remaining >= 0 AND remaining <= amount', name=op.f('ck_pendings_remaining')),
    sa.ForeignKeyConstraint(['transaction_id'], ['ledger_transactions.id'], name=op.f('fk_pendings_transaction_id')),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallets.id'], name=op.f('fk_pendings_wallet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pendings')),
    sa.UniqueConstraint('transaction_id', 'wallet_id', name=op.f('uq_pendings_transaction_id_wallet_id'))
    )
    with op.batch_alter_table('pendings', schema=None) as batch_op:
        batch_op.create_index('ix_pendings_due', ['due_on'], unique=False, sqlite_where=sa.text('remaining > 0'), postgresql_where=sa.text('remaining > 0'))
        batch_op.create_index(batch_op.f('ix_pendings_wallet_id'), ['wallet_id'], unique=False)

    op.create_table('period_awards',
    sa.Column('rule_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('wallet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('points', sa.BigInteger(), nullable=False),
    sa.Column('movements', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('points >= 0', name=op.f('ck_period_awards_not_negative')),
    sa.ForeignKeyConstraint(['rule_id'], ['earning_rules.id'], name=op.f('fk_period_awards_rule_id')),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallets.id'], name=op.f('fk_period_awards_wallet_id')),
    sa.PrimaryKeyConstraint('rule_id', 'wallet_id', 'starts_on', name=op.f('pk_period_awards'))
    )
    op.create_table('take_backs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('transaction_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('return_line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('wallet_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('rule_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('due', sa.BigInteger(), nullable=False),
    sa.Column('from_pending', sa.BigInteger(), nullable=False),
    sa.Column('from_lot', sa.BigInteger(), nullable=False),
    sa.Column('from_others', sa.BigInteger(), nullable=False),
    sa.Column('owed', sa.BigInteger(), nullable=False),
    sa.Column('borne', sa.BigInteger(), nullable=False),
    sa.Column('lapsed', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['rule_id'], ['earning_rules.id'], name=op.f('fk_take_backs_rule_id')),
    sa.ForeignKeyConstraint(['transaction_id'], ['ledger_transactions.id'], name=op.f('fk_take_backs_transaction_id')),
    sa.ForeignKeyConstraint(['wallet_id'], ['wallets.id'], name=op.f('fk_take_backs_wallet_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_take_backs')),
    sa.UniqueConstraint('return_line_id', 'wallet_id', 'rule_id', name=op.f('uq_take_backs_return_line_id_wallet_id_rule_id'))
    )
    with op.batch_alter_table('take_backs', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_take_backs_line_id'), ['line_id'], unique=False)

    key = "INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"
    op.add_column('companies', sa.Column('prospect', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('companies', sa.Column('member_from', sa.Date(), nullable=True))
    op.add_column('companies', sa.Column('potential_cents', sa.BigInteger(), nullable=True))
    op.add_column('companies', sa.Column('spend_until', sa.Date(), nullable=True))
    op.execute(
        f"ALTER TABLE companies ADD COLUMN merged_into_id {key}"
        " CONSTRAINT fk_companies_merged_into_id REFERENCES companies (id)"
    )

    with op.batch_alter_table('earning_rules', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=12), server_default='', nullable=False))
        batch_op.add_column(sa.Column('terms', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('purpose', sa.String(length=40), server_default='', nullable=False))
    _terms()
    with op.batch_alter_table('multipliers', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_multipliers_rule_id'))

    op.drop_table('multipliers')
    with op.batch_alter_table('earning_rules', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_earning_rules_rate'), type_='check')
        for column in ('company_kinds', 'points', 'per', 'basis', 'range_ids'):
            batch_op.drop_column(column)

    _unguard("sale_lines")
    op.add_column('sale_lines', sa.Column('sale_kind', sa.String(length=8), server_default='sell_out', nullable=False))
    op.execute(
        f"ALTER TABLE sale_lines ADD COLUMN returns_id {key}"
        " CONSTRAINT fk_sale_lines_returns_id REFERENCES sale_lines (id)"
    )
    op.create_index('ix_sale_lines_returns_id', 'sale_lines', ['returns_id'])
    op.execute(
        "UPDATE sale_lines SET sale_kind = 'sell_in' WHERE selling_company_id IN"
        " (SELECT id FROM companies WHERE kind = 'sponsor')"
    )
    _guard("sale_lines")
    op.add_column('staged_rows', sa.Column('sale_kind', sa.String(length=8), nullable=True))
    op.add_column('staged_rows', sa.Column('returns_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite')))
    _returns(key)
    _measures()
    _guard(*APPEND_ONLY)


def _returns(key: str) -> None:
    """Returns that look for their sale, those that were refused, and conflicts in which the file held."""
    op.add_column('uploads', sa.Column('rows_returns', sa.BigInteger(), server_default='0', nullable=False))
    waiting = sa.text("verdict = 'return'")
    op.create_index(
        'ix_staged_rows_returns', 'staged_rows', ['upload_id'], sqlite_where=waiting, postgresql_where=waiting
    )
    op.execute(
        f"ALTER TABLE conflict_decisions ADD COLUMN new_line_id {key}"
        " CONSTRAINT fk_conflict_decisions_new_line_id REFERENCES sale_lines (id)"
    )
    op.create_table(
        'return_refusals',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('row_key', sa.String(length=160), nullable=False),
        sa.Column('content_hash', sa.String(length=32), nullable=False),
        sa.Column('said', sa.JSON(), nullable=False),
        sa.Column('upload_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('line', sa.BigInteger(), nullable=False),
        sa.Column('refused_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('refused_by', sa.String(length=40), nullable=False),
        sa.Column('reason', sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(['upload_id'], ['uploads.id'], name=op.f('fk_return_refusals_upload_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_return_refusals')),
        sa.UniqueConstraint('row_key', 'content_hash', name=op.f('uq_return_refusals_row_key_content_hash')),
    )
    op.create_index(op.f('ix_return_refusals_upload_id'), 'return_refusals', ['upload_id'])


#: Those that point at others first.
NEW_TABLES = (
    "return_refusals",
    "take_backs",
    "period_awards",
    "pendings",
    "measures",
    "correction_requests",
    "tiers",
    "tier_standings",
    "tier_credits",
    "segment_memberships",
    "dry_runs",
    "referrals",
    "invite_codes",
    "delegations",
    "baselines",
    "applications",
    "acts",
    "tier_schemes",
    "segments",
    "programme_versions",
    "briefs",
)


def downgrade() -> None:
    """Rules of one line only can be said in the old form: the step back is refused while there are others."""
    bind = op.get_bind()
    lost = bind.execute(sa.text("SELECT code FROM earning_rules WHERE kind NOT IN ('per_amount', 'per_unit')"))
    if codes := ", ".join(sorted({one for (one,) in lost})):
        raise RuntimeError(f"0003 cannot be undone: {codes} cannot be said in the old form")
    _unguard(*APPEND_ONLY)
    for table in NEW_TABLES:
        op.drop_table(table)
    _unguard("conflict_decisions")
    with op.batch_alter_table('conflict_decisions') as batch_op:
        batch_op.drop_column('new_line_id')
    _guard("conflict_decisions")
    op.drop_index('ix_staged_rows_returns', 'staged_rows')
    op.drop_column('uploads', 'rows_returns')
    op.drop_column('staged_rows', 'returns_id')
    op.drop_column('staged_rows', 'sale_kind')
    _unguard("sale_lines")
    op.drop_index('ix_sale_lines_returns_id', 'sale_lines')
    with op.batch_alter_table('sale_lines') as batch_op:
        batch_op.drop_column('returns_id')
        batch_op.drop_column('sale_kind')
    _guard("sale_lines")
    with op.batch_alter_table('companies') as batch_op:
        for column in ('merged_into_id', 'spend_until', 'potential_cents', 'member_from', 'prospect'):
            batch_op.drop_column(column)
    _rates()


def _rates() -> None:
    """A rule's document back in columns and multipliers."""
    key = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    with op.batch_alter_table('earning_rules') as batch_op:
        batch_op.add_column(sa.Column('basis', sa.String(length=8), server_default='amount', nullable=False))
        batch_op.add_column(sa.Column('points', sa.BigInteger(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('per', sa.BigInteger(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('range_ids', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('company_kinds', sa.JSON(), server_default='[]', nullable=False))
        batch_op.create_check_constraint(op.f('ck_earning_rules_rate'), 'points > 0 AND per > 0')
    op.create_table(
        'multipliers',
        sa.Column('id', key, nullable=False),
        sa.Column('rule_id', key, nullable=False),
        sa.Column('range_id', key, nullable=True),
        sa.Column('product_id', key, nullable=True),
        sa.Column('times_bp', sa.BigInteger(), nullable=False),
        sa.CheckConstraint('(range_id IS NULL) <> (product_id IS NULL)', name=op.f('ck_multipliers_one_target')),
        sa.CheckConstraint('times_bp > 0', name=op.f('ck_multipliers_times')),
        sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_multipliers_product_id')),
        sa.ForeignKeyConstraint(['range_id'], ['ranges.id'], name=op.f('fk_multipliers_range_id')),
        sa.ForeignKeyConstraint(['rule_id'], ['earning_rules.id'], name=op.f('fk_multipliers_rule_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_multipliers')),
    )
    op.create_index('ix_multipliers_rule_id', 'multipliers', ['rule_id'])
    bind = op.get_bind()
    for rule_id, kind, terms in bind.execute(sa.text("SELECT id, kind, terms FROM earning_rules")).all():
        said = json.loads(terms) if isinstance(terms, str) else terms
        scope, weights = said.get("scope", {}), said.get("weights", {})
        bind.execute(
            sa.text(
                "UPDATE earning_rules SET basis = :basis, points = :points, per = :per, range_ids = :ranges,"
                " company_kinds = :kinds WHERE id = :id"
            ),
            {
                "basis": "amount" if kind == "per_amount" else "quantity",
                "points": said.get("points", 1),
                "per": said.get("per", 1),
                "ranges": json.dumps(scope.get("range_ids", [])),
                "kinds": json.dumps(scope.get("company_kinds", [])),
                "id": rule_id,
            },
        )
        for name, column in (("ranges", "range_id"), ("products", "product_id")):
            for target, times in weights.get(name, {}).items():
                bind.execute(
                    sa.text(f"INSERT INTO multipliers (rule_id, {column}, times_bp) VALUES (:rule, :target, :times)"),  # noqa: S608
                    {"rule": rule_id, "target": int(target), "times": times},
                )
    with op.batch_alter_table('earning_rules') as batch_op:
        for column in ('kind', 'terms', 'purpose'):
            batch_op.drop_column(column)
