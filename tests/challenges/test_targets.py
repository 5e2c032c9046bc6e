"""Targets: brought by file whole or not at all, until the game begins; shown with what they rest on."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from challenges import actions
from challenges.document.parts import Metric
from challenges.models import Challenge, Target
from challenges.scoring import target_files
from challenges.scoring.target_files import NoTargets, TargetsFixed, TargetsRefused
from core.clock import clock, day_start
from core.database import session, transaction
from tests.challenges.selling import Sale
from tests.challenges.test_live_scores import game, put
from tests.support.browser import Browser
from tests.support.cast import START, Cast
from tests.support.chromium import Screen
from tests.support.shell import Shell

FILE = b"code;target\nKARIM;12 500,50\nLEA;9000\n"
BEFORE = day_start(date(2026, 10, 8))


@pytest.fixture
def drafted(cast: Cast) -> int:
    """A draft of attainment, four days before its start."""
    clock.freeze(BEFORE)
    with transaction():
        return actions.save_draft(game(Metric("attainment")), BEFORE, "shell")


def bring(challenge_id: int, content: bytes, **more) -> target_files.Brought:
    with transaction():
        return target_files.bring_in(challenge_id, content, BEFORE, "shell", **more)


def kept() -> dict[int, int]:
    session.rollback()
    return {row.subject_id: row.value for row in session.scalars(select(Target))}


def test_a_file_is_taken_and_taken_again_changes_nothing(cast: Cast, drafted: int):
    assert bring(drafted, FILE, dry_run=True) == (2, 0, 0)
    assert kept() == {}
    assert bring(drafted, FILE) == (2, 0, 0)
    assert kept() == {cast.karim.id: 12_500_50, cast.lea.id: 9_000_00}
    assert bring(drafted, FILE) == (0, 0, 2)
    assert bring(drafted, b"code;objectif\nLEA;1\n") == (0, 1, 0)
    assert kept()[cast.lea.id] == 1_00


def test_every_problem_of_a_file_is_said_at_once_and_nothing_is_written(drafted: int):
    wrong = b"code;target\nNOBODY;5\nKARIM;-3\nKARIM;x\nLEA;0\nBRUNO;4\nBRUNO;5\n"
    with pytest.raises(TargetsRefused) as refused:
        bring(drafted, wrong)
    assert [one.path for one in refused.value.problems] == ["2", "3", "4", "5", "7"]
    assert kept() == {}
    with pytest.raises(TargetsRefused):
        bring(drafted, b"name;figure\nKARIM;5\n")


def test_nothing_changes_once_the_game_has_begun(cast: Cast, drafted: int):
    with transaction(), pytest.raises(TargetsFixed):
        target_files.bring_in(drafted, FILE, START, "shell")
    with transaction():
        other = actions.save_draft(game(Metric("amount"), code="plain"), BEFORE, "shell")
    with pytest.raises(NoTargets):
        bring(other, FILE)


def test_staff_see_what_a_target_rests_on_and_replace_it(cast: Cast, drafted: int, visitor: Browser):
    days = [
        date(2025, 9, 1),
        date(2025, 10, 14),
        *(date(2026, 10, 1) - timedelta(days=14 * n) for n in range(4)),
    ]
    put(*[Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 1, day, 2_000_00) for day in days])
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/autumn/targets")
    assert page.says("Karim Benali")
    assert page.says("Un an plus tôt")
    after = claire.submit(page, "Prendre ces objectifs", file=(io.BytesIO(FILE), "targets.csv"))
    assert after.says("par fichier")
    assert kept()[cast.karim.id] == 12_500_50
    bad = (io.BytesIO(b"code;target\nX;1\n"), "t.csv")
    assert claire.submit(after, "Prendre ces objectifs", status=422, file=bad).says(
        "n’est le code de personne"
    )
    text = claire.get("/staff/challenges/autumn/targets.csv").text
    assert '"KARIM","Karim Benali","12500.50"' in text


def test_a_challenge_without_targets_has_no_page_of_them(cast: Cast, visitor: Browser):
    with transaction():
        actions.save_draft(game(Metric("amount")), START, "shell")
    visitor.as_(cast.claire).get("/staff/challenges/autumn/targets", status=404)


def test_targets_come_and_are_listed_from_the_shell(cast: Cast, drafted: int, shell: Shell, tmp_path: Path):
    path = tmp_path / "targets.csv"
    path.write_bytes(FILE)
    assert (
        shell("challenges", "targets", "autumn", path).output.strip() == "autumn: 2 new, 0 replaced, 0 known"
    )
    listed = shell("challenges", "targets", "autumn", "--format", "csv").output
    assert "KARIM,Karim Benali,1250050,imported" in listed
    assert "BRUNO,Bruno Keller,50000,would be computed" in listed
    path.write_text("code;target\nX;1\n")
    assert "X" in shell("challenges", "targets", "autumn", path, code=1).errors
    assert session.scalars(select(Challenge)).one().state == "draft"


@pytest.mark.browser
def test_the_page_of_targets_has_no_barriers_on_phone_and_desk(cast: Cast, drafted: int, screen: Screen):
    bring(drafted, FILE)
    assert screen.enter(cast.claire).faults("/staff/challenges/autumn/targets") == []
