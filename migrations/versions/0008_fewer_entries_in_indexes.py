"""Fewer entries in indexes: of lines, only returns by what they return; of postings, wallets and named accounts apart."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

#: Index → table, columns, and the condition that its rows now meet.
INDEXES = {
    'ix_sale_lines_returns_id': ('sale_lines', ['returns_id'], 'returns_id IS NOT NULL'),
    'ix_measures_returns': ('measures', ['returns_id'], 'returns_id IS NOT NULL'),
    'ix_postings_wallet': ('postings', ['wallet_id', 'id'], 'wallet_id IS NOT NULL'),
    'ix_postings_account': ('postings', ['account'], "wallet_id IS NULL AND account <> 'issue'"),
}


def upgrade() -> None:
    for name, (table, columns, condition) in INDEXES.items():
        op.drop_index(name, table)
        only = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    for name, (table, columns, _) in INDEXES.items():
        op.drop_index(name, table)
        op.create_index(name, table, columns)
