"""Handing mail to an SMTP server: one letter, one connection, the same Message-ID on every attempt."""

import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from core.clock import now
from core.outbox import Letter, Undeliverable
from core.settings import Settings, SettingsRefused

#: Seconds for each answer of the server; a batch of twenty fits into the outbox's claim of two minutes.
PATIENCE = 5
PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """Where mail is handed over: `smtp://`, `smtp+tls://` (STARTTLS) or `smtps://`, perhaps with a user."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    @classmethod
    def from_url(cls, url: str) -> "Server":
        """Read TANDEM_SMTP_URL; raises SettingsRefused, never showing the password."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise SettingsRefused("TANDEM_SMTP_URL must look like smtp+tls://user:password@host:587.")
        return cls(
            parts.scheme,
            parts.hostname,
            parts.port or PORTS[parts.scheme],
            unquote(parts.username or ""),
            unquote(parts.password or ""),
        )

    def connect(self) -> smtplib.SMTP:
        """An open, secured and signed-in connection; raises OSError."""
        trusted = ssl.create_default_context()
        if self.scheme == "smtps":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=trusted)
        else:
            smtp = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        try:
            if self.scheme == "smtp+tls":
                smtp.starttls(context=trusted)
            if self.user:
                smtp.login(self.user, self.password)
        except BaseException:
            smtp.close()
            raise
        return smtp


def sender(settings: Settings) -> Callable[[Letter], None]:
    """What the outbox sends with: SMTP where there is a server, else a sender that only keeps (the demo)."""
    if not settings.smtp_url:
        return _keep
    server = Server.from_url(settings.smtp_url)

    def send(letter: Letter) -> None:
        _hand_over(server, written(letter, settings))

    return send


def written(letter: Letter, settings: Settings) -> EmailMessage:
    """A letter as it travels."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = letter.subject
    mail["From"] = Address(settings.brand.name, addr_spec=settings.mail_from)
    mail["To"] = letter.address
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = letter.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = letter.language
    mail.set_content(letter.body)
    return mail


def _hand_over(server: Server, mail: EmailMessage) -> None:
    """Raises Undeliverable when the receiver will never take it, OSError when it may later."""
    smtp = server.connect()
    try:
        smtp.send_message(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        code, said = next(iter(refused.recipients.values()))
        raise _trouble(code, said) from refused
    except smtplib.SMTPDataError as refused:
        raise _trouble(refused.smtp_code, refused.smtp_error) from refused
    except smtplib.SMTPNotSupportedError as refused:
        raise Undeliverable(str(refused)) from refused
    finally:
        smtp.close()


def _trouble(code: int, said: bytes | str) -> Exception:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return (Undeliverable if code >= 500 else OSError)(f"{code} {text}")


def _keep(letter: Letter) -> None:
    """Leave the letter in the outbox, where the demo's mailbox page shows it."""
