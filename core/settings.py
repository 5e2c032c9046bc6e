"""Settings from the environment; production refuses to start when one that it needs is missing."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core.remotes import Remote, RemoteRefused, read_remotes

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "for-development-only-never-in-production"  # noqa: S105
SHORTEST_SECRET = 32


class SettingsRefused(RuntimeError):
    """The environment does not allow a start; the sentence says what to set."""


@dataclass(frozen=True)
class Argon2:
    """Cost of a password hash (OWASP 2025: at least 19 MiB, 2 passes, 1 lane)."""

    memory_kib: int = 19_456
    passes: int = 2
    lanes: int = 1


@dataclass(frozen=True)
class Brand:
    """What makes the portal the sponsor's own."""

    name: str = "Club Tandem"
    tagline: str = ""
    logo_letter: str = "T"


@dataclass(frozen=True)
class Settings:
    """Everything that differs between two installations."""

    environment: str = "development"
    database_url: str = f"sqlite:///{ROOT / 'var' / 'tandem.db'}"
    secret_key: str = field(default=DEVELOPMENT_SECRET, repr=False)
    #: what seals gift cards; empty for the secret key itself
    card_key: str = field(default="", repr=False)
    #: secrets that sealed cards before: still readable, never written with
    card_keys_before: tuple[str, ...] = field(default=(), repr=False)
    #: providers of gift cards
    card_providers: tuple[Remote, ...] = ()
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    proxy_hops: int = 0
    smtp_url: str = ""
    mail_from: str = "club@localhost"
    files: Path = field(default_factory=lambda: ROOT / "var" / "files")
    now: datetime | None = None
    demo: bool = False
    debug: bool = False
    brand: Brand = field(default_factory=Brand)
    argon2: Argon2 = field(default_factory=Argon2)

    @property
    def production(self) -> bool:
        """Whether real people and real points are at stake."""
        return self.environment == "production"

    @property
    def secure(self) -> bool:
        """Whether the portal is reached over TLS (decides cookie names, HSTS)."""
        return self.base_url.startswith("https://")

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise SettingsRefused(" ".join(problems))

    def _problems(self) -> list[str]:
        if not self.production:
            return []
        checks = [
            (
                self.secret_key == DEVELOPMENT_SECRET or len(self.secret_key) < SHORTEST_SECRET,
                f"TANDEM_SECRET_KEY must hold a secret of at least {SHORTEST_SECRET} characters.",
            ),
            (not self.trusted_hosts, "TANDEM_TRUSTED_HOSTS must name the portal's host."),
            (not self.secure, "TANDEM_BASE_URL must begin with https://."),
            (self.now is not None, "TANDEM_NOW moves the clock and is refused in production."),
            (self.demo, "TANDEM_DEMO opens the demo's sign-ins and is refused in production."),
            (not self.smtp_url, "TANDEM_SMTP_URL must say where mail is handed over."),
            (
                0 < len(self.card_key) < SHORTEST_SECRET,
                f"TANDEM_CARD_KEY must hold a secret of at least {SHORTEST_SECRET} characters.",
            ),
            (
                any(not one.url.startswith("https://") for one in self.card_providers),
                "Every TANDEM_CARDS_…_URL must begin with https://.",
            ),
        ]
        return [sentence for wrong, sentence in checks if wrong]

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None) -> "Settings":
        """Read TANDEM_* variables (and DATABASE_URL); raise SettingsRefused with every problem at once."""
        env = os.environ if env is None else env
        given = {
            "environment": env.get("TANDEM_ENV"),
            "database_url": env.get("TANDEM_DATABASE_URL") or env.get("DATABASE_URL"),
            "secret_key": _secret(env, "TANDEM_SECRET_KEY"),
            "card_key": _secret(env, "TANDEM_CARD_KEY"),
            "card_keys_before": _words(_secret(env, "TANDEM_CARD_KEYS_BEFORE")),
            "card_providers": _remotes(env),
            "base_url": env.get("TANDEM_BASE_URL"),
            "trusted_hosts": _words(env.get("TANDEM_TRUSTED_HOSTS")),
            "proxy_hops": _whole(env, "TANDEM_PROXY_HOPS"),
            "smtp_url": env.get("TANDEM_SMTP_URL"),
            "mail_from": env.get("TANDEM_MAIL_FROM"),
            "files": Path(env["TANDEM_FILES"]) if env.get("TANDEM_FILES") else None,
            "now": _instant(env.get("TANDEM_NOW")),
            "demo": _yes(env.get("TANDEM_DEMO")),
            "debug": _yes(env.get("TANDEM_DEBUG")),
            "brand": Brand(
                env.get("TANDEM_BRAND_NAME", Brand.name),
                env.get("TANDEM_BRAND_TAGLINE", Brand.tagline),
                env.get("TANDEM_BRAND_LETTER", Brand.logo_letter),
            ),
        }
        return cls(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]


def _secret(env: Mapping[str, str], name: str) -> str | None:
    path = env.get(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else env.get(name)


def _remotes(env: Mapping[str, str]) -> tuple[Remote, ...]:
    try:
        return read_remotes(env, "TANDEM_CARDS", _words(env.get("TANDEM_CARD_PROVIDERS")) or ())
    except RemoteRefused as wrong:
        raise SettingsRefused(str(wrong)) from None


def _words(text: str | None) -> tuple[str, ...] | None:
    return tuple(word.strip() for word in text.split(",") if word.strip()) if text else None


def _yes(text: str | None) -> bool | None:
    return text.strip().lower() in {"1", "true", "yes", "on"} if text else None


def _whole(env: Mapping[str, str], name: str) -> int | None:
    text = env.get(name)
    if not text:
        return None
    if not text.isdigit():
        raise SettingsRefused(f"{name} must be a whole number, not {text!r}.")
    return int(text)


def _instant(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise SettingsRefused(f"TANDEM_NOW must look like 2026-10-15T08:00, not {text!r}.") from wrong
    return at if at.tzinfo else at.replace(tzinfo=UTC)
