"""How a proof speaks: why this rank, what was left out, what it takes to pass whoever is ahead."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext, ngettext

from challenges.document.terms import short
from challenges.pages import words
from challenges.proof.proofs import Proof
from challenges.queries import Shown
from core import format as figures

_: Callable[..., str] = gettext
#: More segments than this are no longer counted by eye.
MOST_SEGMENTS = 60


def why(proof: Proof, one: Shown) -> str:
    """Because so many sold more, and who shares the score."""
    if proof.me is None:
        if one.settled:
            return _("Because no sale of the period counted.")
        return _("Because no sale of the period has counted so far.")
    mine = words.units(proof.score, one.document, one.scope)
    ahead = proof.me.rank - 1
    if not ahead:
        return _("Because nobody has more than your %(score)s.", score=mine)
    if proof.gap and not proof.gap.to_level:
        return _("Because others reached %(score)s on an earlier day.", score=mine)
    return str(
        ngettext(
            "Because %(num)d participant is ahead of your %(score)s.",
            "Because %(num)d participants are ahead of your %(score)s.",
            ahead,
            score=mine,
        )
    )


def left_out(one: Shown) -> list[tuple[str, str]]:
    """Reasons for which a sale of the right products does not count, and their titles."""
    first, last = figures.day(one.document.first), figures.day(one.document.last)
    late = _("Arrived after the certification") if one.settled else _("Arrived since, counted in a moment")
    return [
        ("before", _("Before %(day)s: outside the period", day=first)),
        ("after", _("After %(day)s: outside the period", day=last)),
        ("undated", _("Without the date that counts")),
        ("late", late),
    ]


def bars(proof: Proof, one: Shown) -> list[dict[str, Any]]:
    """Whoever is ahead and me, one segment a unit; nothing where a score is hidden or too long to count."""
    if one.document.metric != "quantity" or proof.ahead is None or proof.ahead.score is None:
        return []
    if proof.gap is None or proof.score + proof.gap.to_pass > MOST_SEGMENTS:
        return []
    theirs = proof.ahead.score
    return [
        {"name": proof.ahead.label, "filled": theirs, "missing": 0, "value": figures.points(theirs)},
        {
            "name": _("You"),
            "filled": proof.score,
            "missing": proof.gap.to_pass,
            "value": figures.points(proof.score),
            "is_me": True,
        },
    ]


def level(proof: Proof, one: Shown) -> str:
    """What drawing level brings: not enough where the earlier day leads, a shared rank else."""
    if proof.gap is None or not proof.gap.to_level:
        return ""
    at = words.score(proof.score + proof.gap.to_level, one.document)
    if proof.gap.tie_needs_more:
        return _(
            "At %(score)s you would be level, but they got there on an earlier day and would stay ahead.",
            score=at,
        )
    return _("At %(score)s you would share the rank.", score=at)


def passing(proof: Proof, one: Shown) -> str:
    """The score that passes whoever is ahead."""
    missing = proof.gap.to_pass if proof.gap else 0
    return _("At %(score)s, you are ahead.", score=words.score(proof.score + missing, one.document))


def seal(proof: Proof, one: Shown) -> str:
    """When it was counted or certified, and the fingerprint."""
    if one.settled:
        return _(
            "Result certified, fingerprint %(hash)s. Does a figure surprise you?",
            hash=short(one.results_hash),
        )
    moment = figures.moment(proof.as_of) if proof.as_of else ""
    return _(
        "Counted %(moment)s by the rules of fingerprint %(hash)s. Does a figure surprise you?",
        moment=moment,
        hash=short(one.hash),
    )
