"""What the demo's manufacturer sells: seven ranges of heating and electrical equipment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """A range: its products as (reference, name, price in cents) and the share of sales it makes."""

    code: str
    name: str
    unit_fr: str
    unit_en: str
    margin_bp: int
    strategic: bool
    #: share of sale lines, in thousandths
    weight: int
    #: relative demand from January to December
    season: tuple[int, ...]
    products: tuple[tuple[str, str, int], ...]


WINTER = (12, 10, 8, 7, 6, 6, 6, 6, 12, 14, 13, 11)
FLAT = (9, 9, 9, 9, 9, 9, 7, 5, 10, 10, 9, 8)
SUMMER = (6, 6, 8, 9, 11, 13, 12, 8, 8, 7, 6, 6)

RANGES = (
    Line(
        "PAC",
        "Pompes à chaleur Brisa",
        "PAC|PAC",
        "heat pump|heat pumps",
        2400,
        True,
        150,
        WINTER,
        (
            ("BR-06-M", "PAC Brisa 6 kW", 498_000),
            ("BR-08-M", "PAC Brisa 8 kW", 574_000),
            ("BR-12-M", "PAC Brisa 12 kW", 719_000),
            ("BR-16-T", "PAC Brisa 16 kW triphasée", 894_000),
        ),
    ),
    Line(
        "CHAUD",
        "Chaudières Fovéa",
        "chaudière|chaudières",
        "boiler|boilers",
        2100,
        False,
        130,
        WINTER,
        (
            ("FO-24-C", "Chaudière Fovéa 24 kW", 189_000),
            ("FO-28-C", "Chaudière Fovéa 28 kW", 214_000),
            ("FO-35-S", "Chaudière Fovéa 35 kW sol", 312_000),
        ),
    ),
    Line(
        "ECS",
        "Chauffe-eau Ondine",
        "chauffe-eau|chauffe-eau",
        "water heater|water heaters",
        2600,
        True,
        120,
        FLAT,
        (
            ("ON-150", "Chauffe-eau Ondine 150 l", 112_000),
            ("ON-200", "Chauffe-eau thermodynamique Ondine 200 l", 198_000),
            ("ON-270", "Chauffe-eau thermodynamique Ondine 270 l", 224_000),
        ),
    ),
    Line(
        "RAD",
        "Radiateurs Calmo",
        "radiateur|radiateurs",
        "radiator|radiators",
        2900,
        False,
        190,
        WINTER,
        (
            ("CA-10", "Radiateur Calmo 1 000 W", 24_900),
            ("CA-15", "Radiateur Calmo 1 500 W", 31_900),
            ("CA-20", "Radiateur Calmo 2 000 W", 38_900),
            ("CA-SDB", "Sèche-serviettes Calmo 750 W", 42_500),
        ),
    ),
    Line(
        "TAB",
        "Tableaux Trame",
        "tableau|tableaux",
        "switchboard|switchboards",
        3300,
        False,
        200,
        FLAT,
        (
            ("TR-1R", "Tableau Trame 1 rangée", 9_800),
            ("TR-3R", "Tableau Trame 3 rangées", 24_600),
            ("TR-4R", "Tableau Trame 4 rangées pré-équipé", 46_200),
            ("TR-DIF", "Lot d’interrupteurs différentiels 40 A", 18_700),
        ),
    ),
    Line(
        "IRVE",
        "Bornes de recharge Volta+",
        "borne|bornes",
        "charging point|charging points",
        2700,
        True,
        90,
        FLAT,
        (
            ("VO-07", "Borne Volta+ 7 kW", 78_000),
            ("VO-11", "Borne Volta+ 11 kW", 99_000),
            ("VO-22", "Borne Volta+ 22 kW", 134_000),
        ),
    ),
    Line(
        "PILOT",
        "Pilotage Nuance",
        "thermostat|thermostats",
        "thermostat|thermostats",
        4100,
        True,
        120,
        SUMMER,
        (
            ("NU-TH", "Thermostat Nuance connecté", 14_900),
            ("NU-KIT", "Kit Nuance 4 zones", 48_900),
            ("NU-SON", "Sonde d’ambiance Nuance", 5_400),
        ),
    ),
)
