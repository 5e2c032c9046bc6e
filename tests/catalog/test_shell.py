"""The catalogue from the shell: a file comes in whole or not at all, and twice is once."""

from pathlib import Path

from sqlalchemy import func, select

from catalog import desk
from catalog.importing import COLUMNS, as_row
from catalog.models import Order, Reward
from core.database import session, transaction
from core.exports import csv_text
from tests.catalog.scene import a_reward, karim_with
from tests.catalog.test_pages import placed
from tests.support.cast import Cast
from tests.support.shell import Shell

GOOD = """code;name_fr;name_en;category;kind;form;price_points;cost;stock;from
drill;Perceuse;Drill;tools;goods;in_kind;15 900;149,00;14;
card;Carte 20 €;€20 card;vouchers;gift_card;voucher;2000;20;;2026-10-01
"""
BAD = """code;name_fr;name_en;category;kind;form;price_points;cost;stock
drill;Perceuse;;garden;goods;in_kind;0;a lot;-1
drill;P;D;tools;goods;in_kind;5;1;1
"""


def test_a_file_of_rewards_comes_in_once(cast: Cast, shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "rewards.csv"
    path.write_text(GOOD, encoding="cp1252")
    assert "2 added, 0 changed, 0 as they were" in shell("catalog", "import", path).output
    assert "0 added, 0 changed, 2 as they were" in shell("catalog", "import", path).output
    drill = session.scalars(select(Reward).where(Reward.code == "drill")).one()
    assert (drill.price_points, drill.cost_cents, drill.stock) == (15_900, 14_900, 14)
    path.write_text(GOOD.replace("15 900", "12 900"), encoding="utf-8")
    assert "0 added, 1 changed, 1 as they were" in shell("catalog", "import", path).output


def test_every_problem_of_a_file_is_said_and_nothing_comes_in(
    cast: Cast, shell: Shell, tmp_path: Path
) -> None:
    path = tmp_path / "rewards.csv"
    path.write_text(BAD, encoding="utf-8")
    said = shell("catalog", "import", path, code=1).errors
    for place in ("name_en", "category", "price_points", "cost", "stock"):
        assert f"line 2, {place}:" in said
    assert "line 3, code: the same code stands on line 2" in said
    assert session.scalar(select(func.count()).select_from(Reward)) == 0


def test_an_export_comes_in_again_as_it_is(cast: Cast, shell: Shell, tmp_path: Path) -> None:
    with transaction():
        a_reward(about_fr="Deux batteries, avec sa mallette")
    rows = [(*as_row(one), taken, False) for one, taken in desk.rewards_page(shown="all")]
    path = tmp_path / "again.csv"
    path.write_text(csv_text((*COLUMNS, "taken", "retired"), rows), encoding="utf-8")
    assert "0 added, 0 changed, 1 as they were" in shell("catalog", "import", path).output


def test_orders_move_from_the_shell(cast: Cast, shell: Shell) -> None:
    drill = karim_with(cast, 2_000)
    first, second = placed(cast, drill, "a"), placed(cast, drill, "b")
    listed = shell("catalog", "orders", "--state", "requested", "--format", "csv").lines
    assert len(listed) == 3
    shell("catalog", "approve", first)
    assert "already approved" in shell("catalog", "approve", first, second, code=1).errors
    shell("catalog", "deliver", first, "--note", "Colis 6A")
    shell("catalog", "cancel", second, "--reason", "Rupture")
    states = session.scalars(select(Order.state).order_by(Order.id)).all()
    assert states == ["delivered", "cancelled"]
    assert "9 in stock." in shell("catalog", "receive", "drill", 5).output
    assert "drill" in shell("catalog", "list", "--format", "csv").output
