"""The rulebook on what has to be said besides the game: visibility, objections, late sales, payment, data."""

from collections.abc import Callable, Iterator

from flask_babel import gettext, ngettext

from challenges.document.terms import Document
from challenges.pages.rulebook_words import Said, points
from core import format as figures

_: Callable[..., str] = gettext


def visibility(document: Document) -> Iterator[Said]:
    """What others see of a participant."""
    if document.open_scores:
        yield Said(_("Companies see each other’s scores."))
    else:
        yield Said(_("Other companies see your rank and a share of the leader’s score, never your amounts."))
    if document.open_names:
        yield Said(_("People of other companies are shown by name, or under the pseudonym they chose."))
    else:
        yield Said(
            _("People of other companies are shown under their pseudonym. A pseudonym wins like a name.")
        )
    if document.hidden_days:
        yield Said(
            ngettext(
                "On the last day the general standings stand still on this page, to keep the end open.",
                "During the last %(num)d days the general standings stand still on this page, to keep the "
                "end open.",
                document.hidden_days,
            )
        )


def weeks(document: Document) -> Iterator[Said]:
    """Each week's own standings."""
    if len(document.weeks) < 2:
        return
    yield Said(
        ngettext(
            "Besides the general standings there is one for each of the %(num)d weeks, counted from the "
            "first day.",
            "Besides the general standings there is one for each of the %(num)d weeks, counted from the "
            "first day.",
            len(document.weeks),
        )
    )
    yield Said(
        _(
            "A week’s standings are frozen when it ends; a sale that arrives later counts in the general "
            "ones only."
        )
    )


def contest(document: Document) -> Iterator[Said]:
    """Until when and how to object."""
    if document.contest_days:
        until = figures.day(document.contest_last, year=True)
        yield Said(
            _(
                "If a sale is missing, say so on this page until %(day)s included. You have an answer in "
                "writing.",
                day=until,
            )
        )
    else:
        yield Said(_("The result is certified as soon as the challenge is over."))
    yield Said(
        _(
            "The result is certified by a second person, who sees how it came about. Every counted sale "
            "can be opened."
        )
    )


def late(document: Document) -> Iterator[Said]:
    """What arrives after the certification."""
    one = document.late
    if one.rule == "list":
        yield Said(_("A sale or return that arrives after the certification is listed and no longer counts."))
        return
    held = figures.percent(one.held_bp)
    yield Said(
        ngettext(
            "%(held)s of each prize waits for %(num)d day after the payment; sales and returns that came "
            "late are then counted again.",
            "%(held)s of each prize waits for %(num)d days after the payment; sales and returns that came "
            "late are then counted again.",
            one.days,
            held=held,
        ),
        _(
            "of a prize of 1,000 points, %(points)s wait.",
            points=figures.points(1000 * one.held_bp // 10_000),
        ),
    )
    yield Said(_("What was paid before stays yours."))


def payment(document: Document) -> Iterator[Said]:
    """In what, when, by whom."""
    yield Said(
        _(
            "Prizes are points of the programme, on the winner’s account; they were set aside before the "
            "start."
        )
    )
    if document.kind == "company":
        yield Said(_("They go to the company’s account, not to a person’s."))
    else:
        yield Said(
            _(
                "What a person wins is counted as an advantage by law, declared where it has to be, and "
                "needs the employer’s agreement."
            )
        )
    yield Said(_("Each prize is paid once."))


def changes(document: Document) -> Iterator[Said]:
    """What may still change, and what happens when it is stopped."""
    yield Said(
        _(
            "These rules are sealed before the start. A change is announced here, holds from then on only, "
            "and never takes a prize away."
        )
    )
    if document.on_stop == "so_far":
        yield Said(_("If it has to stop early, the reason is said and the ranks of that day are paid."))
    else:
        yield Said(
            _("If it has to stop early, the reason is said; what was won at once stays, ranks win nothing.")
        )


def organiser(document: Document, name: str) -> Iterator[Said]:
    """Who organises, and who has accepted what."""
    facts = {"first": figures.day(document.first), "last": figures.day(document.last, year=True)}
    if name:
        yield Said(_("Organised by %(name)s, from %(first)s to %(last)s.", name=name, **facts))
    else:
        yield Said(_("It runs from %(first)s to %(last)s.", **facts))
    yield Said(_("It rests on sales alone: nothing is drawn by lot, and nothing is asked in exchange."))
    if document.join == "choice":
        yield Said(_("Whoever joins accepts these rules; the fingerprint below is kept with the acceptance."))
    else:
        yield Said(
            _(
                "Whoever takes part may accept these rules on this page; the fingerprint below is kept "
                "with it."
            )
        )


def budget(document: Document, worst: int) -> Iterator[Said]:
    """What it may cost at most."""
    if worst:
        yield Said(
            _(
                "At most %(points)s can be won in all; they were set aside before the start.",
                points=points(worst),
            )
        )


def data(name: str) -> Iterator[Said]:
    """What happens to personal data."""
    who = name or _("the organiser")
    yield Said(
        _(
            "%(who)s uses your sales, your score and your name to run this challenge and to prove its "
            "result, for no other purpose.",
            who=who,
        )
    )
    yield Said(_("You can see, correct and take away your data under “Me”, and choose a pseudonym there."))
