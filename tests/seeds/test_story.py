"""The demo story: the same at every telling, and true to every rule of the house."""

from datetime import date
from itertools import pairwise
from random import Random

from sqlalchemy import func, select
from stdnum.fr import siret

from accounts.models import Company, Person
from catalog.models import (
    CardCall,
    Order,
    Reward,
    RewardPrice,
    RewardSession,
    RewardVariant,
    ServiceSlot,
)
from catalog.rules.kinds import KINDS
from challenges.models import Appeal, Award, Challenge, Series
from core import clock
from core.database import session
from points.models import LedgerTransaction, Posting
from sales.models import Claim, SaleLine, Upload
from seeds import story
from seeds.people import CAST, firms, members
from seeds.sales import lines


def network():
    random = Random(story.SEED)
    everywhere = firms(random)
    return random, everywhere, members(random, everywhere)


def count(model, *conditions):
    return session.scalar(select(func.count()).select_from(model).where(*conditions))


def test_the_same_seed_draws_the_same_network_and_the_same_sales():
    drawn = []
    for _ in range(2):
        random, everywhere, people = network()
        drawn.append(
            (everywhere, people, list(lines(random, everywhere, people, date(2026, 1, 1), date(2026, 3, 1))))
        )
    assert drawn[0] == drawn[1]


def test_every_siret_of_the_story_passes_its_checks_and_is_nobodys():
    _random, everywhere, _people = network()
    assert all(siret.is_valid(firm.siret) and firm.siret.startswith("000") for firm in everywhere)


def test_nobody_of_the_story_shares_an_address():
    _random, _everywhere, people = network()
    assert len({one.email for one in people}) == len(people)


def test_the_story_fills_an_empty_house_once(told, stage):
    assert stage.props["said"]
    assert count(Company, Company.kind == "distributor") == 12
    assert count(Company, Company.kind == "installer") == 61
    assert 140 <= count(Person) <= 180
    assert count(SaleLine) > 10_000
    assert set(session.scalars(select(Challenge.state))) == {"paid", "open", "announced", "draft"}
    assert count(Series) == 1
    assert count(Appeal, Appeal.state == "open") == 1
    assert count(Award, Award.kind == "step") > 3
    states = ("requested", "approved", "ordered", "shipped", "delivered", "declined", "cancelled", "refunded")
    assert set(states) <= set(session.scalars(select(Order.state)))
    assert set(session.scalars(select(Reward.kind))) == set(KINDS)
    assert count(RewardVariant) == 3
    assert count(RewardSession) > 10
    assert count(ServiceSlot, ServiceSlot.taken.is_(False)) > 6
    assert count(RewardPrice) == 3
    assert count(CardCall, CardCall.state == "delivered") > 0
    assert count(Claim, Claim.state == "sent") == 2
    assert count(Upload, Upload.state == "ready", Upload.rows_bad > 0) == 1
    assert count(SaleLine, SaleLine.returns_id.is_not(None)) == 2
    assert count(Upload, Upload.rows_returns == 1, Upload.rows_conflict == 1) == 1
    assert _written_late() == []
    assert not story.tell(clock.now(), say=print)


def _written_late():
    """Movements of a wallet that stand in its history after a later one."""
    moved = (
        select(Posting.id, Posting.wallet_id, LedgerTransaction.at)
        .join(LedgerTransaction, LedgerTransaction.id == Posting.transaction_id)
        .where(Posting.wallet_id.is_not(None))
        .order_by(Posting.wallet_id, Posting.id)
    )
    return [
        after.id
        for before, after in pairwise(session.execute(moved))
        if before.wallet_id == after.wallet_id and after.at < before.at
    ]


def test_each_sign_in_of_the_demo_is_somebody_of_the_story():
    _random, everywhere, people = network()
    assert set(CAST) <= set(people)
    assert all(story.firm_name(one.firm) in {firm.name for firm in everywhere} for one in CAST)
