"""What a test may ask for: `app` or `cast`, `client`, `visitor`, `shell`; and with Chromium `screen`."""

import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Page
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from sales.acceptance import Accepted
from tests.support import adventureworks, story
from tests.support.browser import Browser
from tests.support.cast import START, Cast, Member, make_cast
from tests.support.chromium import PHONE, Screen, serving
from tests.support.databases import databases
from tests.support.shell import Shell
from tests.support.stage import Stage
from tools import chromium, postgres

SERVER = "TEST_DATABASE_URL"
#: Where tests are told the demo story, which takes a quarter of a minute to tell.
STORY = (
    "tests/house/test_pages.py",
    "tests/house/test_strangers.py",
    "tests/journeys/test_glance.py",
    "tests/seeds/test_story.py",
)
#: Where challenges of every kind are played side by side, once.
GAMES = ("tests/challenges/test_recount.py",)
#: Where a bicycle maker's 57,851 lines lie in the books, brought in once.
BICYCLES = (
    "tests/challenges/test_adventureworks.py",
    "tests/challenges/test_recount_real.py",
    "tests/sales/test_adventureworks.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine", choices=["sqlite", "postgresql"], default="sqlite", help="the database to test on"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start a throw-away PostgreSQL once, before the workers, when one is wanted and none is given.

    Unreachable cycles are looked for less often: an eighth of the processor time went there.
    """
    gc.set_threshold(20_000, 20, 20)
    stack = ExitStack()
    config.add_cleanup(stack.close)
    if config.getoption("--engine") == "postgresql" and not os.environ.get(SERVER):
        os.environ[SERVER] = stack.enter_context(postgres.throwaway())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What does not depend on the engine is tested on SQLite only: looks, and what asks no database.

    The demo story is told once, on one worker: whoever asks for it is named in `STORY`. What takes longest
    comes first, so that nobody waits for one worker at the end.
    """
    items.sort(key=lambda item: not any(map(item.get_closest_marker, ("faults", "real_data"))))
    astray = {
        item.nodeid for item in items if "told" in _fixtures(item) and not item.nodeid.startswith(STORY)
    }
    if astray:
        raise pytest.UsageError(f"these ask for the told story and are not among STORY: {sorted(astray)}")
    if config.getoption("--engine") == "sqlite":
        return
    once = pytest.mark.skip(reason="it does not depend on the engine: tested on SQLite")
    for item in items:
        asks = {"engine_name", "stage"} & _fixtures(item)
        seen = item.path.stem.endswith("screens") or "barrier" in item.name
        if seen or not asks or item.get_closest_marker("once"):
            item.add_marker(once)


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """Tests are handed out one by one; those of one scene together and first, as they take minutes."""
    return Together(config, log)


class Together(LoadScopeScheduling):  # type: ignore[misc]
    """Whoever asks for what takes long to make goes to one worker (this pytest hears no marks of xdist)."""

    def _split_scope(self, nodeid: str) -> str:
        scopes = {"story": STORY, "games": GAMES, "bicycles": BICYCLES}
        return next((name for name, places in scopes.items() if nodeid.startswith(places)), nodeid)


def pytest_collection_finish() -> None:
    """What is there before the first test stays: nobody need look through it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def engine_name(request: pytest.FixtureRequest) -> str:
    """sqlite or postgresql."""
    return str(request.config.getoption("--engine"))


@pytest.fixture(scope="session")
def stage(engine_name: str, tmp_path_factory: pytest.TempPathFactory, worker: str) -> Iterator[Stage]:
    """The application of this worker."""
    folder = tmp_path_factory.mktemp("stage")
    kept = databases(engine_name, os.environ.get(SERVER, ""), folder, f"tandem_{worker}")
    made = Stage(kept, folder / "files")
    yield made
    made.close()


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """Which of pytest-xdist's workers this is; `main` without them."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture
def app(stage: Stage) -> Iterator[Flask]:
    """The application over a fresh, migrated, empty database; every invariant is checked afterwards."""
    with stage.scene("blank") as app:
        yield app


@pytest.fixture
def cast(stage: Stage) -> Iterator[Cast]:
    """The people and things of tests/support/cast.py, in a database of their own; brings `app` with it."""
    with stage.scene("cast", make=lambda: stage.props.update(cast=make_cast(START))):
        yield stage.props["cast"]


@pytest.fixture
def told(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Member]]:
    """The demo story, and who in it can be visited as, by role; such tests are named in `STORY`."""
    monkeypatch.setitem(stage.app.config, "SETTINGS", replace(stage.settings, demo=True))
    said: list[str] = []
    with stage.scene("story", make=lambda: stage.props.update(story=story.tell(said.append), said=said)):
        yield stage.props["story"]


@pytest.fixture
def bicycles(stage: Stage) -> Iterator[Accepted]:
    """The books of real sales under one earning rule, and what was taken; such tests are in `BICYCLES`."""
    with stage.scene("bicycles", make=lambda: stage.props.update(bicycles=adventureworks.load())):
        yield stage.props["bicycles"]


@pytest.fixture
def client(stage: Stage) -> FlaskClient:
    """Werkzeug's client as it is; each request has a context of its own."""
    return stage.app.test_client()


@pytest.fixture
def visitor(stage: Stage) -> Browser:
    """A browser nobody is signed in with; `visitor.as_(cast.nadia)` is hers."""
    return Browser(stage.app)


@pytest.fixture
def shell(stage: Stage) -> Shell:
    """`shell("sales", "import", …)` runs a command as an operator does, and asserts how it ends."""
    return Shell(stage.app)


@pytest.fixture(scope="session")
def server(stage: Stage) -> Iterator[str]:
    """The address of this worker's live server, on the same database as `cast`."""
    with serving(stage.app) as url:
        yield url


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Which Chromium, and what it must not do in a test (pytest-playwright)."""
    program = os.environ.get("TANDEM_CHROMIUM") or chromium.found()
    if not program:
        pytest.skip(chromium.MISSING)
    return {"executable_path": program, "args": list(chromium.FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A French phone whose owner dislikes motion (pytest-playwright)."""
    return {
        "locale": "fr-FR",
        "timezone_id": "Europe/Paris",
        "reduced_motion": "reduce",
        "viewport": PHONE,
    }


@pytest.fixture
def screen(server: str, visitor: Browser, page: Page) -> Iterator[Screen]:
    """Chromium on the live server, with `cast` or `told`; fails when the browser complained of anything."""
    shown = Screen(page, visitor, server)
    yield shown
    page.goto("about:blank")
    assert shown.complaints == []
