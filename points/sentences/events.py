"""What is rewarded beside sales: acts that staff confirm, years, joining, bringing another in."""

from flask_babel import gettext

from points.rules import Rule
from points.sentences import phrases
from points.sentences.phrases import count, member


def event(rule: Rule) -> list[str]:
    """The sentences of an event kind."""
    facts = {"who": member(rule), "points": count(rule.points)}
    if rule.kind == "action":
        said = gettext(
            "%(act)s: %(points)s for %(who)s, once our team has confirmed it.", act=act(rule.act), **facts
        )
        return [said]
    if rule.kind == "seniority":
        return [gettext("Each year in the programme brings %(who)s %(points)s, on its anniversary.", **facts)]
    if rule.kind == "welcome":
        if rule.hours:
            return [
                gettext(
                    "Joining within %(hours)s hours of the launch brings %(who)s %(points)s.",
                    hours=rule.hours,
                    **facts,
                )
            ]
        return [gettext("Joining the programme brings %(who)s %(points)s.", **facts)]
    return _referral(rule)


def _referral(rule: Rule) -> list[str]:
    facts = {"points": count(rule.points), "more": count(rule.referrer_points)}
    said = gettext(
        "When somebody you brought in makes the first sale, they get %(points)s and you get %(more)s.",
        **facts,
    )
    return [said] + ([gettext("It also brings your next tier closer.")] if rule.tier_credit else [])


def act(code: str) -> str:
    """What an act is called; the sponsor's own word is kept."""
    said = {
        "training": gettext("Training attended"),
        "contract": gettext("A framework contract signed"),
        "event": gettext("Coming to an event"),
        "testimonial": gettext("A testimonial"),
    }
    return str(said.get(code) or phrases.sentence(code))
