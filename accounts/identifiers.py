"""Keys that the world gives: e-mail addresses and SIRET numbers, checked and folded."""

import unicodedata

from email_validator import EmailNotValidError, validate_email
from stdnum.exceptions import ValidationError
from stdnum.fr import siret as sirets

from accounts.rules import BadEmail, BadSiret
from core.text import tidy

LONGEST_EMAIL = 254


def email_key(email: str) -> str:
    """Who an address is: NFKC, case-folded, nothing invisible (CVE-2020-7245: look-alikes are one)."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", email).casefold())
    return "".join(c for c in plain if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"})[
        :LONGEST_EMAIL
    ]


def checked_email(email: str) -> str:
    """A deliverable-looking address as it will be written to; raises BadEmail. Asks no name server."""
    plain = unicodedata.normalize("NFKC", tidy(email))
    if len(plain) > LONGEST_EMAIL:
        raise BadEmail(email=plain[:60])
    try:
        found = validate_email(plain, check_deliverability=False, test_environment=True)
    except EmailNotValidError as wrong:
        raise BadEmail(email=plain[:60]) from wrong
    return found.normalized


def checked_siret(siret: str | None, country: str) -> str | None:
    """Fourteen digits with a right key where the country is FR, None when empty; raises BadSiret."""
    plain = "".join((siret or "").split())
    if not plain:
        return None
    if country != "FR":
        return plain[:14]
    try:
        return str(sirets.validate(plain))
    except ValidationError as wrong:
        raise BadSiret(siret=plain[:20]) from wrong
