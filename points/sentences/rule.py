"""What a rule says to people, with a worked example, in the reader's language (movements: movements.py)."""

from flask_babel import force_locale

from points.rules import LINE_KINDS, Rule
from points.rules.rule import EVENT_KINDS, PERIOD_KINDS
from points.sentences import events, lines, periods, scope
from points.sentences.examples import example
from points.sentences.movements import explain, sentences
from points.sentences.phrases import count, rate
from points.sentences.words import Words

__all__ = ["count", "explain", "order", "rate", "rule_sentence", "sentences"]


def rule_sentence(rule: Rule, words: Words, language: str | None = None) -> str:
    """What a rule gives, to whom and for what; an example, where there is one, on a line of its own."""
    if language:
        with force_locale(language):
            return rule_sentence(rule, words)
    return "\n".join(part for part in (" ".join(gives(rule, words)), example(rule, words)) if part)


def gives(rule: Rule, words: Words) -> list[str]:
    """Each thing that a rule says, one sentence each."""
    return [
        *given(rule, words),
        *scope.scope(rule, words),
        *scope.weights(rule, words),
        *scope.cap(rule),
        *scope.dates(rule),
    ]


def given(rule: Rule, words: Words) -> list[str]:
    """What a rule gives, before which sales count."""
    if rule.kind in LINE_KINDS:
        return lines.line(rule)
    if rule.kind in PERIOD_KINDS:
        return periods.period(rule, words)
    if rule.kind in EVENT_KINDS:
        return events.event(rule)
    return lines.boost(rule, words.by_code())


def order(rule: Rule) -> tuple[int, str]:
    """Sales first, then periods, boosts, and what is no sale."""
    kinds = (*LINE_KINDS, *PERIOD_KINDS, "boost", *EVENT_KINDS)
    return kinds.index(rule.kind), rule.code
