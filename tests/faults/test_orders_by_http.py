"""The last five through the front door: three gunicorn workers, fifty signed-in browsers, one moment."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Barrier, Thread
from time import sleep
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from catalog.models import Order, Reward
from core.database import session, transaction
from tests.catalog.scene import a_reward
from tests.faults.test_orders import CLIENTS, PRICE, people_who_can_pay
from tests.support.browser import Browser
from tests.support.cast import START, Cast, sign_in
from tests.support.checkout import ROOT
from tests.support.stage import Stage

pytestmark = pytest.mark.faults

WORKERS = 3
START_SECONDS = 60


@pytest.fixture
def port(cast: Cast, stage: Stage) -> Iterator[int]:
    """A gunicorn with three workers on this test's database, its clock at START."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        free = int(one.getsockname()[1])
    environment = {
        **os.environ,
        "TANDEM_DATABASE_URL": stage.settings.database_url,
        "TANDEM_FILES": str(stage.settings.files),
        "TANDEM_NOW": START.isoformat(),
    }
    gunicorn = Path(sys.executable).parent / "gunicorn"
    command = [
        str(gunicorn),
        "app:create_app()",
        "--no-control-socket",
        f"--workers={WORKERS}",
        "--log-level=error",
    ]
    server = subprocess.Popen([*command, f"--bind=127.0.0.1:{free}"], cwd=ROOT, env=environment)
    try:
        _wait_for(free)
        yield free
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait()
        stage.let_go()
        stage.written = True


def _wait_for(port: int) -> None:
    for _ in range(START_SECONDS * 10):
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
                connection.request("GET", "/sign-in")
                with connection.getresponse() as answer:
                    assert answer.status == 200
                    return
        except OSError:
            sleep(0.1)
    raise AssertionError("gunicorn did not start")


def _request(stage: Stage, token: str, reward_id: int, number: int) -> bytes:
    """An order as a browser of this person sends it, ready to go."""
    browser = Browser(stage.app)
    with browser.client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = token, True
    form = {"csrf_token": browser.token(), "request_id": f"http-{number}", "quantity": 1, "price": PRICE}
    kept = browser.client.get_cookie("tandem")
    assert kept
    body = urlencode(form)
    head = [
        f"POST /rewards/{reward_id}/orders HTTP/1.1",
        "Host: localhost",
        f"Cookie: tandem={kept.value}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    ]
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


def test_fifty_browsers_at_once_get_the_last_five(cast: Cast, stage: Stage, port: int) -> None:
    with transaction():
        people = people_who_can_pay(cast, PRICE)
        reward_id = a_reward(price=PRICE, stock=5).id
        for person in people:
            sign_in(person, f"http-token-{person}", START)
    requests = [_request(stage, f"http-token-{p}", reward_id, n) for n, p in enumerate(people)]
    barrier, answers = Barrier(CLIENTS), Counter[str]()

    def send(request: bytes) -> None:
        """All but the last byte, then, with everybody else, the last."""
        with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
            line.sendall(request[:-1])
            barrier.wait(60)
            line.sendall(request[-1:])
            with line.makefile("rb") as answer:
                answers[answer.readline().split()[1].decode()] += 1

    crowd = [Thread(target=send, args=(request,)) for request in requests]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    session.rollback()
    assert answers == {"303": 5, "409": 45}
    assert session.scalars(select(Reward.stock).where(Reward.id == reward_id)).one() == 0
    assert session.scalar(select(func.count()).select_from(Order)) == 5
