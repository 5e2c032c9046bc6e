"""Another system that answers over HTTP: where it is, what opens it, the paths of what it is asked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

NAME = re.compile(r"[a-z][a-z0-9-]{0,38}")
MOST_SECONDS = 30


class RemoteRefused(ValueError):
    """A variable is missing or cannot be read; the sentence names it."""


@dataclass(frozen=True)
class Remote:
    """One of them. In a path, `{key}` and `{reference}` stand for what the asking names."""

    name: str
    url: str
    token: str = field(repr=False)
    order_path: str = "/orders"
    status_path: str = "/orders/{key}"
    cancel_path: str = "/orders/{key}/cancellation"
    #: for the whole of an answer, however slowly it drips
    seconds: int = 10


def read_remotes(env: Mapping[str, str], prefix: str, names: Sequence[str]) -> tuple[Remote, ...]:
    """What `PREFIX_NAME_URL`, `_TOKEN` (or `_TOKEN_FILE`), `_ORDER`, `_STATUS`, `_CANCEL`, `_SECONDS` say."""
    return tuple(_read(env, name, f"{prefix}_{name.upper().replace('-', '_')}_") for name in names)


def _read(env: Mapping[str, str], name: str, prefix: str) -> Remote:
    if not NAME.fullmatch(name) or name == "pool":
        raise RemoteRefused(f"{name!r} is no name for a provider: small letters, digits and hyphens.")
    url = env.get(f"{prefix}URL", "").rstrip("/")
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise RemoteRefused(f"{prefix}URL must say where {name} answers, like https://cards.example/api.")
    seconds = env.get(f"{prefix}SECONDS") or "10"
    if not seconds.isdecimal() or not 1 <= int(seconds) <= MOST_SECONDS:
        raise RemoteRefused(f"{prefix}SECONDS must be a whole number from 1 to {MOST_SECONDS}.")
    paths = {
        f"{what}_path": path
        for what in ("order", "status", "cancel")
        if (path := env.get(prefix + what.upper()))
    }
    for what, path in paths.items():
        if not path.startswith("/"):
            raise RemoteRefused(f"{prefix}{what.removesuffix('_path').upper()} must begin with a slash.")
    return Remote(name, url, _token(env, prefix), seconds=int(seconds), **paths)


def _token(env: Mapping[str, str], prefix: str) -> str:
    path = env.get(f"{prefix}TOKEN_FILE")
    token = Path(path).read_text(encoding="utf-8").strip() if path else env.get(f"{prefix}TOKEN", "")
    if not token:
        raise RemoteRefused(f"{prefix}TOKEN must hold what opens the provider.")
    return token
