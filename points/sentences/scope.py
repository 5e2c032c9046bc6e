"""Which sales a rule counts, for whom, what counts more, up to how much."""

from collections.abc import Mapping

from flask_babel import gettext, ngettext

from core import format as figures
from points.rules import LINE_KINDS, ONCE, Rule
from points.sentences import phrases
from points.sentences.phrases import named, times
from points.sentences.words import Words


def scope(rule: Rule, words: Words) -> list[str]:
    """What counts, what is left out, whom it is meant for."""
    said = rule.scope
    counted = [*named(said.range_ids, words.ranges), *named(said.product_ids, words.products)]
    left = [*named(said.not_range_ids, words.ranges), *named(said.not_product_ids, words.products)]
    sentences = []
    if counted:
        sentences.append(gettext("It counts for %(names)s only.", names=phrases.listed(counted)))
    if left:
        sentences.append(gettext("Not counted: %(names)s.", names=phrases.listed(left)))
    if said.strategic:
        sentences.append(gettext("Only strategic products count."))
    if said.sale_kind == "sell_in":
        sentences.append(gettext("Only what the manufacturer itself invoices counts."))
    if said.sale_kind == "sell_out":
        sentences.append(gettext("Only what is resold counts."))
    return [*sentences, *_meant(rule, words)]


def _meant(rule: Rule, words: Words) -> list[str]:
    said, sentences = rule.scope, []
    if said.company_kinds:
        kinds = phrases.listed([kind_words()[kind] for kind in sorted(said.company_kinds)])
        sentences.append(gettext("It is meant for %(kinds)s.", kinds=kinds))
    if said.segments:
        names = named(said.segments, words.segments)
        sentences.append(
            ngettext(
                "It is meant for the segment %(names)s.",
                "It is meant for the segments %(names)s.",
                len(names),
                names=phrases.listed([phrases.quoted(name) for name in names]),
            )
        )
    if said.tiers:
        tiers = phrases.either(named(said.tiers, words.tiers))
        sentences.append(gettext("It is meant for the tier %(names)s.", names=tiers))
    return sentences


def weights(rule: Rule, words: Words) -> list[str]:
    """What counts more, or less; the sponsor's margins themselves stay with its staff (see `margins`)."""
    said = rule.weights
    parts = [times(bp, name) for name, bp in _by_name(said.ranges, words.ranges)]
    parts += [times(bp, name) for name, bp in _by_name(said.products, words.products)]
    if said.strategic != ONCE:
        parts.append(times(said.strategic, gettext("strategic products")))
    parts += [
        times(bp, gettext("the tier %(name)s", name=words.tiers.get(code, code)))
        for code, bp in said.tiers.items()
    ]
    sentences = [gettext("Points count %(times)s.", times=phrases.listed(parts))] if parts else []
    if said.margins:
        found = phrases.either([phrases.multiple(bp) for _, bp in said.margins])
        sentences.append(gettext("Some products count %(times)s: the simulator says which.", times=found))
    if (
        sum(
            (bool(said.ranges or said.products), said.strategic != ONCE, bool(said.margins), bool(said.tiers))
        )
        > 1
    ):
        sentences.append(gettext("These figures multiply each other."))
    return sentences


def margins(rule: Rule) -> str:
    """The margins from which points weigh more: for the sponsor's staff only."""
    parts = [
        gettext("%(times)s from %(margin)s of margin", times=phrases.multiple(bp), margin=figures.percent(at))
        for at, bp in rule.weights.margins
    ]
    return phrases.sentence(phrases.listed(parts))


def cap(rule: Rule) -> list[str]:
    """The most that it gives in a period."""
    if not rule.cap:
        return []
    facts = {"points": phrases.count(rule.cap), "when": phrases.a_period(rule)}
    return [gettext("It gives each member %(points)s %(when)s at most.", **facts)]


def dates(rule: Rule) -> list[str]:
    """From when to when, where its end is known and not said already."""
    if (
        rule.ends_on is None
        or rule.kind == "boost"
        or (rule.period == "whole" and rule.kind not in LINE_KINDS)
    ):
        return []
    return [f"{phrases.window(rule)}."]


def kind_words() -> dict[str, str]:
    """Kinds of companies, in the plural."""
    return {
        "sponsor": gettext("the sponsor"),
        "distributor": gettext("distributors"),
        "installer": gettext("installers"),
    }


def _by_name(figures_by_id: Mapping[int, int], names: dict[int, str]) -> list[tuple[str, int]]:
    return [(names.get(one, "?"), bp) for one, bp in figures_by_id.items()]
