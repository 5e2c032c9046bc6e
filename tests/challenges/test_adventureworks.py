"""Real sales that nobody here wrote: three past challenges, run from the shell with the clock set back."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from challenges.models import Challenge
from core.clock import day_start
from core.database import session, transaction
from sales.acceptance import Accepted
from tests.challenges.certifying import certify
from tests.challenges.launching import prepared
from tests.support.adventureworks import needs_real_data, truth
from tests.support.shell import Shell

pytestmark = [needs_real_data, pytest.mark.real_data]

DOCUMENT = """
code = "{code}"
competitor = "{competitor}"
metric = "amount"
ties = "share"
contest_days = 0

[title]
fr = "Vélos"
en = "Bikes"

[text]
fr = "Vendez."
en = "Sell."

[window]
from = {first}
to = {last}

[counts]
ranges = [{ranges}]

[audience]
company_kinds = ["{kind}"]
"""
PRIZE = '\n[[prize]]\nranks = "{rank}"\npoints = {points}\n'

CLOSED = day_start(date(2020, 6, 1))

#: table, code of a competitor in it, document
PAST = [
    (
        "challenge_13days_reps_bikes_20200210_20200222.csv",
        "rep_id",
        {"competitor": "rep", "first": "2020-02-10", "last": "2020-02-22", "ranges": '"BIKES"'},
        (1500, 1000, 500),
    ),
    (
        "challenge_top5_reps_accessories_clothing_2019Q4.csv",
        "rep_id",
        {
            "competitor": "rep",
            "first": "2019-10-01",
            "last": "2019-12-31",
            "ranges": '"ACCESSORIES", "CLOTHING"',
        },
        (5000, 3000, 2000, 1000, 500),
    ),
    (
        "challenge_top3_resellers_2020Q1.csv",
        "reseller_id",
        {"competitor": "buying_company", "first": "2020-01-01", "last": "2020-03-31", "ranges": ""},
        (10000, 6000, 3000),
    ),
]


def written(tmp_path: Path, code: str, facts: dict[str, str], prizes: tuple[int, ...]) -> Path:
    """The challenge's file."""
    kind = "sponsor" if facts["competitor"] == "rep" else "distributor"
    text = DOCUMENT.format(code=code, kind=kind, **facts)
    text += "".join(PRIZE.format(rank=rank, points=points) for rank, points in enumerate(prizes, 1))
    path = tmp_path / f"{code}.toml"
    path.write_text(text)
    return path


def told(printed: str) -> list[tuple[int, str, str, int]]:
    """(rank, code, score, prize) of a printed table."""
    rows = [line.split(",") for line in printed.splitlines()[1:]]
    return sorted((int(row[0]), row[1], row[-3], int(row[-1])) for row in rows)


def balances(shell: Shell) -> dict[tuple[str, str], int]:
    """Points by kind and code of their owner."""
    printed = shell("points", "balances", "--format", "csv").output
    return {(row["kind"], row["code"]): int(row["available"]) for row in csv.DictReader(io.StringIO(printed))}


def test_three_past_challenges_come_out_as_computed_elsewhere(
    bicycles: Accepted, shell: Shell, tmp_path: Path
) -> None:
    for nth, (table, column, facts, prizes) in enumerate(PAST):
        code = f"past-{nth}"
        shell("challenges", "load", written(tmp_path, code, facts, prizes))
        wanted = sorted(
            (int(row["rank_sales"]), row[column], f"{float(row['sales']):.2f}", int(row["prize"]))
            for row in truth(table)
        )
        draft = shell("challenges", "standings", code, "--format", "csv", "--all").output
        assert told(draft) == wanted
        prepared(code)
        shell("challenges", "launch", code, "--at", f"{facts['first']}T00:00")
        shell("challenges", "close", code, "--at", "2020-06-01T00:00")
        with transaction():
            certify(session.scalars(select(Challenge.id).where(Challenge.code == code)).one(), CLOSED)
        before = balances(shell)
        shell("challenges", "pay", code, "--at", "2020-06-01T00:00")
        assert told(shell("challenges", "standings", code, "--format", "csv", "--all").output) == wanted
        more = {
            code: points - before.get((kind, code), 0) for (kind, code), points in balances(shell).items()
        }
        won = {code: prize for _, code, _, prize in wanted if prize}
        assert {code: points for code, points in more.items() if points and code in won} == won
