"""The prizes of a document: steps of ranks that begin at 1, leave no hole, and never favour a lesser rank."""

import re
from collections.abc import Mapping
from itertools import pairwise

from challenges.document.keys import Keys
from challenges.document.parts import Prize
from core.rules import N_

RANKS = re.compile(r"([1-9][0-9]{0,5})(?:\s*[-–]\s*([1-9][0-9]{0,5}))?")
MOST_POINTS = 10**9


def read_prizes(keys: Keys) -> tuple[Prize, ...]:
    """The steps in order of rank; problems are noted in `keys`."""
    rows = keys.plain.get("prize")
    if not isinstance(rows, list) or not rows:
        keys.wrong("prize", N_("is missing: say at least what the first rank wins."))
        return ()
    found = [_step(keys, f"prize[{nth}]", row) for nth, row in enumerate(rows, 1)]
    prizes = sorted((one for one in found if one), key=lambda one: one.first)
    if len(prizes) == len(rows):
        _check_ladder(keys, prizes)
    return tuple(prizes)


def _step(keys: Keys, path: str, row: object) -> Prize | None:
    row = row if isinstance(row, Mapping) else {}
    before = len(keys.problems)
    for key in sorted(set(row) - {"ranks", "points"}):
        keys.wrong(f"{path}.{key}", N_("is not a key of a challenge."))
    ranks = RANKS.fullmatch(str(row.get("ranks", "")).strip())
    points = row.get("points")
    if not ranks:
        keys.wrong(f"{path}.ranks", N_("must be a rank like “1” or ranks like “4-10”."))
    elif ranks[2] and int(ranks[2]) < int(ranks[1]):
        keys.wrong(f"{path}.ranks", N_("must go from the better rank to the lesser."))
    if type(points) is not int or not 1 <= points <= MOST_POINTS:
        sentence = N_("must be a whole number from %(least)s to %(most)s.")
        keys.wrong(f"{path}.points", sentence, least=1, most=MOST_POINTS)
    if len(keys.problems) > before or not ranks or type(points) is not int:
        return None
    return Prize(int(ranks[1]), int(ranks[2] or ranks[1]), points)


def _check_ladder(keys: Keys, prizes: list[Prize]) -> None:
    if prizes[0].first != 1:
        keys.wrong("prize", N_("begins at rank %(rank)s; it must begin at rank 1."), rank=prizes[0].first)
    for better, lesser in pairwise(prizes):
        if lesser.first <= better.last:
            keys.wrong("prize", N_("names rank %(rank)s twice."), rank=lesser.first)
        elif lesser.first > better.last + 1:
            keys.wrong("prize", N_("forgets rank %(rank)s."), rank=better.last + 1)
        if lesser.points > better.points:
            keys.wrong("prize", N_("gives rank %(rank)s more than a better rank."), rank=lesser.first)
    if sum(prize.total for prize in prizes) > MOST_POINTS:
        keys.wrong("prize", N_("costs more than %(most)s points altogether."), most=MOST_POINTS)
