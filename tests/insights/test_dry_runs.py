"""Rules tried on past sales: as the books would have it, tiers following, nothing written."""

import io
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from flask_babel import force_locale, gettext
from sqlalchemy import func, select

from accounts.models import Segment, SegmentMembership
from core.clock import clock
from core.database import session, transaction
from core.database import write_rows as bulk
from insights import asking, runs, trial
from insights.asking import NoSale, NothingToTry, NotPast, Question
from insights.models import DryRun
from points.briefs import actions as briefs
from points.models import LedgerTransaction, Measure, PeriodAward, Wallet
from points.rules import Scope, Weights
from points.rules.tiers import Level
from tests.points.making import TODAY, draft, fact, rule, sell
from tests.points.test_earning_orders import every_kind, facts
from tests.points.tiering import GIFT, scheme
from tests.support.browser import Browser, plain
from tests.support.cast import START, Cast

AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 30)
ASKED = Question(AUGUST, SEPTEMBER, without="sales")
DAY = timedelta(days=1)


def fr(words: str, **facts: Any) -> str:
    """Words as the page prints them."""
    with force_locale("fr"):
        return plain(gettext(words, **facts))


def tried(question: Question = ASKED) -> dict[str, Any]:
    session.rollback()
    found = trial.run(question, TODAY)
    session.rollback()
    return found


def of(outcome: dict[str, Any], kind: str, key: int) -> tuple[int, int]:
    """What a holder has by either set of rules."""
    return next((row[2], row[3]) for row in outcome["holders"] if row[:2] == [kind, key])


def sold(books: Cast, line: int, cents: int, day: date, **more: Any) -> None:
    sell(fact(books, line, amount_cents=cents, sold_on=day, **more))


# --- as in the books ------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_by_the_present_rules_it_gives_what_the_books_gave(books: Cast, seed: int) -> None:
    """Rules of every kind, boosts, caps, returns: to the point, wallet by wallet."""
    random = Random(seed)
    every_kind(books)
    drawn = [
        (random.randint(0, 60), random.randint(0, 900), random.randint(1, 4), random.randint(0, 3), back)
        for back in (0, 0, 1, 0, 2, 4, 0, 0)
    ]
    sell(*facts(books, drawn))
    wallets = select(Wallet.person_id, Wallet.company_id, Wallet.available - Wallet.debt)
    in_books = {
        ("person" if person else "company", person or company): points
        for person, company, points in session.execute(wallets)
        if points
    }
    found = tried()
    assert {(row[0], row[1]): row[2] for row in found["holders"] if row[2]} == in_books
    assert found["now"]["points"] == sum(in_books.values()) == sum(found["now"]["rules"].values())


def test_nothing_is_written(books: Cast) -> None:
    every_kind(books)
    sell(*facts(books, [(3, 500, 2, 1, 0), (40, 700, 3, 2, 1)]))
    counted = [select(func.count()).select_from(one) for one in (LedgerTransaction, PeriodAward, Measure)]
    before = [session.scalar(one) for one in counted]
    tried()
    assert [session.scalar(one) for one in counted] == before


def test_a_rule_left_out_gives_nothing_and_the_others_stay(books: Cast) -> None:
    rule(beneficiary="selling_company")
    rule(code="reps")
    sold(books, 1, 300_000, AUGUST)
    found = tried()
    assert of(found, "company", books.merel.id) == (300, 0)
    assert of(found, "person", books.karim.id) == (300, 300)
    assert found["tried"]["rules"] == {"reps": 300}


def test_a_draft_takes_the_place_of_its_code_and_counts_from_the_first_day(books: Cast) -> None:
    rule()
    sold(books, 1, 300_000, AUGUST)
    twice = draft(points=2, starts_on=TODAY + DAY)
    found = tried(Question(AUGUST, SEPTEMBER, (twice,)))
    assert of(found, "person", books.karim.id) == (300, 600)
    assert (found["now"]["cost"], found["tried"]["cost"]) == (300, 600)


def test_a_new_draft_comes_on_top(books: Cast) -> None:
    rule()
    sold(books, 1, 300_000, AUGUST)
    more = draft(code="more", kind="per_line", points=7, beneficiary="selling_company")
    found = tried(Question(AUGUST, SEPTEMBER, (more,)))
    assert of(found, "company", books.merel.id) == (0, 7)


def test_months_and_the_segments_of_each_day_add_up(books: Cast) -> None:
    rule(beneficiary="selling_company")
    with transaction():
        made = Segment(
            code="big", name_fr="Gros", name_en="Big", conditions=[], changed_at=START, changed_by="test"
        )
        session.add(made)
        session.flush()
        until = date(2026, 8, 31)
        session.add(
            SegmentMembership(segment_id=made.id, company_id=books.merel.id, from_on=AUGUST, until_on=until)
        )
    sold(books, 1, 300_000, AUGUST)
    sold(books, 2, 100_000, SEPTEMBER)
    found = tried()
    assert found["now"]["months"] == {"2026-08": 300, "2026-09": 100}
    assert found["now"]["segments"] == {"big": 300}


