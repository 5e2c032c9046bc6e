"""R-00: while the law or the employer says no, nothing leaves draft — by whatever door it tries to."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from catalog import awarding, fulfilling
from catalog.models import Order, Reward
from catalog.orders import drafts
from catalog.rules.order_refusals import CartRefused
from challenges.document.parts import Prize
from compliance import actions as law
from compliance import rules
from compliance.models import Gratification
from core.database import session, transaction
from core.reply import say
from core.rules import Refused
from points.ledger import endowing
from points.ledger import queries as wallets
from tests.catalog.scene import a_reward, give_points, rewardable
from tests.catalog.test_pages import in_english
from tests.challenges.certifying import finish
from tests.challenges.playing import CERTIFIES, playing, sold
from tests.challenges.selling import bring
from tests.support.browser import Browser
from tests.support.cast import START, Cast
from tests.support.shell import Shell

FIRST = date(2026, 10, 13)


def _status(cast: Cast, status: str, until: date | None = None, since: date = date(2026, 2, 1)) -> None:
    law.declare_status(cast.karim.id, status, "Contrat", since, until, START, "shell")


#: why not → what makes it so, and what the person reads
REASONS: dict[str, tuple[Callable[[Cast], object], type[Refused], str]] = {
    "status unknown": (lambda cast: None, rules.StatusUnknown, "administrator has to state it"),
    "evidence expired": (
        lambda cast: _status(cast, "employee_commercial", date(2026, 9, 1)),
        rules.EvidenceExpired,
        "send a new proof",
    ),
    "employer silent": (
        lambda cast: _status(cast, "employee_commercial"),
        rules.EmployerSilent,
        "ask your manager to sign",
    ),
    "employer withdrew": (
        lambda cast: law.record_consent(cast.merel.id, False, "N.", START, "shell"),
        rules.EmployerWithdrew,
        "talk to your manager",
    ),
    "form not accepted": (
        lambda cast: law.record_consent(cast.merel.id, True, "N.", START, "shell", forms=["training"]),
        rules.FormRefused,
        "ask your manager to accept it",
    ),
    "maximum reached": (
        lambda cast: law.record_consent(cast.merel.id, True, "N.", START, "shell", 3_999),
        rules.YearlyCapReached,
        "ask your manager to raise the limit",
    ),
    "terms not accepted": (
        lambda cast: law.publish_terms("new", "Texte", "Text", date(2026, 10, 1), START, "shell"),
        rules.TermsNotAccepted,
        "read and accept",
    ),
}
every_reason = pytest.mark.parametrize("why", REASONS)


def closed(cast: Cast, why: str, points: int = 5_000) -> int:
    """A drill, Karim with points, and one thing in the way; the drill's id."""
    make, _kind, _words = REASONS[why]
    with transaction():
        if why in ("status unknown", "evidence expired", "employer silent"):
            terms = law.publish_terms("2026-09", "Règlement", "Terms", date(2026, 9, 1), START, "shell")
            law.accept_terms(cast.karim.id, terms.id, "fr", START)
            if why != "employer silent":
                law.record_consent(cast.merel.id, True, "La direction", START, "shell")
        else:
            rewardable(cast.karim, cast.merel)
        make(cast)
        if points:
            give_points(cast.karim.wallet_id, points)
        return a_reward().id


def nothing_left_draft(cast: Cast, available: int = 5_000) -> None:
    session.rollback()
    assert session.scalar(select(func.count()).where(Order.state != "draft")) == 0
    assert session.scalar(select(func.count()).select_from(Gratification)) == 0
    held = wallets.balance(cast.karim.wallet_id)
    assert (held.available, held.reserved, session.scalar(select(Reward.stock))) == (available, 0, 5)


@every_reason
def test_the_action_refuses_and_says_who_does_what(cast: Cast, why: str) -> None:
    drill, (_, kind, words) = closed(cast, why), REASONS[why]
    asked = (cast.karim.id, cast.merel.id, drill, 1, "one", START, cast.karim.actor)
    with pytest.raises(kind) as refused, transaction():
        fulfilling.order(*asked)
    assert words in str(refused.value)
    nothing_left_draft(cast)


@every_reason
def test_the_page_refuses_and_keeps_everything(cast: Cast, visitor: Browser, why: str) -> None:
    drill, (_, _kind, words) = closed(cast, why), REASONS[why]
    in_english(cast.karim)
    karim = visitor.as_(cast.karim)
    url = f"/rewards/{drill}/orders"
    assert karim.get(f"{url}/new").says(words)
    karim.post(url, status=409, request_id="by-hand", quantity="1", price="500")
    nothing_left_draft(cast)


