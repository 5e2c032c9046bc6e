"""What rules give for all the sales of a period together."""

from collections.abc import Callable

from flask_babel import gettext

from core import format as figures
from points.rules import Rule
from points.sentences import phrases
from points.sentences.phrases import bare, buys, count, each_period, listed, named, rate, volume, who
from points.sentences.words import Words


def period(rule: Rule, words: Words) -> list[str]:
    """The sentences of a period kind."""
    return [phrases.sentence(one) for one in _SAID[rule.kind](rule, words)]


def _bands(rule: Rule, words: Words) -> list[str]:
    if rule.bands == "full":
        steps = listed([_from(rule, n) for n in range(len(rule.steps))])
        said = gettext(
            "%(when)s, all that counts for %(who)s earns the rate of the band reached: %(bands)s.",
            when=each_period(rule),
            who=who(rule),
            bands=steps,
        )
        return [said, gettext("The rate reached holds for everything, from the first euro or piece on.")]
    parts = phrases.apart(
        [_part(rule, n) for n in range(-1, len(rule.steps)) if n >= 0 or rule.steps[0].at > 0]
    )
    said = gettext(
        "%(when)s, what counts for %(who)s earns by bands, each part at its own rate: %(bands)s.",
        when=each_period(rule),
        who=who(rule),
        bands=parts,
    )
    return [said]


def _from(rule: Rule, place: int) -> str:
    step = rule.steps[place]
    if not step.at:
        return phrases.band_rate(rule, step.points)
    return str(
        gettext(
            "%(what)s from %(from)s on",
            what=phrases.band_rate(rule, step.points),
            **{"from": bare(rule, step.at)},
        )
    )


def _part(rule: Rule, place: int) -> str:
    """One band: nothing up to 10 000 €; 1 point per 100 € from there to 50 000 €; 2 points beyond."""
    if place < 0:
        return str(gettext("nothing up to %(to)s", to=bare(rule, rule.steps[0].at)))
    step, what = rule.steps[place], phrases.band_rate(rule, rule.steps[place].points)
    if place + 1 == len(rule.steps):
        if not step.at:
            return what
        return str(gettext("%(what)s beyond %(first)s", what=what, first=bare(rule, step.at)))
    to = bare(rule, rule.steps[place + 1].at)
    if not step.at:
        return str(gettext("%(what)s up to %(to)s", what=what, to=to))
    return str(gettext("%(what)s from %(first)s to %(last)s", what=what, first=bare(rule, step.at), last=to))


def _threshold(rule: Rule, words: Words) -> list[str]:
    first, *others = rule.steps
    bonuses = [
        gettext("%(points)s from %(volume)s on", points=count(first.points), volume=volume(rule, first.at))
    ]
    bonuses += [
        gettext("%(points)s more from %(volume)s on", points=count(one.points), volume=bare(rule, one.at))
        for one in others
    ]
    facts = {"when": each_period(rule), "who": who(rule), "bonuses": listed(bonuses)}
    return [gettext("%(when)s, %(who)s gets %(bonuses)s.", **facts)]


def _streak(rule: Rule, words: Words) -> list[str]:
    least = volume(rule, rule.at_least) if rule.at_least else ""
    facts = {"who": who(rule), "points": count(rule.points), "periods": phrases.periods(rule, rule.times)}
    if least:
        said = gettext(
            "%(who)s gets %(points)s for %(periods)s with %(volume)s or more.", volume=least, **facts
        )
    elif buys(rule):
        said = gettext("%(who)s gets %(points)s for %(periods)s with a purchase.", **facts)
    else:
        said = gettext("%(who)s gets %(points)s for %(periods)s with a sale.", **facts)
    return [said, gettext("Then the count starts again.")]


def _variety(rule: Rule, words: Words) -> list[str]:
    first, *others = rule.steps
    bonuses = [
        gettext(
            "%(points)s for %(number)s different ranges",
            points=count(first.points),
            number=figures.points(first.at),
        )
    ]
    bonuses += [
        gettext("%(points)s more for %(number)s", points=count(one.points), number=figures.points(one.at))
        for one in others
    ]
    facts = {"when": each_period(rule), "who": who(rule), "bonuses": listed(bonuses)}
    return [gettext("%(when)s, %(who)s gets %(bonuses)s.", **facts)]


def _pair(rule: Rule, words: Words) -> list[str]:
    one, other = (phrases.either(named(ids, words.ranges)) for ids in rule.pair)
    facts = {"who": who(rule), "points": count(rule.points), "one": one, "other": other}
    if rule.together == "document":
        return [
            gettext(
                "%(who)s gets %(points)s for each invoice that holds %(one)s and %(other)s together.", **facts
            )
        ]
    said = gettext(
        "%(when)s, %(who)s gets %(points)s once %(one)s and %(other)s both appear on their invoices.",
        when=each_period(rule),
        **facts,
    )
    return [said]


def _frequency(rule: Rule, words: Words) -> list[str]:
    facts = {"when": each_period(rule), "who": who(rule), "points": count(rule.points)}
    if rule.growth_bp:
        said = gettext(
            "%(when)s, %(who)s gets %(points)s for %(growth)s more days with an order than their reference.",
            growth=figures.percent(rule.growth_bp),
            **facts,
        )
    else:
        said = gettext(
            "%(when)s, %(who)s gets %(points)s for more days with an order than their reference.", **facts
        )
    return [said, reference()]


def _minimum(rule: Rule, words: Words) -> list[str]:
    facts = {"when": each_period(rule), "who": who(rule), "points": count(rule.points)}
    said = gettext(
        "%(when)s, %(who)s gets %(points)s once the volume they have committed to is reached.", **facts
    )
    if not rule.at_least:
        return [said]
    least = volume(rule, rule.at_least)
    return [said, gettext("Without a commitment of their own, it is %(volume)s.", volume=least)]


def _growth(rule: Rule, words: Words) -> list[str]:
    facts = {
        "when": each_period(rule),
        "who": who(rule),
        "rate": rate(rule),
        "growth": figures.percent(rule.growth_bp),
    }
    if rule.growth_on == "increase":
        said = gettext(
            "%(when)s, %(who)s earns %(rate)s on the increase over their reference, from +%(growth)s on.",
            **facts,
        )
    else:
        said = gettext(
            "%(when)s, %(who)s earns %(rate)s on the whole period, from +%(growth)s over their reference on.",
            **facts,
        )
    least = []
    if rule.at_least:
        least = [gettext("It takes at least %(volume)s.", volume=volume(rule, rule.at_least))]
    return [said, *least, reference()]


def reference() -> str:
    """What growth is measured against."""
    return str(gettext("The reference is the same period a year before, unless another was agreed."))


_SAID: dict[str, Callable[[Rule, Words], list[str]]] = {
    "bands": _bands,
    "threshold": _threshold,
    "streak": _streak,
    "variety": _variety,
    "pair": _pair,
    "frequency": _frequency,
    "minimum": _minimum,
    "growth": _growth,
}
