"""The people and things of the tests: who is who is learnt once.

Tervane, the sponsor: Claire administers, Hugo looks after Mérel.
Comptoir Mérel, a distributor in Dijon: Nadia manages, Karim and Lea sell.
Sanelec, a competing distributor in Lyon: Paula manages, Bruno sells.
Vauban Énergies, an installer in Dijon: Théo manages, Ines sells.
Oscar has left Mérel; Yann has no company at all; Dora's account is closed.
"""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta

from accounts.identity import token_hash
from accounts.models import Company, Mandate, Person, Portfolio, SignIn
from core.database import session, transaction
from core.text import fold
from points.models import Wallet
from products.models import Product, Range

#: When every test begins: a Thursday in a running quarter, ten in the morning in Paris.
START = datetime(2026, 10, 15, 8, 0, tzinfo=UTC)
#: Since when everybody is there.
SINCE = date(2025, 1, 1)


@dataclass(frozen=True)
class Member:
    """A person, by what never changes in a test; load the row with `session.get(Person, member.id)`."""

    id: int
    code: str
    first_name: str
    last_name: str
    company_id: int | None
    role: str
    #: points wallet of the person
    wallet_id: int
    #: the secret of a sign-in that runs at START
    token: str

    @property
    def email(self) -> str:
        """Where mail reaches them."""
        return f"{self.code.lower()}@example.test"

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def actor(self) -> str:
        """As audit lines name them."""
        return f"person:{self.id}"


@dataclass(frozen=True)
class Firm:
    """A company, by what never changes in a test."""

    id: int
    code: str
    name: str
    wallet_id: int


@dataclass(frozen=True)
class Thing:
    """A range or a product."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class Cast:
    """Everybody and everything; see the top of the file."""

    tervane: Firm
    merel: Firm
    sanelec: Firm
    vauban: Firm

    claire: Member
    hugo: Member
    nadia: Member
    karim: Member
    lea: Member
    paula: Member
    bruno: Member
    theo: Member
    ines: Member
    oscar: Member
    yann: Member
    dora: Member

    pumps: Thing
    accessories: Thing
    #: heat pumps, 3 000 € and 5 000 € apiece in the tests' sales
    pac_8: Thing
    pac_12: Thing
    #: accessories
    valve: Thing
    thermostat: Thing

    @property
    def members(self) -> list[Member]:
        """Every person."""
        return [value for field in fields(self) if isinstance(value := getattr(self, field.name), Member)]


def make_cast(at: datetime) -> Cast:
    """Write everybody into an empty database, in transactions of its own."""
    with transaction():
        firms = {
            "tervane": _firm("TERVANE", "Tervane", "sponsor", "", "Lyon", at),
            "merel": _firm("MEREL", "Comptoir Mérel", "distributor", "Bourgogne", "Dijon", at),
            "sanelec": _firm("SANELEC", "Sanelec", "distributor", "Rhône", "Lyon", at),
            "vauban": _firm("VAUBAN", "Vauban Énergies", "installer", "Bourgogne", "Dijon", at),
        }
        people = {
            "claire": _member("CLAIRE", "Claire", "Aubry", firms["tervane"], "administrator", at),
            "hugo": _member("HUGO", "Hugo", "Lambert", firms["tervane"], "account_manager", at),
            "nadia": _member("NADIA", "Nadia", "Mérel", firms["merel"], "company_manager", at),
            "karim": _member("KARIM", "Karim", "Benali", firms["merel"], "rep", at),
            "lea": _member("LEA", "Léa", "Fournier", firms["merel"], "rep", at),
            "paula": _member("PAULA", "Paula", "Sorel", firms["sanelec"], "company_manager", at),
            "bruno": _member("BRUNO", "Bruno", "Keller", firms["sanelec"], "rep", at),
            "theo": _member("THEO", "Théo", "Vauban", firms["vauban"], "company_manager", at),
            "ines": _member("INES", "Inès", "Roux", firms["vauban"], "rep", at),
            "oscar": _member("OSCAR", "Oscar", "Petit", firms["merel"], "rep", at, until=date(2026, 6, 30)),
            "yann": _member("YANN", "Yann", "Le Goff", None, "", at),
            "dora": _member("DORA", "Dora", "Simon", firms["merel"], "rep", at, closed=True),
        }
        session.add(Portfolio(person_id=people["hugo"].id, company_id=firms["merel"].id, since=SINCE))
        pumps, accessories = _range("PUMPS", "Pompes à chaleur"), _range("ACCESSORIES", "Accessoires")
        things = {
            "pac_8": _product("PAC-8", "Pompe à chaleur 8 kW", pumps, 3000, strategic=True),
            "pac_12": _product("PAC-12", "Pompe à chaleur 12 kW", pumps, 2500, strategic=False),
            "valve": _product("VAN-20", "Vanne 20 mm", accessories, 4000, strategic=False),
            "thermostat": _product("THERMO", "Thermostat connecté", accessories, 4500, strategic=True),
        }
    return Cast(**firms, **people, pumps=pumps, accessories=accessories, **things)


def sign_in(member_id: int, token: str, at: datetime) -> None:
    """A running sign-in with a secret known to the test; joins the open transaction."""
    session.add(
        SignIn(
            token_hash=token_hash(token),
            person_id=member_id,
            created_at=at,
            seen_at=at,
            expires_at=at + timedelta(hours=12),
        )
    )


def _firm(code: str, name: str, kind: str, region: str, city: str, at: datetime) -> Firm:
    row = Company(
        code=code,
        name=name,
        sort_key=fold(name),
        kind=kind,
        region=region,
        city=city,
        country="FR",
        joined_at=at,
    )
    session.add(row)
    session.flush()
    return Firm(row.id, code, name, _wallet(at, company_id=row.id))


def _member(
    code: str,
    first: str,
    last: str,
    firm: Firm | None,
    role: str,
    at: datetime,
    until: date | None = None,
    closed: bool = False,
) -> Member:
    row = Person(
        code=code,
        email=f"{code.lower()}@example.test",
        email_key=f"{code.lower()}@example.test",
        first_name=first,
        last_name=last,
        sort_key=fold(f"{last} {first}"),
        pseudonym=f"Boussole {len(code)}{ord(code[0])}",
        disabled_at=at if closed else None,
        created_at=at,
    )
    session.add(row)
    session.flush()
    if firm:
        session.add(Mandate(person_id=row.id, company_id=firm.id, role=role, starts_on=SINCE, ends_on=until))
    token = f"test-token-of-{code.lower()}"
    sign_in(row.id, token, at)
    return Member(
        row.id, code, first, last, firm.id if firm else None, role, _wallet(at, person_id=row.id), token
    )


def _wallet(at: datetime, person_id: int | None = None, company_id: int | None = None) -> int:
    row = Wallet(person_id=person_id, company_id=company_id, opened_at=at)
    session.add(row)
    session.flush()
    return row.id


def _range(code: str, name: str) -> Thing:
    row = Range(code=code, name=name, sort_key=fold(name))
    session.add(row)
    session.flush()
    return Thing(row.id, code, name)


def _product(reference: str, name: str, family: Thing, margin_bp: int, strategic: bool) -> Thing:
    row = Product(
        reference=reference,
        reference_key=fold(reference),
        name=name,
        sort_key=fold(name),
        range_id=family.id,
        margin_bp=margin_bp,
        strategic=strategic,
    )
    session.add(row)
    session.flush()
    return Thing(row.id, reference, name)
