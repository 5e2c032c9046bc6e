"""Plays eighteen months of trade: files arrive, are accepted and earn; challenges run beside them."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random

from challenges.life import rounds
from core import clock
from core.database import session, transaction
from core.text import fold
from products.queries import by_reference
from sales import actions, claims, mapping, storage
from sales.acceptance import accept
from sales.checking import check
from sales.claims import Declared
from seeds import games, segments, tiers
from seeds.agenda import Agenda
from seeds.network import BY, Cast
from seeds.sales import HEADER, Push, Sold, as_csv, lines

THREE_WEEKS = timedelta(days=20)
#: How long ago the team made its segments.
SEGMENTS = timedelta(days=90)
MORNING = timedelta(hours=7, minutes=30)
Say = Callable[[str], None]

SPEC = {
    "name": "Gestion commerciale",
    "dates": "dmy",
    "decimal": ",",
    "columns": {
        "selling_company": HEADER[0],
        "rep": HEADER[1],
        "buying_company": HEADER[2],
        "document": HEADER[3],
        "line": HEADER[4],
        "invoiced_on": HEADER[5],
        "product": HEADER[6],
        "quantity": HEADER[7],
        "amount": HEADER[8],
    },
}


def play(random: Random, cast: Cast, began: date, at: datetime, agenda: Agenda, say: Say) -> None:
    """From the first day to this morning, in order, with what people planned in between."""
    today = clock.local_day(at)
    running, finished = today - timedelta(days=10), today - timedelta(days=75)
    pushes = (
        Push("ECS", finished, finished + THREE_WEEKS),
        Push("PAC", running, running + THREE_WEEKS),
    )
    trade = list(lines(random, cast.firms, cast.members, began, today - timedelta(days=1), pushes))
    spec = mapping.from_document(SPEC)
    trade = sorted([*trade, *good_weeks(running, today)], key=lambda one: one.day)
    with transaction():
        actions.save_mapping(spec, clock.day_start(began), BY)
    agenda.plan(clock.day_start(finished - timedelta(days=30)) + MORNING, games.endow)
    launches = {finished - timedelta(days=7): "rentree-ecs", running - timedelta(days=6): "cap-brisa"}
    starts = {"rentree-ecs": finished, "cap-brisa": running}
    after = began - timedelta(days=1)
    turns = [day + n for day in starts.values() for n in (-timedelta(days=1), THREE_WEEKS)]
    for last in _cuts(began, today, [*launches, *turns]):
        if last in launches:
            launched = clock.day_start(last) + MORNING
            agenda.keep(launched)
            games.launch(cast, launches[last], starts[launches[last]], launched)
        brought = [one for one in trade if after < one.day <= last]
        morning = min(clock.day_start(last + timedelta(days=1)) + MORNING, at)
        agenda.keep(morning)
        _bring(f"ventes-{last:%Y-%m-%d}.csv", brought, spec, morning)
        if after < today - SEGMENTS <= last:
            segments.open_segments(morning)
        after = last
    agenda.keep(at)
    _tick(at)
    say(f"{len(trade):,} sale lines, one challenge finished, one running, one announced".replace(",", " "))
    _bring_faulty(random, trade, today, at, spec)
    games.prepare(cast, today, at)
    _tick(at)
    _declare(cast, today, at)


def good_weeks(first: date, today: date) -> list[Sold]:
    """What the demo's rep and her manager sold in the running challenge: seventh or so, and on the board."""
    days = [first + timedelta(days=n) for n in range((today - first).days)]
    prices = {"BR-06-M": 479_000, "BR-08-M": 552_000, "BR-12-M": 690_000}
    told = (
        ("P-REP", days[0], "BR-06-M", 2),
        ("P-REP", days[2], "BR-08-M", 2),
        ("P-REP", days[4], "BR-12-M", 3),
        ("P-REP", days[6], "BR-08-M", 2),
        ("P-REP", days[-1], "BR-06-M", 3),
        ("P-MGR", days[1], "BR-12-M", 3),
        ("P-MGR", days[5], "BR-08-M", 2),
        ("P-MGR", days[-1], "BR-06-M", 2),
    )
    return [
        Sold(
            "D01",
            rep,
            f"I{7 + n:03d}",
            f"FA-47{611 + 13 * n}",
            1,
            day,
            reference,
            quantity,
            quantity * prices[reference],
        )
        for n, (rep, day, reference, quantity) in enumerate(told)
    ]


