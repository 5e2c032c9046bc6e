"""Programme points that participants' sales earned in the days of a challenge's boosts, as the ledger says.

What a returned line gave back is not multiplied. Each line is looked at as it was awarded, never reckoned
anew: a challenge adds to the programme's points and changes none of them.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from sqlalchemy import func, select

from challenges.document.parts import Boost
from challenges.document.terms import Document
from challenges.models import Participation, Team, TeamMember
from challenges.rules.outcome import Extra
from challenges.scoring.game import Game
from core.database import session
from core.text import fold
from points.ledger import given
from points.models import TakeBack, Wallet
from products import queries as products
from products.models import Product
from sales import facts as sales
from sales.models import SaleLine
from sales.queries import COMPETITORS

#: How many ids one statement names.
AT_ONCE = 5_000

#: line, its own key, day, competitor, whose wallet
Line: TypeAlias = tuple[int, str, date, int, int]


def extras(challenge_id: int, document: Document, revision: int, today: date) -> dict[int, list[Extra]]:
    """Lines by boost (its place in the document, from 1), of the boosts that have begun."""
    return {
        number: _extras(document, _lines(challenge_id, document, boost, revision), revision)
        for number, boost in enumerate(document.boosts, 1)
        if boost.first <= today
    }


def extras_among(game: Game, subjects: Collection[int], revision: int) -> dict[int, list[Extra]]:
    """The same for a game that nobody joined: these competitors over its days, every boost begun."""
    return {
        number: _extras(game.document, _lines_among(game, subjects, boost, revision), revision)
        for number, boost in enumerate(game.document.boosts, 1)
    }


def _extras(document: Document, lines: Sequence[Line], revision: int) -> list[Extra]:
    awards = given.of_lines([line_id for line_id, *_ in lines])
    gone = _returned(awards, revision)
    kind = "company" if document.kind == "company" else "person"
    wallets = _wallets(kind, {holder for *_, holder in lines})
    found = []
    for line_id, key, day, subject_id, holder in lines:
        if line_id not in awards:
            continue
        wallet = wallets.get(holder, 0)
        points = sum(gain[2] for gain in awards[line_id].gains if gain[0] == wallet)
        points -= gone.get((line_id, wallet), 0)
        if points > 0:
            person = holder if document.kind == "team" else None
            found.append(Extra(day, key, subject_id, points, person))
    return found


def _lines(challenge_id: int, document: Document, boost: Boost, revision: int) -> list[Line]:
    """Participants' sales that a boost is about."""
    column: Any = COMPETITORS["rep" if document.kind == "team" else document.competitor]
    wanted = select(SaleLine.id, SaleLine.row_key, SaleLine.sold_on, Participation.subject_id, column).where(
        Participation.challenge_id == challenge_id,
        SaleLine.sold_on >= boost.first,
        SaleLine.sold_on <= boost.last,
        SaleLine.returns_id.is_(None),
        SaleLine.revision <= revision,
    )
    if document.kind == "team":
        on = (TeamMember.from_on <= SaleLine.sold_on) & (
            TeamMember.until_on.is_(None) | (TeamMember.until_on >= SaleLine.sold_on)
        )
        wanted = wanted.join(TeamMember, (TeamMember.person_id == column) & on)
        wanted = wanted.join(Team, Team.id == TeamMember.team_id)
        wanted = wanted.join(
            Participation, (Participation.kind == "team") & (Participation.subject_id == Team.id)
        ).where(Team.challenge_id == challenge_id)
    else:
        wanted = wanted.join(
            Participation, (Participation.kind == document.kind) & (Participation.subject_id == column)
        )
    if (chosen := _products(boost)) is not None:
        wanted = wanted.where(SaleLine.product_id.in_(chosen))
    return [tuple(row) for row in session.execute(wanted.order_by(SaleLine.sold_on, SaleLine.id))]


def _lines_among(game: Game, subjects: Collection[int], boost: Boost, revision: int) -> list[Line]:
    """Sales of these competitors that a boost is about; a team's are its members' while they play for it."""
    team, chosen = game.document.kind == "team", _products(boost)
    whose = game.members(list(subjects)) if team else subjects
    found: list[Line] = []
    for one in sales.sold(game.competitor, whose, boost.first, boost.last, revision=revision):
        if chosen is None or one.product_id in chosen:
            of = game.teams_on(one.subject_id, one.sold_on) if team else [one.subject_id]
            found += [(one.line_id, one.key, one.sold_on, subject, one.subject_id) for subject in of]
    return found


def _products(boost: Boost) -> list[int] | None:
    """Ids of the products that a boost names; None for all."""
    if not boost.ranges and not boost.products:
        return None
    families = {fold(one.code): one.id for one in products.ranges()}
    known = products.by_reference()
    of_ranges = [families[fold(code)] for code in boost.ranges if fold(code) in families]
    named = [known[fold(reference)].id for reference in boost.products if fold(reference) in known]
    inside = session.scalars(select(Product.id).where(Product.range_id.in_(of_ranges)))
    return sorted({*named, *inside})


def _returned(lines: Mapping[int, Any], revision: int) -> dict[tuple[int, int], int]:
    """What returns took back up to a revision, by line and wallet."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for part in _chunks(lines):
        rows = session.execute(
            select(TakeBack.line_id, TakeBack.wallet_id, func.sum(TakeBack.due))
            .join(SaleLine, SaleLine.id == TakeBack.return_line_id)
            .where(TakeBack.line_id.in_(part), SaleLine.revision <= revision)
            .group_by(TakeBack.line_id, TakeBack.wallet_id)
        )
        found |= {(line_id, wallet_id): int(points) for line_id, wallet_id, points in rows}
    return found


def _wallets(kind: str, owners: Collection[int]) -> dict[int, int]:
    column: Any = Wallet.person_id if kind == "person" else Wallet.company_id
    found: dict[int, int] = {}
    for part in _chunks(owners):
        rows = session.execute(select(column, Wallet.id).where(column.in_(part)))
        found |= dict(rows.all())
    return found


def _chunks(ids: Collection[int]) -> list[list[int]]:
    whole = sorted(set(ids))
    return [whole[start : start + AT_ONCE] for start in range(0, len(whole), AT_ONCE)]
