"""tools/recount.py: agrees with every kind of challenge, and finds whatever was tampered with."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from challenges import actions
from challenges.document.parts import (
    COMPETITORS,
    METRICS,
    TIES,
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
from challenges.life import amendments, rounds
from challenges.models import Challenge
from challenges.proof import evidence, exporting, fact_rows
from core.clock import clock, day_start
from core.database import session, transaction
from core.settings import ROOT
from points.programme.files import load_rules
from tests.catalog.scene import a_reward, rewardable
from tests.challenges.certifying import finish
from tests.challenges.documents import document
from tests.challenges.launching import foresee, launch
from tests.challenges.selling import Sale, bring
from tests.challenges.test_flash_scores import declared
from tests.challenges.test_live_scores import quote, train
from tests.support.cast import START, Cast, make_cast
from tests.support.stage import Stage
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


@pytest.fixture
def games(stage: Stage) -> Iterator[dict[str, int]]:
    """Every game, played once and at the same time; the id of each by its name."""
    with stage.scene("games", make=lambda: stage.props.update(games=play_all(make_cast(START), GAMES))):
        clock.freeze(CERTIFIES)
        yield stage.props["games"]


def files(challenge_id: int) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """The public file, and the head and lines of the auditor's, as they are read."""
    made = exporting.files(challenge_id, SALT, clock.now())
    head, *rows = [json.loads(line) for line in made.auditor_text.splitlines()]
    return json.loads(made.public_text), head, rows


def differs(*told: Any) -> list[str]:
    return list(recount.check(*told))


@pytest.mark.parametrize("name", GAMES)
def test_it_agrees_with_every_kind_of_challenge(games: dict[str, int], name: str):
    public, head, rows = files(games[name])
    assert "\n".join(differs(public, head, rows)) == ""
    assert public["results"]
    assert public["awards"]


@pytest.mark.parametrize("name", [name for name in GAMES if name.startswith("flash")])
def test_each_flash_of_these_games_has_winners(games: dict[str, int], name: str):
    public, _, _ = files(games[name])
    wanted = {f"flash:{flash.code}" for flash in GAMES[name]["flashes"]}
    assert {what for what, *_ in public["awards"] if what.startswith("flash")} == wanted


def test_a_flash_of_hours_that_tells_instants_as_days_differs(
    games: dict[str, int], monkeypatch: pytest.MonkeyPatch
):
    """The twin: what counts once in active days is the sale's day, not the moment of its declaration."""
    told = fact_rows.sale_row

    def wrong(game: Any, facts: Any, sale: Any, day: str, *more: Any) -> Any:
        row = told(game, facts, sale, day, *more)
        return row | {"things": dict.fromkeys(row["things"], day)}

    monkeypatch.setattr(evidence, "sale_row", wrong)
    assert differs(*files(games["flash of hours, days"]))


def test_every_metric_and_every_mechanic_is_among_them(cast: Cast):
    """A twin: what is named here is what a document can say, so that nothing new goes unchecked."""
    made = [
        replace(document(), **{"prizes": PRIZES, "metrics": (Metric("quantity"),)} | one)
        for one in GAMES.values()
    ]
    assert {metric.kind for one in made for metric in one.metrics} == set(METRICS)
    mechanics = ("prizes", "steps", "firsts", "collective", "boosts", "flashes", "duels", "leagues", "teams")
    assert all(any(getattr(one, name) for one in made) for name in mechanics)
    assert {flash.by_day for one in made for flash in one.flashes} == {True, False}
    assert {one.competitor for one in made} == set(COMPETITORS)
    assert {one.ties for one in made} == set(TIES)
    assert any(prize.reward for one in made for prize in one.prizes)


def test_it_agrees_with_the_files_that_the_shell_wrote_and_says_so(cast: Cast, shell: Any, tmp_path: Path):
    play(cast, steps=(Step(2, 100),))
    shell("challenges", "export", "autumn", "--folder", str(tmp_path))
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "agree" in done.stdout
    told = (tmp_path / "autumn.public.json").read_text(encoding="utf-8")
    assert "Karim" not in told
    assert "120050" not in told
    (tmp_path / "autumn.public.json").write_text(told.replace(",1500,", ",1501,"), encoding="utf-8")
    assert run(tmp_path).returncode == 1


def run(folder: Path) -> "subprocess.CompletedProcess[str]":
    """The script on the challenge of these tests."""
    return script(folder, "autumn")


def script(folder: Path, code: str) -> "subprocess.CompletedProcess[str]":
    """The script alone: no path to the project, no package of ours."""
    files = [str(folder / f"{code}.public.json"), str(folder / f"{code}.auditor.jsonl")]
    words = [sys.executable, "-I", str(ROOT / "tools" / "recount.py"), *files]
    return subprocess.run(words, capture_output=True, text=True, cwd=folder, check=False)


def test_the_same_export_twice_is_the_same(cast: Cast):
    made = play(cast)
    assert files(made) == files(made)