def _cuts(began: date, today: date, turns: list[date]) -> list[date]:
    """Last days of the files: rare long ago, then weekly, then nearly daily; and where a challenge turns."""
    days = {began + timedelta(days=60 * n) for n in range(1, 8)}
    days |= {today - timedelta(days=n) for n in (100, 83, 68, 54, 40, 30, 20, 13, 8, 5, 3, 2, 1)}
    return sorted({day for day in days | set(turns) if day < today})


def _bring(name: str, sold: list[Sold], spec: mapping.Spec, at: datetime) -> None:
    if sold:  # nobody may have sold between two files that lie close together
        kept = storage.keep(io.BytesIO(as_csv(sold)), name)
        with transaction():
            upload_id = actions.bring(name, kept.sha256, kept.stored, spec, at, BY)
        check(upload_id, at)
        with transaction():
            accept(upload_id, at, BY)
    _tick(at)


def _tick(at: datetime) -> None:
    """What the clock does for challenges and tiers at an instant."""
    session.rollback()
    rounds.move_due(at)
    games.certify(at)
    rounds.move_due(at)
    rounds.daily(at)
    rounds.refresh_open(at)
    segments.keep_up(at)
    tiers.night(at)


def _bring_faulty(random: Random, trade: list[Sold], today: date, at: datetime, spec: mapping.Spec) -> None:
    """This morning's file, checked and waiting: some rows are not right."""
    fresh = [
        Sold(one.seller, one.rep, one.buyer, f"FA-9{n:04d}", 1, today, one.reference, one.quantity, one.cents)
        for n, one in enumerate(random.sample(trade[-400:], 46))
    ]
    spoilt = as_csv(fresh).decode("cp1252").splitlines()
    spoilt[5] = spoilt[5].replace(fresh[4].reference, "BR-99-X")
    spoilt[9] = spoilt[9].replace(f"{today:%d/%m/%Y}", "31/02/2026")
    spoilt[14] = ";".join([*spoilt[14].split(";")[:7], "-2", *spoilt[14].split(";")[8:]])
    spoilt[21] = spoilt[21].replace(fresh[20].rep, "X-404")
    spoilt[30] = ";".join([*spoilt[30].split(";")[:8], "=A1*2"])
    kept = storage.keep(io.BytesIO("\r\n".join(spoilt).encode("cp1252")), "ventes-du-jour.csv")
    with transaction():
        upload_id = actions.bring("ventes-du-jour.csv", kept.sha256, kept.stored, spec, at, BY)
    check(upload_id, at)


def _declare(cast: Cast, today: date, at: datetime) -> None:
    """Two claims from phones that wait for an answer, one that has its answer."""
    told = (("P-REP", "D01", "BR-08-M", 1, 552_000, 26), ("D04-3", "D04", "ON-200", 2, 372_000, 5))
    for n, (who, firm, reference, quantity, cents, hours) in enumerate(told):
        what = Declared(
            product_id=_product(reference),
            quantity=quantity,
            amount_cents=cents,
            document=f"FA-96{n}10",
            invoiced_on=today - timedelta(days=2),
            photo="",
        )
        person_id = cast.person_ids[who]
        with transaction():
            claims.declare(
                person_id,
                cast.company_ids[firm],
                what,
                f"demo-claim-{n}",
                at - timedelta(hours=hours),
                f"person:{person_id}",
            )


def _product(reference: str) -> int:
    return by_reference()[fold(reference)].id
