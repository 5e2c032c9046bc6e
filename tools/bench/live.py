"""P9: the board of ten thousand while results keep coming in, beside what CTFd's readers wait then.

CTFd's figure is a constant, measured on a like machine (2 shared cores, 24 GiB; one gevent worker on
PostgreSQL and Redis, as its image runs; 6 s of mixed load at 10,000 participants): a median of 7.0 s.
"""

from collections.abc import Callable, Iterator
from threading import Event, Thread

from tools.bench.board_read import refresher
from tools.bench.crowd import CODE, NOW, SCORES, SPREAD, secret
from tools.bench.report import Figure, micro, rate
from tools.bench.served import gunicorn
from tools.bench.stages import Bench
from tools.bench.visits import settled

CTFD_SECONDS = 7.0
MANY = 10_000
#: Seconds between two refreshes, each after `CHANGES` new sales.
EVERY = 0.5


def measure(bench: Bench) -> Iterator[Figure]:
    """Median wait for the board under live results ÷ CTFd's."""
    for engine in bench.engines:
        app, crowd = bench.crowd(engine, MANY)
        environment = {
            "TANDEM_DATABASE_URL": app.config["SETTINGS"].database_url,
            "TANDEM_NOW": NOW.isoformat(),
            "TANDEM_FILES": str(app.config["SETTINGS"].files),
        }
        reader = next(one for one in range(1, 500) if one * SPREAD % SCORES > SCORES // 2)
        headers = settled(app, secret(reader), "/orders")
        with gunicorn("app:create_app()", environment) as server:
            server.get(f"/challenges/{CODE}/board", headers)
            over, sales = Event(), refresher(app, crowd)
            scorer = Thread(target=_keep_scoring, args=(sales, over))
            scorer.start()
            load = server.drive(f"/challenges/{CODE}/board", headers, 2 if bench.quick else 6)
            over.set()
            scorer.join()
        yield Figure(
            "P9",
            engine,
            f"board under live results at {MANY:,} ÷ CTFd's median",
            load.waited / CTFD_SECONDS,
            f"{micro(load.waited)} ÷ {micro(CTFD_SECONDS)}, {rate(load.rate, 'answers')}",
            goal=1 / 200,
            beyond=1 / 500,
        )


def _keep_scoring(prepare: Callable[[], Callable[[], None]], over: Event) -> None:
    while not over.wait(EVERY):
        prepare()()
