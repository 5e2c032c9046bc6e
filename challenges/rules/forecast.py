"""What a challenge is to bring and what it will cost, from five inputs entered by hand: whole cents.

Formulas of S000 (L229–245): additional revenue = baseline × growth; cost = rewards + technology + animation
+ social and tax charges; ratio = additional revenue ÷ cost; net value = additional revenue − cost. On margin:
margin rate × additional revenue − cost, which is what decides: revenue is not what pays for prizes.
"""

from dataclasses import asdict, dataclass
from typing import Any

from core.rules import N_, Refused

FULL_BP = 10_000
#: Growth beyond what the best programmes reach asks for a reason (S000 L86: up to 10 to 20 %).
USUAL_BP = 2_000


class GrowthUnjustified(Refused):
    sentence = N_(
        "More than a fifth of additional revenue is beyond what such challenges bring: write down what makes "
        "you expect it."
    )


class Loss(Refused):
    """A forecast that loses money on margin is not approved, by nobody (S000-145)."""

    sentence = N_(
        "On margin this challenge loses %(loss)s: it cannot be approved. It breaks even at %(growth)s of "
        "growth, or at a cost of %(cost)s."
    )


class TooGenerous(Refused):
    """Rewards may not exceed the share of additional revenue that was set as the limit (S000-103)."""

    sentence = N_(
        "Rewards would take %(share)s of the additional revenue; you set the limit at %(limit)s. Lower the "
        "prizes, or raise the limit knowingly."
    )


@dataclass(frozen=True)
class Inputs:
    """What somebody enters: the five inputs, the two costs of rewards beside them."""

    #: revenue of the same people over the same days without the challenge
    baseline_cents: int
    #: additional revenue asked of it, share of the baseline
    growth_bp: int
    #: gross margin on that revenue
    margin_bp: int
    #: most that rewards may take of the additional revenue
    generosity_bp: int
    #: points that are expected to be won, and what a thousand of them costs
    points: int
    worth_cents: int
    technology_cents: int = 0
    #: animation and communication
    animation_cents: int = 0
    #: social and tax charges on rewards
    charges_cents: int = 0
    #: why more than the usual growth is expected
    why: str = ""

    @property
    def rewards_cents(self) -> int:
        """Expected payout × worth of a thousand points, rounded up."""
        return -(-self.points * self.worth_cents // 1_000)

    @property
    def other_cents(self) -> int:
        """What is not rewards."""
        return self.technology_cents + self.animation_cents + self.charges_cents

    def plain(self) -> dict[str, Any]:
        """As stored, with the two sums that the five inputs are known by."""
        return {**asdict(self), "rewards_cents": self.rewards_cents, "other_cents": self.other_cents}


@dataclass(frozen=True)
class Figures:
    """What follows."""

    additional_cents: int
    after_cents: int
    cost_cents: int
    #: euros of additional revenue for each euro of cost, × 10 000; None without a cost
    ratio_bp: int | None
    #: additional revenue − cost
    net_cents: int
    #: what the margin on the additional revenue leaves after the cost
    net_margin_cents: int
    #: net margin ÷ cost; None without a cost
    return_bp: int | None
    #: growth at which margin pays the cost; None when no growth does (no baseline or no margin)
    break_even_bp: int | None
    #: most that it may cost for the margin to pay it
    affordable_cents: int
    #: cost ÷ additional revenue; None without any
    share_bp: int | None
    #: rewards ÷ additional revenue; None without any
    generosity_bp: int | None

    def plain(self) -> dict[str, Any]:
        """As stored."""
        return asdict(self)


def figures(said: Inputs) -> Figures:
    """Everything that follows from the inputs; shares rounded toward the careful side."""
    additional = said.baseline_cents * said.growth_bp // FULL_BP
    cost = said.rewards_cents + said.other_cents
    margin = additional * said.margin_bp // FULL_BP
    steepness = said.baseline_cents * said.margin_bp
    return Figures(
        additional_cents=additional,
        after_cents=said.baseline_cents + additional,
        cost_cents=cost,
        ratio_bp=additional * FULL_BP // cost if cost else None,
        net_cents=additional - cost,
        net_margin_cents=margin - cost,
        return_bp=(margin - cost) * FULL_BP // cost if cost else None,
        break_even_bp=-(-cost * FULL_BP * FULL_BP // steepness) if steepness else None,
        affordable_cents=margin,
        share_bp=-(-cost * FULL_BP // additional) if additional else None,
        generosity_bp=-(-said.rewards_cents * FULL_BP // additional) if additional else None,
    )


def sound(said: Inputs) -> list[Refused]:
    """What is missing before it can be written down."""
    return [GrowthUnjustified()] if said.growth_bp > USUAL_BP and not said.why.strip() else []


def approvable(said: Inputs) -> list[Refused]:
    """Why it cannot be approved: a loss on margin, or more generous than its own limit.

    There is no exception for a loss: a challenge that defends revenue says so in its baseline (what would be
    sold without it), and then shows what it brings.
    """
    found, problems = figures(said), list[Refused]()
    if found.net_margin_cents < 0:
        growth = percent(found.break_even_bp) if found.break_even_bp is not None else "–"
        loss, cost = euros(-found.net_margin_cents), euros(found.affordable_cents)
        problems.append(Loss(loss=loss, growth=growth, cost=cost))
    if said.rewards_cents and (found.generosity_bp is None or found.generosity_bp > said.generosity_bp):
        share = percent(found.generosity_bp) if found.generosity_bp is not None else "–"
        problems.append(TooGenerous(share=share, limit=percent(said.generosity_bp)))
    return problems


def euros(cents: int) -> str:
    """For a sentence of either language: `62 500 €`, cents only where there are some."""
    whole, rest = divmod(abs(cents), 100)
    grouped = f"{'−' if cents < 0 else ''}{whole:,}".replace(",", "\u202f")
    return f"{grouped}{f',{rest:02}' if rest else ''}\u202f€"


def percent(bp: int) -> str:
    """For a sentence of either language: `25 %`, `7,5 %`."""
    whole, rest = divmod(bp, 100)
    decimals = f",{rest:02}".rstrip("0") if rest else ""
    return f"{whole}{decimals}\u202f%"
