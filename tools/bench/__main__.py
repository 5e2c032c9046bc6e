"""`make bench`: every speed target as a ratio, with its baseline. Prints, asserts nothing.

python -m tools.bench                       everything, on both engines
python -m tools.bench P1 P6 --quick         some of it, smaller
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from time import monotonic

from tools.bench import board_read, imports, live, member_pages, memory, orders, pages, rules, shelf, weight
from tools.bench.report import Figure, Unmeasured
from tools.bench.stages import Bench
from tools.postgres import NoPostgres

Measure = Callable[[Bench], Iterator[Figure]]


def _pages(bench: Bench) -> Iterator[Figure]:
    """Every page of a member in the demo, then the shelf of a large catalogue."""
    yield from member_pages.measure(bench)
    yield from shelf.measure(bench)


TARGETS: dict[str, Measure] = {
    "P1": board_read.read,
    "P2": pages.measure,
    "P4": imports.measure,
    "P6": board_read.refresh,
    "P7": orders.measure,
    "P8": _pages,
    "P9": live.measure,
    "P10": memory.measure,
    "P11": weight.measure,
    "P12": rules.measure,
}
#: Measured together with another one.
TOGETHER = {"P3": "P2", "P5": "P4"}


def main(arguments: list[str]) -> int:
    """0 unless something could not be measured."""
    asked = _arguments(arguments)
    engines = ("sqlite", "postgresql") if asked.engine == "both" else (asked.engine,)
    failed = False
    with ExitStack() as stack:
        bench = Bench(engines, asked.quick, stack)
        for name in dict.fromkeys(TOGETHER.get(one, one) for one in asked.targets) or TARGETS:
            begun = monotonic()
            try:
                for figure in TARGETS[name](bench):
                    print(figure.line(), flush=True)
            except (NoPostgres, Unmeasured) as sentence:
                failed = True
                print(f"{name:4}{sentence}", flush=True)
            print(f"{'':4}({monotonic() - begun:.0f} s)", flush=True)
    return int(failed)


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.bench", description="Speed targets, as ratios.")
    parser.add_argument("targets", nargs="*", metavar="P1", help=f"which of {', '.join(TARGETS)}")
    parser.add_argument("--engine", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--quick", action="store_true", help="smaller, under a minute")
    asked = parser.parse_args(arguments)
    unknown = set(asked.targets) - set(TARGETS) - set(TOGETHER)
    if unknown:
        parser.error(f"unknown target {', '.join(sorted(unknown))}")
    return asked


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
