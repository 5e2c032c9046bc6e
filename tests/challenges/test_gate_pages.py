"""The way to a launch by its pages: forecast, approval, fund, checklist, budget."""

from dataclasses import replace

from challenges import actions
from challenges.document.parts import Duels, Step
from challenges.life import lifecycle
from challenges.models import Challenge, Forecast
from core.database import session, transaction
from points.briefs import actions as briefs
from points.ledger import funds
from tests.challenges.documents import document
from tests.challenges.launching import launch, prepared, think
from tests.challenges.selling import Sale, bring
from tests.challenges.test_briefs import fr
from tests.support.browser import Browser
from tests.support.cast import BRIEF, START, Cast

LAUNCH, FORECAST = "/staff/challenges/autumn/launch", "/staff/challenges/autumn/forecast"
SAID = {
    "baseline": "5000000",
    "growth": "25",
    "margin": "25",
    "generosity": "20",
    "points": "20000000",
    "worth": "10",
    "technology": "20000",
    "animation": "18000",
    "charges": "12000",
}


def draft(**changes: object) -> int:
    with transaction():
        return actions.save_draft(replace(document(), **changes), START, "shell")


def test_from_nothing_to_launched_by_pages_alone(cast: Cast, visitor: Browser) -> None:
    made, claire = draft(), visitor.as_(cast.claire)
    with transaction():
        briefs.write(briefs.about_challenge("autumn"), BRIEF, START, "shell")
    page = claire.get(LAUNCH)
    assert not page.all("form[action*=launch]")
    assert page.says(fr("A prize fund that covers the worst case"))
    page = claire.follow(page, fr("Go to its forecast"))
    refused = claire.submit(page, fr("Write the forecast down"), status=422, **SAID)
    page = claire.submit(refused, fr("Write the forecast down"), **SAID, why="The range is new.")
    assert page.says("1 250 000 €")
    assert page.says("62 500 €")
    page = claire.submit(page, fr("Approve the forecast"), note="Seen with sales.")
    assert not page.all("form[action*=launch]")
    page = claire.follow(page, fr("Fill the prize fund"))
    page = claire.submit(page, fr("Check the movement"), points="4000", reason="Autumn")
    page = claire.submit(page, fr("Add the points"))
    assert funds.held() == 4000
    page = claire.get(LAUNCH)
    claire.post(str(page.the("form[action*=launch]")["action"]))
    session.rollback()
    assert session.get_one(Challenge, made).state == "announced"
    assert funds.held() == 1000


def test_a_loss_has_no_button_and_no_address_to_approve_it(cast: Cast, visitor: Browser) -> None:
    draft()
    claire = visitor.as_(cast.claire)
    said = {**SAID, "margin": "15", "why": "The range is new."}
    page = claire.submit(claire.get(FORECAST), fr("Write the forecast down"), **said)
    assert page.says(fr("It cannot be approved"))
    assert not page.has_button(fr("Approve the forecast"))
    session.rollback()
    number = session.query(Forecast).one().id
    claire.post(f"{FORECAST}/{number}/approval", status=409, note="")
    session.rollback()
    assert session.query(Forecast).one().approved_at is None


def test_amounts_and_shares_are_checked_beside_their_field(cast: Cast, visitor: Browser) -> None:
    draft()
    claire = visitor.as_(cast.claire)
    page = claire.submit(
        claire.get(FORECAST),
        fr("Write the forecast down"),
        status=422,
        **{**SAID, "baseline": "much", "growth": "-3"},
    )
    assert page.says(fr("Write an amount in euros, such as 12500."))
    assert page.says(fr("Write a percentage, such as 15 or 7.5."))


def test_the_budget_says_what_is_not_bounded_and_what_it_can_cost(cast: Cast, visitor: Browser) -> None:
    draft(steps=(Step(5, 100),))
    claire = visitor.as_(cast.claire)
    assert claire.get("/staff/challenges/autumn/budget").says(fr("Say how many may take part"))
    draft(steps=(Step(5, 100),), places=10)
    assert claire.get("/staff/challenges/autumn/budget").says("4 000")


def test_the_budget_follows_a_running_challenge(cast: Cast, visitor: Browser) -> None:
    made = draft(steps=(Step(2, 100),), places=10, duels=Duels(40))
    with transaction():
        launch(made)
        lifecycle.open_(made, START, "shell")
    bring(Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, document().first))
    page = visitor.as_(cast.claire).get("/staff/challenges/autumn/budget")
    assert page.says(fr("If it ended now"))
    assert page.says(fr("Still set aside"))


def test_pages_of_money_are_the_administrators_alone(cast: Cast, visitor: Browser) -> None:
    draft()
    prepared("autumn")
    for path in (LAUNCH, FORECAST, "/staff/challenges/autumn/budget", "/staff/programme/fund"):
        visitor.as_(cast.hugo).get(path, status=403)
        visitor.as_(cast.claire).get(path)


def test_points_beyond_the_fund_are_not_taken_out(cast: Cast, visitor: Browser) -> None:
    made = draft()
    with transaction():
        think(made)
    prepared("autumn")
    claire = visitor.as_(cast.claire)
    page = claire.submit(
        claire.get("/staff/programme/fund"),
        fr("Check the movement"),
        status=422,
        way="withdraw",
        points="1000001",
        reason="Too much",
    )
    page = claire.submit(page, fr("Check the movement"), way="withdraw", points="1000000", reason="All")
    claire.submit(page, fr("Take the points out"))
    assert funds.held() == 0
