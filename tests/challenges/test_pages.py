"""Challenges on screen: what members see and may not see, what staff read before they act."""

import io
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select

from challenges import actions, side_queries
from challenges.document.writing import to_toml
from challenges.life import lifecycle, rounds
from challenges.models import Challenge, Participation, SideBoard
from core.clock import clock, day_start
from core.database import session, transaction
from leaderboard import queries as boards
from leaderboard.rules import Viewer
from points.briefs import actions as briefs
from tests.challenges.certifying import finish
from tests.challenges.documents import document
from tests.challenges.launching import launch, prepared
from tests.challenges.selling import Sale, bring
from tests.support.asked import statements
from tests.support.browser import Browser, plain
from tests.support.cast import BRIEF, START, Cast

ENDS, CERTIFIES = day_start(date(2026, 10, 26)), day_start(date(2026, 10, 31))


def launched(at=START, **changes) -> int:
    with transaction():
        made = actions.save_draft(document(**changes), at, "shell")
        launch(made, at)
    rounds.move_due(at)
    return made


@pytest.fixture
def running(cast: Cast) -> int:
    """An open challenge: Bruno 9, Karim 5 (and 2 too early, 7 valves), Léa 4."""
    made = launched()
    bring(
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 9, date(2026, 10, 13)),
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 5, date(2026, 10, 14), document="FA-900"),
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 2, date(2026, 10, 10), document="FA-800"),
        Sale(cast.merel.id, cast.karim.id, cast.valve.id, 7, date(2026, 10, 14), document="FA-901"),
        Sale(cast.merel.id, cast.lea.id, cast.pac_12.id, 4, date(2026, 10, 14)),
    )
    rounds.refresh_open(START)
    return made


def test_a_rep_reads_rank_gap_and_days_left(cast: Cast, visitor: Browser, running: int):
    page = visitor.as_(cast.karim).get("/challenges/autumn")
    assert page.the(".standings .is-me .place").get_text(strip=True) == "2"
    assert page.the(".standings .is-me .score").get_text(strip=True) == "5"
    assert page.h1 == "Cap sur les PAC"
    listed = visitor.as_(cast.karim).get("/challenges")
    assert "5" in listed.the(".hero-gap em").get_text()


def test_another_company_shows_neither_name_nor_score(cast: Cast, visitor: Browser, running: int):
    for url in ("/challenges/autumn", "/challenges/autumn/board", "/challenges/autumn/proof"):
        page = visitor.as_(cast.karim).get(url)
        assert "Bruno" not in page.text
        assert "Keller" not in page.text
        assert "Sanelec" not in page.text
    theirs = visitor.as_(cast.karim).get("/challenges/autumn/board").all(".standings .score")[0]
    assert "100" in theirs.get_text()


def test_a_document_may_open_names_and_scores(cast: Cast, visitor: Browser):
    launched(visibility={"open_scores": True, "open_names": True})
    bring(Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 9, date(2026, 10, 13)))
    rounds.refresh_open(START)
    page = visitor.as_(cast.karim).get("/challenges/autumn")
    assert page.says("Bruno Keller")


def test_a_challenge_that_is_not_mine_does_not_exist(cast: Cast, visitor: Browser, running: int):
    for stranger in (cast.ines, cast.theo):
        visitor.as_(stranger).get("/challenges/autumn", status=404)
        visitor.as_(stranger).get("/challenges/autumn/board", status=404)
        visitor.as_(stranger).get("/challenges/autumn/proof", status=404)
        visitor.as_(stranger).post("/challenges/autumn/enrolment", status=404)
        assert "autumn" not in visitor.as_(stranger).get("/challenges").html


def test_a_draft_is_nobody_s_but_the_administrator_s(cast: Cast, visitor: Browser):
    with transaction():
        actions.save_draft(document(), START, "shell")
    visitor.as_(cast.karim).get("/challenges/autumn", status=404)
    visitor.as_(cast.hugo).get("/staff/challenges/autumn", status=404)
    assert visitor.as_(cast.claire).get("/staff/challenges/autumn").h1 == "Cap sur les PAC"


