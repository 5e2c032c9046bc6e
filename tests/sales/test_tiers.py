"""A file of sales lifts whom it concerns at once, and the order of files makes no difference to points."""

from core.clock import clock
from core.database import session, transaction
from points.ledger.queries import balance
from points.rules import Weights
from points.tiers import standings as tiers
from tests.points.making import TODAY, rule
from tests.points.tiering import DAY, reviewed, scheme, tier, tier_on
from tests.sales.conftest import Desk, row
from tests.support.cast import START, Cast


def test_an_accepted_file_brings_the_tier_at_once(cast: Cast, desk: Desk) -> None:
    scheme()
    reviewed()
    desk.bring([row(1, "1200,00")])
    assert tier("company", cast.merel.id) == "argent"
    assert tier_on("company", cast.merel.id, TODAY) is None
    assert tier_on("company", cast.merel.id, TODAY + DAY) == "argent"


def test_a_promotion_multiplies_from_tomorrows_sales_on(cast: Cast, desk: Desk) -> None:
    rule(weights=Weights(tiers={"argent": 20_000}))
    scheme()
    desk.bring([row(1, "1200,00")])
    desk.bring([row(2, "100,00", date=TODAY.strftime("%d/%m/%Y"))])
    assert balance(cast.karim.wallet_id).available == 130
    tomorrow = TODAY + DAY
    clock.freeze(START + 2 * DAY)
    desk.bring([row(3, "100,00", date=tomorrow.strftime("%d/%m/%Y"))])
    assert balance(cast.karim.wallet_id).available == 150


def test_a_late_file_of_an_old_day_earns_by_the_tier_of_that_day(cast: Cast, desk: Desk) -> None:
    rule(weights=Weights(tiers={"argent": 20_000}))
    scheme()
    desk.bring([row(1, "1200,00")])
    clock.freeze(START + 30 * DAY)
    with transaction():
        tiers.review(START + 30 * DAY)
    session.expire_all()
    desk.bring([row(2, "100,00")])
    assert balance(cast.karim.wallet_id).available == 130
