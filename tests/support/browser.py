"""A browser with manners: signs people in, follows labels, fills forms as printed, checks every page."""

import re
import secrets
from collections import Counter
from contextvars import Context
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup, Tag
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from core.clock import now
from core.database import session, transaction
from tests.support.cast import START, Member, sign_in

SPACES = re.compile(r"[\s\u00a0\u202f]+")


def plain(text: str) -> str:
    """A text with single ordinary spaces: how it is set is tested elsewhere."""
    return SPACES.sub(" ", text).strip()


class TestClient(FlaskClient):
    """Each request in a fresh context: the test's own session and `g` stay out of it, as on a server."""

    __test__ = False

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Make the request, then let the test see what it changed."""
        response = Context().run(super().open, *args, **{**kwargs, "buffered": True})
        if has_app_context():  # a followed redirect is opened inside the request's own context
            session.rollback()
        return response


class Page:
    """What came back, readable by a person's words."""

    def __init__(self, response: TestResponse) -> None:
        self.response = response
        self.status = response.status_code
        self.url = response.request.full_path.rstrip("?")
        self.headers = response.headers
        self.html = response.get_data().decode(errors="replace")

    @cached_property
    def soup(self) -> BeautifulSoup:
        """What is on it, read when somebody looks: many only ask how it was answered."""
        return BeautifulSoup(self.html, "html.parser")

    @cached_property
    def text(self) -> str:
        """Everything printed on it."""
        return plain(self.soup.get_text(" "))

    @property
    def is_whole(self) -> bool:
        """Whether it is a page of ours, rather than a fragment, a file or the note of a redirect."""
        return "<html" in self.html and self.status // 100 != 3

    @property
    def h1(self) -> str:
        """Its one heading."""
        return plain(self.the("h1").get_text(" "))

    def says(self, words: str) -> bool:
        """Whether words are printed on it."""
        return plain(words) in self.text

    def all(self, css: str) -> list[Tag]:
        """Every element of a selector."""
        return list(self.soup.select(css))

    def the(self, css: str) -> Tag:
        """The one element of a selector."""
        found = self.all(css)
        assert len(found) == 1, f"{len(found)} × {css} on {self.url}"
        return found[0]

    def link(self, label: str) -> str:
        """Where the link of a label leads."""
        found = [
            a for a in self.all("a[href]") if plain(label) in (plain(a.get_text(" ")), a.get("aria-label"))
        ]
        assert found, (
            f"no link “{label}” on {self.url}: {sorted({plain(a.get_text(' ')) for a in self.all('a')})}"
        )
        return str(found[0]["href"])

    def form(self, button: str) -> Tag:
        """The form that a button of this label sends."""
        buttons = [b for b in self.all("form button, form input[type=submit]") if button in _labels(b)]
        everything = sorted({label for b in self.all("button") for label in _labels(b)})
        assert buttons, f"no button “{button}” on {self.url}: {everything}"
        form = buttons[0].find_parent("form")
        assert form is not None
        return form

    def has_button(self, button: str) -> bool:
        """Whether a button of this label is printed."""
        return any(button in _labels(b) for b in self.all("button, input[type=submit]"))


