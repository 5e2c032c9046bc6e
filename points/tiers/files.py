"""A scheme of tiers from a file: every problem told at once (docs/files.md)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core.figures import NotFigures, number, to_cents
from core.rules import N_, Refused
from points.models import TierScheme
from points.rules.tier_checks import problems
from points.rules.tiers import Benefit, Level, Scheme
from points.tiers.schemes import publish, published, save_draft, scheme_of

KEYS = {"holder", "measure", "span", "months", "downgrade", "grace_days", "from"}
LEVEL_KEYS = {"code", "name", "colour", "threshold", "acts", "benefits"}


class BadTierFile(Refused):
    """A file of tiers with problems; `problems` holds a sentence for each."""

    sentence = N_("This file of tiers cannot be loaded.")

    def __init__(self, wrong: list[str]) -> None:
        super().__init__()
        self.problems = wrong

    def __str__(self) -> str:
        return "\n".join(self.problems)


def load_tiers(
    document: Mapping[str, Any], at: datetime, by: str, dry_run: bool = False
) -> tuple[date, TierScheme | None]:
    """Publish the scheme that a file says; its first day, and None where nothing was written.

    Raises BadTierFile with every problem, SchemeTooEarly.
    """
    scheme, starts_on = read(document)
    newest = next(iter(published()), None)
    same = newest is not None and scheme_of(newest) == scheme
    if dry_run or same:
        return starts_on, None
    save_draft(scheme, at, by)
    return starts_on, publish(starts_on, at, by)


def read(document: Mapping[str, Any]) -> tuple[Scheme, date]:
    """The scheme and its first day; raises BadTierFile with every problem."""
    wrong: list[str] = []
    said = _table(document.get("tiers"), "[tiers]", KEYS, wrong)
    measure = str(said.get("measure", "turnover"))
    tables = document.get("tier", [])
    if not isinstance(tables, list) or not tables:
        wrong.append("the file holds no [[tier]]")
        tables = []
    levels = [_level(table, f"tier {n}", measure, wrong) for n, table in enumerate(tables, 1)]
    scheme = Scheme(
        str(said.get("holder", "company")),
        measure,
        str(said.get("span", "rolling")),
        _whole(said.get("months", 12), "months", wrong),
        str(said.get("downgrade", "one_step")),
        _whole(said.get("grace_days", 60), "grace_days", wrong),
        tuple(levels),
    )
    starts_on = _day(said.get("from"), wrong)
    if tables:
        wrong += [f"{one.field}: {one}" for one in problems(scheme)]
    if wrong:
        raise BadTierFile(wrong)
    return scheme, starts_on


def _level(table: Any, place: str, measure: str, wrong: list[str]) -> Level:
    said = _table(table, place, LEVEL_KEYS, wrong)
    names = said.get("name")
    french, english = _both(names)
    benefits = said.get("benefits", [])
    if not isinstance(benefits, list):
        wrong.append(f"{place}: “benefits” must be a list")
        benefits = []
    acts = said.get("acts")
    return Level(
        str(said.get("code", "")),
        french,
        english,
        str(said.get("colour", "plain")),
        _figure(said.get("threshold", 0), place, measure, wrong),
        None if acts is None else _whole(acts, f"{place}: acts", wrong),
        tuple(Benefit(*_both(one)) for one in benefits),
    )


def _table(value: Any, place: str, keys: set[str], wrong: list[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        wrong.append(f"{place} is missing or is no table")
        return {}
    wrong += [f"{place}: “{key}” is no key here" for key in sorted(value.keys() - keys)]
    return value


def _both(value: Any) -> tuple[str, str]:
    said = value if isinstance(value, dict) else {"fr": value, "en": value}
    french, english = (said.get(language) for language in ("fr", "en"))
    return tuple(one.strip() if isinstance(one, str) else "" for one in (french, english))  # type: ignore[return-value]


def _whole(value: Any, key: str, wrong: list[str]) -> int:
    if type(value) is int:
        return value
    wrong.append(f"“{key}” must be a whole number")
    return 1


def _figure(value: Any, place: str, measure: str, wrong: list[str]) -> int:
    """Euros for turnover, as a text or a whole number: a TOML float is not exact."""
    try:
        if isinstance(value, str) or type(value) is int:
            figure = number(str(value))
            if measure == "turnover":
                return to_cents(figure)
            if figure == figure.to_integral_value():
                return int(figure)
    except NotFigures:
        pass
    wrong.append(f'{place}: “threshold” must be a figure such as 20000 or "20000.50"')
    return 0


def _day(value: Any, wrong: list[str]) -> date:
    try:
        if isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        pass
    if type(value) is date:
        return value
    wrong.append("“from” must be a day such as 2026-01-31")
    return date.max
