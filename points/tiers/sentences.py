"""Tiers in plain words: figures with their unit, what is missing, how a tier is reached, kept and lost."""

from flask_babel import gettext as _
from flask_babel import ngettext

from core.format import day, euros, reader
from core.format import points as figure
from points.rules.tier_progress import Progress
from points.rules.tiers import Level, Scheme


def name_of(level: Level) -> str:
    """A tier's name in the reader's language."""
    return level.name(reader().language)


def amount_words(scheme: Scheme, amount: int) -> str:
    """A figure of the scheme's measure with its unit; full euros only, rounded down."""
    if scheme.measure == "turnover":
        return euros(amount // 100 * 100)
    if scheme.measure == "points":
        said: str = ngettext("%(points)s point", "%(points)s points", amount, points=figure(amount))
        return said
    acts: str = ngettext(
        "%(number)s confirmed act", "%(number)s confirmed acts", amount, number=figure(amount)
    )
    return acts


def missing_words(scheme: Scheme, amount: int) -> str:
    """What is missing, with its unit: whole euros, rounded up, so that bringing as much is enough."""
    return amount_words(scheme, -(-amount // 100) * 100 if scheme.measure == "turnover" else amount)


def measure_words(scheme: Scheme, kind: str = "") -> str:
    """What counts, as a noun; `kind` is the company's, where it is known."""
    if scheme.measure == "points":
        return str(_("points earned"))
    if scheme.measure == "engagement":
        return str(_("acts confirmed by the club"))
    if scheme.holder == "person":
        return str(_("your own sales, without tax"))
    return str(
        {"installer": _("purchases, without tax"), "distributor": _("sales, without tax")}.get(
            kind, _("turnover, without tax")
        )
    )


def window_words(scheme: Scheme) -> str:
    """Over which time it is counted."""
    if scheme.span == "calendar":
        return str(_("counted from 1 January to 31 December"))
    said: str = ngettext(
        "counted over the last %(num)d month", "counted over the last %(num)d months", scheme.months
    )
    return said


def reach_sentence(scheme: Scheme, told: Progress) -> str:
    """What is missing to the next tier; empty at the top."""
    if told.next is None:
        return ""
    facts = {"amount": missing_words(scheme, told.to_reach), "tier": name_of(told.next)}
    if told.reach_by:
        return str(_("%(amount)s to reach %(tier)s by %(day)s", day=day(told.reach_by), **facts))
    return str(_("%(amount)s to reach %(tier)s", **facts))


def acts_sentence(told: Progress) -> str:
    """The second way in, where there is one."""
    if told.next is None or not told.acts_to_reach:
        return ""
    facts = {"number": told.acts_to_reach, "tier": name_of(told.next)}
    said: str = ngettext(
        "Or %(number)s more confirmed act: it opens %(tier)s as well.",
        "Or %(number)s more confirmed acts: they open %(tier)s as well.",
        told.acts_to_reach,
        **facts,
    )
    return said


def keep_sentence(scheme: Scheme, told: Progress) -> str:
    """What is missing to keep the present tier, and by when; empty while nothing is."""
    if told.level is None or not told.to_keep or told.keep_by is None:
        return ""
    facts = {"amount": missing_words(scheme, told.to_keep), "tier": name_of(told.level)}
    return str(_("%(amount)s to keep %(tier)s, by %(day)s", day=day(told.keep_by, year=True), **facts))


def criterion(scheme: Scheme, level: Level) -> str:
    """From which figure, or which acts, a tier holds."""
    said = (
        str(_("from the first day"))
        if not level.threshold
        else str(_("from %(amount)s", amount=missing_words(scheme, level.threshold)))
    )
    if level.or_acts is None:
        return said
    acts = ngettext("%(num)d confirmed act", "%(num)d confirmed acts", level.or_acts)
    return str(_("%(figure)s, or %(acts)s", figure=said, acts=acts))


def counted_words(scheme: Scheme, kind: str = "") -> str:
    """What counts and over which time, as a sentence."""
    said: str = _(
        "%(what)s, %(window)s.", what=_first(measure_words(scheme, kind)), window=window_words(scheme)
    )
    return said


def life_sentences(scheme: Scheme, kind: str = "") -> list[str]:
    """How tiers are reached, kept and lost, in full (requirement: nothing about access is hidden)."""
    counted = _(
        "What decides on the tier: %(what)s, %(window)s.",
        what=measure_words(scheme, kind),
        window=window_words(scheme),
    )
    told = [str(counted), str(_("A tier is reached at once; it counts for the sales of the next day on."))]
    if scheme.span == "calendar":
        told.append(str(_("It is kept to the end of the next calendar year.")))
    grace = ngettext(
        "Who falls short is told early and has %(num)d day to catch up.",
        "Who falls short is told early and has %(num)d days to catch up.",
        scheme.grace_days,
    )
    told.append(str(grace) if scheme.grace_days else str(_("Who falls short loses the tier the day after.")))
    if scheme.downgrade == "one_step":
        told.append(str(_("After that, one goes down by one tier at most.")))
    else:
        told.append(str(_("After that, one has the tier that the figure stands for.")))
    if scheme.measure == "points":
        told.append(str(_("Points that you spend go on counting for the tier.")))
    return told


def _first(text: str) -> str:
    return text[:1].upper() + text[1:]
