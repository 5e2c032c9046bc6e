"""Who sees a code: its owner, after delivery, once they asked; nobody else, nowhere else."""

import io
import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, select, text, update
from werkzeug.routing import Rule

from accounts.models import Person
from catalog.cards import calling
from catalog.models import CardCall, Order
from core.audit import AuditLine
from core.database import db, session, transaction
from core.outbox import Mail
from notifications.models import Notice
from tests.catalog.cards import LATER, PLANTED, PROVIDER, bring, calls, card, karim_orders, state, stock
from tests.catalog.scene import a_reward
from tests.support.browser import Browser
from tests.support.cast import Cast, Member
from tests.support.doors import doors
from tests.support.stage import Stage


def english(*members: Member) -> None:
    with transaction():
        ids = [one.id for one in members]
        session.execute(update(Person).where(Person.id.in_(ids)).values(language="en"))


@pytest.fixture
def delivered(cast: Cast) -> int:
    """Karim's order of one code, delivered and not opened."""
    english(cast.karim, cast.claire, cast.nadia, cast.lea)
    with transaction():
        reward_id = card()
    bring(reward_id, f"{PLANTED[0]};9137", *PLANTED[1:])
    order_id = karim_orders(cast, reward_id)
    calling.call_due(LATER)
    assert state(order_id) == "delivered"
    return order_id


def test_the_owner_opens_the_code_and_finds_it_again(cast: Cast, visitor: Browser, delivered: int) -> None:
    browser = visitor.as_(cast.karim)
    page = browser.follow(browser.get(f"/orders/{delivered}"), "See my code")
    assert PLANTED[0] not in page.html
    assert page.headers["Cache-Control"] == "no-store"
    page = browser.submit(page, "Show my code")
    assert page.says(PLANTED[0])
    assert page.says("9137")
    assert page.headers["Cache-Control"] == "no-store"
    first = calls(delivered)[0].opened_at
    browser.post(f"/orders/{delivered}/card/opening")
    assert calls(delivered)[0].opened_at == first is not None
    assert browser.get(f"/orders/{delivered}/card").says(PLANTED[0])


def test_nobody_else_finds_it(cast: Cast, visitor: Browser, delivered: int) -> None:
    for other in (cast.lea, cast.nadia, cast.theo):
        visitor.as_(other).get(f"/orders/{delivered}/card", status=404)
        visitor.as_(other).post(f"/orders/{delivered}/card/opening", status=404)
    visitor.as_(cast.claire).get(f"/orders/{delivered}/card", status=403)
    assert calls(delivered)[0].opened_at is None


def test_before_delivery_there_is_nothing_to_see(cast: Cast, visitor: Browser) -> None:
    english(cast.karim)
    with transaction():
        reward_id = card()
    bring(reward_id, *PLANTED)
    order_id = karim_orders(cast, reward_id)
    browser = visitor.as_(cast.karim)
    assert not browser.get(f"/orders/{order_id}").says("See my code")
    assert browser.client.get(f"/orders/{order_id}/card").status_code == 303
    browser.post(f"/orders/{order_id}/card/opening")
    assert calls(order_id)[0].opened_at is None


def test_staff_bring_codes_in_by_paste_and_by_file_and_never_see_them_again(
    cast: Cast, visitor: Browser
) -> None:
    english(cast.claire)
    with transaction():
        reward_id = card()
    claire = visitor.as_(cast.claire)
    page = claire.follow(claire.get("/staff/cards"), "Gift card")
    page = claire.submit(page, "Bring the codes in", batch="BL-1", codes="\n".join(PLANTED[:2]))
    assert page.says("2 codes came in.")
    file = (io.BytesIO(f"code\n{PLANTED[1]}\n{PLANTED[2]}\n".encode()), "codes.csv")
    page = claire.submit(page, "Bring the codes in", batch="BL-2", file=file)
    assert page.says("1 code came in. 1 was there already.")
    mixed = f"{PLANTED[3]}\nnot a gööd one"
    bad = claire.submit(page, "Bring the codes in", status=422, batch="BL-3", codes=mixed)
    assert bad.says("line 2, code")
    for one in (page, bad, claire.get("/staff/cards")):
        assert not any(code in one.html for code in PLANTED)
    assert stock(reward_id) == 3
    claire.submit(bad, "Bring the codes in", status=422, batch="BL-3")


def test_staff_ask_again_and_take_back(cast: Cast, visitor: Browser) -> None:
    english(cast.claire)
    with transaction():
        reward_id = card(PROVIDER)
    order_id = karim_orders(cast, reward_id)
    calling.call_due(LATER)
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/cards")
    assert page.says("the provider is not set up")
    assert claire.submit(page, "Ask again now").says("The provider is asked again within the minute.")
    (call,) = calls(order_id)
    with transaction():
        session.execute(update(CardCall).values(tries=1))
    page = claire.follow(claire.get("/staff/cards"), "Take it back")
    assert page.says(f"Take back the card of order {order_id}?")
    page = claire.submit(page, "Take the card back")
    assert page.says("The provider did not take the card back")
    claire.post(f"/staff/cards/{call.id + 1}/asking", status=404)


def test_planted_codes_are_found_nowhere(
    cast: Cast,
    stage: Stage,
    visitor: Browser,
    shell: object,
    delivered: int,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Every row of every table, the file or the dump, audit lines, mails, logs, every page and export."""
    caplog.set_level(logging.DEBUG)
    visitor.as_(cast.karim).post(f"/orders/{delivered}/card/opening")
    with transaction():
        a_reward("other", 10)
    texts = [*_rows(), _dump(stage)]
    for table in (AuditLine, Mail, Notice):
        assert session.query(table).count(), f"{table.__name__} has rows to look at"
    for member in (cast.karim, cast.lea, cast.nadia, cast.claire):
        own = f"/orders/{delivered}/card" if member == cast.karim else ""
        texts += [page for address, page in _pages(stage, visitor, member) if address != own]
    texts += [caplog.text, "".join(capfd.readouterr())]
    found = [text_[:200] for text_ in texts for code in (*PLANTED, "9137\n") if code in text_]
    assert found == []
    assert len(texts) > 200


def _rows() -> list[str]:
    names = inspect(db.engine).get_table_names()
    return [str(row) for name in names for row in session.execute(text(f'SELECT * FROM "{name}"'))]


def _dump(stage: Stage) -> str:
    url = stage.settings.database_url
    if url.startswith("sqlite:///"):
        path = url.removeprefix("sqlite:///")
        session.rollback()
        held = [Path(name) for name in (path, f"{path}-wal")]
        return "".join(one.read_bytes().decode("latin-1") for one in held if one.is_file())
    tables = session.execute(text("SELECT string_agg(t::text, '') FROM gift_codes t")).scalar()
    return str(tables)


def _pages(stage: Stage, visitor: Browser, member: Member) -> list[tuple[str, str]]:
    """Whatever a member gets at any address: pages, exports, error pages."""
    order = session.scalars(select(Order)).one()
    values = {"order_id": order.id, "reward_id": order.reward_id, "person_id": order.person_id}

    def fill(rule: Rule) -> dict[str, Any]:
        return {one: (rule.defaults or {}).get(one, values.get(one, 1)) for one in rule.arguments}

    browser, seen = visitor.as_(member), []
    for door in doors(stage.app, fill):
        if door.method == "GET" and "sign-out" not in door.address:
            response = browser.client.get(door.address)
            seen.append((door.address, response.get_data().decode("latin-1")))
    return seen
