"""Files of what rewards are made of: variants, prices for some, parts, dates, hours."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from accounts.models import Segment
from catalog.importing import cells, exporting, wrongs
from catalog.importing.cells import Column, Line
from catalog.keeping import parts, prices, sessions, slots, variants
from catalog.models import Reward, RewardSession, RewardVariant, ServiceSlot
from catalog.rules.details import COMPANY_KINDS
from catalog.rules.prices import Row
from core.database import session
from core.row_problems import FileRefused, Problem
from core.rules import Refused
from points.models import Tier

#: The lines of one reward; what came of them: how many are new, and how many are different.
Bring = Callable[[int, Sequence[Line], datetime, str], tuple[int, int]]
REWARD = Column("reward", cells.words(40), wrongs.TOO_LONG, "", True)
FROM_TO = tuple(Column(name, cells.day, wrongs.NO_DAY) for name in ("from", "to"))


class File(NamedTuple):
    """A kind of file: its columns, how its lines come in, what an export of it holds."""

    columns: tuple[Column, ...]
    bring: Bring
    rows: Callable[[], Iterator[tuple[object, ...]]]


def bring(what: str, data: bytes, at: datetime, by: str) -> tuple[int, int]:
    """Bring in a file of FILES; how many lines were new, how many things changed. The same file is once.

    Raises TableRefused for what is no table, FileRefused with every problem.
    """
    file = FILES[what]
    _, lines, problems = cells.read_table(data, file.columns)
    known = {code: key for code, key in session.execute(select(Reward.code, Reward.id))}  # noqa: C416
    names = {"reward": set(known), "part": set(known), "tier": _all(Tier.code), "segment": _all(Segment.code)}
    there = {one.name for one in file.columns}
    problems += cells.unknown_codes(lines, {name: codes for name, codes in names.items() if name in there})
    if problems:
        raise FileRefused(sorted(problems, key=lambda one: one.line))
    added = changed = 0
    for code in dict.fromkeys(line.values["reward"] for line in lines):
        own = [line for line in lines if line.values["reward"] == code]
        try:
            new, other = file.bring(known[code], own, at, by)
            added, changed = added + new, changed + other
        except FileRefused as refused:
            problems += refused.problems
        except Refused as refused:
            problems.append(Problem.of(own[0].number, file.columns[1].name, refused))
    if problems:
        raise FileRefused(problems)
    return added, changed


def _each(act: Callable[[int, dict[str, Any], datetime, str], tuple[int, int]], column: str) -> Bring:
    """Lines that come in one by one, each refused on its own; a refusal is about a column."""

    def bring_all(reward_id: int, lines: Sequence[Line], at: datetime, by: str) -> tuple[int, int]:
        done, problems = [(0, 0)], list[Problem]()
        for line in lines:
            try:
                done.append(act(reward_id, line.values, at, by))
            except Refused as refused:
                problems.append(Problem.of(line.number, column, refused))
        if problems:
            raise FileRefused(problems)
        return sum(new for new, _ in done), sum(other for _, other in done)

    return bring_all


def _variant(reward_id: int, values: dict[str, Any], at: datetime, by: str) -> tuple[int, int]:
    """A known variant's stock stays as it is."""
    of_code = (RewardVariant.reward_id == reward_id, RewardVariant.code == values["code"])
    known = session.scalars(select(RewardVariant.id).where(*of_code)).one_or_none()
    names = values["name_fr"], values["name_en"]
    if known is None:
        variants.add(reward_id, values["code"], *names, at, by, stock=values["stock"])
        return 1, 0
    return 0, int(variants.change(known, *names, at, by))


def _date(reward_id: int, values: dict[str, Any], at: datetime, by: str) -> tuple[int, int]:
    starts = values["starts"]
    of_start = (RewardSession.reward_id == reward_id, RewardSession.starts_at == starts)
    known = session.scalars(
        select(RewardSession.id).where(*of_start, RewardSession.cancelled_at.is_(None)).limit(1)
    ).one_or_none()
    told = starts, values["ends"], values["closes"] or starts, values["place"], values["seats"]
    if known is None:
        sessions.add(reward_id, *told, at, by)
        return 1, 0
    return 0, int(sessions.change(known, *told, at, by))


