"""What the clock's jobs are called, and what they did, as staff read it."""

from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext, ngettext

from core.rules import N_

#: By job with a period: its name, and a sentence for each number that its outcome notes.
NAMES: Mapping[str, str] = {
    "challenge days": N_("Challenges, each day"),
    "challenge series": N_("Challenges that come back"),
    "confirmations": N_("Points to confirm"),
    "expiry": N_("Points that expire"),
    "expiry reminders": N_("Reminders before points expire"),
    "new rules": N_("Rules that began in the past"),
    "tiers": N_("Tiers won, kept and lost"),
    "segments": N_("Segments"),
    "newcomers": N_("Newcomers and their years"),
    "referrals": N_("Referrals"),
    "leavers": N_("Companies that left or merged"),
    "card codes": N_("Codes of gift cards that expired"),
    "seals": N_("Seals of the books"),
    "old run keys": N_("Old marks of the clock"),
    "past visits": N_("Past sessions and links"),
}


def name(job: str) -> str:
    """A job's name in the reader's language; as the clock calls it when it has none here."""
    return str(gettext(NAMES[job])) if job in NAMES else job


def said(job: str, numbers: Sequence[int]) -> str:
    """What a job did, from the numbers that it noted; empty when no sentence fits."""
    sentences = SAID.get(job, ())
    if not sentences or len(sentences) != len(numbers):
        return ""
    return ", ".join(str(sentence(number)) for sentence, number in zip(sentences, numbers, strict=True))


def _dropped(num: int) -> str:
    return str(ngettext("%(num)d line tidied away", "%(num)d lines tidied away", num))


SAID: Mapping[str, tuple[Callable[[int], str], ...]] = {
    "challenge days": (
        lambda num: ngettext("%(num)d participant entered", "%(num)d participants entered", num),
    ),
    "challenge series": (lambda num: ngettext("%(num)d draft prepared", "%(num)d drafts prepared", num),),
    "confirmations": (
        lambda num: ngettext("%(num)d gain of points confirmed", "%(num)d gains of points confirmed", num),
    ),
    "expiry": (lambda num: ngettext("%(num)d lot of points expired", "%(num)d lots of points expired", num),),
    "expiry reminders": (lambda num: ngettext("%(num)d reminder sent", "%(num)d reminders sent", num),),
    "new rules": (lambda num: ngettext("%(num)d point paid", "%(num)d points paid", num),),
    "tiers": (lambda num: ngettext("%(num)d tier changed", "%(num)d tiers changed", num),),
    "segments": (
        lambda num: ngettext(
            "%(num)d company entered or left one", "%(num)d companies entered or left one", num
        ),
    ),
    "newcomers": (
        lambda num: ngettext("%(num)d company joined", "%(num)d companies joined", num),
        lambda num: ngettext("%(num)d year rewarded", "%(num)d years rewarded", num),
    ),
    "referrals": (lambda num: ngettext("%(num)d referral rewarded", "%(num)d referrals rewarded", num),),
    "leavers": (
        lambda num: ngettext("%(num)d account followed", "%(num)d accounts followed", num),
        lambda num: ngettext("%(num)d lot ended", "%(num)d lots ended", num),
    ),
    "card codes": (lambda num: ngettext("%(num)d pool recounted", "%(num)d pools recounted", num),),
    "seals": (lambda num: ngettext("%(num)d row sealed", "%(num)d rows sealed", num),),
    "old run keys": (_dropped,),
    "past visits": (_dropped,),
}
