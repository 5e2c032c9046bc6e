"""The clock on the wall: one table, one line per scheduled job; a process of its own (`flask clock run`).

Triggers are in UTC. A job with a period runs once for it, however often it is asked: the unique run key is
the guard. A job without one only empties a queue. One clock works at a time, by a lease that saves work.
"""

import logging
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import uuid4

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy import Table

from accounts import cleaning
from catalog.cards import calling as cards
from catalog.cards import codes
from catalog.keeping import notices as stock_notices
from catalog.orders import acknowledging
from challenges.life import rounds
from core import audit, jobs, outbox, seal
from core.audit import AuditLine
from core.clock import local_day
from core.database import db, in_transaction, session, transaction
from engagement import bonuses, closing, merging, referrals, segments, volumes
from insights import runs
from notifications import delivery
from points.checks import SEALED as POINTS_SEALED
from points.ledger import actions as points
from points.ledger import confirming, reminders
from points.tiers import standings as tiers
from sales import acceptance, catching_up, checking

commands = AppGroup("clock", help="Scheduled work.")

LEASE = timedelta(seconds=60)


@dataclass(frozen=True)
class Job:
    """A line of the table: how often it is looked at, which period it belongs to, what it does."""

    name: str
    every: timedelta
    act: Callable[[datetime], str]
    #: names the period that `at` lies in; None for a job that empties a queue
    period: Callable[[datetime], str] | None = None


def minute(at: datetime) -> str:
    """A period of one minute, UTC."""
    return at.strftime("%Y-%m-%dT%H:%M")


def day(at: datetime) -> str:
    """A period of one local day: looked at each few minutes, so a missed night heals by itself."""
    return local_day(at).isoformat()


SEALED = cast("tuple[Table, ...]", (AuditLine.__table__, *POINTS_SEALED))
#: What happened is kept by the audit trail; run keys only keep a period from running twice.
KEPT = timedelta(days=90)


def forge_seals(at: datetime) -> str:
    """Seal what was written since the last link."""
    count = 0
    for table in SEALED:
        with transaction():
            count += seal.forge(table, at)
    return f"{count} rows"


def send_mail(at: datetime) -> str:
    """Hand over what waits in the outbox."""
    settings = current_app.config["SETTINGS"]
    left = outbox.dispatch(delivery.sender(settings), at, keep=settings.demo)
    return f"{left} mails"


def take_files(at: datetime) -> str:
    """Check the files that were brought, accept those that staff accepted."""
    try:
        checked = checking.check_waiting(at)
    finally:  # a file that cannot be checked holds no acceptance back
        accepted = acceptance.accept_waiting(at)
    return f"{checked} checked, {accepted} accepted"


def confirm_points(at: datetime) -> str:
    """Confirm the points whose day has come, a part at a time."""
    return f"{jobs.in_parts(lambda: confirming.confirm_due(at))} confirmed"


def remind_of_expiry(at: datetime) -> str:
    """Tell owners which points expire soon."""
    return f"{in_transaction(lambda: reminders.remind(at))} reminders"


def expire_points(at: datetime) -> str:
    """Take out of wallets what expired."""
    return f"{in_transaction(lambda: points.expire_due(local_day(at), at))} expired"


def catch_up_rules(at: datetime) -> str:
    """Pay what rules that began before they were written give already."""
    return f"{in_transaction(lambda: catching_up.catch_up(at))} points"


def review_tiers(at: datetime) -> str:
    """See who has a tier to gain, to keep or to lose; warn early."""
    return f"{in_transaction(lambda: tiers.review(at))} tiers changed"


def keep_segments(at: datetime) -> str:
    """Look at which companies belong to which segment."""
    return f"{in_transaction(lambda: segments.keep_up(at))} memberships begin or end"


def welcome_newcomers(at: datetime) -> str:
    """Enrol companies by their volume, reward complete years."""
    with transaction():
        joined = volumes.join_by_volume(at)
    with transaction():
        return f"{joined} joined, {bonuses.seniority(at)} years rewarded"


def settle_referrals(at: datetime) -> str:
    """Reward referrals whose newcomer has made a first sale."""
    return f"{in_transaction(lambda: referrals.settle(at))} referrals succeeded"


def follow_leavers(at: datetime) -> str:
    """Move what came late to merged companies, end what came late to closed ones."""
    with transaction():
        return f"{merging.follow(at)} accounts followed, {closing.end_late_points(at)} lots end"


def answer_dry_runs(at: datetime) -> str:
    """Try on past sales the rules that staff asked about."""
    return f"{runs.answer_waiting(at)} dry runs answered"


def acknowledge_orders(at: datetime) -> str:
    """Tell people that their orders came in."""
    count = acknowledging.is_due(at) and jobs.in_parts(lambda: acknowledging.acknowledge(at))
    return f"{count:d} acknowledged"


def ask_for_cards(at: datetime) -> str:
    """Ask the providers for the gift cards that orders wait for, and again those that stayed silent."""
    return f"{cards.call_due(at)} cards delivered"


def watch_stock(at: datetime) -> str:
    """Tell administrators which rewards run out."""
    return f"{in_transaction(lambda: stock_notices.watch_stock(at))} rewards run out"


