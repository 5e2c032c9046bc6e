"""The command line as an operator uses it."""

from contextvars import Context
from dataclasses import dataclass

from flask import Flask

from core.database import session


@dataclass(frozen=True)
class Printed:
    """What a command printed, and how it ended."""

    code: int
    output: str
    errors: str

    @property
    def lines(self) -> list[str]:
        """Standard output, line by line."""
        return self.output.splitlines()


class Shell:
    """Runs commands of one application, each in a context of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, *words: object, code: int = 0, input: str | None = None) -> Printed:
        """Run `flask WORDS…` and assert its exit status."""
        runner = self.app.test_cli_runner()
        result = Context().run(runner.invoke, args=[str(word) for word in words], input=input)
        session.rollback()
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        printed = Printed(result.exit_code, result.stdout, result.stderr)
        assert printed.code == code, f"flask {' '.join(map(str, words))} → {printed}"
        return printed
