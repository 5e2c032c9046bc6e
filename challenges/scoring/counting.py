"""The one door to scores: board, proof, certification, simulation and export all come through here.

`count` and `trace` read; `refresh`, `recount`, `again` and `write` bring a board up to the facts.
"""

from challenges.scoring.courses import Trace, count, courses, part, stream, trace
from challenges.scoring.game import Game, game_for, game_of
from challenges.scoring.holding import Held, entrants_of, every_entrant, hold
from challenges.scoring.refresh import again, bring_up, changed, recount, refresh, write

__all__ = [
    "Game",
    "Held",
    "Trace",
    "again",
    "bring_up",
    "changed",
    "count",
    "courses",
    "entrants_of",
    "every_entrant",
    "game_for",
    "game_of",
    "hold",
    "part",
    "recount",
    "refresh",
    "stream",
    "trace",
    "write",
]
