"""Every part of a document reads back as itself; every contradiction is told at once, with its line."""

import json
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings

from challenges.document.agreement import exists_once, problems_of
from challenges.document.parts import Metric
from challenges.document.problems import DocumentRefused
from challenges.document.reading import from_file, from_json, from_plain, from_toml, stored
from challenges.document.writing import to_toml
from tests.challenges.documents import document, plain
from tests.challenges.strategies import documents

BOUNDED = {"places": 100}
ENOUGH = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@ENOUGH
@given(documents())
def test_any_document_reads_back_equal_from_its_file_its_json_and_its_row(one):
    assert from_toml(to_toml(one)) == one
    assert from_file(one.canonical) == from_json(json.dumps(one.plain())) == from_plain(one.plain()) == one
    assert stored(json.loads(one.canonical)) == one
    assert problems_of(one) == []


@ENOUGH
@given(documents())
def test_what_is_written_is_what_somebody_would_type(one):
    text = to_toml(one)
    assert to_toml(from_toml(text)) == text
    assert "quiet_days = 180" not in text
    if one.metrics == (Metric(one.metrics[0].kind),):
        assert f'metric = "{one.metrics[0].kind}"' in text


def refused(**changes) -> list[str]:
    with pytest.raises(DocumentRefused) as wrong:
        document(**changes)
    return [str(one) for one in wrong.value.problems]


STEPS = [{"at": 10, "points": 100}, {"at": 10, "points": 200}]
FLASH = {
    "code": "noon",
    "title_fr": "Midi",
    "title_en": "Noon",
    "starts": "2026-10-14T12:00:00",
    "ends": "2026-10-14T14:00:00",
    "metric": {"kind": "quantity"},
    "at": 2,
    "points": 100,
    "places": 5,
}
TEAM = {"code": "nord", "name_fr": "Nord", "name_en": "North", "members": ["P1", "P2"]}
OTHER = {"code": "sud", "name_fr": "Sud", "name_en": "South", "members": ["P3"]}
WEIGHTED = [{"kind": "amount", "points": 1, "per": 1000}, {"kind": "quantity"}]


def teams(*made, **changes):
    return {"competitor": "team", "teams": {"kind": "made", "team": list(made)} | changes}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"step": STEPS, **BOUNDED}, "step[2].at: must be more than the step before, 10."),
        ({"step": STEPS[:1]}, "step: may pay every participant: say with `places`"),
        ({"collective": {"at": 100, "points": 5}}, "collective: may pay every participant"),
        ({"duels": {"points": 5}}, "duels: may pay every participant"),
        ({"ties": "each"}, "ties: may pay every participant"),
        ({"caps": {"line": 5}, "metric": "products"}, "caps.line: is possible only where one of amount"),
        ({"caps": {"line": 5}, "metric": WEIGHTED}, "caps.line: is possible only where one of amount"),
        ({"caps": {"day": 5}, "metric": "conversion"}, "caps.day: is not possible: a rate"),
        ({"caps": {"day": 5, "total": 4}}, "caps.day: is more than caps.total."),
        ({"caps": {"total": 4}, "first": [{"places": 1, "at": 5, "points": 1}]}, "first[1].at: is beyond"),
        ({"metric": "attainment"}, "targets: is missing: attainment is held"),
        ({"targets": {"source": "computed"}}, "targets: serves nothing"),
        ({"metric": "growth", "targets": {"source": "imported", "floor": 5}}, "targets.floor: belongs to"),
        ({"metric": [{"kind": "amount"}, {"kind": "quantity"}]}, "metric[1].per: weighs cents"),
        ({"metric": [{"kind": "quantity"}] * 2}, "metric[2]: names quantity twice."),
        ({"metric": [{"kind": "quantity"}] * 6}, "metric: is given more than 5 times."),
        (
            {"metric": [{"kind": "quantity", "fewest": 9}]},
            "metric[1].fewest: belongs to the metric conversion",
        ),
        ({"flash": [FLASH | {"ends": "2026-10-26T00:01:00"}]}, "flash[1].ends: lies outside"),
        ({"flash": [FLASH | {"starts": "2026-10-11T23:59:00"}]}, "flash[1].starts: lies outside"),
        ({"flash": [FLASH | {"ends": FLASH["starts"]}]}, "flash[1].ends: must be after its start."),
        ({"flash": [FLASH | {"ends": "2026-10-25T02:30:00"}]}, "flash[1].ends: is an hour that the change"),
        ({"flash": [FLASH, FLASH]}, "flash[2].code: names noon twice."),
        ({"flash": [FLASH | {"metric": {"kind": "growth"}}]}, "flash[1].metric: cannot be growth"),
        (
            {"flash": [FLASH | {"starts": "2026-10-14T12:00:00+02:00"}]},
            "flash[1].starts: must be a local day",
        ),
        (
            {"boost": [{"from": "2026-10-13", "to": "2026-10-26", "times_bp": 15000, "most": 9}]},
            "boost[1].to",
        ),
        ({"duels": {"points": 5}, "window": {"to": "2026-10-15"}, **BOUNDED}, "duels: need a window of"),
        ({"leagues": {"size": 4, "up": 3, "down": 2}, **BOUNDED}, "leagues.size: has 4 places"),
        (
            {"leagues": {"size": 4, "prize": [{"ranks": "1-5", "points": 5}]}, **BOUNDED},
            "leagues.prize: goes down to rank 5",
        ),
        (
            {"leagues": {"size": 4, "prize": [{"ranks": "1", "points": 5, "reward": "drill"}]}, **BOUNDED},
            "leagues.prize[1].reward: is for the final ranks only",
        ),
        ({"step": [STEPS[0], STEPS[0]], **BOUNDED}, "step[2].at: must be more than the step before"),
        ({"first": [{"places": 1, "at": 5, "points": 1}] * 2}, "first[2].at: names 5 twice."),
        ({"competitor": "team"}, "teams: is missing"),
        ({"teams": {}}, 'teams: needs competitor = "team".'),
        (teams(TEAM), "teams.team: must be given at least twice."),
        (teams(TEAM, TEAM | {"code": "sud"}), "teams.team[2].members: names P1 twice."),
        (teams(TEAM, OTHER | {"code": "nord"}), "teams.team[2].code: names nord twice."),
        (teams(TEAM, OTHER | {"members": []}), "teams.team[2].members: names nobody."),
        (teams(TEAM, OTHER, compare="best"), "teams.best: says how many are compared"),
        (teams(TEAM, OTHER) | {"metric": "conversion"}, "teams.compare: cannot add up rates"),
        (teams(TEAM, OTHER) | {"places": 1}, "places: leaves a team out: there are 2."),
        (teams(TEAM, OTHER, kind="companies"), "teams.team: is for kind ="),
        ({"late": {"held_bp": 1000}}, 'late.held_bp: needs rule = "recount".'),
        ({"late": {"rule": "recount", "days": 5}}, "late.rule: needs `held_bp` and `days`"),
        ({"visibility": {"hidden_days": 14}}, "visibility.hidden_days: hides the whole challenge."),
        ({"prize": None}, "prize: is missing"),
        ({"metrics": "amount"}, "metrics: is not a key of a challenge; did you mean “metric”?"),
        ({"caps": {"totl": 4}}, "caps.totl: is not a key of a challenge; did you mean “total”?"),
        ({"format": 3}, "format: is newer"),
    ],
)
def test_what_contradicts_itself_is_said_in_a_sentence(changes, sentence):
    assert [said for said in refused(**changes) if said.startswith(sentence)]


