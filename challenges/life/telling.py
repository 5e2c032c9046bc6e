"""What is said about awards, appeals and the closing: to the people they concern, in their language."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask_babel import force_locale, gettext

from accounts import queries as accounts
from catalog.models import Reward
from challenges.document.terms import Document
from challenges.life.recipients import people_of
from challenges.models import Appeal, Challenge
from core import format as say
from core.clock import local_day
from core.rules import Refused
from notifications.post import Message, tell, tell_each

_: Callable[..., str] = gettext
TOPIC = "challenge"
LANGUAGES = ("fr", "en")


def figure(count: int, unit: str) -> str:
    """A score as a sentence says it: euros, a percentage, or a plain number."""
    if unit == "cents":
        return say.euros(count)
    if unit == "bp":
        return say.percent(count)
    return say.points(count)


def award_words(document: Document, kind: str, facts: Mapping[str, Any], language: str) -> str:
    """What an award is for, in the language that is in force."""
    score = figure(int(facts.get("at", facts.get("score", 0)) or 0), document.unit)
    if kind == "rank":
        return _("Rank %(rank)s", rank=say.points(int(facts["rank"])))
    if kind == "step":
        return _("Step of %(score)s reached", score=score)
    if kind == "objective":
        return _("Objective of %(score)s reached", score=score)
    if kind == "first":
        return _("Among the first to reach %(score)s", score=score)
    if kind == "collective":
        return _("Goal of all together reached")
    if kind == "flash":
        named = next((one for one in document.flashes if one.code == facts.get("code")), None)
        title = (named.title_en if language == "en" else named.title_fr) if named else ""
        return _("Flash challenge “%(title)s” won", title=title)
    if kind == "duel":
        return _("Duel of week %(week)s", week=facts.get("week", ""))
    if kind == "league":
        week, rank = facts.get("week", ""), say.points(int(facts.get("rank", 0)))
        return _("League of week %(week)s, rank %(rank)s", week=week, rank=rank)
    if kind == "boost":
        return _("Boost of your points")
    if kind == "extra":
        return _("Extra prize")
    return _("Taken back: the sales that count no longer reach it")


def labels(document: Document, kind: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """What an award is for, in both languages, as a movement keeps it."""
    said = {}
    for language in LANGUAGES:
        with force_locale(language):
            said[language] = award_words(document, kind, facts, language)
    return said


def tell_awards(
    challenge: Challenge, document: Document, rows: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    """Tell each person at once what was just won; each award is told once."""
    people = people_of({one["entrant_id"] for one in rows}, at)
    letters: dict[str, dict[int, Callable[[str], Message]]] = {}
    for one in rows:
        person = one["facts"].get("person")
        whom = [person] if person is not None else people.get(one["entrant_id"], [])
        # several awards of one kind go out together; whoever manages two companies hears of each
        name = one["key"] if document.kind == "company" else one["key"].replace(str(one["entrant_id"]), "")
        letters.setdefault(name, {}).update(dict.fromkeys(whom, partial(_won, document, one)))
    for name, writers in letters.items():
        tell_each(writers, at, f"award:{challenge.id}:{name}")


def _won(document: Document, one: Mapping[str, Any], language: str) -> Message:
    with force_locale(language):
        what = award_words(document, one["kind"], one["facts"], language)
        title = _("%(title)s: %(what)s", title=document.title(language), what=what)
        body = _("Well played. %(points)s points are on your account.", points=say.points(one["points"]))
        if document.kind == "company":
            body = _(
                "Well played. %(points)s points are on your company’s account.",
                points=say.points(one["points"]),
            )
        if document.kind == "team":
            body = _(
                "Well played. Your team wins %(points)s points, shared among its members.",
                points=say.points(one["points"]),
            )
        return Message(TOPIC, title[:160], body, f"/challenges/{document.code}/prizes")


def tell_kept(
    challenge: Challenge,
    person_id: int,
    reward: Reward,
    refused: Refused,
    in_cart: bool,
    at: datetime,
    reference: str,
) -> None:
    """Tell a winner why a prize is not ordered yet, that its points are theirs, and where it waits."""

    def write(language: str) -> Message:
        with force_locale(language):
            why = _(refused.sentence, **refused.facts) if refused.facts else _(refused.sentence)
            title = _("Your prize is not ordered yet: %(name)s", name=reward.name(language))
            body = _("You have its points. It is not ordered because: %(why)s", why=why)
            if in_cart:
                waits = _("It waits in your cart: order it there as soon as that is settled.")
                return Message("order", title[:160], f"{body} {waits}", "/cart")
            return Message("order", title[:160], body, f"/challenges/{challenge.code}/prizes")

    tell([person_id], write, at, reference)


def tell_proposal(challenge: Challenge, document: Document, at: datetime) -> None:
    """Tell the administrators that a result waits for a second pair of eyes."""
    people = [one.id for one in accounts.staff_people(local_day(at), ["administrator"])]
    tell(people, partial(_proposal, document), at, f"challenge:{challenge.id}:proposed")


def tell_settled(
    challenge: Challenge, document: Document, rows: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    """Tell those whom the recount changes; the others read it on their page."""
    people = people_of({one["entrant_id"] for one in rows}, at)
    for one in rows:
        whom = people.get(one["entrant_id"], [])
        tell(whom, partial(_settled, document, one), at, f"award:{challenge.id}:{one['key']}")


def tell_appeal(appeal: Appeal, challenge: Challenge, document: Document, at: datetime) -> None:
    """Tell the administrators that a score is contested."""
    people = [one.id for one in accounts.staff_people(local_day(at), ["administrator"])]
    tell(people, partial(_appeal, document), at, f"appeal:{appeal.id}:sent")


def tell_answer(appeal: Appeal, document: Document, at: datetime) -> None:
    """Tell whoever contested what was decided, in the words of whoever decided."""
    told = partial(_answer, document, appeal.state, appeal.answer)
    tell([appeal.person_id], told, at, f"appeal:{appeal.id}:answer")


def _proposal(document: Document, language: str) -> Message:
    with force_locale(language):
        title = _("%(title)s: a result to certify", title=document.title(language))
        body = _("The result is proposed. Read it and certify it; whoever proposed it cannot.")
        return Message(TOPIC, title[:160], body, f"/staff/challenges/{document.code}/result")


def _settled(document: Document, one: Mapping[str, Any], language: str) -> Message:
    with force_locale(language):
        title = _("%(title)s: recounted after late sales", title=document.title(language))
        some = say.points(abs(one["points"]))
        if one["points"] > 0:
            body = _("The recount gives you %(points)s points more. They are on your account.", points=some)
        else:
            body = _("The recount takes %(points)s points from the part that had waited.", points=some)
        return Message(TOPIC, title[:160], body, f"/challenges/{document.code}/prizes")


def _appeal(document: Document, language: str) -> Message:
    with force_locale(language):
        title = _("%(title)s: a score is contested", title=document.title(language))
        body = _("Answer the appeal: the result is proposed once every appeal is answered.")
        return Message(TOPIC, title[:160], body, f"/staff/challenges/{document.code}/appeals")


def _answer(document: Document, state: str, answer: str, language: str) -> Message:
    with force_locale(language):
        title = (
            _("%(title)s: your appeal is accepted", title=document.title(language))
            if state == "accepted"
            else _("%(title)s: your appeal is refused", title=document.title(language))
        )
        return Message(TOPIC, title[:160], answer, f"/challenges/{document.code}/appeals")
