"""The rulebook on who takes part, what counts and how a score is made."""

from collections.abc import Callable, Iterator

from flask_babel import gettext, ngettext

from challenges.document.parts import METRICS, Metric
from challenges.document.scope import Scope
from challenges.document.terms import Document
from challenges.pages import words
from challenges.pages.rulebook_words import Said, listed, named, points, score
from core import format as figures

_: Callable[..., str] = gettext


def who(document: Document) -> Iterator[Said]:
    """Who is invited and how they come to take part."""
    competes = {
        "rep": _("The people who sell compete, each for themselves."),
        "selling_company": _("The companies that sell compete; what their people sell adds up."),
        "buying_company": _("The companies that buy compete; what they buy adds up."),
        "team": _("Teams compete."),
    }
    yield Said(competes[document.competitor])
    yield Said(_("Invited: %(who)s.", who=_audience(document)))
    if document.join == "choice":
        yield Said(_("Whoever wants to take part joins on this page. Sales from the first day on count."))
    else:
        yield Said(_("Everybody invited takes part; there is nothing to do."))
    if document.places:
        yield Said(
            ngettext(
                "There is room for %(count)s participant; the first to join are in.",
                "There is room for %(count)s participants; the first to join are in.",
                document.places,
                count=figures.points(document.places),
            )
        )


def _audience(document: Document) -> str:
    kinds = {"distributor": _("distributors"), "installer": _("installers"), "sponsor": _("our own people")}
    said = listed([kinds[one] for one in document.company_kinds]) or _("all resellers")
    for names, sentence in (
        (document.regions, _("%(who)s of the regions %(names)s")),
        (document.segments, _("%(who)s, in the segments %(names)s")),
        (document.tiers, _("%(who)s, with the status %(names)s")),
    ):
        said = sentence % {"who": said, "names": listed(names)} if names else said
    return said


def counts(document: Document, scope: Scope) -> Iterator[Said]:
    """Which sales count, and from when to when."""
    facts = {
        "names": listed(scope.names) or _("our products"),
        "first": figures.day(document.first),
        "last": figures.day(document.last, year=True),
    }
    said = {
        "sold": _("Sales of %(names)s from %(first)s to %(last)s count, both days included.", **facts),
        "ordered": _("Orders of %(names)s placed from %(first)s to %(last)s count.", **facts),
        "invoiced": _("Sales of %(names)s invoiced from %(first)s to %(last)s count.", **facts),
    }
    example = {
        "sold": "",
        "ordered": _("an order of the last day counts even when its invoice comes later."),
        "invoiced": _("an order of the last day whose invoice comes later does not count."),
    }
    yield Said(said[document.dated], example[document.dated])
    if document.dated == "sold":
        yield Said(_("The date of the invoice decides; without an invoice, that of the order."))
    kinds = {
        "sell_in": _("Only purchases from us count, not sales to installers."),
        "sell_out": _("Only sales to installers count, not purchases from us."),
    }
    if document.counts.sale_kind:
        yield Said(kinds[document.counts.sale_kind])
    if document.counts.strategic:
        yield Said(_("Among these, only the products marked as strategic count."))
    if document.counts.excluded:
        yield Said(_("These do not count: %(names)s.", names=listed(document.counts.excluded)))


def scores(document: Document, scope: Scope) -> Iterator[Said]:
    """How sales make a score."""
    if document.metric != "mixed":
        yield metric(document.metrics[0], scope)
    else:
        yield Said(_("Your score is in game points, which are not points of the programme."))
        yield from (_weighted(one, scope) for one in document.metrics)
    returned = _("A return takes away what its sale had brought.")
    if any(one.kind in ("amount", "quantity", "margin", "points") for one in document.metrics):
        yield Said(returned, _back(document, scope))


