"""P10: what a web process holds after thousands of requests, beside what it held once it was warm."""

from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from tools.bench.crowd import CODE, NOW, READERS, secret
from tools.bench.report import Figure, Unmeasured
from tools.bench.served import Server, gunicorn
from tools.bench.stages import Bench
from tools.bench.visits import cookie

MANY = 10_000
#: Fewer than ten thousand, so that `make bench` fits into six minutes; growth shows in the first ones.
WARM, THEN = 600, 4_000
BOARD = f"/challenges/{CODE}/board"
PAGES = ("/", "/challenges", f"/challenges/{CODE}", BOARD, "/points", "/rewards", "/inbox")


def measure(bench: Bench) -> Iterator[Figure]:
    """Resident memory after many pages of many readers ÷ after the first few hundred."""
    if not Path("/proc/self/smaps_rollup").exists():
        raise Unmeasured("P10 reads /proc, which this machine does not have.")
    then = 1_500 if bench.quick else THEN
    app, _ = bench.crowd("sqlite", MANY)
    environment = {
        "TANDEM_DATABASE_URL": app.config["SETTINGS"].database_url,
        "TANDEM_NOW": NOW.isoformat(),
        "TANDEM_FILES": str(app.config["SETTINGS"].files),
    }
    cookies = [cookie(app, secret(person)) for person in range(1, READERS + 1)]
    with gunicorn("app:create_app()", environment, workers=1) as server:
        visits = zip(cycle(PAGES), cycle(cookies), strict=False)
        _walk(server, islice(visits, WARM))
        warm = server.memory()
        _walk(server, islice(visits, then))
        full = server.memory()
    yield Figure(
        "P10",
        "sqlite",
        f"memory of a web process after {WARM + then:,} requests ÷ after {WARM}",
        full / warm,
        f"{full / 1e6:.0f} MB ÷ {warm / 1e6:.0f} MB, {len(PAGES)} pages of {READERS} readers in turns",
        goal=1.2,
    )


def _walk(server: Server, visits: Iterator[tuple[str, str]]) -> None:
    for page, signed_in in visits:
        status, _, _ = server.get(page, {"Cookie": signed_in})
        if status != 200:
            raise AssertionError(f"{page} answered {status}")
