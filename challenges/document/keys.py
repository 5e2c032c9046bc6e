"""One value of a nested mapping at a time, by its key's path; whatever is wrong is noted, never raised."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from challenges.document.problems import Problem
from core.rules import N_

#: Most points, and most of any score, that a document may name.
MOST_POINTS, MOST_SCORE = 10**9, 10**15


class Keys:
    """A mapping being read, where it stands in the file, and the problems met so far."""

    def __init__(self, plain: Any, path: str = "", problems: list[Problem] | None = None) -> None:
        self.plain: Mapping[str, Any] = plain if isinstance(plain, Mapping) else {}
        self.path = path
        self.problems: list[Problem] = [] if problems is None else problems

    def wrong(self, path: str, sentence: str, **facts: object) -> None:
        """Note a problem with a key, or with the whole mapping where no key is named."""
        self.problems.append(Problem(self._whole(path), sentence, facts))

    def at(self, path: str) -> Any:
        """What stands at a path; None when nothing does."""
        here: Any = self.plain
        for step in path.split("."):
            here = here.get(step) if isinstance(here, Mapping) else None
        return here

    def section(self, name: str) -> "Keys":
        """What stands under one key; empty where nothing does."""
        found = self.at(name)
        if found is not None and not isinstance(found, Mapping):
            self.wrong(name, N_("must be a section: [%(section)s]."), section=self._whole(name))
        return Keys(found, self._whole(name), self.problems)

    def rows(self, name: str) -> list["Keys"]:
        """Each of several parts of the same kind, named from 1 on."""
        found = self.at(name)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(one, Mapping) for one in found):
            self.wrong(
                name, N_("must be one or several sections: [[%(section)s]]."), section=self._whole(name)
            )
        listed = found if isinstance(found, list) else []
        whole = self._whole(name)
        return [Keys(one, f"{whole}[{nth}]", self.problems) for nth, one in enumerate(listed, 1)]

    def only(self, known: Collection[str]) -> None:
        """Note every key that nothing reads, with the one that was probably meant."""
        for key in self.plain:
            if key in known:
                continue
            near = get_close_matches(str(key).lower(), sorted(known), 1)
            if near:
                self.wrong(
                    str(key), N_("is not a key of a challenge; did you mean “%(near)s”?"), near=near[0]
                )
            else:
                self.wrong(str(key), N_("is not a key of a challenge."))

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
            said = N_("has %(length)s characters; %(longest)s is the most.")
            self.wrong(path, said, length=len(value), longest=longest)
        else:
            return " ".join(value.split())
        return ""

    def choice(self, path: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of the allowed words."""
        value, words = self.at(path), ", ".join(filter(None, allowed))
        if value is None and default is not None:
            return default
        if value is None:
            self.wrong(path, N_("is missing; one of %(allowed)s."), allowed=words)
        elif not isinstance(value, str) or value not in allowed:
            self.wrong(path, N_("“%(value)s” is not one of %(allowed)s."), value=value, allowed=words)
        return str(value or "")

    def words(self, path: str, allowed: Collection[str] = ()) -> tuple[str, ...]:
        """A list of texts, each once."""
        value = self.at(path)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
            self.wrong(path, N_("must be a list of texts."))
            return ()
        for one in value if allowed else ():
            if one not in allowed:
                said = N_("“%(value)s” is not one of %(allowed)s.")
                self.wrong(path, said, value=one, allowed=", ".join(allowed))
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

    def moment(self, path: str) -> datetime | None:
        """A local wall time to the minute, as TOML’s own or as ISO text."""
        value = self.at(path)
        if value is None or value == "":
            self.wrong(path, N_("is missing."))
            return None
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                value = None
        if not isinstance(value, datetime) or value.tzinfo or value.second or value.microsecond:
            self.wrong(path, N_("must be a local day and time, to the minute: 2026-10-15T09:30:00."))
            return None
        return value

    def whole(self, path: str, least: int, most: int, default: int | None = None) -> int:
        """A whole number within bounds; without a default it is needed."""
        value = self.at(path)
        if value is None and default is not None:
            return default
        if value is None:
            self.wrong(path, N_("is missing."))
        elif type(value) is not int or not least <= value <= most:
            self.wrong(path, N_("must be a whole number from %(least)s to %(most)s."), least=least, most=most)
        else:
            return value
        return least if default is None else default

    def points(self, path: str = "points") -> int:
        """Points that are won: one at least."""
        return self.whole(path, 1, MOST_POINTS)

    def score(self, path: str = "at", default: int | None = None) -> int:
        """A score to reach, in score units."""
        return self.whole(path, 1, MOST_SCORE, default)

    def yes(self, path: str, default: bool = False) -> bool:
        """True or false."""
        value = self.at(path)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.wrong(path, N_("must be true or false."))
        return value is True

    def _whole(self, path: str) -> str:
        return f"{self.path}.{path}" if self.path and path else self.path or path
