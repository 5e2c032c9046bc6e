"""What a score may still become, in words: short beside it, whole for whoever asks."""

from collections.abc import Callable

from flask_babel import gettext

from challenges.pages import words
from challenges.scoring.doubt import Doubt

_: Callable[..., str] = gettext
#: Between the two ends of a range.
TO = "\u202f–\u202f"


def short(found: Doubt, metric: str) -> str:
    """+2 pending; −1 pending; +2 −1 pending."""
    changes = []
    if found.highest > found.certified:
        changes.append(f"+{words.plain_score(found.highest - found.certified, metric)}")
    if found.lowest < found.certified:
        changes.append(f"−{words.plain_score(found.certified - found.lowest, metric)}")
    return _("%(change)s pending", change=" ".join(changes)) if changes else ""


def whole(found: Doubt, metric: str) -> str:
    """Between which scores, and between which ranks, it may end."""
    said = _(
        "between %(lowest)s and %(highest)s once everything is decided",
        lowest=words.plain_score(found.lowest, metric),
        highest=words.plain_score(found.highest, metric),
    )
    if found.best_rank is None or found.worst_rank is None or found.best_rank == found.worst_rank:
        return said
    ranks = _(
        "rank from %(best)s to %(worst)s",
        best=words.rank_text(found.best_rank),
        worst=words.rank_text(found.worst_rank),
    )
    return f"{said}, {ranks}"


def scores(found: Doubt, metric: str) -> str:
    """21 – 25, for staff."""
    return TO.join(words.plain_score(one, metric) for one in (found.lowest, found.highest))


def ranks(found: Doubt) -> str:
    """2 – 4, for staff; a dash where there would be no score."""
    if found.best_rank == found.worst_rank:
        return words.rank_text(found.best_rank) if found.best_rank else "–"
    return TO.join(words.rank_text(one) if one else "–" for one in (found.best_rank, found.worst_rank))
