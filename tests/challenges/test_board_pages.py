"""Boards on screen: weeks, leagues, duels, television, image; a pseudonym on each, nobody shown last."""

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from accounts import actions as accounts
from accounts.identity import visitor_for
from challenges import actions, badges
from challenges.document.parts import Duels, Flash, Leagues, Metric, Team, Teams
from challenges.life import rounds
from challenges.models import TelevisionLink
from challenges.pages import board_card
from core.audit import AuditLine
from core.clock import clock, day_start
from core.database import session, transaction
from leaderboard.rules import Line
from notifications.models import Notice
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.people import hire
from tests.challenges.selling import Sale, bring
from tests.points.tiering import reviewed, scheme
from tests.support.asked import statements
from tests.support.browser import Browser
from tests.support.cast import START, Cast

BEGINS = day_start(date(2026, 10, 12))
MONDAY = day_start(date(2026, 10, 19))


def weekly(**changes: Any) -> int:
    clock.freeze(BEGINS)
    with transaction():
        made = actions.save_draft(replace(document(), **changes), BEGINS, "shell")
        launch(made, BEGINS)
    rounds.move_due(BEGINS)
    rounds.refresh_open(BEGINS)
    return made


def round_at(at: datetime) -> None:
    clock.freeze(at)
    rounds.move_due(at)
    rounds.refresh_open(at)


@pytest.fixture
def sold(cast: Cast) -> int:
    """A challenge with everything weekly: Bruno 9, Karim 5, Léa 4 in its first week."""
    made = weekly(leagues=Leagues(10, 1, 1), duels=Duels(200), places=30)
    bring(
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 9, date(2026, 10, 13)),
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 5, date(2026, 10, 14)),
        Sale(cast.merel.id, cast.lea.id, cast.pac_12.id, 4, date(2026, 10, 14)),
    )
    round_at(START)
    return made


PAGES = ("/weeks/1", "/league", "/duel", "/board")


@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_boards_opens_and_names_no_other_company(
    cast: Cast, visitor: Browser, sold: int, page: str
):
    seen = visitor.as_(cast.karim).get(f"/challenges/autumn{page}")
    for word in ("Bruno", "Keller", "Sanelec"):
        assert word not in seen.text
    visitor.as_(cast.ines).get(f"/challenges/autumn{page}", status=404)


def test_a_week_is_kept_and_read_after_its_end(cast: Cast, visitor: Browser, sold: int):
    round_at(MONDAY)
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 9, date(2026, 10, 14)))
    round_at(MONDAY + timedelta(hours=9))
    week = visitor.as_(cast.karim).get("/challenges/autumn/weeks/1")
    assert week.the(".standings .is-me .place").get_text(strip=True) == "2"
    assert week.the(".standings .is-me .score").get_text(strip=True) == "5"
    general = visitor.as_(cast.karim).get("/challenges/autumn/board")
    assert general.the(".standings .is-me .place").get_text(strip=True) == "1"
    visitor.as_(cast.karim).get("/challenges/autumn/weeks/3", status=404)


def test_a_week_that_did_not_move_is_not_sent_again(cast: Cast, visitor: Browser, sold: int):
    karim = visitor.as_(cast.karim)
    kept = karim.get("/challenges/autumn/weeks/1")
    with statements() as said:
        karim.get("/challenges/autumn/weeks/1", status=304, **{"If-None-Match": kept.headers["ETag"]})
    assert not [one for one in said if " from scores" in one.lower()]


def test_nobody_else_is_shown_last(cast: Cast, visitor: Browser):
    weekly()
    people = [hire(f"R{nth}", cast.sanelec.id, BEGINS) for nth in range(8)]
    rounds.daily(START)
    bring(
        *(
            Sale(cast.sanelec.id, one, cast.pac_8.id, 20 - nth, date(2026, 10, 13))
            for nth, one in enumerate(people)
        ),
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 2, date(2026, 10, 14)),
        Sale(cast.merel.id, cast.lea.id, cast.pac_12.id, 1, date(2026, 10, 14)),
    )
    round_at(START)
    page = visitor.as_(cast.karim).get("/challenges/autumn/weeks/1")
    assert [one.get_text(strip=True) for one in page.all(".standings .place")][-1] == "9"
    assert not page.says(cast.lea.name)


def test_a_duel_says_who_is_ahead_and_what_it_takes(cast: Cast, visitor: Browser):
    weekly(duels=Duels(200), places=30, company_kinds=("distributor",))
    page = visitor.as_(cast.karim).get("/challenges/autumn/duel")
    assert page.h1 == "Votre duel de la semaine"


