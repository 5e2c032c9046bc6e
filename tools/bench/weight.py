"""P11: what a phone transfers on its first page and on later ones, as Chromium counts it."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import sync_playwright

from tools import chromium
from tools.bench.crowd import NOW
from tools.bench.member_pages import TOKEN, tell
from tools.bench.report import Figure, Unmeasured
from tools.bench.served import Server, gunicorn
from tools.bench.stages import Bench
from tools.bench.visits import cookie

LATER = ("/challenges", "/challenges/{challenge}", "/points", "/rewards", "/orders", "/inbox", "/me")
PHONE = {"width": 390, "height": 844}


def measure(bench: Bench) -> Iterator[Figure]:
    """Kilobytes of the first page with an empty cache, and of the heaviest page after it."""
    # as people have it: the shell fetches pictures from further below the edge
    program = chromium.found(chromium.NAMES[1:]) or chromium.found()
    if program is None:
        raise Unmeasured(chromium.MISSING)
    with bench.application("sqlite") as app:
        names = tell(app)
        environment = {
            "TANDEM_DATABASE_URL": app.config["SETTINGS"].database_url,
            "TANDEM_NOW": NOW.isoformat(),
            "TANDEM_FILES": str(app.config["SETTINGS"].files),
        }
        with gunicorn("app:create_app()", environment) as server:
            pages = ["/", *(page.format(**names) for page in LATER)]
            weights = _weighed(server, program, cookie(app, TOKEN), pages)
    first = weights.pop("/")
    yield Figure("P11", "sqlite", "first page, kB", first / 1000, f"{first:,} bytes", goal=200, beyond=120)
    heaviest = max(weights, key=lambda page: weights[page])
    told = ", ".join(f"{page} {weight / 1000:.0f}" for page, weight in weights.items())
    yield Figure(
        "P11", "sqlite", "heaviest later page, kB", weights[heaviest] / 1000, told, goal=40, beyond=15
    )


def _weighed(server: Server, program: str, signed_in: str, pages: list[str]) -> dict[str, int]:
    """Bytes transferred by each page, one after another in one browser."""
    name, _, value = signed_in.partition("=")
    origin = f"http://127.0.0.1:{server.port}"
    weights: dict[str, int] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(chromium.FLAGS))
        context = browser.new_context(viewport=PHONE, locale="fr-FR", service_workers="block")  # type: ignore[arg-type]
        context.add_cookies([{"name": name, "value": value, "url": origin}])
        page = context.new_page()
        received: list[int] = []

        def note(event: dict[str, Any]) -> None:
            received.append(int(event["encodedDataLength"]))

        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", note)
        for address in pages:
            received.clear()
            page.goto(origin + address, wait_until="networkidle")
            weights[address] = sum(received)
        browser.close()
    return weights
