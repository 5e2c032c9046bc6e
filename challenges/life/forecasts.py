"""A forecast written down for the very document it is about, and approved by somebody with a name."""

from dataclasses import fields
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update

from challenges.document.reading import stored
from challenges.document.scope import stored_scope
from challenges.document.terms import Document
from challenges.models import Challenge, ChallengeVersion, Forecast
from challenges.rules.forecast import Figures, Inputs, approvable, figures, sound
from challenges.rules.states import NotADraft
from core import audit
from core.database import session
from core.rules import N_, Refused
from products.models import Product
from sales.models import SaleLine

HAND = "hand"
#: States in which a forecast is about the draft, and about what would amend the document.
DRAFTED, AMENDED = ("draft",), ("announced", "open")


class ForecastOutdated(Refused):
    """The draft is no longer the one that the forecast is about."""

    sentence = N_("The draft was changed since this forecast was written: write a new one for it.")


class NobodyApproves(Refused):
    """A machine cannot answer for a forecast."""

    sentence = N_("A forecast is approved by a person in their own name.")


class AlreadyApproved(Refused):
    sentence = N_("This forecast was approved before.")


def write(challenge_id: int, inputs: Inputs, at: datetime, by: str, amended: Document | None = None) -> int:
    """Write the forecast of a draft, or of a launched challenge's amendment, down; its id.

    The newest for a document counts. Raises NotADraft, GrowthUnjustified.
    """
    challenge = session.get_one(Challenge, challenge_id)
    if challenge.state not in (AMENDED if amended else DRAFTED):
        raise NotADraft
    for refused in sound(inputs):
        raise refused
    digest = (amended or stored(challenge.document)).hash
    made = Forecast(
        challenge_id=challenge_id,
        document_hash=digest,
        source=HAND,
        inputs=inputs.plain(),
        figures=figures(inputs).plain(),
        made_at=at,
        made_by=by,
    )
    session.add(made)
    session.flush()
    facts = {"forecast": made.id, "hash": digest, "net_margin_cents": made.figures["net_margin_cents"]}
    audit.record(by, "challenges.forecast", ("challenge", challenge_id), at, facts)
    return made.id


def approve(forecast_id: int, note: str, at: datetime, by: str) -> None:
    """Answer for a forecast, once: it opens the launch of exactly its document. Raises what forbids it."""
    one = session.get_one(Forecast, forecast_id)
    if not by.startswith("person:"):
        raise NobodyApproves
    drafted = session.get_one(Challenge, one.challenge_id).state in DRAFTED
    if newest(one.challenge_id, None if drafted else one.document_hash) is not one:
        raise ForecastOutdated
    for refused in approvable(inputs_of(one)):
        raise refused
    won = session.execute(
        update(Forecast)
        .where(Forecast.id == forecast_id, Forecast.approved_at.is_(None))
        .values(approved_at=at, approved_by=by, note=note.strip()[:300])
        .returning(Forecast.id)
    ).scalar_one_or_none()
    if won is None:
        raise AlreadyApproved
    facts = {"forecast": forecast_id, "hash": one.document_hash, "note": note.strip()[:300]}
    audit.record(by, "challenges.approve_forecast", ("challenge", one.challenge_id), at, facts)


def newest(challenge_id: int, digest: str | None = None) -> Forecast | None:
    """The forecast that counts for a document (None: as the challenge stands now), if there is one."""
    wanted = digest or stored(session.get_one(Challenge, challenge_id).document).hash
    return next((one for one in every(challenge_id) if one.document_hash == wanted), None)


def is_approved(challenge_id: int, digest: str) -> bool:
    """Whether somebody answers for what exactly this document costs."""
    found = newest(challenge_id, digest)
    return found is not None and found.approved_at is not None


def in_force(challenge: Challenge) -> Forecast | None:
    """The forecast that a challenge runs on: a draft's own, else that of the latest version that has one.

    An amendment that costs no more has none of its own.
    """
    if challenge.state in DRAFTED:
        return newest(challenge.id)
    versions = session.scalars(
        select(ChallengeVersion.hash)
        .where(ChallengeVersion.challenge_id == challenge.id)
        .order_by(ChallengeVersion.version.desc())
    )
    written = every(challenge.id)
    own = (next((one for one in written if one.document_hash == digest), None) for digest in versions)
    return next((one for one in own if one is not None), None)


def every(challenge_id: int) -> list[Forecast]:
    """Every forecast of a challenge, the newest first."""
    mine = select(Forecast).where(Forecast.challenge_id == challenge_id)
    return list(session.scalars(mine.order_by(Forecast.id.desc())))


def inputs_of(one: Forecast) -> Inputs:
    """What was entered."""
    return Inputs(**{each.name: one.inputs[each.name] for each in fields(Inputs)})


def figures_of(one: Forecast) -> Figures:
    """What followed, as it was approved."""
    return Figures(**one.figures)


def a_year_before(challenge: Challenge) -> int:
    """Revenue of the products that count, over the same days 52 weeks before: a baseline to begin with."""
    scope, year = stored_scope(challenge.scope), timedelta(weeks=52)
    sold = select(func.coalesce(func.sum(SaleLine.amount_cents), 0)).where(
        SaleLine.sold_on >= challenge.starts_on - year, SaleLine.sold_on <= challenge.ends_on - year
    )
    if scope.range_ids or scope.product_ids:
        sold = sold.join(Product, Product.id == SaleLine.product_id).where(
            or_(Product.range_id.in_(scope.range_ids), Product.id.in_(scope.product_ids))
        )
    return max(int(session.scalar(sold) or 0), 0)