def hide(cast: Cast) -> None:
    """Karim goes by a pseudonym, Bruno shows his name."""
    with transaction():
        accounts.set_visibility(cast.karim.id, False, "Rapace 12", START, "shell")
        accounts.set_visibility(cast.bruno.id, True, "Compas 5", START, "shell")


def test_a_television_shows_a_stranger_s_view_until_it_is_revoked(cast: Cast, visitor: Browser, sold: int):
    hide(cast)
    staff = visitor.as_(cast.claire)
    page = staff.get("/staff/challenges/autumn/television")
    made = staff.submit(page, "Créer l’adresse", label="Comptoir de Dijon", language="fr")
    address = made.the(".tv-address a")["href"]
    path = str(address)[str(address).index("/tv/") :]
    screen = visitor.get(path)
    assert screen.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert screen.says("Bruno Keller")
    assert not screen.says("Karim")
    assert screen.says("Rapace 12")
    for nth in range(6):
        assert "Karim" not in visitor.get(f"{path}?panel={nth}").text
    again = visitor.get(path, status=304, **{"If-None-Match": screen.headers["ETag"]})
    assert not again.text
    session.rollback()
    link = session.scalars(select(TelevisionLink)).one()
    assert link.token_hash not in path
    assert path.rpartition("/")[2] not in link.token_hash
    staff.post(f"/staff/challenges/autumn/television/{link.id}/revocation")
    visitor.get(path, status=404)
    session.rollback()
    acts = session.scalars(select(AuditLine.verb)).all()
    assert {"challenges.television.make", "challenges.television.revoke"} <= set(acts)


def test_an_unchanged_screen_touches_no_ranking(cast: Cast, visitor: Browser, sold: int):
    staff = visitor.as_(cast.claire)
    page = staff.get("/staff/challenges/autumn/television")
    made = staff.submit(page, "Créer l’adresse", label="Écran", language="en")
    path = str(made.the(".tv-address a")["href"]).partition("/tv/")[2]
    for nth in range(5):
        kept = visitor.get(f"/tv/{path}?panel={nth}")
        with statements() as said:
            visitor.get(f"/tv/{path}?panel={nth}", status=304, **{"If-None-Match": kept.headers["ETag"]})
        assert not [one for one in said if " from scores" in one.lower()]


def test_my_rank_is_an_image_without_names_of_others(cast: Cast, visitor: Browser, sold: int):
    answer = visitor.as_(cast.karim).client.get("/challenges/autumn/card.png")
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert Image.open(io.BytesIO(answer.data)).size == (1080, 1080)
    assert visitor.as_(cast.nadia).client.get("/challenges/autumn/card.png").status_code == 404


def test_in_the_hidden_days_no_page_lets_the_board_move(cast: Cast, visitor: Browser):
    weekly(hidden_days=3, duels=Duels(100), leagues=Leagues(10, 1, 1), places=30)
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 5, date(2026, 10, 13)),
        Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 3, date(2026, 10, 13)),
    )
    round_at(START)
    hidden = day_start(date(2026, 10, 23))
    round_at(hidden)
    bring(Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 9, date(2026, 10, 23)))
    round_at(hidden + timedelta(hours=9))
    karim = visitor.as_(cast.karim)
    for url in ("/challenges/autumn", "/challenges/autumn/board", "/challenges/autumn/proof", "/"):
        page = karim.get(url)
        assert "12" not in [one.get_text(strip=True) for one in page.all(".standings .score")]
    karim.get("/challenges/autumn/weeks/2", status=404)
    assert karim.get("/challenges/autumn/duel").says("Semaine 1")
    staff = visitor.as_(cast.claire).get("/staff/challenges/autumn")
    assert "12" in staff.text
    round_at(day_start(date(2026, 10, 26)))
    after = visitor.as_(cast.karim).get("/challenges/autumn/board")
    assert after.the(".standings .is-me .place").get_text(strip=True) == "2"


