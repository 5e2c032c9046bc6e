"""The programme's settings as people read them: one sentence each, in the reader's language."""

from flask_babel import gettext, ngettext

from core import format as figures
from points.rules.life import Settings
from points.sentences.phrases import count


def told(settings: Settings) -> list[tuple[str, str]]:
    """(what it is about, what is set) of every setting."""
    return [
        (gettext("How long points live"), life(settings)),
        (gettext("When points may be spent"), confirmation(settings)),
        (gettext("When returned points were already spent"), returns(settings)),
        (gettext("When several boosts meet on one sale"), _boosts(settings)),
        (gettext("Corrections by hand"), _corrections(settings)),
        (
            gettext("What points are worth to us"),
            gettext("1,000 points stand for %(amount)s.", amount=figures.euros(settings.worth_of_1000)),
        ),
        (gettext("Who joins by itself"), _joining(settings)),
    ]


def changes(before: Settings, after: Settings) -> list[tuple[str, str, str]]:
    """(what it is about, until then, from then on) of the settings that differ."""
    pairs = zip(told(before), told(after), strict=True)
    return [(about, was, becomes) for (about, was), (_, becomes) in pairs if was != becomes]


def life(settings: Settings) -> str:
    """How long points live."""
    length = settings.life_length
    if settings.life == "rolling":
        return str(
            ngettext(
                "Points expire %(num)d month after the day they were given.",
                "Points expire %(num)d months after the day they were given.",
                length,
            )
        )
    if settings.life == "end_of_year" and length:
        return str(
            ngettext(
                "Points expire on 31 December, %(num)d year after the one in which they were given.",
                "Points expire on 31 December, %(num)d years after the one in which they were given.",
                length,
            )
        )
    if settings.life == "end_of_year":
        return str(gettext("Points expire on 31 December of the year in which they were given."))
    return str(gettext("Points never expire."))


def confirmation(settings: Settings) -> str:
    """When points may be spent."""
    if settings.confirm == "delay":
        return str(
            ngettext(
                "Points may be spent %(num)d day after the sale.",
                "Points may be spent %(num)d days after the sale.",
                settings.confirm_days,
            )
        )
    if settings.confirm == "staff":
        return str(gettext("Points may be spent once our team has confirmed them."))
    return str(gettext("Points may be spent as soon as the sale is accepted."))


def returns(settings: Settings) -> str:
    """What becomes of points that a return takes back and that were spent."""
    said = {
        "debt": gettext("They are owed: nothing is ordered until new points have repaid them."),
        "allow_negative": gettext("The balance is shown below zero until new points fill it."),
        "programme_bears_it": gettext("The programme bears them."),
    }
    return str(said[settings.returns])


def _boosts(settings: Settings) -> str:
    if settings.boosts == "all":
        return str(gettext("All count, one after the other."))
    return str(gettext("The best one counts."))


def _corrections(settings: Settings) -> str:
    if not settings.correction_limit:
        return str(gettext("One person is enough."))
    limit = count(settings.correction_limit)
    return str(gettext("Beyond %(limit)s, a second person decides.", limit=limit))


def _joining(settings: Settings) -> str:
    if not settings.joins_at_cents:
        return str(gettext("Nobody: companies are enrolled by hand."))
    amount = figures.euros(settings.joins_at_cents)
    return str(gettext("A company that has bought for %(amount)s within twelve months.", amount=amount))
