"""The brief: one objective, one lever, four questions, before anything is published."""

from typing import Any

import pytest
from flask_babel import force_locale, gettext

from core.database import session, transaction
from points.briefs import actions as briefs
from points.models import Brief, EarningRule
from points.rules import KINDS
from points.rules.briefing import AIMS, CHALLENGES, LEVERS, MECHANICS, BadBrief, NoBrief, check, read
from tests.points.making import TOMORROW, rule
from tests.support.browser import Browser, plain
from tests.support.cast import BRIEF, START, Cast, make_people

NEW: dict[str, Any] = {
    "code": "club",
    "name_fr": "Club",
    "name_en": "Club",
    "points": "2",
    "per": "10",
    "starts_on": TOMORROW.isoformat(),
}


def fr(words: str, **facts: Any) -> str:
    """Words as the page prints them."""
    with force_locale("fr"):
        return plain(gettext(words, **facts))


@pytest.fixture
def newborn(app: Any) -> Cast:
    """Everybody, of a programme without a brief and without a rule."""
    with transaction():
        return make_people(START)


def put_in_force(claire: Browser) -> str:
    form = claire.get("/staff/programme/rules/new?kind=per_amount")
    page = claire.submit(form, fr("Check the rule"), **NEW)
    if not page.has_button(fr("Put the rule in force")):
        assert page.link(fr("Write the brief")) == "/staff/programme/brief"
        return "asked"
    claire.submit(page, fr("Put the rule in force"))
    return "in force"


def test_every_lever_has_one_objective_and_mechanics_that_exist() -> None:
    levers = [lever for of in LEVERS.values() for lever in of]
    assert len(levers) == len(set(levers))
    assert set(levers) == set(MECHANICS)
    assert all(kind in KINDS for kinds in MECHANICS.values() for kind in kinds)
    assert set(CHALLENGES) <= set(levers)


def test_the_five_aims_lead_to_an_objective_and_one_of_its_levers() -> None:
    assert len(AIMS) == 5
    assert all(lever in LEVERS[objective] for objective, lever in AIMS.values())


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"strategy": "hope"}, "strategy"),
        ({"objective": "all of them"}, "objective"),
        ({"lever": "referral"}, "lever"),
        ({"who": "all"}, "who"),
        ({"profit": " " * 50}, "profit"),
    ],
)
def test_a_brief_that_leaves_something_open_is_refused(change: dict[str, str], what: str) -> None:
    check(BRIEF)
    with pytest.raises(BadBrief) as refused:
        check(BRIEF._replace(**change))
    assert refused.value.facts == {"what": what}


def test_a_files_brief_is_read_whole_or_refused() -> None:
    table = BRIEF._asdict()
    assert read(table) == BRIEF
    without = {name: value for name, value in table.items() if name != "who"}
    for wrong in ({**table, "colour": "red"}, {**table, "who": 7}, without):
        with pytest.raises(BadBrief):
            read(wrong)


def test_the_newest_brief_counts_and_the_same_is_written_once(cast: Cast) -> None:
    with transaction():
        assert briefs.write(briefs.PROGRAMME, BRIEF, START, "test") is None
        briefs.write(briefs.PROGRAMME, BRIEF._replace(lever="basket"), START, "test")
    assert [one.lever for one in briefs.versions(briefs.PROGRAMME)] == ["basket", "volume"]


def test_the_first_rules_are_published_only_after_their_brief(newborn: Cast, visitor: Browser) -> None:
    claire = visitor.as_(newborn.claire)
    assert put_in_force(claire) == "asked"
    answer = claire.post("/staff/programme/rules", **{**NEW, "kind": "per_amount", "beneficiary": "rep"})
    assert answer.says(fr(NoBrief.sentence))
    assert session.query(EarningRule).count() == 0
    form = claire.get("/staff/programme/brief/answers?strategy=loyalty&aim=attrition")
    said = {name: value for name, value in BRIEF._asdict().items() if len(value) > 12}
    page = claire.submit(form, fr("Write the brief down"), **said)
    assert page.says(BRIEF.who)
    assert session.query(Brief).one().lever == "retention"
    assert put_in_force(claire) == "in force"


def test_a_programme_that_runs_already_is_not_stopped_for_a_brief(newborn: Cast, visitor: Browser) -> None:
    rule()
    assert put_in_force(visitor.as_(newborn.claire)) == "in force"


def test_without_a_brief_the_page_asks_for_the_strategy_first(newborn: Cast, visitor: Browser) -> None:
    page = visitor.as_(newborn.claire).get("/staff/programme/brief")
    for words in (
        "Boost sales over a short time",
        "Make customers come back, year after year",
        "Engage all year, with peaks of intensity",
    ):
        assert page.says(fr(words))


def test_what_fits_the_objective_leads_to_the_editor(cast: Cast, visitor: Browser) -> None:
    page = visitor.as_(cast.claire).get("/staff/programme/brief")
    hrefs = {str(a["href"]) for a in page.all("a")}
    assert {f"/staff/programme/rules/new?kind={kind}" for kind in MECHANICS[BRIEF.lever]} <= hrefs


def test_a_lever_of_another_objective_is_told_beside_its_field(cast: Cast, visitor: Browser) -> None:
    claire = visitor.as_(cast.claire)
    form = claire.get("/staff/programme/brief/answers")
    page = claire.submit(form, fr("Write the brief down"), 422, objective="relational", lever="volume")
    assert page.says(fr("This lever belongs to another objective: choose one that fits."))
    assert session.query(Brief).count() == 1


def test_only_administrators_read_the_brief(cast: Cast, visitor: Browser) -> None:
    for one in (cast.hugo, cast.karim):
        visitor.as_(one).get("/staff/programme/brief", status=403)
