"""The order of a board in one number, and the arithmetic of the count tree over it; pure."""

from collections.abc import Iterable, Sequence
from datetime import date

DATE = "date"
SHARE = "share"
TIES = (DATE, SHARE)
#: Room for the day below the score in an order key: 16 bits last from 1970 to 2149.
DAY_BITS = 16
FIRST_DAY = date(1970, 1, 1)
#: Keeps `score << DAY_BITS` within 63 bits: a hundred thousand million euros in cents.
LARGEST_SCORE = 10**13
#: A bucket of level n spans 16ⁿ order keys.
BITS = 4
#: The coarsest level: at most a few hundred buckets, whatever the scores.
TOP = 13


def order_key(score: int, reached_on: date, tie: str) -> int:
    """Score and tie rule in one number, the smaller leads; ValueError beyond 10¹³ or outside 1970–2149."""
    day = (reached_on - FIRST_DAY).days
    if abs(score) > LARGEST_SCORE or not 0 <= day < 1 << DAY_BITS:
        raise ValueError(f"a score of {score} on {reached_on} is out of range")
    return _key(score, day, tie)


def passing_key(score: int, on: date, tie: str) -> int:
    """The order key of whoever passes a score on a day."""
    return _key(score + 1, (on - FIRST_DAY).days, tie)


def _key(score: int, day: int, tie: str) -> int:
    return day - (score << DAY_BITS) if tie == DATE else -score


def leaf_level(tie: str, grain: int) -> int:
    """The tree's finest level for scores that rarely lie nearer than `grain` (1: pieces; 256: cents)."""
    below = (grain - 1).bit_length() // BITS
    return below + (DAY_BITS // BITS if tie == DATE and grain > 1 else 0)


def tree_changes(gone: Iterable[int], come: Iterable[int], leaf: int) -> dict[tuple[int, int], int]:
    """What to add to each (level, bucket) when some order keys give way to others; zeros left out."""
    changes: dict[tuple[int, int], int] = {}
    level_changes: dict[int, int] = {}
    for keys, step in ((gone, -1), (come, 1)):
        for key in keys:
            bucket = key >> BITS * leaf
            level_changes[bucket] = level_changes.get(bucket, 0) + step
    for level in range(leaf, TOP + 1):
        level_changes = {bucket: change for bucket, change in level_changes.items() if change}
        parents: dict[int, int] = {}
        for bucket, change in level_changes.items():
            changes[level, bucket] = change
            parents[bucket >> BITS] = parents.get(bucket >> BITS, 0) + change
        level_changes = parents
    return changes


def rank_passing(key: int, me: int, rank: int, ahead: Sequence[int], leads: bool) -> int | None:
    """The rank that an order key takes, from the keys just ahead of mine; None when they end before it."""
    if not leads and all(one >= key for one in ahead):
        return None
    return rank - sum(key <= one < me for one in ahead)


def ranks_around(keys: Sequence[int], me: int, rank: int, whole: bool) -> list[int | None]:
    """Ranks (1, 1, 3) of neighbours from one known rank; None where rows left out would decide.

    `keys` are neighbours in order, `me` the index whose rank is known, `whole` whether no row before the
    first shares its key.
    """
    starts = [i for i, key in enumerate(keys) if i == 0 or key != keys[i - 1]]
    ends = [*starts[1:], len(keys)]
    mine = max(g for g, start in enumerate(starts) if start <= me)
    ranks: dict[int, int | None] = {mine: rank}
    for group in range(mine - 1, -1, -1):
        ahead = ranks[group + 1]
        known = ahead is not None and (group > 0 or whole)
        ranks[group] = ahead - (ends[group] - starts[group]) if ahead is not None and known else None
    for group in range(mine + 1, len(starts)):
        before = ranks[group - 1]
        known = before is not None and (group > 1 or whole)
        ranks[group] = before + ends[group - 1] - starts[group - 1] if before is not None and known else None
    return [ranks[g] for g, start in enumerate(starts) for _ in range(start, ends[g])]
