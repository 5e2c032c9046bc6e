"""This room’s part of `flask verify`."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from compliance.actions import terms_hash
from compliance.models import Gratification, Terms
from core.clock import local_day
from core.database import session
from core.verify import Check


def _wrong_sums() -> Iterator[str]:
    """Each line's sum before it is that of the earlier lines of its beneficiary's year."""
    sums: dict[tuple[int | None, int | None, int], int] = defaultdict(int)
    lines = select(
        Gratification.id,
        Gratification.person_id,
        Gratification.company_id,
        Gratification.granted_at,
        Gratification.value_cents,
        Gratification.cumulative_before_cents,
    ).order_by(Gratification.id)
    for line in session.execute(lines.execution_options(yield_per=5_000)):
        whose = (
            line.person_id,
            line.company_id if line.person_id is None else None,
            local_day(line.granted_at).year,
        )
        if sums[whose] != line.cumulative_before_cents:
            yield f"gratification {line.id}"
        sums[whose] += line.value_cents


def _wrong_corrections() -> Iterator[str]:
    """Negative lines name a line of the same beneficiary; nothing else does, none gives back too much."""
    first = aliased(Gratification)
    back = (
        select(func.sum(Gratification.value_cents))
        .where(Gratification.corrects_id == first.id)
        .correlate(first)
        .scalar_subquery()
    )
    wrong = (
        select(Gratification.id)
        .outerjoin(first, first.id == Gratification.corrects_id)
        .where(
            or_(
                (Gratification.value_cents < 0) & (first.id.is_(None)),
                (first.id.is_not(None))
                & or_(
                    Gratification.value_cents > 0,
                    first.value_cents + back < 0,
                    Gratification.person_id.is_distinct_from(first.person_id),
                    Gratification.company_id != first.company_id,
                    Gratification.granted_at != first.granted_at,
                    first.corrects_id.is_not(None),
                ),
            )
        )
    )
    return (f"gratification {one}" for one in session.scalars(wrong))


def _wrong_splits() -> Iterator[str]:
    """What is exempt, at 20 % and at ordinary contributions makes the value."""
    parts = Gratification.exempt_cents + Gratification.base20_cents + Gratification.base_ordinary_cents
    wrong = select(Gratification.id).where(parts != Gratification.value_cents).order_by(Gratification.id)
    return (f"gratification {one}" for one in session.scalars(wrong))


def _changed_terms() -> Iterator[str]:
    return (
        f"terms {row.version}"
        for row in session.scalars(select(Terms))
        if row.hash != terms_hash(row.text_fr, row.text_en)
    )


CHECKS: tuple[Check, ...] = (
    Check("I-A7a", "each register line knows what was given before it that year", _wrong_sums),
    Check("I-A7b", "a correction names a line and takes back no more than its value", _wrong_corrections),
    Check("I-A7d", "a register line’s parts add up to its value", _wrong_splits),
    Check("I-D7", "published terms are word for word what was published", _changed_terms),
)
