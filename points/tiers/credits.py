"""What counts toward a tier beside the measure itself: referrals, confirmed acts."""

from datetime import date, datetime

from core.database import insert, session
from points.models import TierCredit
from points.tiers.review import review_of


def credit(
    holder: tuple[str, int],
    reference: str,
    day: date,
    at: datetime,
    by: str,
    amount: int = 0,
    acts: int = 0,
) -> bool:
    """Write a credit once under its reference and look at the holder's tier; False when it was known.

    `holder` is ("company", id) or ("person", id); `amount` is in the scheme's own measure (cents, points).
    """
    kind, number = holder
    values = {
        "reference": reference,
        "person_id": number if kind == "person" else None,
        "company_id": number if kind == "company" else None,
        "day": day,
        "amount": amount,
        "acts": acts,
        "at": at,
    }
    fresh = insert(TierCredit).values(**values).on_conflict_do_nothing().returning(TierCredit.id)
    if session.execute(fresh).one_or_none() is None:
        return False
    review_of([holder], at, by)
    return True