def test_one_wrong_thing_is_not_told_twice():
    [told] = refused(metric="atainment", targets={"of": "amount"})
    assert told.startswith("metric: “atainment” is not one of amount, quantity, ")
    assert len(refused(places="many", step=STEPS[:1])) == 1


WRONG = """code = "sprint"
competitor = "rep"
metrc = "amount"   # line 3
title = { fr = "x = [y]" }

[text]
fr = \"\"\"
[window]
code = "not here"
\"\"\"
en = "Sell."

[window]
from = 2026-11-01
to = 2026-11-01T10:00:00

[[prize]]
ranks = "1"
points = 5

[[prize]]
ranks = "2"
pionts = 5

[leagues]
size = 1

[[leagues.prize]]
ranks = "2"
points = 0
"""


def test_every_problem_of_a_file_is_told_at_once_with_its_line():
    with pytest.raises(DocumentRefused) as wrong:
        from_toml(WRONG)
    told = [(one.line, one.path) for one in wrong.value.problems]
    assert told == [
        (None, "metric"),
        (3, "metrc"),
        (4, "title.en"),
        (15, "window.to"),
        (21, "prize[2].points"),
        (23, "prize[2].pionts"),
        (26, "leagues.size"),
        (30, "leagues.prize[1].points"),
    ]
    assert "line 15, window.to: must be a day" in str(wrong.value)


def test_a_file_may_be_json():
    one = document()
    assert from_file("  " + json.dumps(plain())) == one
    assert from_file(to_toml(one).encode()) == one
    for junk in ("{", "[1]", "{" * 100_000):
        with pytest.raises(DocumentRefused):
            from_json(junk)


def test_the_brief_of_a_file_is_judged_whole():
    wrong = refused(brief={"objective": "offensive", "lever": "mix", "who": "We", "behavior": "x"})
    assert {one.partition(":")[0] for one in wrong} == {
        "brief.lever",
        "brief.who",
        "brief.behavior",
        "brief.behaviour",
        "brief.mechanic",
        "brief.profit",
    }


def test_hours_that_a_change_of_clocks_skips_or_repeats_name_no_instant():
    once = {"2026-10-25T01:59", "2026-10-25T03:00", "2026-03-29T03:00", "2026-03-29T01:59"}
    never_or_twice = {"2026-10-25T02:00", "2026-10-25T02:59", "2026-03-29T02:00", "2026-03-29T02:30"}
    assert {wall for wall in once | never_or_twice if exists_once(datetime.fromisoformat(wall))} == once