def test_the_margin_is_that_of_the_lines(books: Cast) -> None:
    rule()
    sold(books, 1, 300_000, AUGUST, margin_bp=2_000)
    sold(books, 2, 100_000, AUGUST)
    sold(books, 3, 100_000, TODAY)
    assert tried()["sales"] == {"cents": 400_000, "priced": 300_000, "margin": 60_000}


# --- chained with tiers ---------------------------------------------------------------------------

LADDER = (
    Level("bronze", "Bronze", "Bronze", "bronze", 0, None, GIFT),
    Level("or", "Or", "Gold", "gold", 500, None, GIFT),
)


def test_voucherify_dry_run_a_tier_opened_by_tried_points_multiplies_the_next_sales(books: Cast) -> None:
    """Their dry run does not follow a tier that is reached by the points which it simulates."""
    scheme(holder="person", measure="points", levels=LADDER)
    times = Weights(tiers={"or": 20_000})
    rule(weights=times)
    sold(books, 1, 300_000, AUGUST)
    sold(books, 2, 100_000, AUGUST + DAY)
    same_day = draft(points=2, weights=times)
    found = tried(Question(AUGUST, SEPTEMBER, (same_day,)))
    assert found["chained"] == "tried"
    # now: 300, then 100 as Bronze · tried: 600 open Or, then 200 × 2
    assert of(found, "person", books.karim.id) == (400, 1_000)
    assert found["holders"][0][4:] == ["bronze", "or"]


def test_a_tier_reached_on_a_day_multiplies_only_from_the_next(books: Cast) -> None:
    scheme(holder="person", measure="points", levels=LADDER)
    rule(weights=Weights(tiers={"or": 20_000}))
    sold(books, 1, 600_000, AUGUST)
    sold(books, 2, 100_000, AUGUST)
    sold(books, 3, 100_000, AUGUST + DAY)
    assert of(tried(), "person", books.karim.id) == (600 + 100 + 200, 0)


def test_a_tier_is_lost_when_what_opened_it_leaves_the_window(books: Cast) -> None:
    scheme(holder="person", measure="points", levels=LADDER, months=1, grace_days=0)
    rule(weights=Weights(tiers={"or": 20_000}))
    sold(books, 1, 600_000, AUGUST)
    sold(books, 2, 100_000, SEPTEMBER)
    assert of(tried(), "person", books.karim.id) == (700, 0)
    assert tried()["holders"][0][4] == "bronze"


def test_where_turnover_opens_tiers_those_held_then_count(books: Cast) -> None:
    scheme()
    rule(weights=Weights(tiers={"or": 20_000}))
    sold(books, 1, 100_000, AUGUST)
    found = tried()
    assert found["chained"] == "held"
    assert found["holders"][0][4:] == ["", ""]


def test_where_no_rule_asks_tiers_are_not_looked_at(books: Cast) -> None:
    scheme(holder="person", measure="points", levels=LADDER)
    rule()
    sold(books, 1, 100_000, AUGUST)
    assert tried()["chained"] == ""


# --- questions ------------------------------------------------------------------------------------


def test_a_question_comes_back_from_storage_as_it_was(books: Cast) -> None:
    told = draft(points=3, scope=Scope(segments=frozenset({"big"})), range_times={books.pumps.id: 15_000})
    question = Question(AUGUST, SEPTEMBER, (told,), "sales")
    assert asking.read(asking.write(question)) == question


@pytest.mark.parametrize(
    ("question", "refusal"),
    [
        (Question(SEPTEMBER, AUGUST, without="sales"), NotPast),
        (Question(AUGUST, TODAY, without="sales"), NotPast),
        (Question(date(2020, 1, 1), SEPTEMBER, without="sales"), NotPast),
        (Question(AUGUST, SEPTEMBER, without="none"), NothingToTry),
        (Question(AUGUST, SEPTEMBER), NothingToTry),
        (Question(AUGUST, SEPTEMBER, (draft(kind="action", act="training"),)), NoSale),
    ],
)
def test_a_question_without_sense_is_refused(
    books: Cast, question: Question, refusal: type[Exception]
) -> None:
    rule()
    with pytest.raises(refusal):
        asking.check(question, TODAY)


def ask(person_id: int, question: Question = ASKED) -> int:
    with transaction():
        return runs.ask(person_id, question, START)


def test_an_answer_is_kept_until_the_next_question(books: Cast) -> None:
    rule()
    rule(code="other", beneficiary="selling_company")
    sold(books, 1, 300_000, AUGUST)
    run_id = ask(books.claire.id)
    assert runs.answer(run_id, START)
    assert not runs.answer(run_id, START)
    kept = session.scalars(select(DryRun)).one()
    assert (kept.state, kept.done, kept.total) == ("done", 1, 1)
    assert ask(books.claire.id, ASKED._replace(without="other")) == run_id
    session.rollback()
    assert session.scalars(select(DryRun)).one().outcome is None


