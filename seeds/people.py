"""The demo's companies and people, drawn once from a fixed seed: the same story at every start."""

from dataclasses import dataclass
from random import Random

from core.text import fold
from seeds.names import DISTRIBUTORS, FIRST, LAST, REGIONS, TOWNS, TRADES

INSTALLERS = 60
SPONSOR_CODE = "SOLVANNE"


@dataclass(frozen=True)
class Firm:
    """A company of the story."""

    code: str
    name: str
    kind: str
    city: str
    region: str
    size: str
    sector: str
    siret: str


@dataclass(frozen=True)
class Member:
    """A person of the story and the mandate they hold."""

    code: str
    first_name: str
    last_name: str
    email: str
    firm: str
    role: str
    language: str = "fr"
    #: how well this person sells, relative to 100
    drive: int = 100


#: Those whom the demo's sign-ins open: one for each role.
CAST = (
    Member("P-ADM", "Hélène", "Morvan", "helene.morvan@solvanne.example", SPONSOR_CODE, "administrator"),
    Member("P-AM1", "Julien", "Astier", "julien.astier@solvanne.example", SPONSOR_CODE, "account_manager"),
    Member("P-MGR", "Claire", "Delorme", "claire.delorme@valoire.example", "D01", "company_manager"),
    Member("P-REP", "Inès", "Carlier", "ines.carlier@valoire.example", "D01", "rep", drive=168),
    Member("P-INS", "Malo", "Kervella", "malo.kervella@kervella.example", "I001", "company_manager"),
    Member("P-ENG", "Edgar", "Lancel", "edgar.lancel@rhone.example", "D03", "rep", "en", 120),
)


def luhn(digits: str) -> str:
    """The check digit that completes a number (ISO/IEC 7812-1)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def siret(number: int) -> str:
    """A SIRET that passes its checks and, beginning with zeros, belongs to nobody."""
    siren = f"000{number:05d}"
    siren += luhn(siren)
    office = f"{siren}0001"
    return office + luhn(office)


def firms(random: Random) -> list[Firm]:
    """Sponsor, twelve distributors, sixty installers."""
    found = [Firm(SPONSOR_CODE, "Solvanne", "sponsor", "Tours", "Centre", "large", "fabricant", siret(1))]
    for n, (name, city, region, size) in enumerate(DISTRIBUTORS, 1):
        found.append(Firm(f"D{n:02d}", name, "distributor", city, region, size, "négoce", siret(100 + n)))
    found.append(
        Firm("I001", "Kervella Énergies", "installer", "Quimper", "Ouest", "micro", "chauffage", siret(1001))
    )
    names = random.sample([name for name in LAST if name != "Kervella"], INSTALLERS - 1)
    for n, name in enumerate(names, 2):
        pattern, sector = random.choice(TRADES)
        region = REGIONS[n % len(REGIONS)]
        size = random.choices(("micro", "small", "medium"), (5, 4, 1))[0]
        town = random.choice(TOWNS[region])
        found.append(
            Firm(f"I{n:03d}", pattern.format(name), "installer", town, region, size, sector, siret(1000 + n))
        )
    return found


def members(random: Random, everywhere: list[Firm]) -> list[Member]:
    """About a hundred and fifty people: staff, managers, reps at distributors, installers."""
    found = list(CAST)
    taken = {(one.first_name, one.last_name) for one in found}
    counts = {"distributor": {"large": 8, "medium": 6}, "installer": {"micro": 1, "small": 1, "medium": 2}}
    found += [_draw(random, taken, f"P-AM{n}", SPONSOR_CODE, "solvanne", "account_manager") for n in (2, 3)]
    for firm in everywhere:
        if firm.kind == "sponsor":
            continue
        domain = fold(firm.name).replace(" & ", "-").replace(" ", "-")
        wanted = counts[firm.kind][firm.size]
        roles = (
            ["company_manager"] + ["rep"] * wanted
            if firm.kind == "distributor"
            else ["company_manager"] * wanted
        )
        for one in CAST:
            if one.firm == firm.code and one.role in roles:
                roles.remove(one.role)
        for n, role in enumerate(roles, 1):
            found.append(_draw(random, taken, f"{firm.code}-{n}", firm.code, domain, role))
    return found


def _draw(
    random: Random, taken: set[tuple[str, str]], code: str, firm: str, domain: str, role: str
) -> Member:
    while True:
        first, last = random.choice(FIRST), random.choice(LAST)
        if (first, last) not in taken:
            break
    taken.add((first, last))
    email = f"{fold(first)}.{fold(last)}@{domain}.example"
    return Member(code, first, last, email, firm, role, drive=random.randint(45, 190))
