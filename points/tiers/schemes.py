"""The scheme of tiers in versions: one draft at a time, published from a day on; what was in force stays."""

from datetime import date, datetime

from sqlalchemy import select

from core import audit
from core.clock import local_day
from core.database import session
from core.rules import N_, Refused
from points.models import Tier, TierScheme
from points.rules.tier_checks import Wrong, problems
from points.rules.tiers import Benefit, Level, Scheme


class BadScheme(Refused):
    """A scheme with problems; `wrong` holds each with its place."""

    sentence = N_("This scheme of tiers cannot be published yet.")

    def __init__(self, wrong: list[Wrong]) -> None:
        super().__init__()
        self.wrong = wrong

    def __str__(self) -> str:
        return "\n".join(map(str, self.wrong))


class SchemeTooEarly(Refused):
    """A version of the scheme may not begin before the newest one, nor on a day that has passed."""

    sentence = N_("These tiers can begin on %(earliest)s at the earliest.")


class NoDraft(Refused):
    """There is nothing to publish."""

    sentence = N_("There is no draft of tiers to publish.")


class HasBegun(Refused):
    """A version that members live by cannot be taken back: prepare another."""

    sentence = N_("These tiers are in force already. Prepare a new version instead.")


class DraftInTheWay(Refused):
    """There is one draft at a time."""

    sentence = N_("There is a draft already. Throw it away first, then take the announced version back.")


def scheme_of(row: TierScheme) -> Scheme:
    """A stored scheme free of the database."""
    levels = tuple(map(_level, row.tiers))
    return Scheme(row.holder, row.measure, row.span, row.months, row.downgrade, row.grace_days, levels)


def published() -> list[TierScheme]:
    """Every version that was or will be in force, the newest first."""
    newest = select(TierScheme).where(TierScheme.starts_on.is_not(None)).order_by(TierScheme.starts_on.desc())
    return list(session.scalars(newest))


def in_force(day: date) -> TierScheme | None:
    """The version that counts on a local day; None before the first."""
    begun = (
        select(TierScheme).where(TierScheme.starts_on <= day).order_by(TierScheme.starts_on.desc()).limit(1)
    )
    return session.scalars(begun).first()


def draft() -> TierScheme | None:
    """The version that is being prepared."""
    return session.scalars(select(TierScheme).where(TierScheme.starts_on.is_(None))).first()


def save_draft(scheme: Scheme, at: datetime, by: str) -> TierScheme:
    """Keep a scheme as the draft, in place of the one before; raises BadScheme with every problem."""
    wrong = problems(scheme)
    if wrong:
        raise BadScheme(wrong)
    row = draft()
    if row is None:
        row = TierScheme(created_at=at, created_by=by)
        session.add(row)
    row.holder, row.measure, row.span, row.months = scheme.holder, scheme.measure, scheme.span, scheme.months
    row.downgrade, row.grace_days = scheme.downgrade, scheme.grace_days
    for old in list(row.tiers):
        session.delete(old)
    session.flush()
    session.expire(row, ["tiers"])
    session.add_all([_row(row.id, level) for level in scheme.levels])
    session.flush()
    session.expire(row, ["tiers"])
    audit.record(by, "points.save_tiers", ("tier_scheme", row.id), at, {"tiers": len(scheme.levels)})
    return row


def publish(starts_on: date, at: datetime, by: str) -> TierScheme:
    """Put the draft in force from a local day; only the first version may begin in the past.

    Raises NoDraft, SchemeTooEarly.
    """
    row = draft()
    if row is None:
        raise NoDraft
    before = next(iter(published()), None)
    if before and before.starts_on and starts_on <= max(before.starts_on, _yesterday(at)):
        earliest = max(_after(before.starts_on), local_day(at))
        raise SchemeTooEarly(earliest=earliest.isoformat())
    row.starts_on = starts_on
    session.flush()
    audit.record(by, "points.publish_tiers", ("tier_scheme", row.id), at, {"from": starts_on.isoformat()})
    return row


def drop_draft(at: datetime, by: str) -> None:
    """Throw the draft away; what is in force is untouched. Raises NoDraft."""
    row = draft()
    if row is None:
        raise NoDraft
    audit.record(by, "points.drop_tiers", ("tier_scheme", row.id), at, {"tiers": len(row.tiers)})
    for old in list(row.tiers):
        session.delete(old)
    session.flush()
    session.delete(row)
    session.flush()


def withdraw(scheme_id: int, at: datetime, by: str) -> TierScheme:
    """Make a version that has not begun the draft again. Raises HasBegun, DraftInTheWay."""
    row = session.get_one(TierScheme, scheme_id)
    if row.starts_on is None or row.starts_on <= local_day(at):
        raise HasBegun
    if draft() is not None:
        raise DraftInTheWay
    facts = {"from": row.starts_on.isoformat()}
    row.starts_on = None
    session.flush()
    audit.record(by, "points.withdraw_tiers", ("tier_scheme", row.id), at, facts)
    return row


def _yesterday(at: datetime) -> date:
    return date.fromordinal(local_day(at).toordinal() - 1)


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _level(row: Tier) -> Level:
    benefits = tuple(Benefit(one["fr"], one["en"]) for one in row.benefits)
    return Level(row.code, row.name_fr, row.name_en, row.colour, row.threshold, row.or_acts, benefits)


def _row(scheme_id: int, level: Level) -> Tier:
    said = level._asdict() | {"benefits": [one._asdict() for one in level.benefits]}
    return Tier(scheme_id=scheme_id, **said)
