"""The rulebook says every part of a document in sentences, in both languages."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import HealthCheck, given, settings

from challenges.document.parts import (
    Boost,
    Caps,
    Collective,
    Counts,
    Duels,
    FirstTo,
    Flash,
    Late,
    Leagues,
    Metric,
    Prize,
    Step,
    Targets,
    Team,
    Teams,
)
from challenges.document.scope import Scope
from challenges.document.terms import Document
from challenges.pages.rulebook import rulebook
from tests.challenges.documents import document
from tests.challenges.strategies import documents
from tests.support.browser import plain

PUMPS = Scope((1,), (), ("Pompes à chaleur",), {"fr": ("PAC", "PAC"), "en": ("heat pump", "heat pumps")})
FLASH = Flash(
    "one",
    "Éclair",
    "Lightning",
    datetime.fromisoformat("2026-10-14"),
    datetime.fromisoformat("2026-10-15"),
    Metric("quantity"),
    2,
    300,
    5,
)

pytestmark = pytest.mark.once


def said(one: Document, language: str = "en", worst: int = 0) -> dict[str, str]:
    """Each article's sentences and examples, joined."""
    with force_locale(language):
        told = rulebook(one, PUMPS, "Tervane", worst)
        return {
            article.key: plain(" ".join(f"{it.text} {it.example}".strip() for it in article.said))
            for article in told
        }


def test_what_counts_is_said_with_an_example(app: Flask):
    told = said(document())
    assert "Sales of Pompes à chaleur from 12 October to 25 October 2026 count" in told["counts"]
    assert "3 heat pumps add 3." in told["score"]
    assert "3 heat pumps minus one returned count for 2." in told["score"]


@pytest.mark.parametrize(
    ("changes", "key", "sentence"),
    [
        (
            {"steps": (Step(10, 200), Step(20, 300))},
            "steps",
            "with 20 heat pumps you have won 500 points in all.",
        ),
        ({"steps": (Step(10, 200, False),)}, "objective", "From 10 heat pumps on: 200 points."),
        ({"firsts": (FirstTo(3, 5, 90),)}, "firsts", "The first 3 to reach 5 heat pumps win 90 points each."),
        ({"collective": Collective(500, 50)}, "collective", "If all together reach 500 heat pumps"),
        (
            {"boosts": (Boost(date(2026, 10, 13), date(2026, 10, 15), 15_000, 900),)},
            "boosts",
            "earn 1.5 times as many programme points, up to 900 points in all for everybody. "
            "a sale that earns 100 points brings 50 more.",
        ),
        (
            {"flashes": (FLASH,)},
            "flashes",
            "“Lightning”, on 14 October: the first 5 to reach 2 heat pumps win 300 points",
        ),
        ({"duels": Duels(100, 2)}, "duels", "Without an opponent, you win from 2 heat pumps on."),
        (
            {"leagues": Leagues(12, 2, 2, (Prize(1, 1, 100),))},
            "leagues",
            "the best 2 of a league go up and 2 go down",
        ),
        (
            {"competitor": "team", "teams": Teams("made", "best", 2, (Team("a", "Nord", "North", ("P1",)),))},
            "teams",
            "of five members with 10, 8, 6, 2 and 1, the best two make 18.",
        ),
        (
            {"metrics": (Metric("attainment"),), "targets": Targets(growth_bp=500, floor=100_000)},
            "targets",
            "who sold €10,000 has a target of €10,500.",
        ),
        ({"caps": Caps(day=4)}, "caps", "Of one day, at most 4 heat pumps count."),
        ({"minimum": 3}, "ranks", "A prize by rank asks for at least 3 heat pumps."),
        ({"ties": "each"}, "ties", "two at the first rank win 1,500 points each."),
        ({"hidden_days": 2}, "visibility", "During the last 2 days the general standings stand still"),
        ({"late": Late("recount", 2_000, 30)}, "late", "20% of each prize waits for 30 days"),
        ({"on_stop": "so_far"}, "changes", "the ranks of that day are paid"),
        ({"places": 40}, "who", "There is room for 40 participants"),
        (
            {"counts": Counts(("PUMPS",), excluded=("AE-08",), strategic=True)},
            "counts",
            "These do not count: AE-08.",
        ),
    ],
)
def test_each_part_has_its_sentence(app: Flask, changes: dict[str, object], key: str, sentence: str):
    one = replace(document(), **changes)
    assert sentence in said(one)[key]
    assert key in said(one, "fr")


def test_several_metrics_say_what_each_brings(app: Flask):
    one = replace(document(), metrics=(Metric("quantity", 10), Metric("amount", 1, 10_000)))
    told = said(one)["score"]
    assert "10 game points for 1 heat pump. 3 heat pumps bring 30 game points." in told
    assert "1 game point for each full €100 of sales. €250 of sales bring 2 game points." in told


def test_what_the_law_asks_is_there(app: Flask):
    told = said(document(), worst=3_000)
    assert "Organised by Tervane, from 12 October to 25 October 2026." in told["organiser"]
    assert "At most 3,000 points can be won in all" in told["budget"]
    assert "until 30 October 2026 included" in told["contest"]
    assert {"data", "payment", "changes", "late", "ties", "who"} <= set(told)


@given(one=documents())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_document_says_has_a_sentence_in_both_languages(app: Flask, one: Document):
    for language in ("fr", "en"):
        told = said(one, language, 1)
        assert all(told.values())
        parts: dict[str, object] = {
            "firsts": one.firsts,
            "boosts": one.boosts,
            "flashes": one.flashes,
            "ranks": one.prizes,
        }
        parts |= {
            "collective": one.collective,
            "duels": one.duels,
            "leagues": one.leagues,
            "teams": one.teams,
        }
        assert all(key in told for key, part in parts.items() if part)
        assert not any("%(" in text for text in told.values())
