"""Whole stories in a real browser on a phone, with JavaScript switched off: every page works without it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from accounts.sign_in import set_password
from catalog.models import Order
from core.database import session, transaction
from points.models import Wallet
from points.programme.files import load_rules
from sales.models import SaleLine
from tests.catalog.scene import karim_with
from tests.faults.test_imports import HEAD, ROWS, RULES
from tests.support.cast import START, Cast, Member
from tests.support.chromium import Screen
from tests.support.words import french

pytestmark = pytest.mark.browser

PASSWORD = "quatre-vents-salés"


@pytest.fixture(scope="module")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """As everywhere, without JavaScript."""
    return {**browser_context_args, "java_script_enabled": False}


def _sign_in(screen: Screen, member: Member) -> Page:
    with transaction():
        set_password(member.id, PASSWORD, START, "shell")
    page = screen.see("/sign-in")
    page.get_by_label(french("E-mail address")).fill(member.email)
    page.get_by_label(french("Password")).fill(PASSWORD)
    page.get_by_role("button", name=french("Sign in")).click()
    return page


def test_a_rep_orders_a_reward_and_the_sponsor_approves_it(cast: Cast, screen: Screen) -> None:
    karim_with(cast, 1_200, price=500)
    page = _sign_in(screen, cast.karim)
    screen.see("/rewards").get_by_role("link", name="Perceuse").first.click()
    page.get_by_role("link", name=french("Order “%(name)s”", name="Perceuse")).click()
    page.get_by_role("button", name=french("Order “%(name)s”", name="Perceuse")).click()
    expect(page).to_have_url(f"{screen.url}/orders/1")
    session.rollback()
    wallet = session.get_one(Wallet, cast.karim.wallet_id)
    assert (wallet.available, wallet.reserved) == (700, 500)

    page.context.clear_cookies()
    _sign_in(screen, cast.claire)
    screen.see("/staff/orders/1").get_by_role("button", name=french("Approve the order")).click()
    session.rollback()
    assert session.scalars(select(Order.state)).one() == "approved"


def test_a_sales_file_is_brought_read_and_accepted(cast: Cast, screen: Screen, tmp_path: Path) -> None:
    with transaction():
        load_rules(RULES, START, "shell")
    file = tmp_path / "caisse.csv"
    file.write_text("\n".join([HEAD, *ROWS, ROWS[0].replace("VAN-20", "INCONNU").replace("F-1;", "F-99;")]))
    page = _sign_in(screen, cast.claire)
    screen.see("/staff/sales").locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name=french("Check the file")).click()
    page.get_by_role("button", name=french("Check the rows")).click()
    expect(page.get_by_text("INCONNU").first).to_be_visible()
    page.get_by_role("button", name=french("Accept the good rows")).click()
    session.rollback()
    assert len(session.scalars(select(SaleLine.id)).all()) == len(ROWS)
    assert session.get_one(Wallet, cast.karim.wallet_id).available > 0


def test_signing_out_ends_the_session_for_a_copied_cookie_too(cast: Cast, screen: Screen) -> None:
    page = _sign_in(screen, cast.karim)
    copied = [one for one in page.context.cookies() if one["name"] == "tandem"]
    screen.see("/me").get_by_role("button", name=french("Sign out")).first.click()
    page.context.clear_cookies()
    page.context.add_cookies(copied)
    screen.see("/points")
    expect(page).to_have_url(f"{screen.url}/sign-in?next=/points")
