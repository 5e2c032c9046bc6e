"""What a draft says otherwise than the version before it, in words."""

from typing import NamedTuple

from flask_babel import gettext

from core import format as figures
from points.programme.versions import Draft
from points.sentences import scope as scope_sentences
from points.sentences.kinds import kind_titles
from points.sentences.rule import given
from points.sentences.words import Words


class Change(NamedTuple):
    """One thing that will be said otherwise."""

    label: str
    before: str
    after: str


def changes(before: Draft, after: Draft, words: Words) -> list[Change]:
    """Every difference, in words."""
    old, new = _said(before, words), _said(after, words)
    return [
        Change(label, old[label] or gettext("nothing"), new[label] or gettext("nothing"))
        for label in new
        if old[label] != new[label]
    ]


def _said(draft: Draft, words: Words) -> dict[str, str]:
    rule = draft.rule
    sales = [*scope_sentences.scope(rule, words)]
    more = [*scope_sentences.weights(rule, words), scope_sentences.margins(rule)]
    last = figures.day(rule.ends_on, year=True) if rule.ends_on else gettext("no last day")
    return {
        gettext("Kind"): kind_titles()[rule.kind],
        gettext("What it gives"): " ".join(given(rule, words)),
        gettext("Which sales, and whose"): " ".join(sales) or gettext("all of them"),
        gettext("What counts more"): " ".join(part for part in more if part),
        gettext("At most"): " ".join(scope_sentences.cap(rule)),
        gettext("Last day"): last,
        gettext("Name in French"): draft.name_fr,
        gettext("Name in English"): draft.name_en,
    }
