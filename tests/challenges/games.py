"""Challenges of every kind, and what is sold while they run: played from their launch to their payment."""

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

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
from tests.catalog.scene import a_reward, rewardable
from tests.challenges.certifying import finish
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.challenges.test_flash_scores import declared
from tests.challenges.test_live_scores import quote, train
from tests.support.cast import START, Cast
from tools import recount

SALT = "a salt of these tests"
BEGINS, CERTIFIES = day_start(date(2026, 10, 12)), day_start(date(2026, 10, 31))
MONDAYS = [day_start(date(2026, 10, 19)), day_start(date(2026, 10, 26))]
AMOUNT = Metric("amount", 3, 10_000)
PRIZES = (Prize(1, 1, 1500), Prize(2, 2, 1000), Prize(3, 3, 501))


def noon(metric: Metric, at: int) -> Flash:
    """A flash challenge of two hours of Thursday."""
    return Flash(
        f"noon-{metric.kind.replace('_', '-')}-{at}",
        "Midi",
        "Noon",
        datetime(2026, 10, 15, 10),  # noqa: DTZ001 - local wall time
        datetime(2026, 10, 15, 12),  # noqa: DTZ001 - local wall time
        metric,
        at,
        99,
        2,
    )


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
                datetime(2026, 10, 14),  # noqa: DTZ001 - local wall time
                datetime(2026, 10, 16),  # noqa: DTZ001 - local wall time
                Metric("amount"),
                10_000,
                99,
                2,
            ),
        )
    },
    "conversion": {"metrics": (Metric("conversion", fewest=3),), "counts": Counts()},
    "conversion among others": {
        "metrics": (Metric("conversion", 2, 100, fewest=2), Metric("quantity", 3)),
        "counts": Counts(ranges=("PUMPS",)),
    },
    "training": {"metrics": (Metric("training"),)},
    "training among others": {"metrics": (Metric("training", 40), Metric("quantity", 5))},
    "flash of hours": {"flashes": (noon(Metric("quantity"), 2), noon(Metric("amount", 1, 100), 900))},
    "flash of hours, days": {"flashes": (noon(Metric("active_days"), 2), noon(Metric("active_days"), 1))},
    "flash of hours, points": {"flashes": (noon(Metric("points"), 40), noon(Metric("margin"), 1))},
    "flash of hours, kinds": {
        "flashes": (noon(Metric("products"), 2), noon(Metric("ranges"), 2)),
        "counts": Counts(),
    },
    "flash of hours, some products": {
        "flashes": (replace(noon(Metric("quantity"), 1), ranges=("PUMPS",)),),
        "counts": Counts(),
    },
    "flash of hours, teams": {
        "competitor": "team",
        "teams": Teams("companies"),
        "flashes": (noon(Metric("quantity"), 1),),
    },
    "rewards": {"prizes": (Prize(1, 1, 600, "drill"), Prize(2, 3, 501, "drill"))},
    "rewards for equals": {
        "metrics": (Metric("active_days"),),
        "prizes": (Prize(1, 2, 600, "drill"),),
        "ties": "share",
    },
    "a reward for each of equals": {
        "metrics": (Metric("active_days"),),
        "prizes": (Prize(1, 2, 600, "drill"),),
        "ties": "each",
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
    """A fortnight of everything: ties, other products, days outside, several lines of one bill."""
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


def beside(cast: Cast) -> None:
    """What is no sale of a file: quotes won and lost, trainings, sales declared in the hours of a flash."""
    with transaction():
        for who, won in ((cast.karim, 2), (cast.lea, 1), (cast.bruno, 3)):
            for nth in range(3):
                quote(cast, who.id, nth < won, date(2026, 10, 13) + timedelta(days=nth % 2))
        quote(cast, cast.paula.id, True, date(2026, 10, 13))
        for who, day in ((cast.karim, 12), (cast.karim, 14), (cast.lea, 15), (cast.bruno, 11)):
            train(who.id, date(2026, 10, day))
    told = [
        (cast.karim, cast.pac_8, 30_000, 5, 14),
        (cast.karim, cast.pac_12, 70_000, 20, 15),
        (cast.lea, cast.pac_8, 95_000, 30, 15),
        (cast.lea, cast.valve, 500, 40, 15),
        (cast.lea, cast.pac_12, 1_000, 45, 15),
        (cast.bruno, cast.pac_8, 20_000, 50, 13),
        (cast.bruno, cast.pac_8, 20_000, 60, 14),
        (cast.paula, cast.pac_8, 90_000, 180, 15),
    ]
    for nth, (who, thing, cents, minutes, day) in enumerate(told):
        at = START + timedelta(minutes=minutes)
        declared(who, thing.id, cents, f"CLAIM-{nth}", at, date(2026, 10, day))


def play(cast: Cast, **changes: Any) -> int:
    """A challenge from its launch to its payment; its id."""
    return play_all(cast, {"autumn": changes})["autumn"]


def play_all(cast: Cast, games: dict[str, dict[str, Any]]) -> dict[str, int]:
    """Challenges side by side from their launch to their payment; the id of each by its name."""
    clock.freeze(START - timedelta(days=4))
    rule = {"code": "BASE", "name": "Un", "beneficiary": "rep", "points": 1, "per_amount": "10"}
    with transaction():
        rewardable(cast.karim, cast.merel)
        a_reward()
        load_rules({"rule": [{**rule, "from": "2026-01-01"}]}, clock.now(), "shell")
        base: Document = replace(document(), prizes=PRIZES, places=50)
        made = {}
        for name, changes in games.items():
            code = re.sub("[^a-z]+", "-", name)
            made[name] = actions.save_draft(replace(base, code=code, **changes), clock.now(), "shell")
            launch(made[name], clock.now())
    every = sales(cast)
    for at in (BEGINS, START, *MONDAYS):
        clock.freeze(at)
        known = [one for one in every if day_start(one.day) < at]
        if known:
            bring(*known)
        every = [one for one in every if one not in known]
        if at == START:
            beside(cast)
        rounds.move_due(clock.now())
        rounds.refresh_open(clock.now())
    clock.freeze(CERTIFIES)
    finish(CERTIFIES)
    session.rollback()
    assert {session.get_one(Challenge, one).state for one in made.values()} == {"paid"}
    return made


def files(challenge_id: int) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """The public file, and the head and lines of the auditor's, as they are read."""
    made = exporting.files(challenge_id, SALT, clock.now())
    head, *rows = [json.loads(line) for line in made.auditor_text.splitlines()]
    return json.loads(made.public_text), head, rows


def differs(*told: Any) -> list[str]:
    return list(recount.check(*told))


def sealed(public: dict[str, Any], head: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """What a forger who knows the script would do: fingerprints of the forged lines, and a new seal."""
    public["commitments"] = [recount.digest(row) for row in rows]
    public["seal"] = head["seal"] = recount.digest({k: v for k, v in public.items() if k != "seal"})
