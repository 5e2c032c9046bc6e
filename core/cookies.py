"""The signed cookie and the tokens of forms: what signs them follows from the secrets, and is made once.

They are signed as Flask and Flask-WTF sign them, byte for byte: each reads what the other wrote.
"""

from functools import lru_cache
from typing import Any

from flask import Flask, Response, current_app, g
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import generate_csrf
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from core.security import vary

#: Signatures that a process remembers to have verified; a browser shows the same one with every page.
VERIFIED = 1_024


class Signer(TimestampSigner):
    """Derives its keys once, and verifies a signature once: what was true of these bytes stays true."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self._derived: dict[str | bytes | None, bytes] = {}
        self._verified = lru_cache(maxsize=VERIFIED)(super().verify_signature)

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        """Whether these bytes were signed so; their age is looked at elsewhere, each time."""
        return self._verified(value, sig)

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """The key of a secret; that of the last one without."""
        if secret_key not in self._derived:
            self._derived[secret_key] = super().derive_key(secret_key)
        return self._derived[secret_key]


class Serializer(URLSafeTimedSerializer):
    """Keeps who signs for it."""

    def __init__(self, *words: Any, **named: Any) -> None:
        super().__init__(*words, **named)
        self._signers: dict[str | bytes | None, Any] = {}

    def make_signer(self, salt: str | bytes | None = None) -> Any:
        """The signer of a salt."""
        if salt not in self._signers:
            self._signers[salt] = super().make_signer(salt)
        return self._signers[salt]


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie; what signs is made once, and an answer that leaves it alone pays nothing."""

    _made: tuple[Any, URLSafeTimedSerializer | None] = (None, None)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The one of these secrets; it is made anew when they are others."""
        secrets = (app.secret_key, tuple(app.config["SECRET_KEY_FALLBACKS"] or ()))
        if self._made[0] != secrets:
            usual = super().get_signing_serializer(app)
            self._made = (
                secrets,
                usual
                and Serializer(
                    usual.secret_keys,
                    salt=usual.salt,
                    serializer=usual.serializer,
                    signer=Signer,
                    signer_kwargs=usual.signer_kwargs,
                ),
            )
        return self._made[1]

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Write it where it changed; else only say that the answer depends on it."""
        if session.modified or app.config["SESSION_REFRESH_EACH_REQUEST"]:
            super().save_session(app, session, response)
        elif session.accessed:
            vary(response, "Cookie")


def csrf_token() -> str:
    """This request's token, as flask_wtf makes it; what signs it is made once."""
    if "csrf_token" not in g:
        if not isinstance(cookie.get("csrf_token"), str):
            return str(generate_csrf())
        g.csrf_token = _token_signer(current_app.secret_key).dumps(cookie["csrf_token"])
    return str(g.csrf_token)


@lru_cache(maxsize=8)
def _token_signer(secret: str | bytes) -> URLSafeTimedSerializer:
    return Serializer(secret, salt="wtf-csrf-token", signer=Signer)


def init_app(app: Flask) -> None:
    """Sign so."""
    app.session_interface = Cookies()
    app.jinja_env.globals["csrf_token"] = csrf_token
    app.context_processor(lambda: {"csrf_token": csrf_token})
