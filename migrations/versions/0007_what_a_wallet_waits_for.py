"""What each order asks twice is found in an index: what its wallet waits for, and the sponsor's own company."""

from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_orders_waiting', 'orders', ['wallet_id', 'state', 'value_cents'])
    op.drop_index('ix_orders_wallet_id', 'orders')
    op.create_index('ix_companies_kind', 'companies', ['kind'])


def downgrade() -> None:
    op.drop_index('ix_companies_kind', 'companies')
    op.create_index('ix_orders_wallet_id', 'orders', ['wallet_id'])
    op.drop_index('ix_orders_waiting', 'orders')