def test_a_question_replaced_while_it_is_worked_on_drops_the_old_answer(books: Cast) -> None:
    rule()
    sold(books, 1, 300_000, AUGUST)
    run_id = ask(books.claire.id)
    taken = runs._take
    with transaction():
        old = taken(run_id, START)
    assert old
    with transaction():
        runs.ask(books.claire.id, ASKED._replace(last=AUGUST), START + timedelta(seconds=1))
    with transaction():
        assert not runs._move(run_id, old[0], START, state="done", outcome={})
    session.rollback()
    assert session.scalars(select(DryRun)).one().state == "waiting"


def test_the_clock_answers_what_waits_and_what_was_left(books: Cast) -> None:
    rule()
    run_id = ask(books.claire.id)
    assert runs.answer_waiting(START) == 1
    assert runs.answer_waiting(START) == 0
    ask(books.claire.id)
    with transaction():
        runs._take(run_id, START)
    assert runs.answer_waiting(START + timedelta(minutes=1)) == 0
    clock.freeze(START + timedelta(minutes=6))
    assert runs.answer_waiting(START + timedelta(minutes=6)) == 1


def test_a_hundred_thousand_bytes_of_lines_are_read_piece_by_piece(books: Cast) -> None:
    """More lines than are read at once, and progress told in between."""
    rule()
    rows = [
        {
            "line_id": n, "day": AUGUST + DAY * (n % 50), "product_id": books.pac_8.id,
            "range_id": books.pumps.id, "strategic": False, "quantity": 1, "amount_cents": 1_000,
            "sale_kind": "sell_out", "document": f"F{n}", "rep_id": books.karim.id,
            "selling_company_id": books.merel.id,
        }
        for n in range(1, 9_001)
    ]  # fmt: skip
    with transaction():
        bulk(Measure, rows)
    told: list[int] = []
    found = trial.run(ASKED, TODAY, told.append)
    assert told == [4_000, 8_000, 9_000]
    assert found["now"]["points"] == 9_000


# --- pages ----------------------------------------------------------------------------------------

PAGE = "/staff/insights/rules"


def test_staff_leave_a_rule_out_and_read_who_loses(books: Cast, visitor: Browser) -> None:
    rule()
    sold(books, 1, 300_000, AUGUST)
    claire = visitor.as_(books.claire)
    page = claire.submit(claire.get(PAGE), fr("Try it on past sales"), without="sales")
    assert page.says("Karim Benali")
    assert page.says("−300")
    assert page.says(fr("%(lost)s lose, %(same)s stay as they are", lost="1", same="0"))
    assert "Karim" in claire.client.get(f"{PAGE}/members.csv").get_data(as_text=True)
    shorter = claire.submit(page, fr("Try the same on these days"), first="2026-09-01", last="2026-09-30")
    assert not shorter.says("Karim Benali")


def test_the_editor_hands_its_draft_over(books: Cast, visitor: Browser) -> None:
    with transaction():
        assert briefs.newest(briefs.PROGRAMME)
    rule()
    sold(books, 1, 300_000, AUGUST)
    claire = visitor.as_(books.claire)
    checked = claire.submit(
        claire.get("/staff/programme/rules/sales/versions/new"), fr("Check the rule"), points="3"
    )
    page = claire.submit(checked, fr("Try it on past sales"))
    assert page.says("+600")
    assert len(session.scalars(select(DryRun)).all()) == 1


def test_a_file_of_rules_is_tried_or_its_problems_are_told(books: Cast, visitor: Browser) -> None:
    sold(books, 1, 300_000, AUGUST)
    claire = visitor.as_(books.claire)
    good = (
        '[[rule]]\ncode = "new"\nname = "Neuf"\nbeneficiary = "rep"\npoints = 1\nper_amount = "10"\n'
        "from = 2026-11-01\n"
    )
    for text, status in (("not toml", 422), ('[[rule]]\ncode = "x y"\n', 422), (good, 303)):
        answer = claire.client.post(
            PAGE,
            data={
                "csrf_token": claire.token(),
                "first": "2026-08-01",
                "last": "2026-09-30",
                "without": "",
                "file": (io.BytesIO(text.encode()), "rules.toml"),
            },
            content_type="multipart/form-data",
        )
        assert answer.status_code == status, text
    assert claire.get(PAGE).says("+300")


def test_a_long_run_shows_how_far_it_is_and_can_be_left(books: Cast, visitor: Browser) -> None:
    rule()
    run_id = ask(books.claire.id)
    with transaction():
        runs._take(run_id, START)
        session.get_one(DryRun, run_id).total = 58_000
        session.get_one(DryRun, run_id).done = 8_000
    page = visitor.as_(books.claire).get(PAGE)
    assert page.says("8 000")
    assert page.all("[hx-trigger='every 2s']")
    assert "<html" not in visitor.as_(books.claire).fragment(PAGE).html


def test_a_question_without_sense_is_told_beside_its_field(books: Cast, visitor: Browser) -> None:
    claire = visitor.as_(books.claire)
    page = claire.submit(claire.get(PAGE), fr("Try it on past sales"), 422)
    assert page.says(fr("Choose a rule to leave out, or bring a file with rules to try."))


def test_another_administrators_question_is_not_mine(books: Cast, visitor: Browser) -> None:
    for one in (books.hugo, books.karim):
        visitor.as_(one).get(PAGE, status=403)
