"""A crowd on a board, written by the database itself: people, scores, the tree, yesterday's ranks."""

from datetime import date

from sqlalchemy import text

from core import clock
from core.database import is_postgresql, session, transaction
from leaderboard import standings

FIRMS = 700
#: Knuth's multiplicative hash spreads consecutive numbers evenly over scores up to 100 000 € in cents.
SPREAD = 2_654_435_761
SCORES = 10_000_000
TODAY = date(2026, 10, 15)

SERIES = {
    True: "SELECT n FROM generate_series(1, :many) AS numbers(n)",
    False: "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :many) SELECT n FROM s",
}
FIRM = """INSERT INTO companies
 (id, code, name, sort_key, kind, country, size, sector, region, city, joined_at)
 SELECT n, 'F' || n, 'Firm ' || n, 'firm', 'distributor', 'FR', '', '', 'North', 'Lille',
 '2025-01-01 00:00:00' FROM ({series}) AS numbers"""
PERSON = """INSERT INTO people
 (id, code, email, email_key, first_name, last_name, sort_key, language, pseudonym, shows_name, created_at)
 SELECT n, 'P' || n, 'p' || n || '@example.test', 'p' || n || '@example.test', 'First', 'Last ' || n,
 'last', 'fr', 'Compass ' || n, {false}, '2025-01-01 00:00:00' FROM ({series}) AS numbers"""
MANDATE = """INSERT INTO mandates (person_id, company_id, role, starts_on)
 SELECT n, 1 + n % 700, 'rep', '2025-01-01' FROM ({series}) AS numbers"""
ENTRANT = """INSERT INTO entrants (id, board_id, kind, subject_id, label, alias, company_id, place)
 SELECT n, :board, 'person', n, 'Last ' || n, 'Alias', 1 + n % 700, 'Firm, Lille'
 FROM ({series}) AS numbers"""
#: SPREAD, SCORES and order.order_key said in SQL (20727: the day's number).
SCORE = """INSERT INTO scores (entrant_id, board_id, score, reached_on, order_key)
 SELECT n, :board, (n * 2654435761) % 10000000, '2026-10-01',
 20727 - ((n * 2654435761) % 10000000) * 65536 FROM ({series}) AS numbers"""


def gather(many: int) -> int:
    """`many` people compete on one board; its id. Same crowd on every engine and in every run."""
    ours = is_postgresql()
    words = {"series": SERIES[ours], "false": "false" if ours else "0"}
    with transaction():
        board = standings.create_board(f"bench:{many}", "date", grain=256).id
        session.execute(text(FIRM.format(**words)), {"many": FIRMS})
        for statement in (PERSON, MANDATE, ENTRANT, SCORE):
            cast = {"many": many, "board": board} if ":board" in statement else {"many": many}
            session.execute(text(statement.format(**words)), cast)
        standings.rebuild(board)
        standings.snapshot(board, "2026-10-14")
    if ours:
        with transaction():
            session.execute(text("ANALYZE"))
    clock.clock.freeze(clock.day_start(TODAY))
    return int(board)
