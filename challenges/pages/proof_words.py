"""How a proof speaks: why this rank, what was left out, what it takes to pass whoever is ahead."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from flask_babel import gettext, ngettext

from challenges.document.terms import short
from challenges.pages import words
from challenges.proof.proofs import OTHER, Proof, Told
from challenges.queries import Shown
from core import format as figures
from core.retold import retold

_: Callable[..., str] = gettext
#: Sales, and titles of what was left out, that a process keeps in words.
KEPT = 4_000
#: More segments than this are no longer counted by eye.
MOST_SEGMENTS = 60


class Spoken(NamedTuple):
    """A sale in words; a tuple, so that what was drawn of it is found again."""

    day: date
    name: str
    document: str
    #: which limit cut it
    capped: str
    #: what it brought, and the score after it
    value: str
    total: str
    #: what was written by whoever left it out
    why: str
    #: what it brought, in score units
    worth: int


class Bar(NamedTuple):
    """A score as segments, one for each unit, those that are missing empty."""

    name: str
    filled: int
    missing: int
    value: str
    is_me: bool = False


def spoken(sales: Iterable[Told], one: Shown) -> list[Spoken]:
    """Sales as the page shows them."""
    return [_spoken(sale, one.document.metric) for sale in sales]


@retold(KEPT)
def _spoken(told: Told, metric: str) -> Spoken:
    value, total = words.plain_score(told.value, metric), words.plain_score(told.total, metric)
    return Spoken(told.day, told.name, told.document, capped(told), value, total, told.why, told.value)


def why(proof: Proof, one: Shown) -> str:
    """Because so many sold more, and who shares the score."""
    if proof.me is None:
        if one.settled:
            return _("Because no sale of the period counted.")
        return _("Because no sale of the period has counted so far.")
    mine = words.units(proof.me.score if proof.me.score is not None else proof.score, one.document, one.scope)
    ahead = proof.me.rank - 1
    if not ahead:
        return _("Because nobody has more than your %(score)s.", score=mine)
    if proof.gap and not proof.gap.to_level and one.document.ties == "date":
        return _("Because others reached %(score)s on an earlier day.", score=mine)
    return str(
        ngettext(
            "Because %(num)d participant is ahead of your %(score)s.",
            "Because %(num)d participants are ahead of your %(score)s.",
            ahead,
            score=mine,
        )
    )


def title(one: Shown) -> str:
    """Whose sales these are."""
    if one.document.kind == "team":
        return _("Your part in your team’s score")
    return _("Your score") if one.document.kind == "person" else _("Your company’s score")


def left_out(one: Shown) -> tuple[tuple[str, str], ...]:
    """Reasons for which a sale of the right products does not count, and their titles."""
    return _left_out(one.document.first, one.document.last, one.settled)


@retold(KEPT)
def _left_out(first_day: date, last_day: date, settled: bool) -> tuple[tuple[str, str], ...]:
    first, last = figures.day(first_day), figures.day(last_day)
    late = _("Arrived after the certification") if settled else _("Arrived since, counted in a moment")
    return (
        ("before", _("Before %(day)s: outside the period", day=first)),
        ("after", _("After %(day)s: outside the period", day=last)),
        ("undated", _("Without the date that counts")),
        ("reviewed", _("Left out after a check")),
        ("returned", _("Came back whole")),
        ("away", _("Sold while you were not in the team")),
        ("late", late),
    )


def others(proof: Proof) -> list[tuple[str, list[Told]]]:
    """Sales that are no part of the challenge, by reason; those without any are left out."""
    titles = {
        "product": _("Other products"),
        "excluded": _("Products that the rules leave out"),
        "strategic": _("Products that are not among the strategic ones"),
        "sale_kind": _("Sales of the other kind (to resellers, or by them)"),
        "open": _("Quotes about anything, where only some products count"),
    }
    return [(titles[reason], proof.outside(reason)) for reason in OTHER if proof.outside(reason)]


def capped(told: Told) -> str:
    """Which limit cut a sale."""
    return {"day": _("limit of the day reached"), "total": _("limit of the challenge reached")}.get(
        told.capped, ""
    )


def tie(proof: Proof, one: Shown) -> str:
    """How equal scores are told apart, with the visitor's own figures."""
    if one.document.ties == "each":
        return _("Equal scores share a rank, and each has the whole prize of that rank.")
    if one.document.ties == "share":
        return _("Equal scores share a rank, and the prizes of the ranks it covers are split.")
    day = proof.counted[0].day if proof.counted else None
    for told, before in zip(proof.counted, [*proof.counted[1:], None], strict=True):
        if told.total == proof.score and (before is None or before.total < proof.score):
            day = told.day
            break
    if day is None:
        return ""
    return _(
        "At equal scores, whoever got there on an earlier day is ahead. You reached yours on %(day)s; the "
        "day of the sale counts, not the day on which the file came in.",
        day=figures.day(day),
    )


def waiting(proof: Proof, one: Shown) -> str:
    """What is certain, what the claims that wait would make of it, and between what it may end."""
    found = proof.doubt
    if found is None:
        return ""
    said = _(
        "Certain today: %(certain)s. With the declarations that wait: %(provisional)s. "
        "Once everything is decided, between %(lowest)s and %(highest)s.",
        certain=words.score(found.certified, one.document),
        provisional=words.score(found.provisional, one.document),
        lowest=words.score(found.lowest, one.document),
        highest=words.score(found.highest, one.document),
    )
    if found.best_rank is None or found.worst_rank is None or found.best_rank == found.worst_rank:
        return said
    ranks = _(
        "Your rank may then be anything from %(best)s to %(worst)s.",
        best=words.rank_text(found.best_rank),
        worst=words.rank_text(found.worst_rank),
    )
    return f"{said} {ranks}"


def bars(proof: Proof, one: Shown) -> tuple[Bar, ...]:
    """Whoever is ahead and me, one segment a unit; nothing where a score is hidden or too long to count."""
    if one.document.metric != "quantity" or proof.ahead is None or proof.ahead.score is None:
        return ()
    mine = (proof.me.score if proof.me else None) or proof.score
    if proof.gap is None or mine + proof.gap.to_pass > MOST_SEGMENTS:
        return ()
    theirs = proof.ahead.score
    return (
        Bar(proof.ahead.label, theirs, 0, figures.points(theirs)),
        Bar(_("You"), mine, proof.gap.to_pass, figures.points(mine), True),
    )


def level(proof: Proof, one: Shown) -> str:
    """What drawing level brings: not enough where the earlier day leads, a shared rank else."""
    if proof.gap is None or not proof.gap.to_level:
        return ""
    at = words.score(_standing(proof) + proof.gap.to_level, one.document)
    if proof.gap.tie_needs_more:
        return _(
            "At %(score)s you would be level, but they got there on an earlier day and would stay ahead.",
            score=at,
        )
    return _("At %(score)s you would share the rank.", score=at)


def passing(proof: Proof, one: Shown) -> str:
    """The score that passes whoever is ahead."""
    missing = proof.gap.to_pass if proof.gap else 0
    return _("At %(score)s, you are ahead.", score=words.score(_standing(proof) + missing, one.document))


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


def _standing(proof: Proof) -> int:
    """The score on the board: a company's or a team's is more than one person's part."""
    mine = proof.me.score if proof.me else None
    return proof.score if mine is None else mine