def test_the_live_board_costs_nothing_while_nothing_changes(cast: Cast, visitor: Browser, running: int):
    karim = visitor.as_(cast.karim)
    first = karim.fragment("/challenges/autumn/board")
    assert "<html" not in first.html
    again = {"If-None-Match": first.headers["ETag"], "HX-Request": "true"}
    assert karim.get("/challenges/autumn/board", 304, **again).html == ""
    bring(Sale(cast.merel.id, cast.lea.id, cast.pac_12.id, 1, date(2026, 10, 14)))
    rounds.refresh_open(START)
    karim.get("/challenges/autumn/board", 200, **again)
    assert visitor.as_(cast.lea).get("/challenges/autumn/board", 200, **again).all(".is-me")


def test_the_proof_adds_up_and_says_what_was_left_out(cast: Cast, visitor: Browser, running: int):
    page = visitor.as_(cast.karim).get("/challenges/autumn/proof")
    assert page.the(".row-total .row-value").get_text(strip=True) == "5"
    assert page.says("FA-900")
    assert page.says("FA-800")
    assert page.says("FA-901")
    assert page.says("−2")
    assert not page.says("−7")


def test_joining_by_choice_works_once_and_can_be_taken_back(cast: Cast, visitor: Browser):
    clock.freeze(START - timedelta(days=6))
    launched(START - timedelta(days=6), join="choice")
    karim = visitor.as_(cast.karim)
    page = karim.get("/challenges/autumn")
    joined = karim.submit(page, page.the("form[action$='/enrolment'] button").get_text(" ", strip=True))
    assert session.scalars(select(Participation.subject_id)).all() == [cast.karim.id]
    karim.post("/challenges/autumn/enrolment")
    assert len(session.scalars(select(Participation.id)).all()) == 1
    leave = joined.the("form[action$='/withdrawal'] button").get_text(" ", strip=True)
    karim.submit(joined, leave)
    assert session.scalars(select(Participation.id)).all() == []


def test_only_a_manager_enters_a_company(cast: Cast, visitor: Browser):
    launched(join="choice", competitor="selling_company")
    visitor.as_(cast.karim).post("/challenges/autumn/enrolment", status=403)
    visitor.as_(cast.nadia).post("/challenges/autumn/enrolment")
    session.rollback()
    assert session.scalars(select(Participation.subject_id)).all() == [cast.merel.id]


def test_the_result_says_rank_and_prize_and_shows_the_podium(cast: Cast, visitor: Browser, running: int):
    clock.freeze(CERTIFIES)
    finish(CERTIFIES)
    page = visitor.as_(cast.karim).get("/challenges/autumn")
    assert "1 000" in page.the(".moment").get_text(" ").replace("\u202f", " ")
    assert len(page.all("ol[aria-label] .is-me")) >= 1
    late = visitor.as_(cast.lea).get("/challenges")
    assert late.says("Cap sur les PAC")


def test_a_stopped_challenge_says_why_to_those_who_took_part(cast: Cast, visitor: Browser, running: int):
    with transaction():
        lifecycle.stop(running, "Rupture de stock.", START, "shell")
    assert visitor.as_(cast.karim).get("/challenges/autumn").says("Rupture de stock.")
    visitor.as_(cast.karim).get("/challenges/autumn/proof", status=404)


def test_staff_write_a_draft_from_the_form_and_launch_what_they_read(cast: Cast, visitor: Browser):
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/new?template=empty")
    button = "Enregistrer le brouillon"
    typed = {"code": "x y", "title-fr": "Sprint", "prize-0-ranks": "x"}
    wrong = claire.submit(page, button, status=422, **typed)
    assert len(wrong.all(".errors li")) >= 5
    filled: dict[str, Any] = {
        "code": "sprint",
        "title-fr": "Sprint",
        "title-en": "Sprint",
        "text-fr": "Vendez.",
        "text-en": "Sell.",
        "window-first": "2026-11-02",
        "window-last": "2026-11-22",
        "audience-company_kinds": "distributor",
        "counts-ranges": "PUMPS",
        "prize-0-ranks": "1",
        "prize-0-points": "800",
        "prize-1-ranks": "2-3",
        "prize-1-points": "400",
        "prize-2-ranks": "",
        "prize-2-points": "",
    }
    kept = claire.submit(wrong, button, **filled)
    assert kept.h1 == "Sprint"
    with transaction():
        briefs.write(briefs.about_challenge("sprint"), BRIEF, START, "shell")
    prepared("sprint")
    confirm = claire.get("/staff/challenges/sprint/launch")
    assert confirm.says("1 600")
    assert session.scalars(select(Challenge.state)).all() == ["draft"]
    claire.submit(confirm, plain(confirm.the("main form button").get_text(" ")))
    session.rollback()
    assert session.scalars(select(Challenge.state)).all() == ["announced"]


