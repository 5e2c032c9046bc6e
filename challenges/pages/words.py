"""What a challenge says in figures: gaps in what to sell, days left, its rules with an example."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from challenges.document.parts import Prize
from challenges.document.scope import Scope
from challenges.document.terms import Document
from challenges.queries import Shown
from challenges.rules.ranking import Placed, settle
from core import format as figures
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


def units(count: int, document: Document, scope: Scope) -> str:
    """So much of what is counted: 2 PAC, 1 250 €."""
    if document.metric == "amount":
        return figures.euros(count)
    words = scope.units.get(language())
    if words is None:
        return str(ngettext("%(count)s unit", "%(count)s units", count, count=figures.points(count)))
    one = abs(count) < 2 if language() == "fr" else abs(count) == 1
    return f"{figures.points(count)}\u00a0{words[0] if one else words[1]}"


def score(count: int, document: Document) -> str:
    """A score alone: 23, 1 250 €."""
    return plain_score(count, document.metric)


def plain_score(count: int, metric: str) -> str:
    """A score alone, by its metric."""
    return figures.euros(count) if metric == "amount" else figures.points(count)


def to_sell(missing: int, one: Shown) -> str:
    """What is missing, in what to sell: 2 PAC; 350 € (rounded up); about 3 orders of 1 200 €."""
    if one.document.metric == "quantity":
        return units(missing, one.document, one.scope)
    if not one.typical or missing <= one.typical:
        return figures.euros(-(-missing // 100) * 100)
    usual = _round(one.typical)
    orders = -(-missing // usual)
    return str(
        ngettext(
            "about one order of %(amount)s",
            "about %(num)d orders of %(amount)s",
            orders,
            amount=figures.euros(usual),
        )
    )


def gap_words(standings: Standings, one: Shown) -> GapWords:
    """How far the next rank is; that nobody is ahead; how to get onto the board; or that it is frozen."""
    if one.state == "closing":
        return GapWords(str(_("The board is frozen until the result is certified.")), "", "")
    if standings.me is None:
        return GapWords(str(_("Your first sale puts you on the board.")), "", "")
    if standings.gap is None:
        return GapWords(str(_("You lead. Keep selling to stay there.")), "", "")
    what, rank = to_sell(standings.gap.to_pass, one), figures.ordinal(standings.gap.rank)
    before, accent, after = _marked(
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


def rules(document: Document, scope: Scope) -> list[str]:
    """The rule in plain words: what counts, how ties are settled, until when a score may be contested."""
    said = [_counts(document, scope), _ties(document)]
    if document.contest_days:
        until = figures.day(document.contest_last)
        said.append(str(_("If a sale is missing, say so until %(day)s included.", day=until)))
    said.append(str(_("A sale that arrives after the certification no longer counts.")))
    return said


def example(document: Document, scope: Scope) -> str:
    """An example with figures, for the metric."""
    if document.metric == "amount":
        amount = figures.euros(120_050)
        return str(_("a sale of %(amount)s without tax adds %(amount)s to your score.", amount=amount))
    return str(
        _("an invoice of %(what)s adds %(count)s to your score.", what=units(3, document, scope), count=3)
    )


def tie_example(document: Document) -> str:
    """What two who share the first rank win, by the document's own prizes."""
    day = document.last
    pair = settle([Placed(1, 1, day, 1), Placed(2, 1, day, 1)], document.prizes)
    each = [figures.points(one.prize) for one in pair]
    people = document.kind == "person"
    if pair[0].prize == pair[1].prize:
        said = (
            _("two at the first rank win %(points)s points each.", points=each[0])
            if people
            else _("two companies at the first rank win %(points)s points each.", points=each[0])
        )
        return str(said)
    if people:
        return str(_("two at the first rank win %(more)s and %(less)s points.", more=each[0], less=each[1]))
    return str(
        _("two companies at the first rank win %(more)s and %(less)s points.", more=each[0], less=each[1])
    )


def _counts(document: Document, scope: Scope) -> str:
    names = _listed(scope.names) or str(_("our products"))
    facts = {"names": names, "first": figures.day(document.first), "last": figures.day(document.last)}
    if document.metric == "amount":
        said = {
            "sold": _("Every euro of %(names)s sold from %(first)s to %(last)s counts.", **facts),
            "ordered": _("Every euro of %(names)s ordered from %(first)s to %(last)s counts.", **facts),
            "invoiced": _("Every euro of %(names)s invoiced from %(first)s to %(last)s counts.", **facts),
        }
    else:
        said = {
            "sold": _("Each piece of %(names)s sold from %(first)s to %(last)s counts for 1.", **facts),
            "ordered": _("Each piece of %(names)s ordered from %(first)s to %(last)s counts for 1.", **facts),
            "invoiced": _(
                "Each piece of %(names)s invoiced from %(first)s to %(last)s counts for 1.", **facts
            ),
        }
    return str(said[document.dated])


def _ties(document: Document) -> str:
    if document.ties == "date" and document.kind == "company":
        return str(
            _(
                "At equal scores, the company that got there on an earlier day is ahead. "
                "On the same day the rank is shared, and the prizes of the ranks it covers are split."
            )
        )
    if document.ties == "date":
        return str(
            _(
                "At equal scores, whoever got there on an earlier day is ahead. "
                "On the same day the rank is shared, and the prizes of the ranks it covers are split."
            )
        )
    return str(_("Equal scores share a rank, and the prizes of the ranks it covers are split."))


def _listed(names: tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return str(_("%(some)s and %(last)s", some=", ".join(names[:-1]), last=names[-1]))


def _marked(sentence: str) -> GapWords:
    before, _sep, rest = sentence.partition("<em>")
    accent, _sep, after = rest.partition("</em>")
    return GapWords(before.strip(), accent, after.strip())


def _round(cents: int) -> int:
    """Down to two digits that mean something: 123 456 → 120 000."""
    step: int = 10 ** max(len(str(cents)) - DIGITS, 0)
    return max(cents // step * step, 1)
