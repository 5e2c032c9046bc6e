"""Segments are defined, changed, retired, and kept up to date: every membership dated, no past day rewritten.

A change counts from the next day on, so the segment of a day that has begun stays what it was.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from accounts.models import Segment, SegmentMembership
from core import audit
from core.clock import local_day
from core.database import session
from core.rules import N_, Refused
from engagement.conditions import USUAL, Condition, Known, NoCondition, fits, months_of, read, usual, write
from engagement.trade import known, latest_line
from points.queries import rules_in_force

ONE_DAY = timedelta(days=1)
#: Names of the five.
NAMES = {
    "strategic": ("Comptes stratégiques", "Strategic accounts"),
    "growing": ("Comptes à potentiel de croissance", "Growing accounts"),
    "transactional": ("Comptes transactionnels", "Transactional accounts"),
    "dormant": ("Comptes dormants à réactiver", "Dormant accounts to win back"),
    "to-stimulate": ("Revendeurs à stimuler", "Resellers to stimulate"),
}


class SegmentTaken(Refused):
    """Two segments under one code."""

    sentence = N_("There already is a segment with the code “%(code)s”.")


class SegmentInUse(Refused):
    """A rule in force or to come names the segment."""

    sentence = N_("The rule “%(rule)s” is for this segment: end the rule first.")


def define(
    code: str,
    names: tuple[str, str],
    conditions: Sequence[Condition],
    at: datetime,
    by: str,
    predefined: bool = False,
) -> Segment:
    """Save a segment (names: French, English) and see who is in it; raises SegmentTaken, NoCondition."""
    if session.scalar(select(Segment.id).where(Segment.code == code)):
        raise SegmentTaken(code=code)
    made = Segment(code=code, predefined=predefined)
    session.add(made)
    _say(made, names, conditions, at, by, "define")
    return made


def change(
    segment_id: int, names: tuple[str, str], conditions: Sequence[Condition], at: datetime, by: str
) -> None:
    """Let a segment say something else from tomorrow on; nothing happens where it already says it."""
    held = session.get_one(Segment, segment_id, with_for_update=True)
    if held.retired_at is not None:
        return
    if (held.name_fr, held.name_en) == names and held.conditions == write(conditions):
        return
    _say(held, names, conditions, at, by, "change")


def retire(segment_id: int, at: datetime, by: str) -> None:
    """Reckon a segment no more: its memberships end today; raises SegmentInUse."""
    held = session.get_one(Segment, segment_id, with_for_update=True)
    if held.retired_at is not None:
        return
    today = local_day(at)
    for rule in rules_in_force():
        if held.code in rule.scope.segments and (rule.ends_on is None or rule.ends_on >= today):
            raise SegmentInUse(rule=rule.code)
    held.retired_at = at
    _settle(held, set(), today)
    session.flush()
    audit.record(by, "engagement.retire_segment", ("segment", segment_id), at, {"code": held.code})


def make_usual(at: datetime, by: str) -> list[Segment]:
    """Save those of the five that are missing, with thresholds out of the present trade."""
    wanted = missing()
    proposed = usual(known(local_day(at), {6, 12}).values()) if wanted else {}
    return [define(code, NAMES[code], proposed[code], at, by, predefined=True) for code in wanted]


def missing() -> list[str]:
    """Which of the five there are none of, not even a retired one."""
    there = set(session.scalars(select(Segment.code)))
    return [code for code in USUAL if code not in there]


def keep_up(at: datetime) -> int:
    """Look at every company again; how many memberships began or ended. A second look changes nothing."""
    rows = session.scalars(
        select(Segment).where(Segment.retired_at.is_(None)).order_by(Segment.id).with_for_update()
    )
    return _review(list(rows), at)


def who_fits(segments: Iterable[Segment], seen: dict[int, Known]) -> dict[int, set[int]]:
    """Segment id → the companies whose conditions hold."""
    found = {}
    for one in segments:
        conditions = read(one.conditions)
        found[one.id] = {company for company, what in seen.items() if fits(conditions, what)}
    return found


def _say(
    held: Segment, names: tuple[str, str], conditions: Sequence[Condition], at: datetime, by: str, verb: str
) -> None:
    if not conditions:
        raise NoCondition
    held.name_fr, held.name_en = names
    held.conditions = write(conditions)
    held.changed_at, held.changed_by = at, by
    session.flush()
    facts = {"code": held.code, "conditions": held.conditions}
    audit.record(by, f"engagement.{verb}_segment", ("segment", held.id), at, facts)
    _review([held], at)


def _review(segments: list[Segment], at: datetime) -> int:
    if not segments:
        return 0
    today, line = local_day(at), latest_line()
    months = {n for one in segments for n in months_of(read(one.conditions))}
    found = who_fits(segments, known(today, months))
    changed = 0
    for one in segments:
        changed += _settle(one, found[one.id], today)
        one.reviewed_at, one.reviewed_line = at, line
    session.flush()
    return changed


def _settle(segment: Segment, fitting: Collection[int], today: date) -> int:
    """Begin and end memberships from tomorrow on; one that ends today and holds again goes on."""
    held: dict[int, SegmentMembership] = {}
    ended: dict[int, SegmentMembership] = {}
    rows = select(SegmentMembership).where(
        SegmentMembership.segment_id == segment.id,
        SegmentMembership.until_on.is_(None) | (SegmentMembership.until_on == today),
    )
    for row in session.scalars(rows):
        (held if row.until_on is None else ended)[row.company_id] = row
    leaving, joining = held.keys() - fitting, set(fitting) - held.keys()
    for company in leaving:
        if held[company].from_on > today:
            session.delete(held[company])
        else:
            held[company].until_on = today
    for company in sorted(joining):
        if company in ended:
            ended[company].until_on = None
        else:
            session.add(SegmentMembership(segment_id=segment.id, company_id=company, from_on=today + ONE_DAY))
    return len(leaving) + len(joining)
