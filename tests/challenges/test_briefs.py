"""A challenge's brief: asked for by the page, carried by files, warned about by the shell."""

from pathlib import Path
from typing import Any

import pytest
from flask_babel import force_locale, gettext

from challenges import actions
from challenges.document.problems import DocumentRefused
from challenges.document.reading import brief_in, from_toml
from challenges.document.writing import to_toml
from challenges.models import Challenge
from core.database import session, transaction
from points.briefs import actions as briefs
from points.rules.briefing import NoBrief
from tests.challenges.documents import document
from tests.challenges.launching import prepared
from tests.support.browser import Browser, plain
from tests.support.cast import BRIEF, START, Cast
from tests.support.shell import Shell

SUBJECT = briefs.about_challenge("autumn")
TABLE = "\n[brief]\n" + "\n".join(f'{name} = "{value}"' for name, value in BRIEF._asdict().items()) + "\n"


def fr(words: str, **facts: Any) -> str:
    """Words as the page prints them."""
    with force_locale("fr"):
        return plain(gettext(words, **facts))


@pytest.fixture
def drafted(cast: Cast) -> int:
    with transaction():
        return actions.save_draft(document(), START, "shell")


def state(challenge_id: int) -> str:
    session.rollback()
    return session.get_one(Challenge, challenge_id).state


def test_a_launch_by_page_asks_for_the_brief_first(cast: Cast, visitor: Browser, drafted: int) -> None:
    claire = visitor.as_(cast.claire)
    page = claire.get("/staff/challenges/autumn/launch")
    assert not page.all("form[action*=launch]")
    told = claire.post(f"/staff/challenges/autumn/launch/{document().hash}")
    assert told.says(fr(NoBrief.sentence))
    assert state(drafted) == "draft"
    form = claire.follow(page, fr("Write its brief"))
    ready = claire.submit(form, fr("Write the brief down"), **BRIEF._asdict())
    assert not ready.says(fr(NoBrief.sentence))
    assert not ready.all("form[action*=launch]")  # its forecast and the fund are still missing
    prepared("autumn")
    ready = claire.get("/staff/challenges/autumn/launch")
    claire.post(str(ready.the("form[action*=launch]")["action"]))
    assert state(drafted) == "announced"


def test_a_brief_left_open_is_told_and_nothing_is_kept(cast: Cast, visitor: Browser, drafted: int) -> None:
    claire = visitor.as_(cast.claire)
    form = claire.get("/staff/challenges/autumn/brief")
    claire.submit(form, fr("Write the brief down"), 422, **{**BRIEF._asdict(), "who": "all"})
    assert briefs.newest(SUBJECT) is None
    claire.get("/staff/challenges/none/brief", status=404)
    visitor.as_(cast.hugo).get("/staff/challenges/autumn/brief", status=403)


def test_a_file_may_carry_its_brief(cast: Cast, shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "autumn.toml"
    path.write_text(to_toml(document()) + TABLE, encoding="utf-8")
    shell("challenges", "load", str(path))
    session.rollback()
    found = briefs.newest(SUBJECT)
    assert found
    assert briefs.answers_of(found) == BRIEF
    prepared("autumn")
    printed = shell("challenges", "launch", "autumn")
    assert "brief" not in printed.errors


def test_the_shell_too_asks_for_the_brief_first(cast: Cast, shell: Shell, drafted: int) -> None:
    assert NoBrief.sentence in shell("challenges", "launch", "autumn", code=1).errors
    assert state(drafted) == "draft"


def test_half_a_brief_in_a_file_is_a_problem_of_the_file() -> None:
    text = to_toml(document()) + TABLE
    assert brief_in(text) == BRIEF
    assert from_toml(text) == from_toml(to_toml(document()))
    with pytest.raises(DocumentRefused) as refused:
        from_toml(text.replace('lever = "volume"', 'lever = "hope"'))
    assert [one.path for one in refused.value.problems] == ["brief.lever"]
