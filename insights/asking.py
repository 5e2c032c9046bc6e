"""What a dry run asks: a past period, and the present rules with one more, one changed or one less.

Every rule counts for the whole period, as if it had been in force from its first day to its last.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from core.rules import N_, Refused
from points.programme.versions import Draft
from points.queries import rules_in_force
from points.rules import Rule, active_on
from points.rules.rule import BOOST, EVENT_KINDS
from points.rules.terms import rule_from, terms_of

LONGEST_DAYS = 800


class NothingToTry(Refused):
    """The draft says what is in force already, or names no rule."""

    sentence = N_("Choose a rule to leave out, or bring a file with rules to try.")


class NoSale(Refused):
    """A rule that no sale can try."""

    sentence = N_("“%(rule)s” rewards acts, not sales: past sales cannot try it.")


class NotPast(Refused):
    """The period is none, or has not ended."""

    sentence = N_("Choose a first and a last day in the past, at most two years apart.")


class Question(NamedTuple):
    """A dry run as it is stored."""

    first: date
    last: date
    #: rules that are added, or replace the ones of their code
    drafts: tuple[Draft, ...] = ()
    #: code of a rule that is left out; empty for none
    without: str = ""


def check(question: Question, today: date) -> None:
    """Raise NotPast, NothingToTry or NoSale."""
    length = (question.last - question.first).days
    if question.last >= today or not 0 <= length <= LONGEST_DAYS:
        raise NotPast
    if not question.drafts and question.without not in {rule.code for rule in present(today)}:
        raise NothingToTry
    for draft in question.drafts:
        if draft.rule.kind in EVENT_KINDS:
            raise NoSale(rule=draft.code)


def present(today: date) -> list[Rule]:
    """The rules of today that sales can try."""
    return [rule for rule in active_on(rules_in_force(), today) if rule.kind not in EVENT_KINDS]


def cases(question: Question, today: date) -> tuple[list[Rule], list[Rule]]:
    """The present rules, and those that are tried; each over the whole period, numbered anew."""
    now = present(today)
    tried = {rule.code: rule for rule in now if rule.code != question.without}
    tried |= {draft.code: draft.rule for draft in question.drafts}
    return _laid(now, question), _laid(tried.values(), question)


def shared(now: list[Rule], tried: list[Rule]) -> set[str]:
    """Codes of rules that give the same in both cases, so that they need to be reckoned once.

    Rules meet in boosts only, and those stay with one beneficiary. Not so where tiers follow the points.
    """
    before, after = ({rule.code: rule._replace(id=0) for rule in rules} for rules in (now, tried))
    changed = {code for code in {*before, *after} if before.get(code) != after.get(code)}
    lifted = {rule.beneficiary for rule in (*now, *tried) if rule.kind == BOOST}
    torn = lifted & {rule.beneficiary for rule in (*now, *tried) if rule.code in changed}
    return {code for code, rule in before.items() if code not in changed and rule.beneficiary not in torn}


def _laid(rules: Iterable[Rule], question: Question) -> list[Rule]:
    ordered = sorted(rules, key=lambda rule: rule.code)
    return [
        rule._replace(id=number, starts_on=question.first, ends_on=question.last)
        for number, rule in enumerate(ordered, 1)
    ]


def write(question: Question) -> dict[str, Any]:
    """A question ready for JSON."""
    return {
        "first": question.first.isoformat(),
        "last": question.last.isoformat(),
        "without": question.without,
        "drafts": [_plain(draft) for draft in question.drafts],
    }


def read(stored: Mapping[str, Any]) -> Question:
    """A question out of its stored form."""
    return Question(
        date.fromisoformat(stored["first"]),
        date.fromisoformat(stored["last"]),
        tuple(_draft(one) for one in stored["drafts"]),
        stored["without"],
    )


def _plain(draft: Draft) -> dict[str, Any]:
    rule = draft.rule
    return {
        "names": [draft.name_fr, draft.name_en],
        "code": rule.code,
        "kind": rule.kind,
        "beneficiary": rule.beneficiary,
        "from": rule.starts_on.isoformat(),
        "terms": terms_of(rule),
    }


def _draft(one: Mapping[str, Any]) -> Draft:
    starts_on = date.fromisoformat(one["from"])
    columns = {"code": one["code"], "kind": one["kind"], "beneficiary": one["beneficiary"]}
    rule = rule_from(one["terms"], id=0, version=0, starts_on=starts_on, ends_on=None, **columns)
    return Draft(one["names"][0], one["names"][1], rule)
