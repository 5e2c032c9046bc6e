"""What a challenge says in figures: scores in their units, gaps in what to sell, days left."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from challenges.document.parts import METRICS, Prize
from challenges.document.scope import Scope
from challenges.document.terms import Document
from challenges.queries import Shown
from challenges.rules.weeks import is_hidden
from core import format as figures
from core.clock import local_day, now
from leaderboard.rules import Gap, Line, Standings

_: Callable[..., str] = gettext
#: Significant digits of "about three orders of 1 200 €".
DIGITS = 2


class GapWords(NamedTuple):
    """A sentence whose middle is marked: what to sell."""

    before: str
    accent: str
    after: str

    def __str__(self) -> str:
        return Markup(" ").join(part for part in self if part)


def language() -> str:
    """The reader's language: `fr` or `en`."""
    return str(figures.reader().language)


def rank_text(rank: int) -> str:
    """6e, 6th."""
    return f"{figures.points(rank)}{figures.ordinal_suffix(rank)}"


def why_rank(rank: int) -> Markup:
    """Why am I 7th?, as a heading and as a link."""
    return escape(_("Why am I %(rank)s?", rank="\0")).replace("\0", figures.ordinal(rank))


def ranks_text(prize: Prize) -> str:
    """1er; 4e à 10e."""
    if prize.first == prize.last:
        return rank_text(prize.first)
    return str(_("%(first)s to %(last)s", first=rank_text(prize.first), last=rank_text(prize.last)))


def units(count: int, document: Document, scope: Scope | None = None) -> str:
    """So much of what a score is made of: 2 PAC, 1 250 €, 104 %, 120 game points."""
    if document.metric == "mixed":
        return str(ngettext("%(count)s game point", "%(count)s game points", count, count=_number(count)))
    return measured(count, document.metric, scope)


def measured(count: int, kind: str, scope: Scope | None = None) -> str:
    """So much of one metric, in its own unit (a key of METRICS): 2 PAC, 1 250 €, 3 new customers."""
    shown = _number(count)
    if METRICS[kind] in ("cents", "bp"):
        return plain_score(count, kind)
    if kind == "quantity":
        return pieces(count, scope)
    said = {
        "points": lambda: ngettext("%(count)s point", "%(count)s points", count, count=shown),
        "products": lambda: ngettext(
            "%(count)s different product", "%(count)s different products", count, count=shown
        ),
        "ranges": lambda: ngettext(
            "%(count)s different range", "%(count)s different ranges", count, count=shown
        ),
        "new_customers": lambda: ngettext(
            "%(count)s new customer", "%(count)s new customers", count, count=shown
        ),
        "reactivated": lambda: ngettext(
            "%(count)s customer won back", "%(count)s customers won back", count, count=shown
        ),
        "active_days": lambda: ngettext(
            "%(count)s day with a sale", "%(count)s days with a sale", count, count=shown
        ),
        "training": lambda: ngettext(
            "%(count)s training passed", "%(count)s trainings passed", count, count=shown
        ),
    }
    return str(said[kind]())


def pieces(count: int, scope: Scope | None = None) -> str:
    """So many pieces, called as the range calls them where it has a word: 2 PAC, 2 units."""
    words = scope.units.get(language()) if scope else None
    if words is None:
        return str(ngettext("%(count)s unit", "%(count)s units", count, count=_number(count)))
    one = abs(count) < 2 if language() == "fr" else abs(count) == 1
    return f"{_number(count)}\u00a0{words[0] if one else words[1]}"


def score(count: int, document: Document) -> str:
    """A score alone: 23, 1 250 €, 104 %."""
    return plain_score(count, document.metric)


def plain_score(count: int, metric: str) -> str:
    """A score alone, by its metric (a key of METRICS, or mixed)."""
    unit = METRICS.get(metric, "game")
    return (
        figures.euros(count)
        if unit == "cents"
        else figures.percent(count)
        if unit == "bp"
        else _number(count)
    )