def test_the_script_is_short_and_imports_nothing_of_ours():
    text = (ROOT / "tools" / "recount.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 200
    named = {
        line.split()[1].partition(".")[0]
        for line in text.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert named <= set(sys.stdlib_module_names)


def sealed(public: dict[str, Any], head: dict[str, Any], rows: list[dict[str, Any]]) -> None:
    """What a forger who knows the script would do: fingerprints of the forged lines, and a new seal."""
    public["commitments"] = [recount.digest(row) for row in rows]
    public["seal"] = head["seal"] = recount.digest({k: v for k, v in public.items() if k != "seal"})


def first(rows: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next(row for row in rows if row["kind"] == kind)


def an_amount(public: Any, _head: Any, rows: Any) -> None:
    first(rows, "sale")["amount"] += 100
    first(rows, "sale")["quantity"] += 1


def a_rank(public: Any, _head: Any, _rows: Any) -> None:
    public["results"][0][1] += 1


def a_prize(public: Any, _head: Any, _rows: Any) -> None:
    public["awards"][0][2] += 1


def a_prize_more(public: Any, _head: Any, _rows: Any) -> None:
    public["awards"].append(["rank:9", public["results"][0][0], 10, ""])


def the_document(public: Any, _head: Any, _rows: Any) -> None:
    public["versions"][0]["document"]["prize"][0]["points"] += 1


def an_event_less(public: Any, _head: Any, rows: Any) -> None:
    rows.remove(first(rows, "sale"))


def an_event_more(public: Any, _head: Any, rows: Any) -> None:
    more = deepcopy(first(rows, "sale"))
    more["order"][2] += 10_000
    rows.append(more)


def another_day(public: Any, _head: Any, rows: Any) -> None:
    first(rows, "sale")["day"] = "2026-10-25"


def a_score(public: Any, _head: Any, rows: Any) -> None:
    first(rows, "score")["score"] += 1


def swapped_ids(public: Any, _head: Any, rows: Any) -> None:
    one, other = [row for row in rows if row["kind"] == "who" and row["entrant"]][:2]
    one["id"], other["id"] = other["id"], one["id"]


def swapped_events(public: Any, _head: Any, rows: Any) -> None:
    whose = sorted({row["who"] for row in rows if row["kind"] == "sale"})[:2]
    for row in (row for row in rows if row["kind"] == "sale" and row["who"] in whose):
        row["who"] = whose[1 - whose.index(row["who"])]


def swapped_winners(public: Any, _head: Any, _rows: Any) -> None:
    one, other = public["results"][:2]
    one[0], other[0] = other[0], one[0]


def another_salt(public: Any, head: Any, _rows: Any) -> None:
    head["salt"] += "!"


def another_fingerprint(public: Any, _head: Any, _rows: Any) -> None:
    public["fingerprint"] = "0" * 64


FORGERIES: list[Callable[[Any, Any, Any], None]] = [
    an_amount,
    a_rank,
    a_prize,
    a_prize_more,
    the_document,
    an_event_less,
    an_event_more,
    another_day,
    a_score,
    swapped_ids,
    swapped_events,
    swapped_winners,
    another_salt,
    another_fingerprint,
]


@pytest.fixture
def genuine(cast: Cast) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """A challenge's files as they were exported."""
    return files(play(cast, steps=(Step(2, 100),)))


def test_every_forgery_is_found_and_so_is_one_that_was_sealed_anew(genuine: Any):
    """The twin: what nobody touched agrees; whatever is touched differs, however well it was sealed again."""
    assert differs(*deepcopy(genuine)) == []
    unfound = []
    for forge in FORGERIES:
        for again in (False, True):
            public, head, rows = deepcopy(genuine)
            forge(public, head, rows)
            if again:
                sealed(public, head, rows)
            if not differs(public, head, rows):
                unfound.append((forge.__name__, again))
    assert unfound == []


def test_each_line_of_the_auditors_file_is_held_by_its_fingerprint(genuine: Any):
    public, head, rows = genuine
    for nth in range(len(rows)):
        told = deepcopy(rows)
        told[nth]["nonce"] = "0"
        assert f"Line {nth + 2} of the auditor’s file" in "\n".join(differs(public, head, told))


def test_it_agrees_after_an_amendment(cast: Cast):
    """The new version judges what comes after it; both fingerprints are checked."""
    clock.freeze(START - timedelta(days=4))
    with transaction():
        base: Document = replace(document(), prizes=PRIZES, metrics=(Metric("quantity", 2),), places=50)
        made = actions.save_draft(base, clock.now(), "shell")
        launch(made, clock.now())
    clock.freeze(BEGINS)
    rounds.move_due(BEGINS)
    bring(*[one for one in sales(cast) if one.day <= date(2026, 10, 12)])
    changed = replace(base, metrics=(Metric("quantity", 5),), prizes=(Prize(1, 1, 2500), *PRIZES[1:]))
    with transaction():
        foresee(made, changed, BEGINS)
        amendments.publish(made, changed, date(2026, 10, 14), "Plus fort.", BEGINS, "person:1")
    clock.freeze(MONDAYS[1])
    bring(*[one for one in sales(cast) if date(2026, 10, 12) < one.day < date(2026, 10, 26)])
    finish(CERTIFIES)
    clock.freeze(CERTIFIES)
    public, head, rows = files(made)
    assert len(public["versions"]) == 2
    assert "\n".join(differs(public, head, rows)) == ""
    public["versions"][0]["document"]["metric"][0]["points"] = 3
    sealed(public, head, rows)
    assert differs(public, head, rows)
