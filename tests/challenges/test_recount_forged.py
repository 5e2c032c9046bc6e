"""tools/recount.py finds whatever was tampered with."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from challenges.document.parts import Step
from tests.challenges.games import differs, files, play, sealed
from tests.support.cast import Cast


def first(rows: list[dict[str, Any]], kind: str) -> dict[str, Any]:
    return next(row for row in rows if row["kind"] == kind)


def an_amount(public: Any, _head: Any, rows: Any) -> None:
    first(rows, "sale")["amount"] += 100
    first(rows, "sale")["quantity"] += 1


def a_rank(public: Any, _head: Any, _rows: Any) -> None:
    public["results"][0][1] += 1


def a_prize(public: Any, _head: Any, _rows: Any) -> None:
    public["awards"][0][2] += 1


def a_prize_more(public: Any, _head: Any, _rows: Any) -> None:
    public["awards"].append(["rank:9", public["results"][0][0], 10, ""])


def the_document(public: Any, _head: Any, _rows: Any) -> None:
    public["versions"][0]["document"]["prize"][0]["points"] += 1


def an_event_less(public: Any, _head: Any, rows: Any) -> None:
    rows.remove(first(rows, "sale"))


def an_event_more(public: Any, _head: Any, rows: Any) -> None:
    more = deepcopy(first(rows, "sale"))
    more["order"][2] += 10_000
    rows.append(more)


def another_day(public: Any, _head: Any, rows: Any) -> None:
    first(rows, "sale")["day"] = "2026-10-25"


def a_score(public: Any, _head: Any, rows: Any) -> None:
    first(rows, "score")["score"] += 1


def swapped_ids(public: Any, _head: Any, rows: Any) -> None:
    one, other = [row for row in rows if row["kind"] == "who" and row["entrant"]][:2]
    one["id"], other["id"] = other["id"], one["id"]


def swapped_events(public: Any, _head: Any, rows: Any) -> None:
    whose = sorted({row["who"] for row in rows if row["kind"] == "sale"})[:2]
    for row in (row for row in rows if row["kind"] == "sale" and row["who"] in whose):
        row["who"] = whose[1 - whose.index(row["who"])]


def swapped_winners(public: Any, _head: Any, _rows: Any) -> None:
    one, other = public["results"][:2]
    one[0], other[0] = other[0], one[0]


def another_salt(public: Any, head: Any, _rows: Any) -> None:
    head["salt"] += "!"


def another_fingerprint(public: Any, _head: Any, _rows: Any) -> None:
    public["fingerprint"] = "0" * 64


FORGERIES: list[Callable[[Any, Any, Any], None]] = [
    an_amount,
    a_rank,
    a_prize,
    a_prize_more,
    the_document,
    an_event_less,
    an_event_more,
    another_day,
    a_score,
    swapped_ids,
    swapped_events,
    swapped_winners,
    another_salt,
    another_fingerprint,
]


@pytest.fixture
def genuine(cast: Cast) -> tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]]]:
    """A challenge's files as they were exported."""
    return files(play(cast, steps=(Step(2, 100),)))


def test_every_forgery_is_found_and_so_is_one_that_was_sealed_anew(genuine: Any):
    """The twin: what nobody touched agrees; whatever is touched differs, however well it was sealed again."""
    assert differs(*deepcopy(genuine)) == []
    unfound = []
    for forge in FORGERIES:
        for again in (False, True):
            public, head, rows = deepcopy(genuine)
            forge(public, head, rows)
            if again:
                sealed(public, head, rows)
            if not differs(public, head, rows):
                unfound.append((forge.__name__, again))
    assert unfound == []


def test_each_line_of_the_auditors_file_is_held_by_its_fingerprint(genuine: Any):
    public, head, rows = genuine
    for nth in range(len(rows)):
        told = deepcopy(rows)
        told[nth]["nonce"] = "0"
        assert f"Line {nth + 2} of the auditor’s file" in "\n".join(differs(public, head, told))