@every_reason
def test_the_cart_keeps_its_draft_and_names_the_reason(cast: Cast, visitor: Browser, why: str) -> None:
    drill, (_, kind, words) = closed(cast, why), REASONS[why]
    with transaction():
        mine = (cast.karim.id, cast.merel.id, drill, 1, "one", START, cast.karim.actor)
        order = drafts.draft(*mine).id
    with pytest.raises(CartRefused) as refused, transaction():
        drafts.request_all(cast.karim.id, [order], {}, None, START, cast.karim.actor)
    assert [(number, type(one)) for number, one in refused.value.lines] == [(order, kind)]
    in_english(cast.karim)
    assert visitor.as_(cast.karim).get("/cart").says(words)
    nothing_left_draft(cast)


@every_reason
def test_a_group_award_gives_nothing_and_takes_nothing(cast: Cast, why: str) -> None:
    drill, (_, kind, _words) = closed(cast, why, points=0), REASONS[why]
    with transaction():
        endowing.endow(5_000, "prizes", "fund:1", START, "shell")
        award = awarding.give("Q3", "Bravo", drill, awarding.read("KARIM"), "one", START, "shell").id
    assert [one.sentence for one in awarding.lines_of(award)] == [kind.sentence]
    nothing_left_draft(cast, 0)


@every_reason
def test_a_prize_stays_in_the_cart(cast: Cast, why: str) -> None:
    closed(cast, why, points=0)
    playing(prizes=(Prize(1, 1, 600, "drill"), Prize(2, 2, 100)))
    bring(sold(cast.karim, 3, FIRST, cast.pac_8.id), sold(cast.bruno, 2, FIRST, cast.pac_8.id))
    finish(CERTIFIES)
    assert session.scalars(select(Order.state)).all() == ["draft"]
    nothing_left_draft(cast, 600)


@pytest.mark.parametrize("why", ["employer withdrew", "form not accepted", "maximum reached"])
def test_an_approval_asks_again(cast: Cast, shell: Shell, why: str) -> None:
    drill = closed(cast, "status unknown")
    make, kind, _words = REASONS[why]
    with transaction():
        _status(cast, "employee_commercial")
        order = fulfilling.order(cast.karim.id, cast.merel.id, drill, 1, "one", START, cast.karim.actor).id
        make(cast)
    with pytest.raises(kind), transaction():
        fulfilling.approve(order, START, "person:99")
    said = shell("catalog", "approve", str(order), code=1).errors
    assert f"order {order}:" in said
    session.rollback()
    assert session.get_one(Order, order).state == "requested"
    assert session.scalar(select(func.count()).select_from(Gratification)) == 0


def test_a_companys_purse_buys_nothing_personal(cast: Cast, visitor: Browser) -> None:
    """B1: whoever enjoys it privately would be paid by the sponsor: refused at the action and on the page."""
    with transaction():
        rewardable(cast.nadia, cast.merel)
        give_points(cast.merel.wallet_id, 5_000)
        spa = a_reward("spa", beneficiary="company", nature="personal").id
        desk = a_reward("desk", beneficiary="company").id
    asked = (cast.nadia.id, cast.merel.id)
    with pytest.raises(rules.PersonalFromCompany), transaction():
        fulfilling.order(*asked, spa, 1, "one", START, cast.nadia.actor)
    page = visitor.as_(cast.nadia).get(f"/rewards/{spa}/orders/new")
    assert page.says(say(rules.PersonalFromCompany())[:40])
    with transaction():
        order = fulfilling.order(*asked, desk, 1, "two", START, cast.nadia.actor)
        fulfilling.approve(order.id, START, "person:99")
    line = session.scalars(select(Gratification)).one()
    assert (line.person_id, line.status, line.scheme, line.exempt_cents) == (None, "company", "B1", None)


def test_a_person_who_is_a_firm_of_their_own_may_choose_what_they_like(cast: Cast) -> None:
    with transaction():
        rewardable(cast.karim, cast.merel)
        _status(cast, "company")
        give_points(cast.karim.wallet_id, 5_000)
        drill = a_reward(nature="personal").id
        fulfilling.order(cast.karim.id, cast.merel.id, drill, 1, "one", START, cast.karim.actor)
    assert session.scalars(select(Order.state)).one() == "requested"
