"""What this room says to people, in their language."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from flask_babel import force_locale, ngettext
from flask_babel import gettext as _

from core.format import day, points
from core.rules import Refused
from notifications.post import Message, tell, tell_each
from points.rules import NegativeSale
from sales.limits import REFUSALS
from sales.mapping import MappingRefused
from sales.quote_rules import SENTENCES as QUOTES
from sales.return_rules import SENTENCES as RETURNS
from sales.rules import SENTENCES, EarnsTooMuch, MissingColumns, NothingNew, UnknownDefault

#: Refusals that an upload may keep as its trouble.
KEPT: Mapping[str, type[Refused]] = {
    **REFUSALS,
    MissingColumns.__name__: MissingColumns,
    UnknownDefault.__name__: UnknownDefault,
    MappingRefused.__name__: MappingRefused,
    EarnsTooMuch.__name__: EarnsTooMuch,
    NothingNew.__name__: NothingNew,
    NegativeSale.__name__: NegativeSale,
}


ALL_SENTENCES = {**SENTENCES, **RETURNS, **QUOTES}


def problem_sentence(problem: Mapping[str, Any]) -> str:
    """A stored problem in the reader's language."""
    blank = dict.fromkeys(("column", "value", "hint", "other", "day", "document", "left", "into"), "")
    facts = {**blank, **problem}
    code = str(problem["code"])
    if problem.get("hint"):
        code = f"{code.removesuffix('_near')}_near"
    if facts["day"]:
        facts["day"] = day(date.fromisoformat(str(facts["day"])), year=True)
    return str(_(ALL_SENTENCES.get(code, SENTENCES["surplus"]), **facts))


def problem_sentences(problems: list[dict[str, Any]] | None) -> list[str]:
    """Every problem of a row, each once."""
    return list(dict.fromkeys(problem_sentence(problem) for problem in problems or ()))


def trouble_sentence(trouble: str) -> str:
    """Why a file could not be read or accepted, in the reader's language."""
    if not trouble:
        return ""
    kept = json.loads(trouble)
    kind, facts = KEPT.get(kept["refused"], REFUSALS["Unreadable"]), kept["facts"]
    try:
        return str(_(kind.sentence, **facts)) if facts else str(_(kind.sentence))
    except KeyError:
        return str(_(REFUSALS["Unreadable"].sentence))


def state_word(state: str) -> str:
    """What the state of a file is called."""
    words = {
        "mapping": _("Columns to choose"),
        "reading": _("Being checked"),
        "ready": _("To accept"),
        "known": _("Nothing new"),
        "accepting": _("Being written"),
        "accepted": _("In the books"),
        "unreadable": _("Unreadable"),
        "abandoned": _("Put aside"),
    }
    return str(words[state])


def quote_words() -> dict[str, str]:
    """What became of a quote."""
    return {"open": str(_("Open")), "won": str(_("Won")), "lost": str(_("Lost"))}


def decision_word(state: str) -> str:
    """What became of a claim."""
    words = {"sent": _("Waiting"), "accepted": _("Accepted"), "refused": _("Refused")}
    return str(words[state])


def tell_earned(brought: Mapping[int, tuple[int, int]], upload_id: int, at: datetime) -> None:
    """Say to each rep what the sales just accepted brought: person → (points, how many sales)."""
    writers = {person_id: partial(_earned, *figures) for person_id, figures in brought.items()}
    tell_each(writers, at, f"upload:{upload_id}")


def _earned(gained: int, sales: int, language: str) -> Message:
    with force_locale(language):
        brought = ngettext(
            "%(num)d sale was accepted and brings you %(points)s points.",
            "%(num)d sales were accepted and bring you %(points)s points.",
            sales,
            points=points(gained),
        )
        return Message("sale", _("+%(points)s points", points=points(gained)), brought, "/points")


def tell_returned(gone: Mapping[int, tuple[int, int]], revision: int, at: datetime) -> None:
    """Say to each rep what came back and took points along: person → (points, how many returns)."""
    writers = {person_id: partial(_returned, *figures) for person_id, figures in gone.items()}
    tell_each(writers, at, f"returns:{revision}")


def _returned(gone: int, returns: int, language: str) -> Message:
    with force_locale(language):
        told = ngettext(
            "%(num)d sale came back, whole or in part; %(points)s points go back with it.",
            "%(num)d sales came back, whole or in part; %(points)s points go back with them.",
            returns,
            points=points(gone),
        )
        return Message("sale", _("−%(points)s points", points=points(gone)), told, "/points")


def tell_accepted(person_id: int, claim_id: int, document: str, at: datetime) -> None:
    """Say to a rep that a claim is in the books, though it brought no points."""

    def write(language: str) -> Message:
        with force_locale(language):
            title = _("Your claim of invoice %(document)s is accepted", document=document)
            return Message("sale", title, _("The sale counts from now on."), "/sales/claims")

    tell([person_id], write, at, f"claim:{claim_id}")


def tell_refused(person_id: int, claim_id: int, document: str, reason: str, at: datetime) -> None:
    """Say to a rep why a claim was refused."""

    def write(language: str) -> Message:
        with force_locale(language):
            title = _("Your claim of invoice %(document)s was refused", document=document)
            return Message("sale", title, reason, "/sales/claims")

    tell([person_id], write, at, f"claim:{claim_id}")
