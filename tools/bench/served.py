"""A real server for a while, and a small client that drives it."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import monotonic, sleep
from typing import NamedTuple

WORKERS = 2
CLIENTS = 4
START_SECONDS = 30


class Load(NamedTuple):
    """What a server did under load."""

    #: answers a second
    rate: float
    #: seconds of processor that an answer took in the server
    cost: float
    #: seconds that a client waited, the median
    waited: float


@contextmanager
def gunicorn(target: str, environment: dict[str, str], workers: int = WORKERS) -> Iterator["Server"]:
    """`target` under gunicorn with some sync workers, on a free port."""
    port = _free_port()
    command = [
        str(Path(sys.executable).parent / "gunicorn"),
        "--no-control-socket",
        "--preload",  # nobody waits for a worker that is still starting
        "--worker-class=sync",
        f"--workers={workers}",
        f"--bind=127.0.0.1:{port}",
        "--log-level=error",
        target,
    ]
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait()


class Server(NamedTuple):
    """Where it listens and who it is."""

    port: int
    pid: int

    def get(self, path: str, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        """One answer: status, headers (lower case), body."""
        raw = self._exchange(self._request(path, headers))
        head, _, body = raw.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(": ") for line in lines)
        return int(status.split()[1]), {name.lower(): value for name, _, value in pairs}, body

    def drive(self, path: str, headers: dict[str, str], seconds: float, status: int = 200) -> Load:
        """Ask for one page from several clients at once for some seconds."""
        request, expected = self._request(path, headers), f"HTTP/1.1 {status} ".encode()
        begun, used = monotonic(), self._processor()

        def client() -> list[float]:
            waits = []
            while (asked := monotonic()) - begun < seconds:
                if not self._exchange(request).startswith(expected):
                    raise AssertionError(f"{path} did not answer {status}")
                waits.append(monotonic() - asked)
            return waits

        with ThreadPoolExecutor(CLIENTS) as pool:
            waits = [wait for found in pool.map(lambda _: client(), range(CLIENTS)) for wait in found]
        total = len(waits)
        return Load(total / (monotonic() - begun), (self._processor() - used) / total, median(waits))

    def _request(self, path: str, headers: dict[str, str]) -> bytes:
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return "\r\n".join([*lines, "", ""]).encode()

    def _exchange(self, request: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            connection.sendall(request)
            pieces = []
            while piece := connection.recv(65_536):
                pieces.append(piece)
            return b"".join(pieces)

    def memory(self) -> int:
        """Bytes that its workers hold, what they share with their parent counted in part (Linux)."""
        rolled = [Path(f"/proc/{child}/smaps_rollup").read_text() for child in self._workers()]
        lines = [line for text in rolled for line in text.splitlines() if line.startswith("Pss:")]
        return sum(int(line.split()[1]) for line in lines) * 1024

    def _workers(self) -> list[str]:
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return children.read_text().split() if children.exists() else []

    def _processor(self) -> float:
        """Seconds of processor its workers have used (Linux; 0 elsewhere)."""
        ticks = 0
        for child in self._workers():
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    give_up = monotonic() + START_SECONDS
    while monotonic() < give_up and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            sleep(0.05)
        else:
            return
    raise RuntimeError("the server did not start")
