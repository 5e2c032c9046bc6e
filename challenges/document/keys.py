"""One value of a nested mapping at a time, by its key's path; whatever is wrong is noted, never raised."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from challenges.document.problems import Problem
from core.rules import N_


class Keys:
    """A mapping being read, and the problems met so far."""

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.plain = plain
        self.problems: list[Problem] = []

    def wrong(self, path: str, sentence: str, **facts: object) -> None:
        """Note a problem with a key."""
        self.problems.append(Problem(path, sentence, facts))

    def at(self, path: str) -> Any:
        """What stands at a path; None when nothing does."""
        here: Any = self.plain
        for step in path.split("."):
            here = here.get(step) if isinstance(here, Mapping) else None
        return here

    def text(
        self,
        path: str,
        needed: bool = True,
        longest: int = 40,
        pattern: re.Pattern[str] | None = None,
        rule: str = "",
    ) -> str:
        """A tidied text; empty when it is wrong or left out."""
        value = self.at(path)
        if value is None or value == "":
            if needed:
                self.wrong(path, N_("is missing."))
            return ""
        if not isinstance(value, str) or not value.strip():
            self.wrong(path, N_("must be a text."))
        elif pattern is not None and not pattern.fullmatch(value):
            self.wrong(path, rule)
        elif len(value.strip()) > longest:
            self.wrong(
                path,
                N_("has %(length)s characters; %(longest)s is the most."),
                length=len(value),
                longest=longest,
            )
        else:
            return " ".join(value.split())
        return ""

    def choice(self, path: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """One of the allowed words."""
        value = self.at(path)
        if value is None and default is not None:
            return default
        if value is None:
            self.wrong(path, N_("is missing; one of %(allowed)s."), allowed=", ".join(allowed))
        elif value not in allowed:
            self.wrong(
                path, N_("“%(value)s” is not one of %(allowed)s."), value=value, allowed=", ".join(allowed)
            )
        return str(value or "")

    def words(self, path: str, allowed: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts, each once."""
        value = self.at(path)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            self.wrong(path, N_("must be a list of texts."))
            return ()
        for one in value if allowed else ():
            if one not in allowed:
                self.wrong(
                    path, N_("“%(value)s” is not one of %(allowed)s."), value=one, allowed=", ".join(allowed)
                )
        return tuple(dict.fromkeys(one.strip() for one in value))

    def day(self, path: str) -> date | None:
        """A local day, as TOML’s own date or as ISO text."""
        value = self.at(path)
        if value is None or value == "":
            self.wrong(path, N_("is missing."))
            return None
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                self.wrong(path, N_("“%(value)s” is not a date; write it like 2026-10-15."), value=value)
                return None
        if isinstance(value, datetime) or not isinstance(value, date):
            self.wrong(path, N_("must be a day, without a time: 2026-10-15."))
            return None
        return value

    def whole(self, path: str, least: int, most: int, default: int) -> int:
        """A whole number within bounds."""
        value = self.at(path)
        if value is None:
            return default
        if type(value) is not int or not least <= value <= most:
            self.wrong(path, N_("must be a whole number from %(least)s to %(most)s."), least=least, most=most)
            return default
        return value

    def yes(self, path: str) -> bool:
        """True or false; false when it is left out."""
        value = self.at(path)
        if value is not None and not isinstance(value, bool):
            self.wrong(path, N_("must be true or false."))
        return value is True