def _hour(reward_id: int, values: dict[str, Any], at: datetime, by: str) -> tuple[int, int]:
    of_expert = (ServiceSlot.expert == values["expert"], ServiceSlot.starts_at == values["starts"])
    known = session.scalars(select(ServiceSlot.id).where(ServiceSlot.reward_id == reward_id, *of_expert))
    if known.one_or_none() is not None:
        return 0, 0
    who = values["expert"], values["contact"]
    slots.add(reward_id, *who, values["starts"], values["ends"], at, by)
    return 1, 0


def _prices(reward_id: int, lines: Sequence[Line], at: datetime, by: str) -> tuple[int, int]:
    """A reward that the file names has the prices of the file, in its order, and no others."""
    rows = [
        Row(one["points"], one["tier"], one["segment"], one["company_kind"], one["from"], one["to"])
        for one in (line.values for line in lines)
    ]
    return 0, int(prices.write(reward_id, rows, at, by))


def _parts(reward_id: int, lines: Sequence[Line], at: datetime, by: str) -> tuple[int, int]:
    """A reward that the file names is made of what the file says, and nothing else."""
    wanted = {line.values["part"] for line in lines}
    found = session.execute(select(Reward.code, Reward.id).where(Reward.code.in_(wanted)))
    ids = {code: key for code, key in found}  # noqa: C416
    held = [(ids[line.values["part"]], line.values["quantity"]) for line in lines]
    return 0, int(parts.write(reward_id, held, at, by))


def _all(column: Any) -> set[str]:
    return set(session.scalars(select(column)))


#: What a file can be of, besides rewards: its name in the shell and in the address of its export.
FILES: dict[str, File] = {
    "variants": File(
        (
            REWARD,
            Column("code", cells.words(40), wrongs.TOO_LONG, "", True),
            Column("name_fr", cells.words(80), wrongs.TOO_LONG, "", True),
            Column("name_en", cells.words(80), wrongs.TOO_LONG, "", True),
            Column("stock", cells.at_least(0), wrongs.NO_PIECES),
        ),
        _each(_variant, "code"),
        exporting.variants,
    ),
    "prices": File(
        (
            REWARD,
            Column("tier", cells.words(40), wrongs.TOO_LONG, ""),
            Column("segment", cells.words(40), wrongs.TOO_LONG, ""),
            cells.choice("company_kind", COMPANY_KINDS, ""),
            Column("points", cells.at_least(1), wrongs.NO_POINTS_ABOVE_ZERO, 1, True),
            *FROM_TO,
        ),
        _prices,
        exporting.prices,
    ),
    "parts": File(
        (
            REWARD,
            Column("part", cells.words(40), wrongs.TOO_LONG, "", True),
            Column("quantity", cells.at_least(1, 99), wrongs.NO_PIECES_OF_A_PART, 1),
        ),
        _parts,
        exporting.parts,
    ),
    "dates": File(
        (
            REWARD,
            Column("starts", cells.instant, wrongs.NO_MOMENT, None, True),
            Column("ends", cells.instant, wrongs.NO_MOMENT, None, True),
            Column("closes", cells.instant, wrongs.NO_MOMENT),
            Column("place", cells.words(160), wrongs.TOO_LONG, "", True),
            Column("seats", cells.at_least(1, 10_000), wrongs.NO_SEATS, 1, True),
        ),
        _each(_date, "starts"),
        exporting.dates,
    ),
    "hours": File(
        (
            REWARD,
            Column("expert", cells.words(120), wrongs.TOO_LONG, "", True),
            Column("contact", cells.words(160), wrongs.TOO_LONG, ""),
            Column("starts", cells.instant, wrongs.NO_MOMENT, None, True),
            Column("ends", cells.instant, wrongs.NO_MOMENT, None, True),
        ),
        _each(_hour, "starts"),
        exporting.hours,
    ),
}
