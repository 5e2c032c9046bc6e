"""Every page of the demo story: it opens, in both languages, with manners, and axe finds no barrier on it."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Response, ViewportSize
from sqlalchemy import update

from accounts.models import Person
from core.database import session, transaction
from tests.support import story
from tests.support.browser import Browser, Page, check_manners
from tests.support.cast import Member
from tests.support.chromium import DESK, PHONE, Screen
from tests.support.doors import doors
from tests.support.stage import Stage

WHO = ["rep", "company_manager", "account_manager", "administrator"]
#: The most a first visit may bring over the line, bytes.
FIRST_LOAD = 200_000


def _pages(stage: Stage, member: Member | None) -> Iterator[str]:
    """Addresses that a visitor may open, with real ids."""
    fill = story.of(member).fill if member else None
    for door in doors(stage.app, fill):
        if door.method == "GET" and door.opens_for(member):
            yield door.address


#: The addresses of whole pages, by role: in each language and width the same ones.
WHOLE: dict[str, list[str]] = {}


def _whole_pages(stage: Stage, visitor: Browser, member: Member, who: str) -> list[str]:
    """Addresses of the whole pages that a member may open; each is drawn to know, once for all looks."""
    if who not in WHOLE:
        client = visitor.as_(member).client
        WHOLE[who] = [one for one in _pages(stage, member) if Page(client.get(one)).is_whole]
    return WHOLE[who]


def _speaks(member: Member, language: str) -> None:
    with transaction():
        session.execute(update(Person).where(Person.id == member.id).values(language=language))


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.once)])
@pytest.mark.parametrize("who", WHO)
def test_every_page_opens_with_manners(
    told: dict[str, Member], stage: Stage, visitor: Browser, who: str, language: str
) -> None:
    member = told[who]
    _speaks(member, language)
    browser, whole, strange = visitor.as_(member), [], []
    for address in _pages(stage, member):
        page = Page(browser.client.get(address))
        if page.is_whole:
            check_manners(page)
            whole.append(address)
        if page.status not in {200, 302, 303} or (page.is_whole and page.the("html")["lang"] != language):
            strange.append(f"{address}: {page.status}")
    assert strange == []
    assert len(whole) >= 10
    WHOLE[who] = whole
    stage.written = False


#: Whose pages are looked at in which language, and how wide: each page at both widths, every second one in
#: the other language; an account manager's are some of the administrator's.
LOOKS = [
    *((who, language, (PHONE, DESK)) for who in WHO if who != "account_manager" for language in ("fr", "en")),
    *(("account_manager", language, (PHONE,)) for language in ("fr", "en")),
]


@pytest.mark.browser
@pytest.mark.parametrize(
    ("who", "language", "sizes"), LOOKS, ids=lambda told: told if isinstance(told, str) else f"{len(told)}"
)
def test_no_page_has_a_barrier(
    told: dict[str, Member],
    stage: Stage,
    screen: Screen,
    who: str,
    language: str,
    sizes: tuple[ViewportSize, ...],
) -> None:
    whole = _whole_pages(stage, screen.visitor, told[who], who)
    _speaks(told[who], language)
    screen.enter(told[who])
    faults = screen.faults(*whole[language == "en" :: 2], sizes=sizes)
    stage.written = False
    assert faults == []


@pytest.mark.browser
@pytest.mark.parametrize("address", ["/sign-in", "/forgotten", "/offline", "/nothing-there"])
def test_no_page_for_strangers_has_a_barrier(told: dict[str, Member], screen: Screen, address: str) -> None:
    assert screen.faults(address) == []
    screen.complaints = [one for one in screen.complaints if "404" not in one]


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.parametrize(("who", "address"), [("rep", "/"), ("administrator", "/staff")])
def test_a_first_visit_is_light(told: dict[str, Member], screen: Screen, who: str, address: str) -> None:
    answers: list[Response] = []
    screen.page.on("response", lambda answer: answers.append(answer))
    screen.enter(told[who]).see(address, PHONE)
    screen.page.wait_for_load_state("networkidle")
    weights = {one.url: sum(_sizes(one)) for one in answers}
    assert sum(weights.values()) < FIRST_LOAD, weights


def _sizes(answer: Response) -> tuple[int, int]:
    sizes = answer.request.sizes()
    return sizes["responseHeadersSize"], sizes["responseBodySize"]
