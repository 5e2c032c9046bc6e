"""The kept shelf: a mark that changes in the same transaction as anything that a shelf is reckoned from."""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

#: What a shelf reads of each table. What an order moves without reaching or leaving an edge is not among it.
WATCHED = {
    'rewards': (
        'id, code, name_fr, name_en, search_key, category, kind, family, nature, beneficiary, picture, price_points, '
        'audience, starts_on, ends_on, retired_at'
    ),
    'reward_variants': 'reward_id, retired_at',
    'reward_sessions': 'reward_id, seats, cancelled_at, closes_at',
    'service_slots': 'reward_id, taken, withdrawn_at, starts_at',
    'reward_prices': 'reward_id, place, tier, segment, company_kind, points, starts_on, ends_on',
    'reward_parts': 'reward_id, part_id, quantity',
}
#: An edge: the last piece goes, or the first comes back.
LAST_PIECE = '(old.stock = 0) {differs} (new.stock = 0)'
#: The same for a bundle that holds several of one thing.
LAST_OF_PART = (
    'EXISTS (SELECT 1 FROM reward_parts p WHERE p.part_id = new.id '
    'AND (old.stock < p.quantity) {differs} (new.stock < p.quantity))'
)
EDGES = {
    'rewards': ('stock', f'{LAST_PIECE} OR {LAST_OF_PART}'),
    'reward_variants': ('stock', LAST_PIECE),
    'reward_sessions': ('taken', '(old.taken < old.seats) {differs} (new.taken < new.seats)'),
}
#: Unlike any other mark, also of a database that was put back to an earlier state.
FRESH = {'sqlite': 'lower(hex(randomblob(16)))', 'postgresql': "replace(gen_random_uuid()::text, '-', '')"}


def _sqlite() -> list[str]:
    move = f"BEGIN UPDATE shelf_marks SET mark = {FRESH['sqlite']}; END"  # noqa: S608 - our own words
    made = []
    for table, columns in WATCHED.items():
        for name, verb in (('new', 'INSERT'), ('gone', 'DELETE'), ('changed', f'UPDATE OF {columns}')):
            made.append(f'CREATE TRIGGER {table}_shelf_{name} AFTER {verb} ON {table} {move}')
    for table, (column, edge) in EDGES.items():
        crossed = edge.format(differs='IS NOT')
        made.append(f'CREATE TRIGGER {table}_shelf_edge AFTER UPDATE OF {column} ON {table} WHEN {crossed} {move}')
    return made


def _postgresql() -> list[str]:
    """At the end of the transaction, so that nobody holds the mark while waiting for something else; once in each."""
    move = f"UPDATE shelf_marks SET mark = {FRESH['postgresql']};"  # noqa: S608 - our own words
    made = [
        'CREATE FUNCTION move_shelf_mark() RETURNS void LANGUAGE plpgsql AS $$ BEGIN '
        f"IF coalesce(current_setting('tandem.shelf_moved', true), '') = '' THEN {move} "
        "PERFORM set_config('tandem.shelf_moved', 'yes', true); END IF; END $$",
        'CREATE FUNCTION shelf_changed() RETURNS trigger LANGUAGE plpgsql AS '
        '$$ BEGIN PERFORM move_shelf_mark(); RETURN NULL; END $$',
        # a part and the stock of what it holds do not change side by side: neither would see the edge
        'CREATE FUNCTION shelf_part_held() RETURNS trigger LANGUAGE plpgsql AS '
        '$$ BEGIN PERFORM 1 FROM rewards WHERE id = new.part_id FOR SHARE; RETURN new; END $$',
        'CREATE TRIGGER reward_parts_shelf_held BEFORE INSERT OR UPDATE ON reward_parts '
        'FOR EACH ROW EXECUTE FUNCTION shelf_part_held()',
    ]
    late = 'DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION'
    for table, columns in WATCHED.items():
        verbs = f'INSERT OR DELETE OR UPDATE OF {columns}'
        made.append(f'CREATE CONSTRAINT TRIGGER {table}_shelf AFTER {verbs} ON {table} {late} shelf_changed()')
        made.append(
            f'CREATE TRIGGER {table}_shelf_emptied AFTER TRUNCATE ON {table} '
            'FOR EACH STATEMENT EXECUTE FUNCTION shelf_changed()'
        )
    for table, (column, edge) in EDGES.items():
        crossed = edge.format(differs='IS DISTINCT FROM')
        made.append(
            f'CREATE FUNCTION {table}_shelf_edge() RETURNS trigger LANGUAGE plpgsql AS '
            f'$$ BEGIN IF {crossed} THEN PERFORM move_shelf_mark(); END IF; RETURN NULL; END $$'
        )
        made.append(
            f'CREATE CONSTRAINT TRIGGER {table}_shelf_edge AFTER UPDATE OF {column} ON {table} '
            f'{late} {table}_shelf_edge()'
        )
    return made


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    op.create_table('shelf_marks',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('mark', sa.String(length=32), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_shelf_marks_single')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shelf_marks'))
    )
    op.execute(f'INSERT INTO shelf_marks (id, mark) VALUES (1, {FRESH[dialect]})')  # noqa: S608 - our own words
    for statement in _sqlite() if dialect == 'sqlite' else _postgresql():
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        for table in WATCHED:
            for name in ('new', 'gone', 'changed'):
                op.execute(f'DROP TRIGGER {table}_shelf_{name}')
        for table in EDGES:
            op.execute(f'DROP TRIGGER {table}_shelf_edge')
    else:
        op.execute('SET CONSTRAINTS ALL IMMEDIATE')
        for table in EDGES:
            op.execute(f'DROP FUNCTION {table}_shelf_edge() CASCADE')
        for function in ('shelf_part_held', 'shelf_changed', 'move_shelf_mark'):
            op.execute(f'DROP FUNCTION {function}() CASCADE')
    op.drop_table('shelf_marks')
