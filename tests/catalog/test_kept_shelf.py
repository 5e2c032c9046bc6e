"""What a process keeps of the shelf is what the database says now, whoever changed it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Table, delete, insert, select, text, update

from catalog.models import (
    CatalogSetting,
    Goal,
    Reward,
    RewardPart,
    RewardPrice,
    RewardSession,
    RewardVariant,
    ServiceSlot,
    ShelfMark,
)
from catalog.shelf.listing import Asked, shelf
from catalog.shelf.offered import Look, look
from catalog.shelf.viewers import viewer_of
from core.database import db, session, transaction
from tests.catalog.scene import a_reward
from tests.support.asked import statements
from tests.support.cast import START, Cast

DAY = START.date()
SOON = START + timedelta(hours=3)


def karim_looks(cast: Cast, at: datetime = START, held: int = 1_000) -> Look:
    """What the next request of Karim's would see."""
    session.rollback()
    viewer = viewer_of(cast.karim.id, cast.merel.id, at.date(), browsing=True)
    return look(viewer, "person", (held, 300), at)


def shown(cast: Cast, at: datetime = START, search: str = "") -> dict[str, tuple[str, int, str, str, bool]]:
    """Code → state, points, name, picture, whether it is the goal."""
    cards = shelf(Asked(search), karim_looks(cast, at)).cards
    return {
        one.reward.code: (one.state, one.points, one.reward.name("en"), one.reward.picture, one.chosen)
        for one in cards
    }


def mark() -> str:
    session.rollback()
    return session.scalars(select(ShelfMark.mark)).one()


def by_another(*changes: Any) -> None:
    """Another process commits changes."""
    session.rollback()
    with db.engine.begin() as other:
        for change in changes:
            other.execute(change)


@pytest.fixture(autouse=True)
def filled(cast: Cast) -> Iterator[None]:
    """One of each: goods, a jacket of one size, a trip with two seats, an hour, a pack of two drills."""
    with transaction():
        drill = a_reward("drill", 500, 5)
        jacket = a_reward("jacket", 20, None)
        trip = a_reward("trip", 30, None, kind="travel")
        hour = a_reward("hour", 40, None, kind="service")
        pack = a_reward("pack", 50, None, kind="bundle")
        session.add_all(
            [
                RewardVariant(reward_id=jacket.id, code="m", name_fr="M", name_en="M", stock=3, received=3),
                RewardSession(
                    reward_id=trip.id,
                    starts_at=START + timedelta(days=9),
                    ends_at=START + timedelta(days=10),
                    closes_at=SOON,
                    place="Lyon",
                    seats=2,
                ),
                ServiceSlot(
                    reward_id=hour.id, expert="Ada", starts_at=SOON, ends_at=SOON + timedelta(hours=1)
                ),
                RewardPart(reward_id=pack.id, part_id=drill.id, quantity=2),
            ]
        )
    yield
    # no order stands behind what was taken here
    by_another(of(Reward, stock=Reward.received), of(RewardVariant, stock=RewardVariant.received))
    by_another(of(RewardSession, taken=0), of(ServiceSlot, taken=False), delete(RewardPart))
    by_another(of(Reward, kind="goods", low_since=None))


def of(table: type, **values: object) -> Any:
    return update(table).values(**values)


def reward(code: str, **values: object) -> Any:
    return update(Reward).where(Reward.code == code).values(**values)


def price(**values: object) -> Any:
    whose = select(Reward.id).where(Reward.code == "drill").scalar_subquery()
    return insert(RewardPrice).values(reward_id=whose, place=1, points=7, **values)


