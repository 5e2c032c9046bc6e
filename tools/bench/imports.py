"""P4 and P5: a sales file from its bytes to the points, beside the bare rows; the same file again; locks."""

import csv
import io
import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any, NamedTuple

import psycopg
from flask import Flask
from sqlalchemy import text

from core.clock import now
from core.database import db, is_postgresql, session, transaction
from points.programme.files import load_rules
from sales import actions, mapping, storage
from sales.acceptance import accept
from sales.checking import check
from sales.models import Upload
from tests.support import adventureworks
from tools.bench.crowd import FIRMS, PRODUCTS, gather
from tools.bench.locks import longest_wait
from tools.bench.report import AT_LEAST, Figure, micro, rate
from tools.bench.stages import Bench
from tools.bench.timing import timed

#: As many as the bicycle maker's real file has.
LINES = 57_851
#: As many as sell in that file.
REPS = 17
MAPPING = """
name = "bench"
dates = "ymd"
decimal = "."
[columns]
document = "order"
ordered_on = "date"
selling_company = "seller"
rep = "rep"
buying_company = "buyer"
product = "product"
quantity = "quantity"
amount = "amount"
"""
#: What an import writes for each line, beside the line itself.
WRITTEN = ("sale_lines", "measures", "ledger_transactions", "postings", "lots", "baselines")


class Source(NamedTuple):
    """A file, how its columns are called, and how the database is made ready for it."""

    data: bytes
    spec: mapping.Spec
    prepare: Callable[[], None]
    what: str


def measure(bench: Bench) -> Iterator[Figure]:
    """Lines a second with everything ÷ bare rows a second; the known file ÷ the new one."""
    for engine in bench.engines:
        with bench.stage(engine) as app:
            file = source(bench.quick)
            file.prepare()
            lines, first = brought(file)
            _, again = brought(file._replace(data=file.data + b"\n"))
            bare, written, rows = bare_rates(app, lines)
            waited = longest_wait(app, lambda: brought(_renamed(file)))  # noqa: B023 - called at once
        pace = lines / first
        told = f"{rate(pace, 'lines')} ÷ {rate(bare, 'rows')} ({lines:,} lines, {file.what})"
        yield Figure(
            "P4", engine, "import ÷ bare executemany of its lines", pace / bare, told, AT_LEAST, 0.2, 0.35
        )
        told = (
            f"{rate(pace * rows / lines, 'rows')} ÷ {rate(written, 'rows')} ({rows / lines:.1f} rows a line)"
        )
        yield Figure(
            "P4", engine, "the same, by every row written", pace * rows / lines / written, told, AT_LEAST
        )
        yield Figure("P4", engine, "longest wait of another writer, s", waited, f"{micro(waited)} meanwhile")
        told = f"{micro(again)} ÷ {micro(first)}"
        yield Figure(
            "P5", engine, "a known file again ÷ the first time", again / first, told, goal=0.3, beyond=0.15
        )


def brought(file: Source) -> tuple[int, float]:
    """Bring, check and accept a file; how many lines are new, and the seconds."""
    found: list[int] = []

    def act() -> None:
        upload_id = staged(file)
        found.append(session.get_one(Upload, upload_id).rows_good)
        if found[0]:
            with transaction():
                accept(upload_id, now(), "shell")

    seconds = timed(act)
    return found[0], seconds


def staged(file: Source) -> int:
    """Bring a file and check it; nothing of it may be bad. The upload's id."""
    kept = storage.keep(io.BytesIO(file.data), "bench.csv")
    with transaction():
        upload_id = actions.bring("bench.csv", kept.sha256, kept.stored, file.spec, now(), "shell")
    check(upload_id, now())
    upload = session.get_one(Upload, upload_id)
    if upload.rows_bad or upload.rows_conflict or upload.state not in {"ready", "known"}:
        raise AssertionError(f"{upload.state}: {upload.rows_bad} bad, {upload.trouble}")
    return upload_id


