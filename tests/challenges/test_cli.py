"""Operators run a challenge from the shell; the file in the documentation is one that loads."""

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from challenges.document.reading import from_toml
from challenges.document.writing import to_toml
from core.settings import ROOT
from tests.challenges.documents import document
from tests.challenges.launching import prepared
from tests.challenges.selling import Sale, bring
from tests.support.cast import Cast
from tests.support.shell import Shell


def test_the_documented_file_reads_as_a_challenge():
    text = (ROOT / "docs" / "files.md").read_text(encoding="utf-8").partition("## Challenges")[2]
    example = re.findall(r"```toml\n(.*?)```", text, re.DOTALL)[0]
    one = from_toml(example)
    assert (one.code, one.pot, one.contest_days) == ("autumn-2026", 12_500, 5)


def test_a_challenge_runs_from_the_shell(cast: Cast, shell: Shell, tmp_path: Path):
    path = tmp_path / "autumn.toml"
    path.write_text(to_toml(document()))
    bring(
        Sale(cast.merel.id, cast.karim.id, cast.pac_8.id, 3, date(2026, 10, 13)),
        Sale(cast.sanelec.id, cast.bruno.id, cast.pac_8.id, 3, date(2026, 10, 13)),
        Sale(cast.vauban.id, cast.ines.id, cast.pac_8.id, 9, date(2026, 10, 13)),
    )
    assert shell("challenges", "load", path).lines[0].startswith("autumn: draft, fingerprint ")
    wanted = [
        "rank,code,name,score,reached_on,prize_points",
        "1,KARIM,Karim Benali,3,2026-10-13,1250",
        "1,BRUNO,Bruno Keller,3,2026-10-13,1250",
    ]
    assert shell("challenges", "standings", "autumn", "--format", "csv").lines == wanted
    prepared("autumn")
    assert shell("challenges", "launch", "autumn").lines == ["autumn: announced"]
    assert shell("challenges", "refresh").lines == ["1 moved", "1 refreshed"]
    assert shell("challenges", "standings", "autumn", "--format", "csv").lines == wanted
    assert "runs until" in shell("challenges", "close", "autumn", code=1).errors
    assert shell("challenges", "close", "autumn", "--at", "2026-10-26T00:00").lines == ["autumn: closing"]
    claire = ("--as", cast.claire.email)
    early = shell("challenges", "certify", "autumn", *claire, "--at", "2026-10-27", code=1)
    assert "contested" in early.errors
    proposed = shell("challenges", "propose", "autumn", "--at", "2026-10-31").lines
    assert (proposed[0], len(proposed[1])) == ("autumn: closing", 64)
    other = shell(
        "challenges", "certify", "autumn", *claire, "--fingerprint", "0", "--at", "2026-10-31", code=1
    )
    assert "changed" in other.errors
    day = ("--at", "2026-10-31")
    certified = shell("challenges", "certify", "autumn", *claire, "--fingerprint", proposed[1], *day)
    assert certified.lines == ["autumn: certified"]
    assert shell("challenges", "pay", "autumn", "--at", "2026-10-31").lines == ["autumn: paid"]
    assert shell("challenges", "standings", "autumn", "--format", "csv", "--all").lines == wanted
    assert "paid" in shell("challenges", "list").output


def test_refusals_are_sentences(cast: Cast, shell: Shell, tmp_path: Path):
    path = tmp_path / "wrong.toml"
    path.write_text(to_toml(document(counts={"ranges": ["PUMP"]})) + "\n[extra]\nkey = 1\n")
    refused = shell("challenges", "load", path, code=1).errors
    assert "extra: is not a key of a challenge; did you mean “text”?" in refused
    path.write_text(to_toml(document(counts={"ranges": ["PUMP"], "products": ["NOPE"]})))
    refused = shell("challenges", "load", path, code=1).errors
    assert "counts.ranges: “PUMP”" in refused
    assert "counts.products: “NOPE”" in refused
    assert "no challenge" in shell("challenges", "launch", "nothing", code=1).errors


def test_the_clock_cannot_be_moved_in_production(app: Flask, shell: Shell, monkeypatch: pytest.MonkeyPatch):
    class Production:
        production = True

    monkeypatch.setitem(app.config, "SETTINGS", Production())
    assert "production" in shell("challenges", "launch", "x", "--at", "2026-10-01", code=2).errors
