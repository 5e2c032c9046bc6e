"""The rulebook on what can be won: ranks and ties, steps, objective, the first, all together."""

from collections.abc import Callable, Iterator

from flask_babel import gettext, ngettext

from challenges.document.parts import Prize, Step
from challenges.document.scope import Scope
from challenges.document.terms import Document
from challenges.pages import words
from challenges.pages.rulebook_words import Said, points, score
from challenges.rules.ranking import Placed, settle
from core import format as figures

_: Callable[..., str] = gettext


def ranks(document: Document, scope: Scope) -> Iterator[Said]:
    """What each rank wins, and from which score on."""
    for prize in document.prizes:
        yield Said(prize_sentence(prize))
    if document.prizes and document.minimum > 1:
        yield Said(
            _("A prize by rank asks for at least %(least)s.", least=score(document.minimum, document, scope))
        )
    if any(prize.reward for prize in document.prizes):
        yield Said(_("A reward is ordered for its winner; who shares the rank has the points instead."))


def prize_sentence(prize: Prize) -> str:
    """1st: 12 000 points. / 4th to 10th: 3 000 points each."""
    ranks, won = words.ranks_text(prize), points(prize.points)
    if prize.reward:
        worth = {"ranks": ranks, "reward": prize.reward, "points": won}
        return str(_("%(ranks)s: the reward %(reward)s, worth %(points)s.", **worth))
    if prize.first == prize.last:
        return str(_("%(ranks)s: %(points)s.", ranks=ranks, points=won))
    return str(_("%(ranks)s: %(points)s each.", ranks=ranks, points=won))


def ties(document: Document) -> Iterator[Said]:
    """Who is ahead at equal scores, and what becomes of the prizes."""
    if not document.prizes:
        return
    earlier = {
        "person": _("At equal scores, whoever got there on an earlier day is ahead."),
        "company": _("At equal scores, the company that got there on an earlier day is ahead."),
        "team": _("At equal scores, the team that got there on an earlier day is ahead."),
    }
    if document.ties == "date":
        yield Said(
            _(
                "%(earlier)s On the same day the rank and its prizes are shared.",
                earlier=earlier[document.kind],
            ),
            tie_example(document),
        )
        yield Said(_("The day is that of the sale, never that on which a file arrived."))
    elif document.ties == "share":
        yield Said(
            _("Equal scores share a rank, and the prizes of the ranks it covers are split."),
            tie_example(document),
        )
    else:
        yield Said(_("Equal scores share a rank, and each has its whole prize."), tie_example(document))


def tie_example(document: Document) -> str:
    """What two who share the first rank win, by the document's own prizes."""
    day = document.last
    pair = settle([Placed(1, 1, day, 1), Placed(2, 1, day, 1)], document.prizes)
    if document.ties == "each" and document.prizes:
        return str(_("two at the first rank win %(points)s each.", points=points(document.prizes[0].points)))
    if pair[0].prize == pair[1].prize:
        return str(_("two at the first rank win %(points)s each.", points=points(pair[0].prize)))
    more, less = (figures.points(one.prize) for one in pair)
    return str(_("two at the first rank win %(more)s and %(less)s points.", more=more, less=less))


def steps(document: Document, scope: Scope) -> Iterator[Said]:
    """Scores that pay as soon as they are reached."""
    told = [one for one in document.steps if one.at_once]
    for step in told:
        yield Said(_step(step, document, scope))
    if told:
        yield Said(
            _("A step is paid once, as soon as it is reached. Steps add up."),
            _sums(told, document, scope),
        )
        yield Said(
            _(
                "If returns leave you below a step, nothing is taken back before the end: the certified "
                "score settles it."
            )
        )


def objectives(document: Document, scope: Scope) -> Iterator[Said]:
    """Scores that pay at the end."""
    told = [one for one in document.steps if not one.at_once]
    for step in told:
        yield Said(_step(step, document, scope))
    if told:
        yield Said(_("It is paid at the end, on the certified score, to everyone who got there."))


def _step(step: Step, document: Document, scope: Scope) -> str:
    return str(
        _("From %(at)s on: %(points)s.", at=score(step.at, document, scope), points=points(step.points))
    )


def _sums(told: list[Step], document: Document, scope: Scope) -> str:
    if len(told) < 2:
        return ""
    total = points(sum(one.points for one in told))
    return str(
        _("with %(at)s you have won %(points)s in all.", at=score(told[-1].at, document, scope), points=total)
    )


def firsts(document: Document, scope: Scope) -> Iterator[Said]:
    """Prizes for the earliest."""
    for one in document.firsts:
        facts = {
            "count": figures.points(one.places),
            "at": score(one.at, document, scope),
            "points": points(one.points),
        }
        yield Said(
            ngettext(
                "The first to reach %(at)s wins %(points)s.",
                "The first %(count)s to reach %(at)s win %(points)s each.",
                one.places,
                **facts,
            )
        )
    if document.firsts:
        one = document.firsts[0]
        half = points(one.points // 2)
        yield Said(
            _("The day of the sale decides. Those who share a day share what is left."),
            _("two on the same day for the last place win %(points)s each.", points=half),
        )
        yield Said(_("They are paid at the end, on the certified scores."))


def collective(document: Document, scope: Scope) -> Iterator[Said]:
    """A goal of all that pays everyone."""
    one = document.collective
    if one is None:
        return
    at, least = score(one.at, document, scope), score(one.least, document, scope)
    yield Said(
        _(
            "If all together reach %(at)s, everyone with at least %(least)s wins %(points)s.",
            at=at,
            least=least,
            points=points(one.points),
        ),
        _("whether you are first or hundredth, you win the same."),
    )