def test_the_members_of_a_made_team_find_their_team_on_the_board(cast: Cast, visitor: Browser):
    teams = Teams(
        "made",
        teams=(
            Team("red", "Les Rouges", "The Reds", (cast.karim.code, cast.bruno.code)),
            Team("blue", "Les Bleus", "The Blues", (cast.lea.code,)),
        ),
    )
    weekly(competitor="team", teams=teams)
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 5, date(2026, 10, 13)),
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 4, date(2026, 10, 13)),
        Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 3, date(2026, 10, 13)),
    )
    round_at(START)
    for member in (cast.karim, cast.bruno):
        board = visitor.as_(member).get("/challenges/autumn/board")
        assert board.the(".standings .is-me .score").get_text(strip=True) == "9"
        assert board.the(".standings .is-me").get_text().count("Les Rouges") == 1


def test_a_company_s_people_are_its_team(cast: Cast, visitor: Browser):
    weekly(competitor="team", teams=Teams("companies"))
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 5, date(2026, 10, 13)),
        Sale(cast.merel.id, cast.lea.id, cast.pac_8.id, 3, date(2026, 10, 13)),
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 4, date(2026, 10, 13)),
    )
    round_at(START)
    board = visitor.as_(cast.lea).get("/challenges/autumn/board")
    assert board.the(".standings .is-me .score").get_text(strip=True) == "8"
    assert "Sanelec" not in board.text


def test_a_flash_challenge_has_its_own_board(cast: Cast, visitor: Browser):
    flash = Flash(
        "friday",
        "Vendredi flash",
        "Flash Friday",
        datetime.fromisoformat("2026-10-15"),
        datetime.fromisoformat("2026-10-16"),
        Metric("quantity"),
        3,
        500,
        2,
    )
    weekly(flashes=(flash,), places=30)
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 4, date(2026, 10, 15)),
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 5, date(2026, 10, 14)),
    )
    round_at(START)
    page = visitor.as_(cast.karim).get("/challenges/autumn/flashes/friday")
    assert page.the(".standings .is-me .score").get_text(strip=True) == "4"
    visitor.as_(cast.karim).get("/challenges/autumn/flashes/monday", status=404)


@pytest.mark.parametrize("member", ["nadia", "lea"])
def test_a_pseudonym_stands_on_every_surface(cast: Cast, visitor: Browser, sold: int, member: str):
    """Board, week, league, duel, proof: who hides is read by the pseudonym outside the company."""
    hide(cast)
    other = visitor.as_(cast.bruno)
    for url in ("", "/board", "/weeks/1", "/league", "/duel", "/proof"):
        text = other.get(f"/challenges/autumn{url}").text
        assert "Karim" not in text
        assert "Haddad" not in text
    assert other.get("/challenges/autumn/board").says("Rapace 12")
    inside = visitor.as_(getattr(cast, member)).get("/challenges/autumn/board")
    assert inside.says(cast.karim.name)


def test_an_image_bears_the_name_that_others_read(cast: Cast, sold: int):
    line = Line(
        1, 1, "Karim Haddad", "", 5, 100, None, is_me=True, holder=("person", cast.karim.id, cast.merel.id)
    )
    hide(cast)
    seen = visitor_for(cast.karim.token)
    assert seen is not None
    assert board_card.name_of(line, seen) == "Rapace 12"


def test_what_people_are_told_names_nobody_else(cast: Cast, sold: int):
    hide(cast)
    round_at(day_start(date(2026, 10, 31)))
    notices = session.execute(select(Notice.person_id, Notice.title, Notice.body))
    told = [f"{title} {body}" for person, title, body in notices if person != cast.karim.id]
    assert told
    assert not [one for one in told if "Karim" in one or "Haddad" in one]


def test_who_was_known_keeps_a_badge_when_others_take_the_room(
    cast: Cast, sold: int, monkeypatch: pytest.MonkeyPatch
):
    scheme()
    reviewed()
    monkeypatch.setattr(badges._badges, "most", 1)
    karim, lea = (
        Line(one.id, 1, one.first_name, "", None, None, None, False, ("person", one.id, one.company_id))
        for one in (cast.karim, cast.lea)
    )
    alone = badges.beside([karim], START)
    assert karim.holder in alone
    assert alone.items() <= badges.beside([karim, lea], START).items()


def test_a_tier_s_badge_stands_beside_names_only(cast: Cast, visitor: Browser, sold: int):
    scheme()
    reviewed()
    page = visitor.as_(cast.karim).get("/challenges/autumn/board")
    badged = [row for row in page.all(".standings li") if row.select(".standing-badge")]
    names = [one.get_text() for row in badged for one in row.select(".who b")]
    assert names == ["Vous"]  # Bruno is behind a pseudonym
    assert all(one.get_text() for one in badged[0].select(".standing-badge .unseen"))
