"""Numbers as people read them, in both languages."""

from datetime import UTC, date, datetime

import pytest
from flask_babel import force_locale

from core import format as formats

NARROW = "\u202f"


@pytest.mark.parametrize(
    ("language", "show", "value", "text"),
    [
        ("fr", formats.points, 12480, f"12{NARROW}480"),
        ("en", formats.points, 12480, "12,480"),
        ("fr", formats.euros, 120000, f"1{NARROW}200{NARROW}€"),
        ("fr", formats.euros, 1250, f"12,50{NARROW}€"),
        ("en", formats.euros, 120000, "€1,200"),
        ("en", formats.euros, 1250, "€12.50"),
        ("fr", formats.percent, 1250, f"12,5{NARROW}%"),
        ("en", formats.percent, 1250, "12.5%"),
        ("fr", formats.ordinal, 1, "1<sup>er</sup>"),
        ("fr", formats.ordinal, 7, "7<sup>e</sup>"),
        ("en", formats.ordinal, 1, "1<sup>st</sup>"),
        ("en", formats.ordinal, 11, "11<sup>th</sup>"),
        ("en", formats.ordinal, 22, "22<sup>nd</sup>"),
        ("fr", formats.day, date(2026, 10, 1), "1er octobre"),
        ("fr", formats.day, date(2026, 10, 14), "14 octobre"),
        ("en", formats.day, date(2026, 10, 14), "14 October"),
        ("fr", formats.moment, datetime(2026, 10, 15, 6, 5, tzinfo=UTC), f"15 octobre, 8{NARROW}h{NARROW}05"),
        ("en", formats.moment, datetime(2026, 10, 15, 6, 5, tzinfo=UTC), "15 October, 8:05"),
    ],
)
def test_a_value_is_written_as_its_reader_writes_it(app, language, show, value, text):
    with force_locale(language):
        assert show(value) == text


def test_the_largest_amount_keeps_its_last_cent(app):
    with force_locale("en"):
        assert formats.euros(10**15 + 1) == "€10,000,000,000,000.01"
