"""The calibration of tiers: proposed from what is real, counted again while thresholds move."""

from datetime import timedelta
from typing import Any

from flask_babel import force_locale, gettext

from insights import calibration
from points.tiers.schemes import in_force
from tests.points.tiering import SCHEME, TODAY, reviewed, scheme, traded
from tests.support.browser import Browser, plain
from tests.support.cast import START, Cast

PAGE = "/staff/insights/tiers"


def fr(words: str, **facts: Any) -> str:
    with force_locale("fr"):
        return plain(gettext(words, **facts))


def test_thresholds_are_proposed_from_the_real_figures_of_twelve_months(books: Cast) -> None:
    traded(books, 4_321_00)
    traded(books, 9_999_00, TODAY - timedelta(days=366))
    traded(books, 700_00, selling_company_id=books.sanelec.id, rep_id=books.bruno.id, buying_company_id=None)
    found = calibration.amounts(SCHEME, TODAY)
    assert sorted(found) == [700_00, 4_321_00, 4_321_00]
    assert calibration.propose(SCHEME, found, [100, 30]) == [0, 700_00, 4_000_00]
    cut = calibration.cut(SCHEME, found, [0, 700_00, 4_000_00])
    assert [one.holders for one in cut.shares] == [0, 1, 2]


def test_a_tier_for_nobody_and_a_tier_for_all_are_warned_of(books: Cast, visitor: Browser) -> None:
    scheme()
    traded(books, 4_321_00)
    traded(books, 4_321_00, selling_company_id=books.sanelec.id, buying_company_id=None)
    claire = visitor.as_(books.claire)
    page = claire.get(f"{PAGE}?threshold=0&threshold=10&threshold=90000")
    assert page.says(fr("Nobody reaches %(tier)s", tier="Or"))
    assert page.says(fr("Almost everybody reaches %(tier)s", tier="Argent"))


def test_moving_a_threshold_counts_again_without_the_page(books: Cast, visitor: Browser) -> None:
    scheme()
    traded(books, 4_321_00)
    piece = visitor.as_(books.claire).fragment(f"{PAGE}?threshold=0&threshold=4000&threshold=5000")
    assert "2 · 67" in plain(piece.text)
    assert not piece.all("html")
    assert "threshold=400000" in piece.the("a.button")["href"]


def test_these_thresholds_fill_the_draft(books: Cast, visitor: Browser) -> None:
    scheme()
    claire = visitor.as_(books.claire)
    page = claire.get(f"{PAGE}?threshold=0&threshold=4000&threshold=5000")
    draft = claire.follow(page, fr("Use these thresholds"))
    assert draft.the("#levels-1-threshold")["value"] == "4000"


def test_what_cannot_be_read_gives_the_proposal(books: Cast, visitor: Browser) -> None:
    claire = visitor.as_(books.claire)
    for asked in (
        "?threshold=a&threshold=b&threshold=c",
        "?do=propose&share=50&share=5",
        "?holder=x&measure=y",
        "?threshold=5&threshold=4&threshold=-3",
    ):
        claire.get(PAGE + asked)


def test_the_share_of_each_tier_is_kept_month_by_month(books: Cast, visitor: Browser) -> None:
    scheme()
    reviewed()
    traded(books, 2_000_00, TODAY + timedelta(days=40))
    reviewed(START + timedelta(days=40))
    months = calibration.over_time(SCHEME, TODAY + timedelta(days=41))
    assert [(one.day.month, [number for _level, number in one.counts]) for one in months] == [
        (10, [3, 0, 0]),
        (11, [1, 2, 0]),
    ]
    assert calibration.active(SCHEME, TODAY + timedelta(days=41)) == {"argent": (2, 2), "bronze": (0, 1)}
    assert visitor.as_(books.claire).get(PAGE).says(fr("Tiers over time"))


def test_only_administrators_steer(books: Cast, visitor: Browser) -> None:
    visitor.as_(books.hugo).get(PAGE, status=403)
    visitor.as_(books.karim).get("/staff/insights", status=403)
    assert in_force(TODAY) is None
    assert visitor.as_(books.claire).get("/staff/insights").says(fr("Are the tiers well cut?"))
