"""Every kind of rule and every option from a file; every problem of a file at once."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from core.clock import now
from core.database import transaction
from points.programme.files import BadRuleFile, load_rules
from points.programme.keys import EVERY, KEYS
from points.programme.versions import draft_of, versions
from points.queries import rules_in_force
from points.rules import KINDS, Rule, Step
from points.rules.refusals import StartsMidPeriod
from points.rules.sound import contradictions
from points.sentences.rule import rule_sentence
from points.sentences.words import words_for
from tests.points.making import draft, rule
from tests.support.cast import START, Cast

EVERY_KIND = (Path(__file__).parent / "every_kind.toml").read_text(encoding="utf-8")


def load(text: str) -> dict[str, Rule]:
    """What a file brings, by code."""
    with transaction():
        load_rules(tomllib.loads(text), now(), "test")
    return {one.code: one for one in rules_in_force()}


def problems(text: str) -> str:
    with pytest.raises(BadRuleFile) as refused, transaction():
        load_rules(tomllib.loads(text), now(), "test")
    return str(refused.value)


def test_a_file_says_every_kind_and_every_option(books: Cast) -> None:
    document = tomllib.loads(EVERY_KIND)
    said = {kind: set() for kind in KINDS}
    for table in document["rule"]:
        said[table["kind"]] |= table.keys()
    assert {kind for kind in KINDS if not said[kind]} == set()
    assert set().union(*said.values()) == EVERY.union(*KEYS.values()) - {"segments", "tiers"}


def test_every_kind_is_read_sound_and_reads_as_a_sentence(books: Cast) -> None:
    found = load(EVERY_KIND)
    assert {one.kind for one in found.values()} == set(KINDS)
    assert {code: contradictions(one) for code, one in found.items() if contradictions(one)} == {}
    for language in ("fr", "en"):
        words = words_for([])
        assert all(rule_sentence(one, words, language).endswith(".") for one in found.values())


def test_figures_are_read_in_their_own_units(books: Cast) -> None:
    found = load(EVERY_KIND)
    assert found["bands"].steps == (Step(0, 1), Step(5_000_000, 2))
    assert (found["bands"].per, found["bands"].measure, found["bands"].bands) == (
        10_000,
        "amount",
        "marginal",
    )
    assert found["variety"].steps[0] == Step(3, 100)
    assert (found["streak"].at_least, found["streak"].times) == (100_000, 3)
    assert (found["growth"].growth_bp, found["growth"].at_least) == (1_250, 1_000_000)
    assert found["pair"].pair == (frozenset({books.pumps.id}), frozenset({books.accessories.id}))
    assert (found["boost"].times_bp, found["boost"].lifts) == (20_000, frozenset({"lines"}))
    weights = found["amount"].weights
    assert (weights.strategic, weights.margins) == (15_000, ((3_000, 11_000), (4_000, 12_000)))
    assert found["amount"].scope.not_product_ids == {books.valve.id}


def test_the_same_file_again_says_nothing_new(books: Cast) -> None:
    load(EVERY_KIND)
    with transaction():
        again = load_rules(tomllib.loads(EVERY_KIND), now(), "test")
    assert (again.written, len(again.unchanged)) == ([], EVERY_KIND.count("[[rule]]"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_kind_does_not_know_is_told(books: Cast, kind: str) -> None:
    foreign = min(set().union(*KEYS.values()) - KEYS[kind])
    text = f'[[rule]]\nkind = "{kind}"\ncode = "x"\n{foreign} = 1\n'
    assert f"“{foreign}” says nothing for a rule of kind {kind}" in problems(text)


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        (("at = 3", "at = 0"), "step"),
        (('period = "quarter"\nbands', "bands"), "period"),
        (('to = "2026-12-31" # boost', ""), "to"),
        (('times = "2"', 'times = "1"'), "times"),
        (("times_in_a_row = 3", "times_in_a_row = 1"), "times_in_a_row"),
        (('[["PUMPS"], ["ACCESSORIES"]]', '[["PUMPS"], ["PUMPS"]]'), "pair"),
        (('[["PUMPS"], ["ACCESSORIES"]]', '["PUMPS"]'), "pair"),
        (('lifts = ["lines"]', 'lifts = ["nothing"]'), "lift"),
        (('growth = "12.5"', "growth = 12.5"), "growth"),
        (("incremental = true", "incremental = 1"), "incremental"),
        (('not_products = ["VAN-20"]', 'not_products = ["NONE"]'), "product “NONE”"),
        (("hours = 24", "hours = -1"), "hours"),
    ],
)
def test_a_contradiction_is_told_with_its_key(books: Cast, changed: tuple[str, str], word: str) -> None:
    assert changed[0] in EVERY_KIND
    assert word in problems(EVERY_KIND.replace(*changed))


def test_a_period_is_never_cut_in_two_by_a_new_version(books: Cast) -> None:
    said = {"kind": "threshold", "period": "month", "steps": (Step(1_000, 5),), "points": 0, "per": 1}
    rule(**said)
    with pytest.raises(StartsMidPeriod) as refused:
        rule(**{**said, "steps": (Step(1_000, 6),), "starts_on": date(2026, 10, 20)})
    assert refused.value.facts["earliest"] == "2026-11-01"
    rule(**{**said, "steps": (Step(1_000, 6),), "starts_on": date(2026, 11, 1)})
    assert draft_of(versions("sales")[1]) == draft(
        **{**said, "steps": (Step(1_000, 6),), "starts_on": date(2026, 11, 1)}
    )


def test_a_rule_by_the_line_may_change_on_any_day(books: Cast) -> None:
    rule()
    rule(points=2, starts_on=date(2026, 10, 20))
    assert START.day < 20
    assert len(versions("sales")) == 2
