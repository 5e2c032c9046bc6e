"""Acts, years and referrals: confirmed by a person or seen by the clock, each rewarded once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from accounts.mandates import give_mandate
from accounts.models import Company, Mandate
from core.database import session, transaction
from engagement import acts, bonuses, invites, referrals
from engagement.models import Referral
from engagement.rules import (
    AlreadyDecided,
    AnswerMissing,
    House,
    NobodyNamed,
    NotYet,
    UnknownAct,
    UnknownNames,
    anniversaries,
    anniversary,
    code_from,
    in_time,
    related,
    tidy_code,
)
from points.earning import events
from points.earning.events import Happened
from points.ledger.queries import balance, wallet_of_company
from points.models import TierCredit
from seeds.people import luhn, siret
from tests.engagement.making import TODAY, approved, event_rule, measured
from tests.support.cast import START, Cast

TOMORROW = TODAY + timedelta(days=1)
TRAINING = acts.Deed("training", TODAY, "Pompes à chaleur, niveau 2")


def training() -> int:
    """A rule that rewards people for a training."""
    return event_rule("action", act="training", beneficiary="rep", points=200)


def test_a_declared_act_brings_nothing_until_staff_confirm_it(cast: Cast) -> None:
    training()
    with transaction():
        act = acts.declare("r1", TRAINING, cast.karim.id, START).id
        assert acts.declare("r1", TRAINING, cast.karim.id, START).id == act
    assert balance(cast.karim.wallet_id).available == 0
    with transaction():
        acts.confirm(act, START, cast.claire.actor)
    assert balance(cast.karim.wallet_id).available == 200
    with pytest.raises(AlreadyDecided), transaction():
        acts.confirm(act, START, cast.claire.actor)


def test_staff_enter_an_act_of_many_at_once_and_twice_is_once(cast: Cast) -> None:
    training()
    for _ in range(2):
        with transaction():
            holders = acts.named(f"{cast.karim.code}\n {cast.lea.email.upper()} ;{cast.bruno.code}")
            acts.enter("form-1", TRAINING, holders, START, cast.claire.actor)
    held = [balance(one.wallet_id).available for one in (cast.karim, cast.lea, cast.bruno, cast.ines)]
    assert held == [200, 200, 200, 0]


def test_an_act_counts_toward_the_tier_of_the_person_and_of_the_company_once(cast: Cast) -> None:
    training()
    with transaction():
        acts.enter("form-1", TRAINING, [("person", cast.karim.id)], START, "shell")
    rows = session.execute(select(TierCredit.person_id, TierCredit.company_id, TierCredit.acts))
    assert {tuple(row) for row in rows} == {(cast.karim.id, None, 1), (None, cast.merel.id, 1)}


def test_the_rule_of_the_act_s_day_counts_and_not_today_s(cast: Cast) -> None:
    event_rule("action", act="event", points=50, ends_on=date(2026, 10, 10))
    with transaction():
        deed = acts.Deed("event", date(2026, 10, 9))
        acts.enter("form-1", deed, [("company", cast.merel.id)], START, "shell")
    assert balance(cast.merel.wallet_id).available == 50
    with pytest.raises(UnknownAct), transaction():
        acts.enter("form-2", acts.Deed("event", TODAY), [("company", cast.merel.id)], START, "shell")


def test_a_refused_act_says_why_and_brings_nothing(cast: Cast) -> None:
    training()
    with transaction():
        act = acts.declare("r1", TRAINING, cast.karim.id, START).id
    with pytest.raises(AnswerMissing), transaction():
        acts.refuse(act, "", START, "shell")
    with transaction():
        assert acts.refuse(act, "Vous n’étiez pas inscrit.", START, "shell").state == "refused"
    assert balance(cast.karim.wallet_id).available == 0


def test_what_cannot_be_entered_is_refused_in_a_sentence(cast: Cast) -> None:
    training()
    with pytest.raises(NotYet), transaction():
        acts.declare("r1", acts.Deed("training", TOMORROW), cast.karim.id, START)
    with pytest.raises(NobodyNamed), transaction():
        acts.enter("form-1", TRAINING, [], START, "shell")
    with pytest.raises(UnknownNames) as refused:
        acts.named("KARIM\nNOBODY")
    assert refused.value.facts == {"names": "NOBODY"}


def referred(cast: Cast, at: datetime = START) -> int:
    """Karim brings Rose in; the newcomer's company."""
    with transaction():
        code = invites.make_own(cast.karim.id, invites.REFERRAL, at)
        assert invites.make_own(cast.karim.id, invites.REFERRAL, at) == code
    return approved(at, code=code).company_id or 0


def test_the_first_sale_of_a_newcomer_pays_both_sides_once(books: Cast) -> None:
    event_rule("referral", points=300, referrer_points=700, tier_credit=1_000)
    newcomer = referred(books)
    with transaction():
        assert referrals.settle(START) == 0
    measured(books, 1, newcomer)
    measured(books, 2, newcomer)
    with transaction():
        assert referrals.settle(START) == 1
        assert referrals.settle(START) == 0
    assert balance(wallet_of_company(newcomer) or 0).available == 300
    assert balance(books.merel.wallet_id).available == 700
    assert session.scalars(select(Referral.line_id)).all() == [1]
    amounts = session.scalars(select(TierCredit.amount)).all()
    assert amounts == [1_000, 1_000]


def test_a_sale_that_was_returned_or_lies_before_the_membership_is_no_first_sale(books: Cast) -> None:
    event_rule("referral", referrer_points=700)
    newcomer = referred(books)
    measured(books, 1, newcomer, sold_on=date(2026, 10, 14))
    measured(books, 2, newcomer)
    measured(books, 3, newcomer, -300_000, quantity=-1, returns_id=2)
    with transaction():
        assert referrals.settle(START) == 0