def source(quick: bool, rules: bool = True) -> Source:
    """The real file where its folder is named, else one made up; with or without the earning rule."""
    if os.environ.get(adventureworks.VARIABLE) and not quick:
        spec = mapping.from_toml(adventureworks.MAPPING)
        return Source(adventureworks.sales_csv(), spec, partial(_real, rules), "the bicycle maker's own")
    many = 10_000 if quick else LINES
    return Source(_made(many), mapping.from_toml(MAPPING), partial(_crowd, rules), "made up")


def _real(rules: bool) -> None:
    adventureworks.bring_people_and_products()
    if rules:
        _rules()


def _crowd(rules: bool) -> None:
    gather(REPS)
    if rules:
        _rules()


def _rules() -> None:
    with transaction():
        load_rules(adventureworks.RULES | _everywhere(), now(), "shell")


def _everywhere() -> dict[str, Any]:
    """The rule without its multiplier where the range is not known."""
    known = session.execute(text("SELECT count(*) FROM ranges WHERE code = 'ACCESSORIES'")).scalar_one()
    rule = {
        key: value for key, value in adventureworks.RULES["rule"][0].items() if known or key != "multiplier"
    }
    return {"rule": [rule]}


def _made(many: int) -> bytes:
    random, out = Random(5), io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("order", "date", "seller", "rep", "buyer", "product", "quantity", "amount"))
    for number in range(many):
        rep = random.randint(1, REPS)
        day = f"2026-{random.randint(1, 9):02d}-{random.randint(1, 28):02d}"
        amount = f"{random.randint(500, 500_000) / 100:.2f}"
        order, product = f"SO{number // 3:07d}", f"X{1 + number % PRODUCTS}"
        seller, person, buyer = f"F{1 + rep % FIRMS}", f"P{10_000_000 + rep}", f"F{1 + number // 3 % FIRMS}"
        writer.writerow((order, day, seller, person, buyer, product, random.randint(1, 9), amount))
    return out.getvalue().encode()


def _renamed(source: Source) -> Source:
    """The same sales under other order numbers."""
    return source._replace(data=source.data.replace(b"SO", b"SX"))


def bare_rates(app: Flask, lines: int) -> tuple[float, float, int]:
    """Rows a second of the driver's executemany: the lines, then every row that was written; how many."""
    rows = {name: _rows(name) for name in WRITTEN}
    session.rollback()
    url = app.config["SETTINGS"].database_url
    alone = _bare(url, {"sale_lines": rows["sale_lines"]})
    everything = _bare(url, rows)
    many = sum(len(found) for _, found in rows.values())
    return lines / alone, many / everything, many


Rows = tuple[list[str], list[tuple[Any, ...]]]


def _rows(name: str) -> Rows:
    found = session.connection().exec_driver_sql(f"SELECT * FROM {name}")  # noqa: S608
    names = list(found.keys())
    return names, [_plain(row) for row in found]


def _plain(row: Any) -> tuple[Any, ...]:
    return tuple(json.dumps(cell) if isinstance(cell, dict | list) else cell for cell in row)


def _bare(url: str, tables: dict[str, Rows]) -> float:
    """Seconds to write rows into plain tables with a unique key and two more indexes, in one transaction."""
    connection: Any = (
        psycopg.connect(url) if is_postgresql() else sqlite3.connect(db.engine.url.database or "")
    )
    mark = "%s" if is_postgresql() else "?"
    cursor = connection.cursor()
    for name, (columns, _) in tables.items():
        cursor.execute(f"CREATE TABLE bare_{name} AS SELECT * FROM {name} LIMIT 0")  # noqa: S608
        for number, column in enumerate(columns[:3]):
            unique = "" if number else "UNIQUE"
            cursor.execute(f"CREATE {unique} INDEX ix_bare_{name}_{number} ON bare_{name} ({column})")
    connection.commit()

    def act() -> None:
        for name, (columns, rows) in tables.items():
            marks = ", ".join([mark] * len(columns))
            cursor.executemany(f"INSERT INTO bare_{name} VALUES ({marks})", rows)  # noqa: S608
        connection.commit()

    seconds = timed(act)
    for name in tables:
        cursor.execute(f"DROP TABLE bare_{name}")
    connection.commit()
    connection.close()
    return seconds
