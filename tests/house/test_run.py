"""`make run`: web and clock come up together, answer, and Ctrl-C in a terminal ends both with 0."""

import os
import pty
import select
import signal
import socket
import sys
from time import monotonic
from urllib.request import urlopen

import pytest
from flask import Flask

from tests.support.checkout import ROOT
from tests.support.stage import Stage

#: On a machine that is busy with the rest of the suite.
SECONDS = 180


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _read_until(terminal: int, words: bytes) -> bytes:
    """What the terminal shows until these words, or the end."""
    shown, give_up = b"", monotonic() + SECONDS
    while words not in shown and monotonic() < give_up:
        if select.select([terminal], [], [], 0.5)[0]:
            try:
                piece = os.read(terminal, 4096)
            except OSError:
                break
            if not piece:
                break
            shown += piece
    return shown


@pytest.mark.once
def test_run_serves_until_ctrl_c_and_ends_with_nought(app: Flask, stage: Stage) -> None:
    port = _free_port()
    environment = {
        **os.environ,
        "PORT": str(port),
        "TANDEM_DATABASE_URL": stage.settings.database_url,
        "TANDEM_FILES": str(stage.settings.files),
        "TANDEM_DEMO": "0",
    }
    stage.let_go()
    stage.written = True
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(ROOT)
        os.execve(sys.executable, [sys.executable, "-m", "tools.run"], environment)
    try:
        shown = _read_until(terminal, b"Ctrl-C stops it")
        assert b"Ctrl-C stops it" in shown, shown.decode()
        with urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=10) as answer:
            assert answer.status == 200
        os.write(terminal, b"\x03")
        shown = _read_until(terminal, b"\x00never")
        _, status = os.waitpid(child, 0)
        child = 0
        assert os.waitstatus_to_exitcode(status) == 0, shown.decode()
    finally:
        if child:
            os.kill(child, signal.SIGINT)  # it ends web and clock, which would meddle with the next test
            os.waitpid(child, 0)
        os.close(terminal)
    with socket.socket() as one:
        assert one.connect_ex(("127.0.0.1", port)) != 0
