"""The annual rebate: computed from the accounts' net volume, approved by a second person, given as credits.

Looked at as often as one likes; what is approved is what was looked at: the same sales, to the revision.
"""

from datetime import date, datetime

from sqlalchemy import delete, func, select, update

from accounts.models import Company
from catalog.actions import reward_or_refusal
from catalog.granted import granting
from catalog.models import RebateLine, RebateRun, Reward
from catalog.rules import lasting
from core import audit
from core.clock import local_day
from core.database import insert, session
from sales import queries as sales
from sales.models import SaleLine


def compute(reward_id: int, year: int, at: datetime, by: str) -> int:
    """Compute (again) what each company gets for a year; the run's id. Raises NotARebate, AlreadySettled."""
    reward = reward_or_refusal(reward_id)
    if reward.kind != "rebate":
        raise lasting.NotARebate(code=reward.code)
    scale = list(reward.details.get("scale", []))
    run_id = _run(reward_id, year, scale, at, by)
    session.execute(delete(RebateLine).where(RebateLine.run_id == run_id))
    rows = []
    for company_id, volume in volumes(reward, year).items():
        rate, amount = lasting.rebate(volume, scale)
        rows.append(
            {
                "run_id": run_id,
                "company_id": company_id,
                "volume_cents": volume,
                "rate_bp": rate,
                "amount_cents": amount,
            }
        )
    if rows:
        session.execute(insert(RebateLine), rows)
    audit.record(by, "catalog.compute_rebate", ("rebate_run", run_id), at, {"year": year, "lines": len(rows)})
    return run_id


def approve(run_id: int, at: datetime, by: str) -> int:
    """Give each company its credit, once; how many. Raises what keeps it from being approved."""
    run = session.get_one(RebateRun, run_id, populate_existing=True, with_for_update=True)
    if run.approved_at is not None:
        raise lasting.AlreadySettled
    if local_day(at) <= date(run.year, 12, 31):
        raise lasting.YearNotOver(year=run.year)
    if run.computed_by == by:
        raise lasting.OwnComputation
    if run.revision != sales.journal_revision():
        raise lasting.SalesMoved
    session.execute(
        update(RebateRun).where(RebateRun.id == run_id).values(approved_at=at, approved_by=by),
        execution_options={"synchronize_session": False},
    )
    reward = session.get_one(Reward, run.reward_id)
    due = session.scalars(
        select(RebateLine)
        .where(RebateLine.run_id == run_id, RebateLine.amount_cents > 0)
        .order_by(RebateLine.company_id)
    ).all()
    for line in due:
        reference = f"rebate:{run_id}:{line.company_id}"
        granting.give(
            reward, reference, company_id=line.company_id, amount_cents=line.amount_cents, at=at, by=by
        )
    audit.record(by, "catalog.approve_rebate", ("rebate_run", run_id), at, {"credits": len(due)})
    return len(due)


def volumes(reward: Reward, year: int) -> dict[int, int]:
    """Each company's net purchases of a year (sales, where the reward says so), cents; returns taken off."""
    side = SaleLine.selling_company_id if reward.details.get("side") == "sold" else SaleLine.buying_company_id
    wanted = (
        select(Company.id, func.sum(SaleLine.amount_cents))
        .join(Company, Company.id == side)
        .where(SaleLine.sold_on.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(Company.id)
        .order_by(Company.id)
    )
    if kinds := reward.audience.get("kinds"):
        wanted = wanted.where(Company.kind.in_(kinds))
    return {company_id: int(total) for company_id, total in session.execute(wanted)}


def _run(reward_id: int, year: int, scale: list[dict[str, int]], at: datetime, by: str) -> int:
    """The year's run, held to commit, with the sales and the scale of now."""
    facts = {
        "revision": sales.journal_revision(),
        "scale": scale,
        "computed_at": at,
        "computed_by": by,
    }
    session.execute(
        insert(RebateRun)
        .values(reward_id=reward_id, year=year, **facts)
        .on_conflict_do_nothing(index_elements=[RebateRun.reward_id, RebateRun.year])
    )
    run_id = session.execute(
        update(RebateRun)
        .where(RebateRun.reward_id == reward_id, RebateRun.year == year, RebateRun.approved_at.is_(None))
        .values(**facts)
        .returning(RebateRun.id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if run_id is None:
        raise lasting.AlreadySettled
    return run_id