def to_sell(missing: int, one: Shown) -> str:
    """What is missing, in what to sell: 2 PAC; 350 € (rounded up); about 3 orders of 1 200 €."""
    document = one.document
    if document.metric == "mixed":
        first = next((it for it in document.metrics if it.kind in ("quantity", "amount")), None)
        if first is None:
            return units(missing, document, one.scope)
        wanted = -(-missing // first.points) * first.per
        return _sold(wanted, first.kind, one, 0 if first.kind == "quantity" else one.typical)
    return _sold(missing, document.metric, one, one.typical)


def _sold(missing: int, kind: str, one: Shown, typical: int) -> str:
    """So much of one metric in what to sell; money in usual orders where one is known."""
    if METRICS[kind] != "cents":
        return measured(missing, kind, one.scope)
    if not typical or missing <= typical:
        return figures.euros(-(-missing // 100) * 100)
    usual = _round(typical)
    orders = -(-missing // usual)
    return str(
        ngettext(
            "about one order of %(amount)s",
            "about %(num)d orders of %(amount)s",
            orders,
            amount=figures.euros(usual),
        )
    )


def _number(count: int) -> str:
    return figures.points(count)


def gap_words(standings: Standings, one: Shown) -> GapWords:
    """How far the next rank is; that nobody is ahead; how to get onto the board; or that it is frozen."""
    if one.state == "closing":
        return GapWords(str(_("The board is frozen until the result is certified.")), "", "")
    if one.state == "open" and is_hidden(one.document, local_day(now())):
        return GapWords(
            str(_("Suspense: the standings do not move until the end. Your sales count.")), "", ""
        )
    if standings.me is None:
        return GapWords(str(_("Your first sale puts you on the board.")), "", "")
    if standings.gap is None:
        return GapWords(str(_("You lead. Keep selling to stay there.")), "", "")
    what, rank = to_sell(standings.gap.to_pass, one), figures.ordinal(standings.gap.rank)
    before, accent, after = marked(
        str(_("<em>%(what)s</em> more and you are %(rank)s", what=what, rank="\0"))
    )
    return GapWords(before, accent, escape(after).replace("\0", rank))


def gap_pill(gap: Gap, one: Shown) -> str:
    """The pill above my row: 2 PAC to pass."""
    return str(_("%(what)s to move ahead", what=to_sell(gap.to_pass, one)))


def time_words(one: Shown, at: datetime) -> str:
    """How long it still runs, or when it begins, or that it is over."""
    if one.state == "announced":
        days = one.days_until(at)
        return str(ngettext("Starts tomorrow", "Starts in %(num)d days", days) if days else _("Starts today"))
    if one.state == "open":
        days = one.days_left(at)
        return str(_("Last day") if days <= 1 else ngettext("%(num)d day left", "%(num)d days left", days))
    if one.state == "closing":
        return str(_("Over, to be certified"))
    return str(_("Over since %(day)s", day=figures.day(one.document.last)))


def people_words(one: Shown) -> str:
    """148 participants."""
    count = figures.points(one.participants)
    return str(ngettext("%(count)s participant", "%(count)s participants", one.participants, count=count))


def moved_words(line: Line | None) -> str:
    """2 places gained; empty when nothing moved or nothing to compare with."""
    moved = line.movement if line else None
    if not moved:
        return ""
    if moved > 0:
        return str(ngettext("%(num)d place gained", "%(num)d places gained", moved))
    return str(ngettext("%(num)d place lost", "%(num)d places lost", -moved))


def marked(sentence: str) -> GapWords:
    """A sentence taken apart at its `<em>`."""
    before, _sep, rest = sentence.partition("<em>")
    accent, _sep, after = rest.partition("</em>")
    return GapWords(before.strip(), accent, after.strip())


def _round(cents: int) -> int:
    """Down to two digits that mean something: 123 456 → 120 000."""
    step: int = 10 ** max(len(str(cents)) - DIGITS, 0)
    return max(cents // step * step, 1)
