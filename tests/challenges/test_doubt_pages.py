"""What may still move a score stands beside it, for whoever may see that score, and costs nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from challenges import actions
from challenges.document.parts import COMPETITORS, Metric
from challenges.life import rounds
from challenges.models import Challenge
from challenges.pages import doubt_words, staff_words
from challenges.scoring import counting, doubt
from core.clock import clock, day_start
from core.database import session, transaction
from leaderboard import queries as boards
from leaderboard.heights import above
from sales.claims import refuse_claim
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.challenges.selling import Sale, bring
from tests.challenges.test_doubt import claim, doubt_of, of, waits
from tests.challenges.test_live_scores import begin, game, put
from tests.challenges.test_pages import launched
from tests.support.asked import statements
from tests.support.browser import Browser, plain
from tests.support.cast import START, Cast


@pytest.fixture
def running(cast: Cast) -> int:
    """Bruno 9, Karim 5, Léa 4, in pieces."""
    made = launched()
    bring(
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 9, date(2026, 10, 13)),
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 5, date(2026, 10, 14)),
        Sale(cast.merel.id, cast.lea.id, cast.pac_12.id, 4, date(2026, 10, 14)),
    )
    rounds.refresh_open(START)
    return made


PAGES = ("/challenges/autumn", "/challenges/autumn/board")


@pytest.mark.parametrize("page", PAGES)
def test_a_claim_that_waits_shows_beside_the_score_and_says_the_ranks(
    cast: Cast, visitor: Browser, running: int, page: str
):
    claim(cast.lea, cast.pac_8.id, 100_00)
    claim(cast.lea, cast.pac_8.id, 100_00, "C2")
    mine = visitor.as_(cast.lea).get(page).the(".standings .is-me .waits")
    assert plain(mine.get_text()).startswith("+2 en attente")
    assert plain(str(mine["title"])) == "entre 4 et 6 une fois tout décidé, rang du 2e au 3e"
    claim(cast.karim, cast.pac_8.id, 100_00, "C3")
    assert len(visitor.as_(cast.lea).get(page).all(".standings .waits")) == 2


def test_my_own_figures_say_what_waits(cast: Cast, visitor: Browser, running: int):
    assert not visitor.as_(cast.lea).get("/challenges/autumn").all(".stand .waits")
    claim(cast.lea, cast.pac_8.id, 100_00)
    assert "+1 en attente" in plain(
        visitor.as_(cast.lea).get("/challenges/autumn").the(".stand .waits").get_text()
    )


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_sees_no_amount_that_waits(cast: Cast, visitor: Browser, running: int, page: str):
    claim(cast.bruno, cast.pac_8.id, 100_00)
    assert not visitor.as_(cast.karim).get(page).all(".waits")
    assert visitor.as_(cast.bruno).get(page).all(".waits")


def test_open_scores_open_what_waits(cast: Cast, visitor: Browser):
    launched(visibility={"open_scores": True})
    bring(Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 9, date(2026, 10, 13)))
    rounds.refresh_open(START)
    claim(cast.bruno, cast.pac_8.id, 100_00)
    assert visitor.as_(cast.karim).get("/challenges/autumn/board").all(".waits")


def test_a_claim_makes_another_page_and_its_refusal_the_first_again(
    cast: Cast, visitor: Browser, running: int
):
    lea, url = visitor.as_(cast.lea), "/challenges/autumn/board"
    first = lea.get(url).headers["ETag"]
    number = claim(cast.lea, cast.pac_8.id, 100_00)
    kept = lea.get(url, **{"If-None-Match": first}).headers["ETag"]
    assert kept != first
    with transaction():
        refuse_claim(number, "Déjà déclarée", START, "shell")
    page = lea.get(url, **{"If-None-Match": kept})
    assert not page.all(".waits")
    assert page.headers["ETag"] == first


def test_hidden_days_hide_what_waits(cast: Cast, visitor: Browser):
    with transaction():
        made = actions.save_draft(replace(document(), hidden_days=5), START, "shell")
        launch(made, START)
    rounds.move_due(START)
    bring(Sale(cast.merel.id, cast.lea.id, cast.pac_12.id, 4, date(2026, 10, 14)))
    rounds.refresh_open(START)
    claim(cast.lea, cast.pac_8.id, 100_00)
    lea = visitor.as_(cast.lea)
    assert lea.get("/challenges/autumn/board").all(".waits")
    clock.freeze(day_start(date(2026, 10, 23)))
    rounds.move_due(clock.now())
    rounds.refresh_open(clock.now())
    for page in PAGES:
        assert not visitor.as_(cast.lea).get(page).all(".waits")


def test_nothing_that_waits_costs_no_statement_and_a_304_none_either(
    cast: Cast, visitor: Browser, running: int
):
    lea, url = visitor.as_(cast.lea), "/challenges/autumn/board"
    lea.get(url)
    with statements() as seen:
        lea.get(url)
    assert not [one for one in seen if "FROM claims JOIN" in one.replace("\n", "") or "FROM uploads" in one]
    claim(cast.lea, cast.pac_8.id, 100_00)
    kept = lea.get(url).headers["ETag"]
    with statements() as again:
        lea.get(url)
    assert len(again) == len(seen)  # kept until something moves
    with statements() as unchanged:
        lea.get(url, status=304, **{"If-None-Match": kept})
    assert len(unchanged) < len(seen)


def test_staff_read_certain_provisional_possible_and_the_ranks(cast: Cast, visitor: Browser, running: int):
    claim(cast.lea, cast.pac_8.id, 100_00)
    claim(cast.lea, cast.pac_8.id, 100_00, "C2")
    waits(cast, cast.karim.id, 3)
    page = visitor.as_(cast.claire).get("/staff/challenges/autumn/boards")
    rows = [[plain(cell.get_text(strip=True)) for cell in row.select("td")] for row in page.all("tbody tr")]
    assert [row[:5] for row in rows] == [
        ["1", "9", "9", "–", "–"],
        ["2", "5", "5", "2 – 5", "2e – 3e"],
        ["3", "4", "6", "4 – 6", "2e – 3e"],
    ]


def test_everybody_at_once_is_what_each_is_alone(cast: Cast):
    made = begin(game(Metric("quantity")))
    put(of(cast, cast.karim, 300_00, 3), of(cast, cast.lea, 200_00, 2), of(cast, cast.bruno, 100_00, 2))
    claim(cast.bruno, cast.pac_12.id, 50_00)
    waits(cast, None, 2)
    alone = [doubt_of(made, who.id) for who in (cast.karim, cast.lea, cast.bruno)]
    board = boards.board_row(session.get_one(Challenge, made).board_id or 0)
    together = doubt.every(counting.game_of(made), board, session.get_one(Challenge, made).scored_revision)
    assert sorted(together.values(), key=repr) == sorted((one for one in alone if one.open), key=repr)
    assert above(board, [0, 2, 3]) == {0: 3, 2: 1, 3: 0}
    assert above(board, []) == {}


def test_a_fall_and_a_rise_are_both_said(app):
    found = doubt.Doubt(5, 7, 2, 7, None, 3, 1, 1)
    with app.test_request_context("/"):
        assert doubt_words.short(found, "quantity").startswith("+2 −3")
        assert doubt_words.ranks(found).startswith("–")


def test_every_kind_of_competitor_has_its_word_for_staff(app):
    with app.test_request_context("/"):
        for kind in COMPETITORS:
            assert staff_words.competitor(replace(document(), competitor=kind))


def test_a_launch_costs_at_most_its_worst_case_where_it_is_known(app):
    with app.test_request_context("/"):
        assert "98" in dict(staff_words.launch_figures(document(), [], 98_000))["Prix au plus"]
        assert staff_words.launch_figures(document(), []) != staff_words.launch_figures(document(), [], 1)


def test_the_first_look_at_a_proof_after_something_came_asks_few_questions(
    cast: Cast, visitor: Browser, running: int
):
    lea = visitor.as_(cast.lea)
    lea.get("/challenges/autumn")
    claim(cast.lea, cast.pac_8.id, 100_00)
    waits(cast, cast.karim.id, 1)
    rounds.refresh_open(START)
    with statements() as said:
        assert lea.get("/challenges/autumn/proof").says("Acquis aujourd’hui")
    assert len(said) <= 12, "\n".join(said)