def count_codes(at: datetime) -> str:
    """Take gift cards that expired unsold off the stock."""
    return f"{in_transaction(lambda: codes.keep_count(at))} pools counted anew"


def forget_runs(at: datetime) -> str:
    """Drop run keys that no clock can come back to."""
    with transaction():
        return f"{jobs.drop_runs_before(at - KEPT)} run keys dropped"


def forget_visits(at: datetime) -> str:
    """Drop sessions, one-time links and counted guesses that are long over."""
    with transaction():
        return f"{cleaning.clean(at)} past visits dropped"


JOBS: tuple[Job, ...] = (
    Job("dry runs", timedelta(seconds=2), answer_dry_runs),
    Job("mail", timedelta(seconds=5), send_mail),
    Job("sales files", timedelta(seconds=2), take_files),
    Job("challenge states", timedelta(seconds=20), rounds.move_due),
    Job("challenge boards", timedelta(seconds=10), rounds.refresh_open),
    Job("challenge days", timedelta(minutes=5), rounds.daily, day),
    Job("fairness", timedelta(seconds=5), rounds.play_past),
    Job("challenge series", timedelta(minutes=5), rounds.prepare_series, day),
    Job("confirmations", timedelta(minutes=5), confirm_points, day),
    Job("expiry", timedelta(minutes=5), expire_points, day),
    Job("expiry reminders", timedelta(minutes=5), remind_of_expiry, day),
    Job("new rules", timedelta(minutes=5), catch_up_rules, day),
    Job("tiers", timedelta(minutes=5), review_tiers, day),
    Job("segments", timedelta(minutes=5), keep_segments, day),
    Job("newcomers", timedelta(minutes=5), welcome_newcomers, day),
    Job("referrals", timedelta(minutes=1), settle_referrals, minute),
    Job("leavers", timedelta(minutes=5), follow_leavers, day),
    Job("orders", timedelta(seconds=10), acknowledge_orders),
    Job("gift cards", timedelta(seconds=5), ask_for_cards),
    Job("low stock", timedelta(minutes=1), watch_stock),
    Job("card codes", timedelta(minutes=5), count_codes, day),
    Job("seals", timedelta(minutes=1), forge_seals, minute),
    Job("old run keys", timedelta(hours=1), forget_runs, day),
    Job("past visits", timedelta(hours=1), forget_visits, day),
)


def run(job: Job, at: datetime) -> str | None:
    """Do a job for the period of `at`; None when it was done before. An error gives the period back."""
    period = job.period(at) if job.period else None
    if period and not in_transaction(lambda: jobs.begin(job.name, period, at)):
        return None
    try:
        outcome = job.act(at)
    except Exception:
        session.remove()
        if period:
            in_transaction(lambda: jobs.forget(job.name, period))
        raise
    if period:
        in_transaction(lambda: jobs.end(job.name, period, jobs.shared_now(), outcome))
    return outcome


def run_due(at: datetime) -> list[tuple[str, str]]:
    """Run every job that is due at an instant, once; (name, outcome) of those that did something."""
    done = [(job.name, run(job, at)) for job in JOBS]
    return [(name, outcome) for name, outcome in done if outcome is not None]


def _holder() -> str:
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


class Wall:
    """A scheduler process: fires jobs while it holds the lease."""

    def __init__(self, app: Flask, holder: str | None = None) -> None:
        self.app = app
        self.holder = holder or _holder()
        # a job that still runs when its next turn comes waits for the one after: nothing to tell an operator
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
        self.scheduler = BlockingScheduler(
            timezone="UTC", executors={"default": ThreadPoolExecutor(1)}, job_defaults={"coalesce": True}
        )

    def start(self) -> None:
        """Work until SIGTERM or SIGINT, then give the lease back."""
        for job in JOBS:
            self.scheduler.add_job(
                self.fire,
                "interval",
                seconds=job.every.total_seconds(),
                args=[job],
                id=job.name,
                misfire_grace_time=None,
                max_instances=1,
            )
        for word in (signal.SIGTERM, signal.SIGINT):
            signal.signal(word, lambda *_: self.scheduler.shutdown(wait=False))
        self.scheduler.start()
        with self.app.app_context():
            in_transaction(lambda: jobs.drop_lease("clock", self.holder))
            db.engine.dispose()

    def fire(self, job: Job) -> None:
        """Run one job if the lease is ours; log what failed and go on."""
        with self.app.app_context():
            audit.origin.set(audit.Origin("clock"))
            try:
                at = jobs.shared_now()
                session.rollback()
                if in_transaction(lambda: jobs.take_lease("clock", self.holder, at, LEASE)):
                    run(job, at)
            except Exception:
                self.app.logger.exception("the job %s failed; it is tried again", job.name)


@commands.command("run")
@with_appcontext
def run_command() -> None:
    """Work as the clock until stopped. Example: flask clock run"""
    Wall(current_app._get_current_object()).start()  # type: ignore[attr-defined]


@commands.command("run-due")
@with_appcontext
def run_due_command() -> None:
    """Run what is due once, and stop. Example: flask clock run-due"""
    audit.origin.set(audit.Origin("clock"))
    for name, outcome in run_due(jobs.shared_now()):
        click.echo(f"{name}: {outcome}")
