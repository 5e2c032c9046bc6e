"""A real Chromium on a live server: what it may not say, and what axe finds."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import ConsoleMessage, Page, ViewportSize
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.support.browser import Browser
from tests.support.cast import Member

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]
AXE = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
LOOK = 'async options => (await axe.run({exclude: [["[data-alike]"]]}, options)).violations'
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
#: Marks whatever looks as a sister does that came before: the same tags, classes and states all the way down,
#: only other words. Every second row may be striped, the last may differ: those stay.
MARK_ALIKE = """() => {
  const looks = one => one.tagName + Array.from(one.attributes, each =>
      ["href", "id", "for", "value", "src", "srcset", "alt", "title", "datetime"].includes(each.name)
      || (each.name.startsWith("aria-") && each.value.length > 5) ? each.name : each.name + each.value).join()
    + (one.children.length ? "" : Boolean(one.textContent.trim()))
    + "(" + Array.from(one.children, looks) + ")";
  for (const mother of document.querySelectorAll("tbody, ul, ol, dl, div, section, form, svg, g")) {
    const seen = {}, last = mother.lastElementChild;
    for (const [at, one] of Array.from(mother.children).entries()) {
      const look = (at % 2) + looks(one);
      seen[look] = (seen[look] || 0) + 1;
      if (seen[look] > 1 && one !== last) one.setAttribute("data-alike", "");
    }
  }
}"""


class Quiet(WSGIRequestHandler):
    """Keeps the test's output for the test."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of a threaded server of this application, in this process and on its frozen clock."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Screen:
    """One Chromium page on the live server; notes everything the browser complains about."""

    def __init__(self, page: Page, visitor: Browser, url: str) -> None:
        self.page, self.visitor, self.url = page, visitor, url
        self.complaints: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def enter(self, member: Member) -> "Screen":
        """Come in as a member."""
        client = self.visitor.as_(member).client
        cookie = client.get_cookie("tandem")
        assert cookie is not None
        self.page.context.add_cookies([{"name": "tandem", "value": cookie.value, "url": self.url}])
        return self

    def see(self, path: str, size: ViewportSize | None = None) -> Page:
        """Open a path of the portal."""
        if size:
            self.page.set_viewport_size(size)
        self.page.goto(self.url + path)
        return self.page

    def faults(self, *paths: str, sizes: Sequence[ViewportSize] = (PHONE, DESK)) -> list[str]:
        """What is wrong with pages, each opened once and looked at in each size: too wide, or a barrier.

        Without a path the page as it stands; TANDEM_PICTURES names a folder for a picture of each look.
        """
        return [
            f"{path} at {size['width']}: {fault}"
            for path in paths or [None]
            for size in self._opened(path, sizes)
            for fault in self._faults()
        ]

    def _opened(self, path: str | None, sizes: Sequence[ViewportSize]) -> Iterator[ViewportSize]:
        """Each size in turn, the page having it."""
        for at, size in enumerate(sizes):
            if size != self.page.viewport_size:
                self.page.set_viewport_size(size)
            if path is not None and not at:
                self.see(path)
            yield size

    def _faults(self) -> list[str]:
        over = self.page.evaluate(TOO_WIDE)
        if folder := os.environ.get("TANDEM_PICTURES"):
            name = f"{urlsplit(self.page.url).path.strip('/').replace('/', '-')}-{self.page.viewport_size}"
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
        return [*([f"{over} px too wide"] if over > 0 else []), *self.barriers()]

    def barriers(self) -> list[str]:
        """What axe finds on the page as it stands, one line a rule and element.

        Of what looks alike one is looked at: ids and what names them are a matter of manners, on every page.
        """
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(Axe().axe_script)
            self.page.evaluate(MARK_ALIKE)
        found = self.page.evaluate(LOOK, AXE)
        return [
            f"{rule['id']}: {node['html'][:160]} — {node.get('failureSummary', '')[:300]}"
            for rule in found
            for node in rule["nodes"]
        ]

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)
