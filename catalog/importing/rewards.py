"""A file of rewards: known ones are brought in line by code, in the columns that are there; twice is once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from accounts.models import Segment
from catalog import actions, rules
from catalog.importing import cells, wrongs
from catalog.importing.cells import Column, Line
from catalog.models import Reward, Supplier
from catalog.rules import details as kinds
from compliance.rules import FORMS
from core.database import session
from core.row_problems import FileRefused, Problem
from core.rules import N_, Refused
from points.models import Tier
from products.models import Range

#: The file's columns that are a reward's own, with its column where that has another name.
OWN = (
    Column("code", cells.words(40), wrongs.TOO_LONG, "", True),
    Column("name_fr", cells.words(120), wrongs.TOO_LONG, "", True),
    Column("name_en", cells.words(120), wrongs.TOO_LONG, "", True),
    Column("about_fr", cells.words(2_000), wrongs.TOO_LONG, ""),
    Column("about_en", cells.words(2_000), wrongs.TOO_LONG, ""),
    Column("benefit_fr", cells.words(200), wrongs.TOO_LONG, ""),
    Column("benefit_en", cells.words(200), wrongs.TOO_LONG, ""),
    cells.choice("category", rules.CATEGORIES, "", True),
    cells.choice("kind", rules.KINDS, "", True),
    cells.choice("family", rules.FAMILIES, ""),
    cells.choice("nature", rules.NATURES, ""),
    cells.choice("drivers", rules.DRIVERS, (), several=True),
    cells.choice("form", FORMS, "", True),
    cells.choice("beneficiary", rules.BENEFICIARIES, "person"),
    Column("picture", cells.words(120), wrongs.TOO_LONG, ""),
    Column("price_points", cells.at_least(0), wrongs.NO_POINTS, 1, True),
    Column("cost", cells.money, wrongs.NO_AMOUNT, 0, True),
    Column("perceived", cells.money, wrongs.NO_AMOUNT),
    Column("low_stock", cells.at_least(0), wrongs.NO_NUMBER),
    Column("delay_days", cells.at_least(0, 365), wrongs.NO_DAYS, 5),
    Column("valid_days", cells.at_least(1, 36_500), wrongs.NO_DAYS),
    Column("from", cells.day, wrongs.NO_DAY),
    Column("to", cells.day, wrongs.NO_DAY),
)
CALLED = {"cost": "cost_cents", "perceived": "perceived_cents", "from": "starts_on", "to": "ends_on"}
#: Whom it is for, by the audience's key; then what its kind needs, by the details' key.
AUDIENCE = {f"for_{key}": key for key in ("kinds", "segments", "tiers", "ranges")} | {"locked": "locked"}
DETAILS = {"face": "face_cents", "percent": "percent_bp", "amount": "amount_cents"} | {
    key: key for key in ("provider", "ranges", "scale", "side", "what", "days", "contact", "unlocked")
}
OF_AUDIENCE = (
    cells.choice("for_kinds", kinds.COMPANY_KINDS, several=True),
    *(Column(name, cells.codes, wrongs.NO_CODES) for name in ("for_segments", "for_tiers", "for_ranges")),
    cells.choice("locked", ("hide", "grey")),
)
OF_KIND = (
    Column("provider", cells.words(40), wrongs.TOO_LONG),
    Column("face", cells.money, wrongs.NO_AMOUNT),
    Column("percent", cells.rate, wrongs.NO_PERCENT),
    Column("ranges", cells.codes, wrongs.NO_CODES),
    Column("scale", cells.scale, wrongs.NO_SCALE),
    cells.choice("side", kinds.SIDES),
    Column("amount", cells.money, wrongs.NO_AMOUNT),
    cells.choice("what", kinds.ENTITLEMENTS),
    Column("days", cells.at_least(1, 365), wrongs.NO_DAYS),
    Column("contact", cells.words(160), wrongs.TOO_LONG),
    Column("unlocked", cells.yes, wrongs.NOT_YES_OR_NO),
)
SHELF = (
    Column("stock", cells.at_least(0), wrongs.NO_PIECES),
    Column("supplier", cells.words(40), ""),
)
ALL = (*OWN[:17], *SHELF, *OWN[17:], *OF_AUDIENCE, *OF_KIND)
COLUMNS = [one.name for one in ALL]
#: Columns of an export that say what cannot be brought in.
EXPORTED_TOO = ("taken", "retired")


@dataclass(frozen=True)
class Brought:
    """What an import did."""

    added: int
    changed: int
    same: int


def import_rewards(data: bytes, at: datetime, by: str) -> Brought:
    """Add the rewards of a CSV and bring known ones in line by code; a known one's stock stays as it is.

    Raises TableRefused for what is no table, FileRefused with every problem.
    """
    given, lines, problems = cells.read_table(data, ALL, EXPORTED_TOO)
    known = {one.code: one for one in session.scalars(select(Reward))}
    suppliers = {one.code: one.id for one in session.scalars(select(Supplier))}
    problems += [*_twice(lines), *cells.unknown_codes(lines, _codes(suppliers))]
    wanted = [_columns(line, given, known.get(line.values["code"]), suppliers) for line in lines]
    for line, columns in zip(lines, wanted, strict=True):
        problems += _impossible(line, columns, known.get(line.values["code"]))
    if problems:
        raise FileRefused(sorted(problems, key=lambda one: one.line))
    added = changed = 0
    for line, columns in zip(lines, wanted, strict=True):
        before = known.get(line.values["code"])
        try:
            if before is None:
                actions.add_reward(**columns, stock=line.values["stock"], at=at, by=by)
                added += 1
            elif actions.change_reward(before.id, at, by, **columns):
                changed += 1
        except Refused as refused:
            problems.append(Problem.of(line.number, "code", refused))
    if problems:
        raise FileRefused(problems)
    return Brought(added, changed, len(lines) - added - changed)


def as_row(reward: Reward, supplier: str = "") -> tuple[object, ...]:
    """A reward as a line of the file; its supplier by code."""
    found: dict[str, object] = {one.name: getattr(reward, CALLED.get(one.name, one.name)) for one in OWN}
    found |= {"stock": reward.stock, "supplier": supplier, "drivers": cells.as_codes(reward.drivers)}
    found |= {
        "cost": cells.as_money(reward.cost_cents),
        "perceived": cells.as_money(reward.perceived_cents),
        "from": cells.as_day(reward.starts_on),
        "to": cells.as_day(reward.ends_on),
    }
    for name, key in AUDIENCE.items():
        value = reward.audience.get(key, "")
        found[name] = value if isinstance(value, str) else cells.as_codes(value)
    for name, key in DETAILS.items():
        found[name] = _WRITTEN.get(name, str)(reward.details[key]) if key in reward.details else ""
    return tuple(found[name] for name in COLUMNS)


_WRITTEN: dict[str, Any] = {
    "face": cells.as_money,
    "amount": cells.as_money,
    "percent": cells.as_rate,
    "scale": cells.as_scale,
    "ranges": cells.as_codes,
    "unlocked": lambda value: "yes" if value else "no",
}


def _columns(
    line: Line, given: set[str], before: Reward | None, suppliers: Mapping[str, int]
) -> dict[str, Any]:
    """A line as columns of a reward: of a known one, only what the file speaks of."""
    values = line.values
    read = [one.name for one in OWN if before is None or one.name in given]
    columns = {CALLED.get(name, name): values[name] for name in read}
    if "drivers" in columns:
        columns["drivers"] = list(columns["drivers"])
    if "supplier" in given or before is None:
        columns["supplier_id"] = suppliers.get(values["supplier"] or "")
    if before is not None:
        # an empty cell leaves family and nature as they are: no reward is without
        columns = {
            key: value for key, value in columns.items() if value != "" or key not in ("family", "nature")
        }
    same_kind = before is not None and before.kind == values["kind"]
    for key, names, held in (
        ("audience", AUDIENCE, before.audience if before else {}),
        ("details", DETAILS, before.details if before and same_kind else {}),
    ):
        told = {names[name]: values[name] for name in names if name in given}
        columns[key] = {
            name: value for name, value in {**held, **told}.items() if value is not None and value != []
        }
    return columns


def _impossible(line: Line, columns: Mapping[str, Any], before: Reward | None) -> Iterator[Problem]:
    """What no cell alone says: the days' order, and what the kind asks for."""
    held = {name: getattr(before, name) for name in actions.COLUMNS} if before else actions.COLUMNS
    whole = {**held, **columns}
    if whole["starts_on"] and whole["ends_on"] and whole["ends_on"] < whole["starts_on"]:
        yield Problem(line.number, "to", N_("comes before “from”"))
    if not whole["kind"]:
        return
    names = {key: name for name, key in (*AUDIENCE.items(), *DETAILS.items())}
    full = {**whole, "details": kinds.completed(whole["kind"], whole["details"], whole["cost_cents"])}
    for refused in kinds.obstacles(full):
        yield Problem.of(line.number, names.get(refused.key, refused.key), refused)


def _twice(lines: Iterable[Line]) -> Iterator[Problem]:
    seen = dict[str, int]()
    for line in lines:
        code = line.values["code"]
        if code in seen:
            yield Problem(
                line.number, "code", N_("the same code stands on line %(line)s"), {"line": seen[code]}
            )
        seen.setdefault(code, line.number)


def _codes(suppliers: Mapping[str, int]) -> dict[str, set[str]]:
    """The codes that exist, by the column that names them."""
    ranges = set(session.scalars(select(Range.code)))
    return {
        "supplier": set(suppliers),
        "ranges": ranges,
        "for_ranges": ranges,
        "for_segments": set(session.scalars(select(Segment.code))),
        "for_tiers": set(session.scalars(select(Tier.code))),
    }
