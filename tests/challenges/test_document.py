"""A document reads back as itself, or names everything that is wrong with it."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.document.parts import Prize
from challenges.document.problems import DocumentRefused
from challenges.document.reading import from_plain, from_toml, stored
from challenges.document.terms import short
from challenges.document.writing import to_toml
from tests.challenges.documents import document, plain

SMALLEST = """
code = "sprint"
competitor = "buying_company"
metric = "amount"

[title]
fr = "Sprint"
en = "Sprint"

[text]
fr = "Achetez."
en = "Buy."

[window]
from = 2026-11-01
to = 2026-11-21

[[prize]]
ranks = "4-10"
points = 100

[[prize]]
ranks = "1-3"
points = 500
"""


def paths(wrong: DocumentRefused) -> set[str]:
    return {problem.path for problem in wrong.problems}


def test_what_a_file_leaves_out_has_a_documented_default():
    one = from_toml(SMALLEST)
    assert (one.join, one.ties, one.announce_days, one.contest_days) == ("automatic", "date", 7, 5)
    assert (one.dated, one.ranges, one.regions, one.open_scores) == ("sold", (), (), False)
    assert one.prizes == (Prize(1, 3, 500), Prize(4, 10, 100))
    assert (one.pot, one.days, one.kind) == (2200, 21, "company")


def test_a_document_reads_back_from_its_file_and_from_its_row():
    one = document()
    assert from_toml(to_toml(one)) == one
    assert stored(json.loads(one.canonical)) == one
    assert from_plain(one.plain()) == one


@given(
    st.text(min_size=1, max_size=60).filter(lambda s: s.strip()),
    st.lists(st.text(min_size=1, max_size=12).filter(lambda s: s.strip()), max_size=3),
    st.booleans(),
)
def test_any_title_survives_the_file(title, regions, open_names):
    one = document(title={"en": title}, audience={"regions": regions}, visibility={"open_names": open_names})
    assert from_toml(to_toml(one).encode()) == one


def test_the_fingerprint_changes_with_any_promise_and_with_nothing_else():
    one = document()
    shuffled = dict(reversed(plain().items()))
    assert from_plain(shuffled).hash == one.hash
    for change in (
        {"ties": "share"},
        {"contest_days": 6},
        {"prize": [{"ranks": "1", "points": 1501}]},
        {"text": {"en": "Sell more heat pumps."}},
    ):
        assert document(**change).hash != one.hash
    assert short("7f3a91c2" + "0" * 56) == "7F3A 91C2"


def test_every_problem_is_told_at_once_with_its_key():
    with pytest.raises(DocumentRefused) as refused:
        from_plain(
            {
                "code": "With Spaces",
                "competitor": "everyone",
                "ties": "coin",
                "prizes": [],
                "contest_days": -1,
                "picture": "../../etc/passwd",
                "title": {"fr": "x" * 121},
                "window": {"from": "2026-02-30", "to": "soon"},
                "counts": {"ranges": "PUMPS"},
                "audience": {"company_kinds": ["friends"]},
                "visibility": {"open_scores": "yes"},
            }
        )
    assert paths(refused.value) == {
        *(
            "code",
            "competitor",
            "metric",
            "ties",
            "prizes",
            "contest_days",
            "picture",
            "title.fr",
            "title.en",
        ),
        *("text.fr", "text.en", "window.from", "window.to", "counts.ranges", "audience.company_kinds"),
        *("visibility.open_scores", "prize"),
    }
    assert "code: takes small letters" in str(refused.value)


@pytest.mark.parametrize(
    ("prizes", "sentence"),
    [
        ([], "is missing"),
        ([{"ranks": "2", "points": 5}], "must begin at rank 1"),
        ([{"ranks": "1", "points": 5}, {"ranks": "3", "points": 5}], "forgets rank 2"),
        ([{"ranks": "1-3", "points": 5}, {"ranks": "3", "points": 5}], "names rank 3 twice"),
        ([{"ranks": "1", "points": 5}, {"ranks": "2", "points": 6}], "more than a better rank"),
        ([{"ranks": "3-1", "points": 5}], "from the better rank"),
        ([{"ranks": "first", "points": 5}], "must be a rank like"),
        ([{"ranks": "1", "points": 0}], "whole number from 1"),
        ([{"ranks": "1", "points": 1.5}], "whole number from 1"),
        ([{"ranks": "1", "points": True}], "whole number from 1"),
        ([{"ranks": "1-900000", "points": 10**9}], "costs more than"),
        ([{"ranks": "1", "points": 5, "gift": "car"}], "not a key"),
        (["1"], "must be a rank like"),
    ],
)
def test_prizes_that_cannot_be_meant_are_refused(prizes, sentence):
    with pytest.raises(DocumentRefused, match=sentence):
        from_plain(plain(prize=prizes))


@pytest.mark.parametrize(
    ("window", "sentence"),
    [
        ({"to": "2026-10-01"}, "before window.from"),
        ({"to": "2028-10-25"}, "longer than"),
        ({"from": None}, "is missing"),
        ({"from": 20261012}, "must be a day"),
    ],
)
def test_a_window_that_cannot_be_meant_is_refused(window, sentence):
    with pytest.raises(DocumentRefused, match=sentence):
        from_plain(plain(window=window))


def test_a_date_with_a_time_is_refused():
    with pytest.raises(DocumentRefused, match="without a time"):
        from_toml(SMALLEST.replace("to = 2026-11-21", "to = 2026-11-21T12:00:00"))


@pytest.mark.parametrize("junk", [b"\xff\xfe\x00", b"code = ", b"[[[", b'title = "x"\nprize = 3'])
def test_a_file_that_is_no_toml_says_so(junk):
    with pytest.raises(DocumentRefused):
        from_toml(junk)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.dates(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    )
)
def test_nothing_that_a_file_may_hold_breaks_the_reader(value):
    for key in plain():
        try:
            one = from_plain(plain(**{key: [value]}))
        except DocumentRefused:
            continue
        assert stored(json.loads(one.canonical)) == one


def test_days_are_counted_in_the_calendar():
    one = document(window={"from": "2026-10-20", "to": "2026-10-25"})
    assert (one.days, one.announced_on, one.contest_last) == (6, date(2026, 10, 13), date(2026, 10, 30))
