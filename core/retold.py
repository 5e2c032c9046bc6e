"""Sentences that a process keeps: what is said of the same things, in the same language, is said once.

A history, a ladder and a rule are made of the same few sentences for everybody; putting them into words takes
longer than reading what they are about.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

from core.format import known_reader

P = ParamSpec("P")
R = TypeVar("R")


def retold(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the last `most` answers of a function that depends on its (hashable) words and the language alone.

    No clock, no database, no address may stand behind it, and what it returns may not be changed.
    """

    def keep(tell: Callable[P, R]) -> Callable[P, R]:
        def by_language(_language: str, *words: Any, **named: Any) -> R:
            return tell(*words, **named)

        kept: Callable[..., R] = lru_cache(maxsize=most)(by_language)

        @wraps(tell)
        def told(*words: P.args, **named: P.kwargs) -> R:
            locale = known_reader()  # None where nobody reads: nothing is translated, and nothing is kept
            return kept(locale.language, *words, **named) if locale else tell(*words, **named)

        return told

    return keep
