"""Prizes by rank: steps of ranks that begin at 1, leave no hole, and never favour a lesser rank."""

import re
from itertools import pairwise

from challenges.document.keys import MOST_POINTS, Keys
from challenges.document.parts import Prize
from core.rules import N_

RANKS = re.compile(r"([1-9][0-9]{0,5})(?:\s*[-–]\s*([1-9][0-9]{0,5}))?")


def read_prizes(keys: Keys, name: str = "prize", rewards: bool = True) -> tuple[Prize, ...]:
    """The steps in order of rank; problems are noted in `keys`."""
    rows = keys.rows(name)
    found = [_step(one, rewards) for one in rows]
    prizes = sorted((one for one in found if one), key=lambda one: one.first)
    if prizes and len(prizes) == len(rows):
        _check_ladder(keys, name, prizes)
    return tuple(prizes)


def _step(keys: Keys, rewards: bool) -> Prize | None:
    before = len(keys.problems)
    keys.only(("ranks", "points", "reward"))
    said = keys.at("ranks")
    ranks = RANKS.fullmatch(str(said if said is not None else "").strip())
    if not ranks:
        keys.wrong("ranks", N_("must be a rank like “1” or ranks like “4-10”."))
    elif ranks[2] and int(ranks[2]) < int(ranks[1]):
        keys.wrong("ranks", N_("must go from the better rank to the lesser."))
    reward = keys.text("reward", needed=False)
    if reward and not rewards:
        keys.wrong("reward", N_("is for the final ranks only: each week’s prize is paid in points."))
    # what a reward is worth is asked where the catalogue is known (see scope.py), so 0 passes here
    points = keys.whole("points", 0 if reward else 1, MOST_POINTS, 0 if reward else None)
    if len(keys.problems) > before or not ranks:
        return None
    return Prize(int(ranks[1]), int(ranks[2] or ranks[1]), points, reward)


def _check_ladder(keys: Keys, name: str, prizes: list[Prize]) -> None:
    if prizes[0].first != 1:
        keys.wrong(name, N_("begins at rank %(rank)s; it must begin at rank 1."), rank=prizes[0].first)
    for better, lesser in pairwise(prizes):
        if lesser.first <= better.last:
            keys.wrong(name, N_("names rank %(rank)s twice."), rank=lesser.first)
        elif lesser.first > better.last + 1:
            keys.wrong(name, N_("forgets rank %(rank)s."), rank=better.last + 1)
        if lesser.points > better.points > 0:
            keys.wrong(name, N_("gives rank %(rank)s more than a better rank."), rank=lesser.first)
    if sum(prize.total for prize in prizes) > MOST_POINTS:
        keys.wrong(name, N_("costs more than %(most)s points altogether."), most=MOST_POINTS)
