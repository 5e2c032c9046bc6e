"""A document from the shell: drafted, amended, its versions and its series."""

from dataclasses import replace

import pytest

from challenges import actions
from challenges.document.parts import Prize
from challenges.document.writing import to_toml
from challenges.life import amendments, rounds, series
from challenges.models import Challenge
from core.database import session, transaction
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.support.cast import START

BEFORE = document()
BETTER = replace(BEFORE, prizes=(Prize(1, 1, 2000), *BEFORE.prizes[1:]))


@pytest.fixture
def running(cast) -> int:
    with transaction():
        made = actions.save_draft(BEFORE, START, "shell")
        launch(made, START)
    rounds.move_due(START)
    return made


FORECAST = ("--baseline", "500000", "--growth", "15", "--margin", "30")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "better.toml"
    path.write_text(to_toml(BETTER), encoding="utf-8")
    return str(path)


def test_a_draft_is_written_from_toml_and_from_json_or_only_checked(cast, shell, tmp_path, file):
    assert shell("challenges", "load", file, "--check").lines[0].startswith("autumn: sound, fingerprint ")
    assert session.query(Challenge).count() == 0
    as_json = tmp_path / "autumn.json"
    as_json.write_text(BEFORE.canonical, encoding="utf-8")
    assert shell("challenges", "load", str(as_json)).lines[0].startswith("autumn: draft")
    assert session.query(Challenge).one().document == BEFORE.plain()


def test_every_problem_is_printed_with_its_line(cast, shell, tmp_path):
    path = tmp_path / "wrong.toml"
    wrong = to_toml(BEFORE).replace('"PUMPS"', '"PUMPS", "NOTHING"')
    path.write_text(wrong, encoding="utf-8")
    said = shell("challenges", "load", str(path), code=1).errors
    assert "counts.ranges: “NOTHING” is not a range of the catalogue." in said
    line = next(nth for nth, text in enumerate(wrong.splitlines(), 1) if "NOTHING" in text)
    assert f"line {line}, counts.ranges: " in said
    path.write_text(wrong.replace("ties", "tyes").replace("2026-10-25", "2026-10-01"), encoding="utf-8")
    said = shell("challenges", "load", str(path), code=1).errors
    assert "did you mean “ties”?" in said
    assert "window.to: lies before window.from." in said


def test_an_amendment_is_checked_then_published_and_listed(cast, running, shell, file):
    asked = ("challenges", "amend", "autumn", file, "--from", "2026-10-20")
    said = shell(*asked, "--check").lines
    assert said == ["prize[1].points: 1500 → 2000", "autumn: would be in force from 2026-10-20"]
    assert len(amendments.versions(running)) == 1
    assert "Say why the rules change" in shell(*asked, code=1).errors
    assert "approve a forecast" in shell(*asked, "--reason", "More to win", code=1).errors
    shell("challenges", "forecast", "autumn", "--amended", file, *FORECAST)
    shell("challenges", "approve", "autumn", "--amended", file, "--as", cast.claire.email)
    assert shell(*asked, "--reason", "More to win").lines[-1] == "autumn: in force from 2026-10-20"
    rows = shell("challenges", "versions", "autumn", "--format", "csv").lines
    assert rows == [
        "version,from,hash,accepted,changes,reason",
        f"1,2026-10-12,{BEFORE.hash},0,0,",
        f"2,2026-10-20,{BETTER.hash},0,1,More to win",
    ]


def test_a_series_is_made_paused_resumed_and_prepared(running, shell):
    made = shell("challenges", "series", "make", "autumn", "pumps", "--days", "21", "--offset", "7")
    assert made.lines == ["pumps: starts 2027-01-08, its draft is prepared on 2026-12-25"]
    assert shell("challenges", "series", "pause", "pumps").lines == ["pumps: paused"]
    assert shell("challenges", "series", "resume", "pumps").lines == ["pumps: runs"]
    assert shell("challenges", "series", "prepare", "--at", "2026-12-26").lines == ["1 drafts prepared"]
    assert shell("challenges", "series", "prepare", "--at", "2026-12-26").lines == ["0 drafts prepared"]
    [one] = series.all_series()
    assert [made.code for made in series.challenges_of(one.id)] == ["pumps-2027-q1"]
    assert "There is no series" in shell("challenges", "series", "pause", "other", code=1).errors