def test_nobody_refers_their_own_house(cast: Cast) -> None:
    with transaction():
        session.get_one(Company, cast.merel.id).siret = siret(77)
        code = invites.make_own(cast.karim.id, invites.REFERRAL, START)
    office = siret(77)[:9] + "0002"
    sister = office + luhn(office)
    approved(code=code, siret=sister)
    assert session.scalars(select(Referral)).all() == []


def test_a_newcomer_has_one_referrer(cast: Cast) -> None:
    newcomer = referred(cast)
    with transaction():
        other = invites.make_own(cast.bruno.id, invites.REFERRAL, START)
    approved(code=other, request_id="wish-2", email="paul@rameau.example")
    rows = session.execute(select(Referral.referrer_person_id, Referral.newcomer_company_id)).all()
    assert [tuple(row) for row in rows] == [(cast.karim.id, newcomer)]


def test_a_year_is_rewarded_on_its_day_once_and_also_when_the_clock_stood_still(cast: Cast) -> None:
    event_rule("seniority", points=100)
    with transaction():
        session.get_one(Company, cast.merel.id).member_from = date(2024, 10, 16)
        assert bonuses.seniority(START) == 0
    for days in (1, 2, 20):
        with transaction():
            assert bonuses.seniority(START + timedelta(days=days)) == (days == 1)
    assert balance(cast.merel.wallet_id).available == 100


def test_a_persons_own_years_follow_them_from_house_to_house(cast: Cast) -> None:
    event_rule("seniority", points=40, beneficiary="rep")
    with transaction():
        mandate = session.scalars(select(Mandate).where(Mandate.person_id == cast.karim.id)).one()
        mandate.starts_on, mandate.ends_on = date(2023, 10, 16), date(2026, 10, 10)
        give_mandate(cast.karim.id, cast.sanelec.id, "rep", date(2026, 10, 11), "test", START)
    for days in (0, 1, 2):
        with transaction():
            bonuses.seniority(START + timedelta(days=days))
    assert balance(cast.karim.wallet_id).available == 40
    assert balance(cast.merel.wallet_id).available == 0


def test_somebody_who_works_for_nobody_on_the_day_gets_nothing_for_the_year(cast: Cast) -> None:
    event_rule("seniority", points=40, beneficiary="rep")
    with transaction():
        mandate = session.scalars(select(Mandate).where(Mandate.person_id == cast.karim.id)).one()
        mandate.starts_on, mandate.ends_on = date(2023, 10, 16), date(2026, 10, 15)
    with transaction():
        bonuses.seniority(START + timedelta(days=1))
    assert balance(cast.karim.wallet_id).available == 0


def test_acts_bring_no_more_than_the_maximum_of_their_period(cast: Cast) -> None:
    event_rule("action", act="training", beneficiary="rep", points=100, cap=250, period="quarter")
    for day in (date(2026, 9, 30), *(date(2026, 10, n) for n in (1, 2, 3, 4))):
        with transaction():
            happened = Happened(f"act:{day}", "action", day, cast.merel.id, cast.karim.id, act="training")
            events.give(happened, START, "test")
    assert balance(cast.karim.wallet_id).available == 100 + 250


def test_a_year_before_the_rule_began_is_not_rewarded_afterwards(cast: Cast) -> None:
    event_rule("seniority", points=100, starts_on=date(2026, 10, 10))
    with transaction():
        session.get_one(Company, cast.merel.id).member_from = date(2024, 10, 9)
        assert bonuses.seniority(START) == 0


def test_who_joined_on_a_leap_day_has_it_on_the_twenty_eighth() -> None:
    leap = date(2024, 2, 29)
    assert [anniversary(leap, year) for year in (2025, 2028)] == [date(2025, 2, 28), date(2028, 2, 29)]
    assert anniversaries(leap, date(2024, 2, 1), date(2026, 2, 28)) == [
        (1, date(2025, 2, 28)),
        (2, date(2026, 2, 28)),
    ]


@given(some.dates(date(2000, 1, 1), date(2025, 12, 31)), some.integers(1, 40))
def test_each_year_has_one_anniversary(since: date, years: int) -> None:
    first, last = date(since.year + 1, 1, 1), date(since.year + years, 12, 31)
    assert [one for one, _ in anniversaries(since, first, last)] == list(range(1, years + 1))


@given(some.integers(0, 100), some.integers(-10_000, 500_000))
def test_a_bonus_of_so_many_hours_ends_with_the_last_of_their_seconds(hours: int, seconds: int) -> None:
    launch = datetime(2026, 1, 1, tzinfo=UTC)
    joined = launch + timedelta(seconds=seconds)
    assert in_time(launch, joined, hours) == (seconds >= 0 and (not hours or seconds <= hours * 3600))


@given(some.binary(min_size=8, max_size=8))
def test_a_code_survives_being_read_aloud_and_typed(noise: bytes) -> None:
    code = code_from(noise)
    assert len(code) == 8
    assert tidy_code(f" {code[:4].lower()}-{code[4:]} ") == code


def test_one_house_is_one_company_one_siren_a_parent_or_sisters() -> None:
    here = House(1, "12345678900011", None)
    assert related(here, House(1, None, None))
    assert related(here, House(2, "12345678900029", None))
    assert related(here, House(2, None, 1))
    assert related(House(3, None, 9), House(2, None, 9))
    assert not related(here, House(2, "99945678900029", None))
    assert not related(House(1, None, None), House(2, None, None))