class Browser:
    """One visitor's browser; `as_` opens another one."""

    def __init__(self, app: Flask, **headers: str) -> None:
        self.app = app
        self.client = app.test_client()
        self.headers = headers

    def as_(self, member: Member) -> "Browser":
        """The browser of a member who is signed in."""
        other = Browser(self.app, **self.headers)
        token = member.token
        if now() != START:
            token = secrets.token_hex(16)
            with transaction():
                sign_in(member.id, token, now())
        with other.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = token, True
        return other

    def get(self, url: str, status: int = 200, **headers: str) -> Page:
        """Open a page; asserts its status, and its manners when it is a whole page."""
        page = Page(self.client.get(url, headers={**self.headers, **headers}))
        assert page.status == status, _unexpected(page, status)
        if page.is_whole:
            check_manners(page)
        return page

    def fragment(self, url: str, status: int = 200) -> Page:
        """What htmx would get."""
        return self.get(url, status, **{"HX-Request": "true"})

    def follow(self, page: Page, label: str) -> Page:
        """Click a link."""
        return self.get(page.link(label))

    def submit(self, page: Page, button: str, status: int = 200, **fields: Any) -> Page:
        """Fill the form of a button as printed, the given fields on top, and send it; follows redirects.

        A field set to None is left out (an unticked box). Unknown fields are an error: they are not printed.
        """
        form = page.form(button)
        data = filled(form, button)
        printed = {str(tag["name"]) for tag in form.select("[name]")}
        assert set(fields) <= printed, f"{sorted(set(fields) - printed)} not in the form: {sorted(printed)}"
        data = {name: value for name, value in {**data, **fields}.items() if value is not None}
        send = self.client.post if str(form.get("method", "get")).lower() == "post" else self.client.get
        pressed = next(tag for tag in form.select("button, input[type=submit]") if button in _labels(tag))
        answer = send(
            str(pressed.get("formaction") or form.get("action") or page.url),
            **_body(send, data),
            follow_redirects=True,
            headers=self.headers,
        )
        return self._checked(Page(answer), status)

    def post(
        self, url: str, status: int = 200, follow: bool = True, token: bool = True, **fields: Any
    ) -> Page:
        """Send a form that no page printed (a stranger's, an old one), with a token of this browser's."""
        data = {"csrf_token": self.token(), **fields} if token else fields
        answer = self.client.post(url, data=data, follow_redirects=follow, headers=self.headers)
        return self._checked(Page(answer), status)

    def token(self) -> str:
        """A CSRF token that holds for this browser, as a page of ours would print it."""
        with self.client.session_transaction() as cookie:
            secret = cookie.setdefault("csrf_token", secrets.token_hex(20))
        return str(URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(secret))

    def _checked(self, page: Page, status: int) -> Page:
        assert page.status == status, _unexpected(page, status)
        if page.is_whole:
            check_manners(page)
        return page


def filled(form: Tag, button: str = "") -> dict[str, Any]:
    """What a browser would send of a form as printed, with the button that is pressed."""
    data: dict[str, Any] = {}
    for tag in form.select("input[name], textarea[name], select[name], button[name]"):
        name, kind = str(tag["name"]), str(tag.get("type", ""))
        if tag.name == "button" or kind == "submit":
            if button in _labels(tag):
                data[name] = str(tag.get("value", ""))
        elif tag.name == "select":
            chosen = [o for o in tag.select("option") if o.has_attr("selected")] or tag.select("option")[:1]
            data[name] = [str(o.get("value", o.get_text())) for o in chosen]
        elif tag.name == "textarea":
            data[name] = tag.get_text()
        elif kind not in {"checkbox", "radio", "file"} or tag.has_attr("checked"):
            data[name] = str(tag.get("value", "on" if kind in {"checkbox", "radio"} else ""))
    return data


#: Attributes that hold ids of the same page.
NAMING = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details", "list")


def check_manners(page: Page) -> None:
    """What every whole page owes a person and the content security policy; its tags are gone through once."""
    tags: list[Tag] = page.soup.find_all(True)
    html, title, h1 = ([tag for tag in tags if tag.name == name] for name in ("html", "title", "h1"))
    assert len(h1) == 1, f"{page.url} has {len(h1)} h1"
    assert len(html) == 1 and html[0].get("lang"), f"{page.url} names no language"  # noqa: PT018
    assert len(title) == 1 and plain(title[0].get_text()), f"{page.url} has no title"  # noqa: PT018
    ids = Counter(str(tag["id"]) for tag in tags if "id" in tag.attrs)
    assert len(ids) == ids.total(), (
        f"{page.url} repeats ids {sorted(i for i, times in ids.items() if times > 1)}"
    )
    lost = {word for tag in tags for name in NAMING for word in str(tag.get(name, "")).split()} - ids.keys()
    assert not lost, f"{page.url} names ids that are nowhere on it: {sorted(lost)}"
    assert not [tag for tag in tags if "style" in tag.attrs], f"{page.url} has inline style"
    assert not [tag for tag in tags if tag.name == "script" and not tag.get("src")], (
        f"{page.url} has inline script"
    )
    loud = [name for tag in tags for name in tag.attrs if name.startswith(("on", "hx-on"))]
    assert not loud, f"{page.url} has {loud}"


def _labels(button: Tag) -> set[str]:
    return {
        plain(button.get_text(" ")),
        plain(str(button.get("value", ""))),
        plain(str(button.get("aria-label", ""))),
    }


def _body(send: Any, data: dict[str, Any]) -> dict[str, Any]:
    return {"data": data} if send.__name__ == "post" else {"query_string": data}


def _unexpected(page: Page, status: int) -> str:
    return f"{page.url} answered {page.status}, not {status}: {page.text[:600]}"