def test_a_file_is_read_in_the_browser_with_every_problem_told(cast: Cast, visitor: Browser):
    claire = visitor.as_(cast.claire)
    good = to_toml(document(code="from-file")).encode()
    for name, data, status in (
        ("bad.toml", b'code = "x y"\n', 422),
        ("worse.toml", b"\x00\xff", 422),
        ("good.toml", good, 303),
    ):
        answer = claire.client.post(
            "/staff/challenges/file",
            data={"csrf_token": claire.token(), "file": (io.BytesIO(data), name)},
            content_type="multipart/form-data",
        )
        assert answer.status_code == status, name
    assert session.scalars(select(Challenge.code)).all() == ["from-file"]


def test_an_account_manager_sees_only_the_companies_looked_after(cast: Cast, visitor: Browser, running: int):
    page = visitor.as_(cast.hugo).get("/staff/challenges/autumn")
    assert page.says("Karim Benali")
    assert not page.says("Bruno Keller")
    assert "Bruno" not in visitor.as_(cast.hugo).get("/staff/challenges/autumn/standings.csv").html
    assert "Bruno" in visitor.as_(cast.claire).get("/staff/challenges/autumn/standings.csv").html
    assert '"autumn"' in visitor.as_(cast.hugo).get("/staff/challenges.csv").html
    for url in ("/staff/challenges/new", "/staff/challenges/autumn/stop"):
        visitor.as_(cast.hugo).get(url, status=403)


def test_stopping_needs_a_reason(cast: Cast, visitor: Browser, running: int):
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/autumn/stop")
    button = page.the("main form button").get_text(" ", strip=True)
    refused = claire.submit(page, button, status=422)
    claire.submit(refused, button, reason="Rupture de stock")
    session.rollback()
    assert session.get_one(Challenge, running).state == "stopped"


def test_a_clone_has_a_code_of_its_own(cast: Cast, visitor: Browser, running: int):
    page = visitor.as_(cast.claire).get("/staff/challenges/new?like=autumn")
    assert page.the("input[name=code]")["value"] == "autumn-2"
    assert page.the("input[name=title-fr]")["value"] == "Cap sur les PAC"


def test_late_sales_are_listed_for_staff(cast: Cast, visitor: Browser, running: int):
    clock.freeze(CERTIFIES)
    finish(CERTIFIES)
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 50, date(2026, 10, 15), document="FA-LATE"))
    page = visitor.as_(cast.claire).get("/staff/challenges/autumn")
    assert page.says("FA-LATE")
    assert page.says("1 500")


def test_pages_ask_the_database_little(cast: Cast, visitor: Browser, running: int):
    karim = visitor.as_(cast.karim)
    for url, most in (
        ("/challenges", 5),
        ("/challenges/autumn", 9),
        ("/challenges/autumn/board", 5),
        ("/challenges/autumn/proof", 14),
    ):
        karim.get(url)
        with statements() as seen:
            karim.get(url)
        assert len(seen) <= most, (url, seen)


def test_ranks_of_all_weeks_are_the_ranks_of_each(cast: Cast, running: int):
    rounds.move_due(day_start(date(2026, 10, 20)))
    kept = session.scalars(select(SideBoard).where(SideBoard.kind == "week")).all()
    shown: Any = SimpleNamespace(id=running, document=document())
    for who in (cast.bruno, cast.karim, cast.lea, cast.paula):
        each = {it.number: boards.own(it.board_id, Viewer(who.id, None)) for it in kept}
        expected = {number: row.rank if row else None for number, row in each.items()}
        assert side_queries.week_ranks(shown, who.id) == expected
    assert kept


def test_a_frozen_challenge_stays_on_the_first_page_until_it_is_certified(
    cast: Cast, visitor: Browser, running: int
):
    clock.freeze(day_start(date(2026, 10, 27)))
    rounds.move_due(clock.now())
    page = visitor.as_(cast.karim).get("/")
    assert page.says("Le classement est figé jusqu’à la certification.")
    assert page.says("Terminé, à certifier")
