"""tools/recount.py: agrees with every kind of challenge."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from challenges import actions
from challenges.document.parts import (
    COMPETITORS,
    METRICS,
    TIES,
    Metric,
    Prize,
    Step,
)
from challenges.document.terms import Document
from challenges.life import amendments, rounds
from challenges.proof import evidence, fact_rows
from core.clock import clock
from core.database import transaction
from core.settings import ROOT
from tests.challenges.certifying import finish
from tests.challenges.documents import document
from tests.challenges.games import (
    BEGINS,
    CERTIFIES,
    GAMES,
    MONDAYS,
    PRIZES,
    differs,
    files,
    play,
    play_all,
    sales,
    sealed,
)
from tests.challenges.launching import foresee, launch
from tests.challenges.selling import bring
from tests.support.cast import START, Cast, make_cast
from tests.support.stage import Stage


@pytest.fixture
def games(stage: Stage) -> Iterator[dict[str, int]]:
    """Every game, played once and at the same time; the id of each by its name."""
    with stage.scene("games", make=lambda: stage.props.update(games=play_all(make_cast(START), GAMES))):
        clock.freeze(CERTIFIES)
        yield stage.props["games"]


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
