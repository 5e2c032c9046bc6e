"""How a target of one's own comes about, in one sentence, with the figures behind one."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext

from challenges.document.parts import Targets
from challenges.document.terms import Document
from challenges.pages import words

_: Callable[..., str] = gettext


def sentence(document: Document) -> str:
    """Where targets come from, as staff and members read it."""
    targets = document.targets or Targets()
    if targets.source == "imported":
        return str(_("Each target was set by the organiser before the start, and no longer changes."))
    said = _(
        "Each target starts from one’s own sales of the same days a year before, held between half and twice "
        "one’s usual pace of the last weeks, the season taken into account."
    )
    more = []
    if targets.growth_bp:
        more.append(_("%(growth)s are asked above that.", growth=words.measured(targets.growth_bp, "growth")))
    if targets.floor:
        floor = words.measured(targets.floor, targets.of)
        more.append(_("It is %(floor)s at least, which newcomers have.", floor=floor))
    return " ".join(map(str, (said, *more)))


def behind(document: Document, facts: Mapping[str, Any]) -> str:
    """What one target was computed from; empty for an imported one."""
    if "recent" not in facts:
        return ""
    of = (document.targets or Targets()).of
    recent = ", ".join(words.measured(value, of) for value, _days in facts["recent"])
    if facts.get("same") is None:
        return str(_("New then; lately %(recent)s.", recent=recent)) if recent else str(_("No sale before."))
    same = words.measured(facts["same"], of)
    return str(_("A year before %(same)s; lately %(recent)s.", same=same, recent=recent or "–"))


def source(name: str) -> str:
    """Where a target comes from."""
    return {
        "imported": _("from a file"),
        "computed": _("computed, kept"),
        "": _("computed from today’s sales"),
    }[name]
