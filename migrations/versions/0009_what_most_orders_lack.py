"""What most orders lack: an hour, a sending to a supplier, an award are found among those that have one."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

KEYS = ('slot_id', 'supplier_order_id', 'award_id')


def upgrade() -> None:
    for key in KEYS:
        op.drop_index(f'ix_orders_{key}', 'orders')
        only = sa.text(f'{key} IS NOT NULL')
        op.create_index(f'ix_orders_{key}', 'orders', [key], sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    for key in KEYS:
        op.drop_index(f'ix_orders_{key}', 'orders')
        op.create_index(f'ix_orders_{key}', 'orders', [key])
