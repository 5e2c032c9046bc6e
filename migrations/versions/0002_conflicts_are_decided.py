"""Conflicts are decided, a checker knows its mapping, and a file that brings nothing new is closed."""

import sqlalchemy as sa
from alembic import op

from core.appendonly import guards, unguards

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('conflict_decisions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('row_key', sa.String(length=160), nullable=False),
    sa.Column('books_hash', sa.String(length=32), nullable=False),
    sa.Column('file_hash', sa.String(length=32), nullable=False),
    sa.Column('choice', sa.String(length=8), nullable=False),
    sa.Column('line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('upload_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line', sa.BigInteger(), nullable=False),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.String(length=300), nullable=False),
    sa.ForeignKeyConstraint(['line_id'], ['sale_lines.id'], name=op.f('fk_conflict_decisions_line_id')),
    sa.ForeignKeyConstraint(['upload_id'], ['uploads.id'], name=op.f('fk_conflict_decisions_upload_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_conflict_decisions')),
    sa.UniqueConstraint('row_key', 'books_hash', 'file_hash', name=op.f('uq_conflict_decisions_row_key_books_hash_file_hash'))
    )
    with op.batch_alter_table('conflict_decisions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_conflict_decisions_line_id'), ['line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_conflict_decisions_upload_id'), ['upload_id'], unique=False)
    for statement in guards('conflict_decisions', op.get_bind().dialect.name):
        op.execute(statement)

    op.add_column('uploads', sa.Column('mapping_hash', sa.String(length=32), server_default='', nullable=False))
    op.execute(
        "UPDATE uploads SET state = 'known' "
        "WHERE state = 'ready' AND rows_good = 0 AND rows_bad = 0 AND rows_conflict = 0"
    )


def downgrade() -> None:
    op.execute("UPDATE uploads SET state = 'ready' WHERE state = 'known'")
    op.drop_column('uploads', 'mapping_hash')
    for statement in unguards('conflict_decisions', op.get_bind().dialect.name):
        op.execute(statement)
    op.drop_table('conflict_decisions')
