"""What nobody has decided yet, by whose score it would change: claims that wait, returns of no known sale."""

from collections import defaultdict
from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, literal_column, select

from challenges.models import Participation
from challenges.rules.doubt import Pending, Return
from challenges.rules.facts import Sale
from challenges.scoring.game import Game
from core.database import Key, ask
from sales import pending as sales
from sales.facts import margin_cents
from sales.pending import Waiting
from sales.queries import COMPETITORS

#: Which column names the competitor.
NAMED = {"rep": "rep_id", "selling_company": "selling_company_id", "buying_company": "buying_company_id"}


def pending(game: Game) -> tuple[dict[int, Pending], dict[int, int | None]]:
    """What waits, by the person or company whose facts it would change; and, where no teams compete, the
    entrants that came with it (None: takes no part).
    """
    claims: dict[int, list[Sale]] = defaultdict(list)
    returns: dict[int, list[Return]] = defaultdict(list)
    entrants: dict[int, int | None] = {}
    asked = {"challenge": game.challenge_id, "first": game.span.first, "last": game.span.last}
    for *row, entrant in ask(_undecided(game.competitor, game.kind), **asked):
        one = Waiting._make(row)
        named = getattr(one, NAMED[game.competitor])
        if named:
            entrants[named] = entrant
        if one.kind == "claim":
            if named:
                claims[named].append(_sale(one))
            continue
        for subject in [named] if named else _whose(game, one):
            returns[subject].append(Return(one.document, one.product_id, -one.units, -one.cents))
    waiting = {
        one: Pending(claims.get(one, ()), returns.get(one, ())) for one in claims.keys() | returns.keys()
    }
    return waiting, {} if game.document.kind == "team" else entrants


def _whose(game: Game, one: Waiting) -> Collection[int]:
    """Everybody whose sale a return may mean that names nobody."""
    return sales.sellers(COMPETITORS[game.competitor], [one], game.span.first, game.span.last)


def _sale(one: Waiting) -> Sale:
    """A claim as the line that it would become; its programme points come with its acceptance only."""
    margin = margin_cents(one.cents, one.units, None, None, one.unit_cost_cents, one.margin_bp)
    day = one.invoiced_on
    if day is None or one.range_id is None:
        raise AssertionError("a claim has a day and a product")
    return Sale(
        -one.number,
        f"claim:{one.number}",
        one.selling_company_id,
        None,
        one.document,
        one.product_id,
        one.range_id,
        bool(one.strategic),
        "sell_out",
        day,
        None,
        day,
        one.units,
        one.cents,
        margin,
        one.units,
        one.cents,
    )


@cache
def _undecided(competitor: str, kind: str) -> Select[Any]:
    """In the order of Waiting, each with the entrant of `:challenge` whose it is."""
    waits = sales.undecided()
    mine = (
        (Participation.challenge_id == bindparam("challenge", type_=Key))
        & (Participation.kind == literal_column(f"'{kind}'"))
        & (Participation.subject_id == waits.c[NAMED[competitor]])
    )
    found = select(*waits.c, Participation.entrant_id).select_from(waits).outerjoin(Participation, mine)
    return found.order_by(waits.c.kind, waits.c.number, waits.c.line)