def metric(one: Metric, scope: Scope | None) -> Said:
    """One metric in its own unit."""
    quiet, fewest = figures.points(one.quiet_days), figures.points(one.fewest)
    told = {
        "quantity": (_("Each unit counts for 1."), _("%(what)s add 3.", what=words.pieces(3, scope))),
        "amount": (
            _("Every euro without tax counts."),
            _("a sale of %(amount)s without tax adds %(amount)s.", amount=figures.euros(120_050)),
        ),
        "margin": (
            _("Every euro of margin counts."),
            _(
                "a sale of %(amount)s with a margin of 30%% adds %(margin)s.",
                amount=figures.euros(100_000),
                margin=figures.euros(30_000),
            ),
        ),
        "points": (
            _("Every programme point that these sales earn counts."),
            _("a sale that earns %(points)s adds as much.", points=points(450)),
        ),
        "products": (
            _("Each different product that you sell counts for 1, once."),
            _("the same product sold five times adds 1."),
        ),
        "ranges": (
            _("Each different range that you sell counts for 1, once."),
            _("three products of one range add 1."),
        ),
        "new_customers": (
            _("Each customer who never bought before counts for 1."),
            _("a first order and a second one of the same customer add 1."),
        ),
        "reactivated": (
            _(
                "Each customer who buys again after %(days)s days without a purchase counts for 1.",
                days=quiet,
            ),
            _("a customer whose last purchase is older than that adds 1 with the first order."),
        ),
        "active_days": (
            _("Each day with at least one sale counts for 1."),
            _("four sales on one day add 1."),
        ),
        "conversion": (
            _(
                "Your score is the share of your quotes that became sales, from %(count)s quotes on.",
                count=fewest,
            ),
            _("3 quotes won out of 12 make %(rate)s.", rate=figures.percent(2_500)),
        ),
        "attainment": (
            _("Your score is the share of your own target that you have reached."),
            _(
                "with a target of %(target)s, sales of %(amount)s make %(rate)s.",
                target=figures.euros(1_000_000),
                amount=figures.euros(1_050_000),
                rate=figures.percent(10_500),
            ),
        ),
        "growth": (
            _("Your score is how much more you sell than your own usual figure."),
            _(
                "with a usual figure of %(target)s, sales of %(amount)s make %(rate)s.",
                target=figures.euros(1_000_000),
                amount=figures.euros(1_150_000),
                rate=figures.percent(1_500),
            ),
        ),
        "training": (_("Each training passed counts for 1."), _("passing the same training twice adds 1.")),
    }
    return Said(*told[one.kind])


def _weighted(one: Metric, scope: Scope) -> Said:
    """What so much of a metric brings in game points."""
    brings = game_points(one.points)
    if one.per == 1:
        what = named(1, one.kind, scope)
        said = _("%(points)s for %(what)s.", points=brings, what=what)
    else:
        what = named(one.per, one.kind, scope)
        said = _("%(points)s for each full %(what)s.", points=brings, what=what)
    least = one.per * 5 // 2 if one.per > 1 else 3
    full = game_points(least // one.per * one.points)
    more = _told_apart(one)
    return Said(
        f"{said} {more}".strip(),
        _("%(what)s bring %(points)s.", what=named(least, one.kind, scope), points=full),
    )


def game_points(count: int) -> str:
    """120 game points."""
    return str(ngettext("%(count)s game point", "%(count)s game points", count, count=figures.points(count)))


def _told_apart(one: Metric) -> str:
    if one.kind == "reactivated":
        days = figures.points(one.quiet_days)
        return str(_("Won back is who buys again after %(days)s days without a purchase.", days=days))
    if one.kind == "conversion":
        return str(_("The share counts from %(count)s quotes on.", count=figures.points(one.fewest)))
    return ""


def _back(document: Document, scope: Scope) -> str:
    if document.metric == "quantity":
        return str(_("%(what)s minus one returned count for 2.", what=words.pieces(3, scope)))
    return ""


def targets(document: Document) -> Iterator[Said]:
    """Where the figure of one's own comes from."""
    one = document.targets
    if one is None:
        return
    of = {"amount": _("the amount sold"), "quantity": _("the pieces sold"), "margin": _("the margin")}[one.of]
    if one.source == "imported":
        yield Said(_("Your target is set before the start and shown to you: %(of)s.", of=of))
        return
    yield Said(_("Your target comes from your own history: %(of)s in the same days one year before.", of=of))
    yield Said(_("An exceptional sale of that year is damped, and the season is taken into account."))
    if one.growth_bp:
        base, more = 1_000_000, 1_000_000 + 1_000_000 * one.growth_bp // 10_000
        yield Said(
            _("%(rate)s is asked for above it.", rate=figures.percent(one.growth_bp)),
            _(
                "who sold %(base)s has a target of %(more)s.",
                base=figures.euros(base),
                more=figures.euros(more),
            ),
        )
    if one.floor:
        kind = one.of
        least = words.measured(one.floor, kind) if METRICS[kind] == "cents" else words.pieces(one.floor)
        yield Said(_("Nobody’s target is below %(least)s; newcomers have this one.", least=least))
    yield Said(_("Once the challenge runs, no target changes."))


def caps(document: Document, scope: Scope) -> Iterator[Said]:
    """Most that counts."""
    one = document.caps
    if one.line:
        yield Said(_("Of one sale, at most %(most)s count.", most=score(one.line, document, scope)))
    if one.day:
        yield Said(_("Of one day, at most %(most)s count.", most=score(one.day, document, scope)))
    if one.total:
        yield Said(_("In all, at most %(most)s count.", most=score(one.total, document, scope)))
