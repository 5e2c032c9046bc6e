"""A rebate and a table of growth, both computed elsewhere: by a growth rule, and by a query over measures."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from accounts.models import Company
from core.clock import now
from core.database import session, transaction
from points.earning import measures
from points.models import PeriodAward, Wallet
from points.programme.versions import Draft, write_version
from points.rules import Rule, Scope
from tests.support import adventureworks as real

pytestmark = [pytest.mark.real_data, real.needs_real_data]

#: 1.5 % to the cent: three points a cent, two hundred of them a cent of rebate.
REBATE = Rule(
    0,
    "rebate",
    0,
    "growth",
    "buying_company",
    date(2020, 1, 1),
    date(2020, 3, 31),
    scope=Scope(),
    points=3,
    per=1,
    period="quarter",
    growth_bp=1_000,
    growth_on="whole",
    at_least=10_000_00,
)
POINTS_A_CENT = 200


def cents(text: str) -> int:
    return round(float(text) * 100)


def load() -> None:
    """The real sales under the growth rule alone."""
    real.bring_people_and_products()
    with transaction():
        write_version(Draft("Remise de croissance", "Growth rebate", REBATE), now(), "test")
    real.import_sales(real.sales_csv(date(2020, 3, 31)))


def resellers() -> dict[int, str]:
    return dict(session.execute(select(Company.id, Company.code)).all())


def test_a_growth_rule_gives_the_true_rebate_to_the_cent(app: Flask) -> None:
    load()
    codes = resellers()
    rows = session.execute(
        select(Wallet.company_id, PeriodAward.points).join(Wallet, Wallet.id == PeriodAward.wallet_id)
    )
    given = {
        codes[company]: (2 * points + POINTS_A_CENT) // (2 * POINTS_A_CENT)
        for company, points in rows
        if company
    }
    table: list[dict[str, Any]] = real.truth("rebate_growth10_min10000_2020Q1.csv")
    wanted = {row["reseller_id"]: cents(row["rebate"]) for row in table if row["qualifies"] == "True"}
    assert len(wanted) == 40
    assert given == wanted
    found = {
        (f"{one.year}-Q{one.quarter}", codes[one.holder_id]): (
            one.amount_cents,
            one.before_cents,
            one.growth_bp,
        )
        for one in measures.quarters("buying_company", date(2018, 7, 1), date(2020, 3, 31))
    }
    told = {
        (row["quarter"], row["reseller_id"]): (
            cents(row["sales"]),
            cents(row["sales_prev_year"]),
            row["growth_pct"],
        )
        for row in real.truth("reseller_quarter_yoy_growth.csv.gz")
    }
    told = {key: value for key, value in told.items() if key[0] <= "2020-Q1"}
    assert {key: value[:2] for key, value in found.items()} == {key: value[:2] for key, value in told.items()}
    for key, (_, before, growth) in found.items():
        assert (growth is None) == (told[key][2] == "") == (before == 0)
        assert growth is None or abs(growth / 100 - float(told[key][2])) <= 0.01
