"""Newcomers of the demo: requests in every state, referrals in every state, acts told and confirmed."""

from datetime import datetime, timedelta

from accounts.models import Person
from core import clock
from core.database import session, transaction
from engagement import acts, bonuses, invites, joining, referrals
from engagement.models import InviteCode, Referral
from seeds.agenda import Agenda
from seeds.network import Cast
from seeds.people import siret

BY = "demo"
ONE_DAY = timedelta(days=1)
#: Codes on links are random elsewhere; a story is the same at every start.
CODES = (("P-REP", invites.REFERRAL, "INESCLUB"), ("P-INS", invites.REFERRAL, "MALCLUB2"))
#: name, town, first and last name, days ago, whose code
WISHES = (
    ("Chauffage Tanguy", "Brest", "Yannick", "Tanguy", 1, ""),
    ("Éco-Confort Mabille", "Angers", "Sonia", "Mabille", 0, "INESCLUB"),
    ("Plomberie Roux et fils", "Vannes", "Gérald", "Roux", 3, "MALCLUB2"),
    ("Clim Littoral", "La Baule", "Maëlle", "Jourdan", 6, "MALCLUB2"),
)
#: Whom Malo brought in some months ago: an installer of the network, whose purchases followed.
BROUGHT_BY, BROUGHT = "P-INS", "I014"


def newcomers(cast: Cast, at: datetime) -> str:
    """Tell who asked to join, who brought whom in, and what people did beside selling."""
    with transaction():
        for person, purpose, code in CODES:
            made = at - 60 * ONE_DAY
            session.add(InviteCode(code=code, purpose=purpose, person_id=cast.person(person), made_at=made))
    numbers = [_ask(n, at) for n in range(len(WISHES))]
    with transaction():
        joining.approve(numbers[2], at - 2 * ONE_DAY, BY)
        reason = "Votre activité relève d’un autre réseau de la marque."
        joining.refuse(numbers[3], reason, at - 5 * ONE_DAY, BY)
    _referral(cast, at)
    _told(cast, at)
    with transaction():
        bonuses.seniority(at)
    return f"{len(WISHES)} requests to join"


def _ask(n: int, at: datetime) -> int:
    name, town, first, last, days, code = WISHES[n]
    wish = joining.Wish(
        request_id=f"demo-wish-{n}",
        company_name=name,
        kind="installer",
        siret=siret(2001 + n),
        first_name=first,
        last_name=last,
        email=f"contact@newcomer{n}.example",
        city=town,
        code=code,
    )
    with transaction():
        return joining.ask(wish, at - days * ONE_DAY - timedelta(hours=2)).id


def _referral(cast: Cast, at: datetime) -> None:
    """One that succeeded: the clock sees the newcomer's first purchase this morning."""
    since = at - 90 * ONE_DAY
    with transaction():
        session.add(
            Referral(
                referrer_person_id=cast.person(BROUGHT_BY),
                referrer_company_id=cast.company_ids["I001"],
                newcomer_company_id=cast.company_ids[BROUGHT],
                since=since,
            )
        )
    with transaction():
        referrals.settle(at)


def plan_acts(cast: Cast, at: datetime, agenda: Agenda) -> None:
    """A training of three people and a company's contract are entered in their weeks."""
    today = clock.local_day(at)
    reps = [("person", cast.person(code)) for code in ("P-REP", "P-ENG", "P-INS")]
    training = acts.Deed("training", today - 20 * ONE_DAY, "Pompes à chaleur, niveau 2")
    contract = acts.Deed("contract", today - 40 * ONE_DAY, "Contrat-cadre annuel")
    company = [("company", cast.company_ids["D01"])]
    agenda.plan(at - 18 * ONE_DAY, lambda when: _enter("demo-training", training, reps, when))
    agenda.plan(at - 38 * ONE_DAY, lambda when: _enter("demo-contract", contract, company, when))


def _enter(request_id: str, deed: acts.Deed, whose: list[tuple[str, int]], when: datetime) -> None:
    with transaction():
        acts.enter(request_id, deed, whose, when, BY)


def _told(cast: Cast, at: datetime) -> None:
    """Two people declared another training; one of them is right."""
    today = clock.local_day(at)
    with transaction():
        colleague = session.get_one(Person, cast.person("D01-2")).id
        told = acts.Deed("training", today - 2 * ONE_DAY, "Régulation connectée")
        acts.declare("demo-told-1", told, colleague, at - ONE_DAY)
        acts.declare("demo-told-2", told, cast.person("P-REP"), at - ONE_DAY)