#: What changes, and what the next page must say of which reward.
CHANGES: dict[str, tuple[Any, str, Any]] = {
    "a price": (reward("drill", price_points=600), "drill", ("ready", 600, "Drill", "", False)),
    "a price for some": (price(company_kind="distributor"), "drill", ("ready", 7, "Drill", "", False)),
    "a name": (reward("drill", name_en="Saw"), "drill", ("ready", 500, "Saw", "", False)),
    "a picture": (
        reward("drill", picture="demo/x.webp"),
        "drill",
        ("ready", 500, "Drill", "demo/x.webp", False),
    ),
    "an audience": (reward("drill", audience={"kinds": ["installer"]}), "drill", None),
    "its end": (reward("drill", retired_at=START), "drill", None),
    "its last day": (reward("drill", ends_on=DAY - timedelta(1)), "drill", None),
    "its first day": (
        reward("drill", starts_on=DAY + timedelta(1)),
        "drill",
        ("locked", 500, "Drill", "", False),
    ),
    "whose it is": (reward("drill", beneficiary="company"), "drill", None),
    "its kind": (reward("drill", kind="rebate"), "drill", None),
    "its last piece": (reward("drill", stock=0), "drill", ("out", 500, "Drill", "", False)),
    "the last of a size": (of(RewardVariant, stock=0), "jacket", ("out", 20, "Drill", "", False)),
    "a size taken off": (of(RewardVariant, retired_at=START), "jacket", ("out", 20, "Drill", "", False)),
    "the last seat": (of(RewardSession, taken=2), "trip", ("out", 30, "Drill", "", False)),
    "a date called off": (of(RewardSession, cancelled_at=START), "trip", ("out", 30, "Drill", "", False)),
    "an hour booked": (of(ServiceSlot, taken=True), "hour", ("out", 40, "Drill", "", False)),
    "an hour withdrawn": (of(ServiceSlot, withdrawn_at=START), "hour", ("out", 40, "Drill", "", False)),
    "too few of a part": (reward("drill", stock=1), "pack", ("out", 50, "Drill", "", False)),
    "more of a part": (of(RewardPart, quantity=6), "pack", ("out", 50, "Drill", "", False)),
    "only what is professional": (
        insert(CatalogSetting).values(professional_only=True, at=START, by="shell"),
        "drill",
        None,
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_another_process_changes_shows_on_the_next_page(cast: Cast, what: str) -> None:
    change, code, after = CHANGES[what]
    before = shown(cast)
    assert before[code] != after
    by_another(change)
    assert shown(cast).get(code) == after


def test_a_goal_and_a_search_are_never_of_before(cast: Cast) -> None:
    assert not shown(cast)["drill"][-1]
    number = session.scalars(select(Reward.id).where(Reward.code == "drill")).one()
    by_another(insert(Goal).values(person_id=cast.karim.id, reward_id=number, set_at=START))
    assert shown(cast)["drill"][-1]
    assert shown(cast, search="enceinte") == {}
    by_another(reward("drill", search_key="enceinte"))
    assert list(shown(cast, search="enceinte")) == ["drill"]


TRIGGERS = {
    "sqlite": {"rewards_shelf_changed", "rewards_shelf_edge"},
    "postgresql": {"rewards_shelf ON rewards", "rewards_shelf_edge ON rewards"},
}


@pytest.mark.parametrize("what", ["a price", "an audience", "its last piece"])
def test_without_the_triggers_a_page_would_show_what_was(cast: Cast, what: str) -> None:
    by_another(*(text(f"DROP TRIGGER {name}") for name in TRIGGERS[db.engine.dialect.name]))
    change, code, after = CHANGES[what]
    before = shown(cast)
    by_another(change)
    assert shown(cast)[code] == before[code] != after


def test_a_day_that_begins_changes_the_shelf_without_a_write(cast: Cast) -> None:
    by_another(
        reward("drill", ends_on=DAY), reward("jacket", starts_on=DAY + timedelta(1)), price(ends_on=DAY)
    )
    tonight = datetime(2026, 10, 15, 21, 59, tzinfo=UTC)  # a minute before midnight in Paris
    assert {code: row[0] for code, row in shown(cast, tonight).items() if code in ("drill", "jacket")} == {
        "drill": "ready",
        "jacket": "locked",
    }
    viewer = viewer_of(cast.karim.id, cast.merel.id, DAY + timedelta(1), browsing=True)
    after = look(viewer, "person", (1_000, 0), tonight + timedelta(minutes=1))
    states = {card.reward.code: card.state for card in shelf(Asked(), after).cards}
    assert "drill" not in states
    assert states["jacket"] == "ready"


def test_an_hour_that_begins_and_a_date_that_closes_are_gone_to_the_second(cast: Cast) -> None:
    for at, state in ((SOON - timedelta(seconds=1), "ready"), (SOON, "out"), (START, "ready")):
        assert {shown(cast, at)[code][0] for code in ("trip", "hour")} == {state}


def test_pieces_that_go_without_an_edge_leave_the_kept_shelf_standing(cast: Cast) -> None:
    known = mark()
    by_another(
        reward("drill", stock=4, low_since=START), of(RewardVariant, stock=2), of(RewardSession, taken=1)
    )
    assert mark() == known
    with statements() as asked:
        shown(cast)
    karim_looks(cast)
    with statements() as again:
        shown(cast)
    assert len(again) == 1 < len(asked)  # the viewer
    by_another(of(RewardVariant, stock=0))
    assert mark() != known


@pytest.mark.parametrize("undo", [True, False])
def test_nothing_is_kept_of_a_transaction_that_may_be_undone(cast: Cast, undo: bool) -> None:
    before = shown(cast)["drill"]
    with transaction() as held:
        session.execute(reward("drill", price_points=1))
        viewer = viewer_of(cast.karim.id, cast.merel.id, DAY, browsing=True)
        cards = shelf(Asked(), look(viewer, "person", (1_000, 0), START)).cards
        assert {card.reward.code: card.points for card in cards}["drill"] == 1
        if undo:
            held.rollback()
    assert shown(cast)["drill"][1] == (before[1] if undo else 1)


def test_two_who_change_the_catalogue_wait_for_each_other_only_to_commit(cast: Cast) -> None:
    """On PostgreSQL; SQLite has one writer at a time whatever they write."""
    if db.engine.dialect.name == "postgresql":
        session.rollback()
        first, second = db.engine.connect(), db.engine.connect()
        with first, second, first.begin():
            first.execute(reward("drill", stock=0))
            with second.begin():
                second.execute(text("SET LOCAL lock_timeout = '1s'"))
                second.execute(reward("jacket", price_points=21))
            assert shown(cast)["jacket"][1] == 21
            assert shown(cast)["drill"][0] == "ready"
        assert shown(cast)["drill"][0] == "out"


WATCHED = {
    *(
        "id",
        "code",
        "name_fr",
        "name_en",
        "search_key",
        "category",
        "kind",
        "family",
        "nature",
        "beneficiary",
    ),
    *("picture", "price_points", "audience", "starts_on", "ends_on", "retired_at"),
}


def test_every_table_that_a_shelf_is_reckoned_from_moves_the_mark(cast: Cast) -> None:
    tables: list[Any] = [RewardPart, ServiceSlot, RewardSession, RewardVariant, RewardPrice]
    by_another(price())
    for table in tables:
        known = mark()
        by_another(delete(table))
        assert mark() != known, table
    of_reward: Table = Reward.__table__  # type: ignore[assignment]
    quiet = {"stock", "received", "low_stock", "low_since"}
    for column in set(of_reward.c.keys()) - quiet:
        read = column in WATCHED
        known = mark()
        by_another(update(of_reward).values({column: of_reward.c[column]}))
        assert (mark() != known) is read, column
