"""A crowd that competes: firms, people, one sale each, an open challenge with its board, yesterday's ranks.

The database writes it itself, its indexes built afterwards: a million in well under a minute. Every crowd of
one size is the same on every engine and in every run.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Index, Table, text
from sqlalchemy.engine import Connection

from accounts.identity import token_hash
from accounts.models import Mandate, Person
from challenges.actions import save_draft
from challenges.document.reading import from_toml
from challenges.models import Participation
from core.clock import clock
from core.database import db, is_postgresql, session, transaction
from leaderboard import standings
from leaderboard.models import Entrant, Score
from sales.models import JOURNAL, SaleLine

FIRMS = 700
PRODUCTS = 20
#: Knuth's multiplicative hash spreads consecutive numbers evenly over scores up to 100 000 € in cents.
SPREAD = 2_654_435_761
SCORES = 10_000_000
NOW = datetime(2026, 10, 15, 8, 0, tzinfo=UTC)
CODE = "crowd"
#: People of the crowd who are signed in.
READERS = 500
DOCUMENT = """
code = "crowd"
competitor = "rep"
metric = "amount"
join = "automatic"
ties = "date"
contest_days = 7
announce_days = 7
window = { from = 2026-09-14, to = 2026-10-25 }
title = { fr = "La foule", en = "The crowd" }
text = { fr = "Vendez. Chaque euro compte.", en = "Sell. Every euro counts." }
counts = { ranges = [], products = [], date = "sold" }
audience = { company_kinds = ["distributor"], regions = [] }
visibility = { open_scores = false, open_names = false }
[[prize]]
ranks = "1"
points = 5000
[[prize]]
ranks = "2-50"
points = 1000
"""
SERIES = {
    "postgresql": "generate_series(1, {many}) AS s(n)",
    "sqlite": "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {many})"
    " SELECT n FROM s) AS s",
}
#: One score a person, SPREAD and SCORES said in SQL; 20741 is the day 2026-10-15.
POINTS = "((n * 2654435761) % 10000000)"
FILL = {
    "companies": """(id, code, name, sort_key, kind, country, size, sector, region, city, joined_at)
 SELECT n, 'F' || n, 'Firm ' || n, 'firm', 'distributor', 'FR', '', '', 'North', 'Lille',
 '2025-01-01 00:00:00'""",
    "ranges": "(id, code, name, sort_key, unit_fr, unit_en) SELECT n, 'R' || n, 'Range', 'range', '', ''",
    "products": """(id, reference, reference_key, name, sort_key, range_id, strategic)
 SELECT n, 'X' || n, 'x' || n, 'Product ' || n, 'product', 1, {false}""",
    "people": """(id, code, email, email_key, first_name, last_name, sort_key, language, pseudonym,
 shows_name, created_at) SELECT n, 'P' || (10000000 + n), 'p@example.test', 'p' || (10000000 + n), 'First',
 'Last ' || n, 'last', 'fr', 'Compass ' || n, {false}, '2025-01-01 00:00:00'""",
    "mandates": """(id, person_id, company_id, role, starts_on)
 SELECT n, n, 1 + n % 700, 'rep', '2025-01-01'""",
    "uploads": """(id, filename, sha256, source, mapping, state, brought_by, brought_at, trouble, stored,
 rows_total, rows_done, rows_good, rows_bad, rows_known, rows_conflict, amount_good_cents, points)
 SELECT n, 'crowd.csv', 'x', 'crowd', '{{}}', 'accepted', 'shell', '2026-10-15 06:00:00', '', '',
 0, 0, 0, 0, 0, 0, 0, 0""",
    "sale_lines": """(id, row_key, content_hash, upload_id, line, document, selling_company_id, rep_id,
 product_id, quantity, amount_cents, sold_on, revision, accepted_at)
 SELECT n, 'K' || (10000000 + n), 'x', 1, n, 'D', 1 + n % 700, n, 1 + n % 20, 1, 1 + {points},
 '2026-10-14', 1, '2026-10-15 06:00:00'""",
    "entrants": """(id, board_id, kind, subject_id, label, alias, company_id, place)
 SELECT n, 1, 'person', n, 'First Last ' || n, 'Compass ' || n, 1 + n % 700, 'Firm, Lille'""",
    "scores": """(entrant_id, board_id, score, reached_on, order_key)
 SELECT n, 1, 1 + {points}, '2026-10-14', 20740 - (1 + {points}) * 65536""",
    "participations": """(id, challenge_id, kind, subject_id, entrant_id, joined_at, joined_by, document_hash)
 SELECT n, 1, 'person', n, n, '2026-09-14 00:00:00', 'clock', ''""",
    "wallets": """(id, person_id, available, pending, reserved, debt, opened_at)
 SELECT n, n, 1200, 0, 0, 0, '2025-01-01 00:00:00'""",
}
SHORT = {"companies": FIRMS, "ranges": 1, "products": PRODUCTS, "uploads": 1}
#: Tables whose other indexes are built after their rows.
HEAVY: tuple[Any, ...] = (Person, Mandate, SaleLine, Entrant, Score, Participation)


@dataclass(frozen=True)
class Crowd:
    """What a measurement needs to know of one."""

    many: int
    board_id: int = 1
    challenge_id: int = 1

    def in_upper_half(self, person: int) -> bool:
        """Whether a person sees the whole board."""
        return person * SPREAD % SCORES > SCORES // 2


def gather(many: int) -> Crowd:
    """Fill an empty database with `many` people who compete."""
    clock.freeze(NOW)
    with transaction():
        save_draft(from_toml(DOCUMENT), NOW, "shell")
        standings.create_board("challenge:1", "date", grain=256)
    _fill(many)
    with transaction():
        _open(many)
        standings.rebuild(1)
        standings.snapshot(1, "2026-10-14")
    return Crowd(many)


def secret(person: int) -> str:
    """The secret in the cookie of a signed-in person (1 to READERS)."""
    return f"bench-{person}"


def _open(many: int) -> None:
    """The challenge runs, its sales are counted, and some are signed in."""
    session.execute(
        text(
            "UPDATE challenges SET state = 'open', board_id = 1, participants = :many, scored_revision = 1,"
            " document_hash = 'bench', typical = 120000"
        ),
        {"many": many},
    )
    session.execute(text("UPDATE boards SET as_of = :at, revision = 1"), {"at": "2026-10-15 07:00:00"})
    session.execute(text("INSERT INTO counters (name, value) VALUES (:name, 1)"), {"name": JOURNAL})
    session.execute(
        text(
            "INSERT INTO sign_ins (token_hash, person_id, created_at, seen_at, expires_at, address, browser)"
            " VALUES (:token, :person, :at, :at, :end, '', '')"
        ),
        [
            {
                "token": token_hash(secret(person)),
                "person": person,
                "at": "2026-10-15 08:00:00",
                "end": "2026-10-15 20:00:00",
            }
            for person in range(1, min(READERS, many) + 1)
        ],
    )


def _fill(many: int) -> None:
    db.session.remove()
    sqlite = not is_postgresql()
    words = {"false": "0" if sqlite else "false", "points": POINTS}
    with db.engine.connect() as connection:
        connection.rollback()
        _hurry(connection)
        tables: list[Table] = [one.__table__ for one in HEAVY]
        indexes = [index for table in tables for index in sorted(table.indexes, key=_name)]
        for index in indexes:
            index.drop(connection)
        for name, columns in FILL.items():
            series = SERIES[db.engine.dialect.name].format(many=SHORT.get(name, many))
            connection.execute(text(f"INSERT INTO {name} {columns.format(**words)} FROM {series}"))
            if not sqlite:
                _move_on(connection, name)
        for index in indexes:
            index.create(connection)
        connection.commit()
    db.engine.dispose()
    if not sqlite:
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _name(index: Index) -> str:
    return str(index.name)


def _hurry(connection: Connection) -> None:
    """No foreign keys, no waiting for the disk, a large cache: on this connection only."""
    if is_postgresql():
        for setting in (
            "session_replication_role = replica",
            "synchronous_commit = off",
            "maintenance_work_mem = '256MB'",
            "statement_timeout = 0",
        ):
            connection.execute(text(f"SET {setting}"))
        return
    raw = connection.connection.cursor()
    raw.execute("ROLLBACK") if connection.in_transaction() else None
    for pragma in ("query_only=0", "foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000"):
        raw.execute(f"PRAGMA {pragma}")


def _move_on(connection: Connection, name: str) -> None:
    """Let PostgreSQL number on from the rows written with numbers of their own."""
    if "(id," in FILL[name]:
        connection.execute(
            text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")  # noqa: S608
        )
