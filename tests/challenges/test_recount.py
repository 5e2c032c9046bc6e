"""tools/recount.py: agrees with every kind of challenge, and finds whatever was tampered with."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from challenges import actions
from challenges.document.parts import (
    Boost,
    Caps,
    Collective,
    Counts,
    Duels,
    FirstTo,
    Flash,
    Leagues,
    Metric,
    Prize,
    Step,
    Targets,
    Team,
    Teams,
)
from challenges.document.terms import Document
from challenges.life import rounds
from challenges.models import Challenge
from challenges.proof import exporting
from core.clock import clock, day_start
from core.database import session, transaction
from points.programme.files import load_rules
from tests.challenges.certifying import finish
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.support.cast import START, Cast
from tools import recount

SALT = "a salt of these tests"
BEGINS, CERTIFIES = day_start(date(2026, 10, 12)), day_start(date(2026, 10, 31))
MONDAYS = [day_start(date(2026, 10, 19)), day_start(date(2026, 10, 26))]
AMOUNT = Metric("amount", 3, 10_000)
PRIZES = (Prize(1, 1, 1500), Prize(2, 2, 1000), Prize(3, 3, 501))

GAMES: dict[str, dict[str, Any]] = {
    "plain": {},
    "equals share": {"ties": "share"},
    "equals have it all": {"ties": "each", "minimum": 3},
    "amount, everything": {"metrics": (Metric("amount"),), "counts": Counts()},
    "weighted": {"metrics": (AMOUNT, Metric("products", 5), Metric("active_days", 2), Metric("ranges", 7))},
    "customers": {"metrics": (Metric("new_customers", 10), Metric("reactivated", 4, quiet_days=30))},
    "customers alone": {"metrics": (Metric("new_customers"),), "counts": Counts()},
    "caps": {"caps": Caps(line=2, day=3, total=5)},
    "steps": {"steps": (Step(2, 100), Step(4, 300), Step(3, 50, at_once=False))},
    "firsts": {"firsts": (FirstTo(1, 2, 101), FirstTo(2, 4, 77))},
    "collective": {"collective": Collective(6, 40, 2)},
    "excluded": {"counts": Counts(ranges=("PUMPS",), excluded=("PAC-12",), sale_kind="sell_out")},
    "margin": {"metrics": (Metric("margin"),), "counts": Counts()},
    "points": {"metrics": (Metric("points"),), "counts": Counts()},
    "attainment": {
        "metrics": (Metric("attainment"),),
        "counts": Counts(),
        "targets": Targets("imported", "amount", floor=50_000),
    },
    "growth": {
        "metrics": (Metric("growth", 1, 100), Metric("quantity", 2)),
        "counts": Counts(),
        "targets": Targets("imported", "quantity", floor=3),
    },
    "boost": {"boosts": (Boost(date(2026, 10, 13), date(2026, 10, 16), 15_000, 250),)},
    "flash": {
        "flashes": (
            Flash(
                "day",
                "Jour",
                "Day",
                datetime(2026, 10, 14),
                datetime(2026, 10, 16),
                Metric("amount"),
                10_000,
                99,
                2,
            ),
        )
    },
    "duels": {"duels": Duels(75)},
    "leagues": {"leagues": Leagues(2, 1, 1, (Prize(1, 1, 60), Prize(2, 2, 31)))},
    "companies": {"competitor": "selling_company"},
    "buyers": {"competitor": "buying_company", "company_kinds": ("installer",)},
    "companies as teams": {"competitor": "team", "teams": Teams("companies", "mean")},
    "made teams": {
        "competitor": "team",
        "teams": Teams(
            "made",
            "best",
            1,
            (
                Team("reds", "Rouges", "Reds", ("KARIM", "PAULA")),
                Team("blues", "Bleus", "Blues", ("LEA", "BRUNO")),
            ),
        ),
        "duels": Duels(21),
    },
}


def sales(cast: Cast) -> list[Sale]:
    """A fortnight in which everything happens: ties, other products, outside days, several lines of a bill."""
    day = date(2026, 10, 12)

    def sold(
        who: Any, thing: Any, units: int, after: int, cents: int, buyer: Any = None, **more: Any
    ) -> Sale:
        when = day + timedelta(days=after)
        return Sale(who.company_id, who.id, thing.id, units, when, cents, buyer.id if buyer else None, **more)

    karim, lea, bruno = cast.karim, cast.lea, cast.bruno
    return [
        sold(karim, cast.pac_8, 2, 0, 120_050, cast.vauban),
        sold(karim, cast.pac_12, 1, 2, 81_999, cast.vauban),
        sold(karim, cast.pac_8, 1, 8, 60_000, document="ONE"),
        sold(karim, cast.pac_8, 1, 8, 60_000, document="ONE"),
        sold(lea, cast.pac_8, 4, 3, 240_100, cast.vauban),
        sold(lea, cast.valve, 9, 3, 4_500),
        sold(lea, cast.pac_12, 1, 9, 80_000),
        sold(bruno, cast.pac_8, 3, 3, 199_900, cast.vauban),
        sold(bruno, cast.pac_12, 2, 9, 160_000),
        sold(bruno, cast.pac_8, 5, -3, 300_000),
        sold(karim, cast.thermostat, 3, 30, 9_000),
    ]


def play(cast: Cast, **changes: Any) -> int:
    """A challenge from its launch to its payment; its id."""
    clock.freeze(START - timedelta(days=4))
    rule = {"code": "BASE", "name": "Un", "beneficiary": "rep", "points": 1, "per_amount": "10"}
    with transaction():
        load_rules({"rule": [{**rule, "from": "2026-01-01"}]}, clock.now(), "shell")
        base: Document = replace(document(), prizes=PRIZES, places=50)
        made = actions.save_draft(replace(base, **changes), clock.now(), "shell")
        launch(made, clock.now())
    every = sales(cast)
    for at in (BEGINS, START, *MONDAYS):
        clock.freeze(at)
        known = [one for one in every if day_start(one.day) < at]
        if known:
            bring(*known)
        every = [one for one in every if one not in known]
        rounds.move_due(at)
        rounds.refresh_open(at)
    clock.freeze(CERTIFIES)
    finish(CERTIFIES)
    session.rollback()
    assert session.get_one(Challenge, made).state == "paid"
    return made


def files(challenge_id: int) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """The public file, and the head and lines of the auditor's, as they are read."""
    made = exporting.files(challenge_id, SALT, clock.now())
    head, *rows = [json.loads(line) for line in made.auditor_text.splitlines()]
    return json.loads(made.public_text), head, rows


def differs(*told: Any) -> list[str]:
    return list(recount.check(*told))


@pytest.mark.parametrize("name", GAMES)
def test_it_agrees_with_every_kind_of_challenge(cast: Cast, name: str):
    public, head, rows = files(play(cast, **GAMES[name]))
    assert "\n".join(differs(public, head, rows)) == ""
    assert public["results"]
    assert public["awards"]
