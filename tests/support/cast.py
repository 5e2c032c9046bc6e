"""The people and things of the tests: who is who is learnt once.

Tervane, the sponsor: Claire administers, Hugo looks after Mérel.
Comptoir Mérel, a distributor in Dijon: Nadia manages, Karim and Lea sell.
Sanelec, a competing distributor in Lyon: Paula manages, Bruno sells.
Vauban Énergies, an installer in Dijon: Théo manages, Ines sells.
Oscar has left Mérel; Yann has no company at all; Dora's account is closed.
"""

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import update

from accounts import actions
from accounts.identity import token_hash
from accounts.models import SignIn
from core.database import session, transaction
from points.briefs import actions as briefs
from points.ledger import actions as points
from points.rules.briefing import Answers
from products import actions as products

BY = "shell"
DOMAIN = "example.test"
DAY = timedelta(days=1)
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
        return f"{self.code.lower()}@{DOMAIN}"

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


#: What somebody has thought before publishing.
BRIEF = Answers(
    "mix",
    "offensive",
    "volume",
    "Distributors’ reps and the installers whom they serve.",
    "Sell and buy more heat pumps in all.",
    "Points per euro, with a challenge each season.",
    "Points cost less than two percent of the margin; terms and limits are kept.",
)


def make_cast(at: datetime) -> Cast:
    """Write everybody into an empty database by the actions that the portal itself uses."""
    with transaction():
        briefs.write(briefs.PROGRAMME, BRIEF, at, BY)
        return make_people(at)


def make_people(at: datetime) -> Cast:
    """Everybody and everything, of a programme that nobody has thought through yet."""
    tervane = _firm("TERVANE", "Tervane", "sponsor", "", "Lyon", at)
    merel = _firm("MEREL", "Comptoir Mérel", "distributor", "Bourgogne", "Dijon", at)
    sanelec = _firm("SANELEC", "Sanelec", "distributor", "Rhône", "Lyon", at)
    vauban = _firm("VAUBAN", "Vauban Énergies", "installer", "Bourgogne", "Dijon", at)
    hugo = _member("HUGO", "Hugo", "Lambert", tervane, "account_manager", at)
    dora = _member("DORA", "Dora", "Simon", merel, "rep", at)
    oscar = _member("OSCAR", "Oscar", "Petit", merel, "rep", at, until=date(2026, 6, 30))
    claire = _member("CLAIRE", "Claire", "Aubry", tervane, "administrator", at)
    actions.add_to_portfolio(hugo.id, merel.id, SINCE, claire.actor, at)
    actions.disable(dora.id, at, claire.actor)
    _signed_in(dora, at)
    pumps = _range("PUMPS", "Pompes à chaleur", at)
    accessories = _range("ACCESSORIES", "Accessoires", at)
    return Cast(
        tervane=tervane,
        merel=merel,
        sanelec=sanelec,
        vauban=vauban,
        claire=claire,
        hugo=hugo,
        nadia=_member("NADIA", "Nadia", "Mérel", merel, "company_manager", at),
        karim=_member("KARIM", "Karim", "Benali", merel, "rep", at),
        lea=_member("LEA", "Léa", "Fournier", merel, "rep", at),
        paula=_member("PAULA", "Paula", "Sorel", sanelec, "company_manager", at),
        bruno=_member("BRUNO", "Bruno", "Keller", sanelec, "rep", at),
        theo=_member("THEO", "Théo", "Vauban", vauban, "company_manager", at),
        ines=_member("INES", "Inès", "Roux", vauban, "rep", at),
        oscar=oscar,
        yann=_member("YANN", "Yann", "Le Goff", None, "", at),
        dora=dora,
        pumps=pumps,
        accessories=accessories,
        pac_8=_product("PAC-8", "Pompe à chaleur 8 kW", pumps, 3000, True, at),
        pac_12=_product("PAC-12", "Pompe à chaleur 12 kW", pumps, 2500, False, at),
        valve=_product("VAN-20", "Vanne 20 mm", accessories, 4000, False, at),
        thermostat=_product("THERMO", "Thermostat connecté", accessories, 4500, True, at),
    )


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


def _signed_in(member: Member, at: datetime) -> None:
    """Closing an account ends its sign-ins; this one is as if it had been forgotten."""
    session.execute(
        update(SignIn).where(SignIn.person_id == member.id).values(ended_at=None, expires_at=at + DAY)
    )


def _firm(code: str, name: str, kind: str, region: str, city: str, at: datetime) -> Firm:
    made = actions.add_company(code=code, name=name, kind=kind, at=at, by=BY, region=region, city=city)
    wallets = points.open_wallets([], [made.id], at)
    return Firm(made.id, code, name, wallets["company", made.id])


def _member(
    code: str, first: str, last: str, firm: Firm | None, role: str, at: datetime, until: date | None = None
) -> Member:
    made = actions.add_person(
        code=code,
        email=f"{code.lower()}@{DOMAIN}",
        first_name=first,
        last_name=last,
        at=at,
        by=BY,
        pseudonym=f"Boussole {code[:2]}{len(code)}",
    )
    if firm:
        actions.give_mandate(made.id, firm.id, role, SINCE, BY, at, ends_on=until)
    token = f"test-token-of-{code.lower()}"
    sign_in(made.id, token, at)
    wallets = points.open_wallets([made.id], [], at)
    wallet = wallets["person", made.id]
    return Member(made.id, code, first, last, firm.id if firm else None, role, wallet, token)


def _range(code: str, name: str, at: datetime) -> Thing:
    return Thing(products.add_range(code, name, at, BY).id, code, name)


def _product(
    reference: str, name: str, family: Thing, margin_bp: int, strategic: bool, at: datetime
) -> Thing:
    made = products.add_product(reference, name, family.id, at, BY, margin_bp=margin_bp, strategic=strategic)
    return Thing(made.id, reference, name)
