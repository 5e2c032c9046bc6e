"""The demo story from its first sale to this morning, told through the same actions as production.

Nothing is drawn from outside `seeds`: the same day gives the same story, to the point.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import select

from accounts.models import Person
from core import clock
from core.database import session
from seeds import briefs, joining, market, network, orders, returns, rules, settings, shop, tiers, wanting
from seeds.agenda import Agenda
from seeds.people import firms

#: Everybody's password in the demo; refused nowhere because the demo is refused in production.
PASSWORD = "trois-cles-jaunes"  # noqa: S105
SEED = 20_26
HISTORY = timedelta(days=548)
#: The programme is younger than the history: earlier sales are known and earn nothing.
PROGRAMME = timedelta(days=270)

Say = Callable[[str], None]


def firm_name(code: str) -> str:
    """A company's name by its code."""
    return next(firm.name for firm in firms(Random(SEED)) if firm.code == code)


def tell(at: datetime, say: Say) -> bool:
    """Fill an empty database; False (and nothing changed) where there are people already."""
    if session.scalar(select(Person.id).limit(1)):
        return False
    random, today = Random(SEED), clock.local_day(at)
    began, start = today - HISTORY, today - PROGRAMME
    opening = clock.day_start(start)
    cast = network.found(random, began, clock.day_start(began), PASSWORD)
    say(f"{len(cast.firms)} companies, {len(cast.members)} people")
    briefs.think_it_through(opening)
    shop.open_doors(opening)
    settings.decide(start, today, opening)
    rules.open_rules(start, today, opening)
    tiers.open_tiers(start, opening)
    shop.fill_shelves(today, opening)
    network.satisfy_the_law(cast, shop.publish_terms(start, opening), start, opening)
    say("products, earning rules, terms, rewards")
    agenda = Agenda()
    desk = orders.Desk(Random(SEED), cast, at, agenda)
    wanting.plan_advantages(cast, at, agenda)
    joining.plan_acts(cast, at, agenda)
    market.play(random, cast, began, at, agenda, say)
    say(f"{desk.placed} orders, in every state")
    say(wanting.fill(cast, at))
    say(returns.bring_back(today, at))
    say(joining.newcomers(cast, at))
    tiers.night(at)
    tiers.settle(at)
    return True
