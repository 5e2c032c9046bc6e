"""What tiers say to people: reached, soon lost, lost; each once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from accounts.models import Mandate
from accounts.queries import touches
from core.clock import local_day
from core.database import session
from notifications.post import Message, tell
from points.rules.tier_progress import Progress, progress, warning_stage
from points.rules.tiers import Level, Scheme
from points.tiers.sentences import keep_sentence, name_of, reach_sentence
from points.tiers.turns import Turn

Writer = Callable[[str], Message]
PAGE = "/tier"


def tell_changes(scheme: Scheme, turns: Sequence[Turn], at: datetime) -> None:
    """Say which tier was reached or lost; the lowest one begins without a word."""
    moved = [one for one in turns if one.look.reason and _worth_saying(scheme, one)]
    readers = _readers(scheme.holder, [one.holder_id for one in moved], local_day(at))
    for one in moved:
        told = progress(scheme, one.look.standing, one.figures, local_day(at))
        writer = _lost(scheme, told) if one.look.reason == "lost" else _reached(told)
        tell(
            readers[one.holder_id], writer, at, f"tier:{_key(scheme, one)}:{local_day(at)}:{one.look.reason}"
        )


def tell_warnings(scheme: Scheme, turns: Sequence[Turn], at: datetime) -> None:
    """Say early, and again 30 and 7 days before, that a tier will be lost; once for each stage."""
    today = local_day(at)
    due: list[tuple[Turn, Progress, str]] = []
    for one in turns:
        if one.look.standing and not one.look.reason:
            told = progress(scheme, one.look.standing, one.figures, today)
            if stage := warning_stage(told, one.look.standing, today):
                due.append((one, told, stage))
    readers = _readers(scheme.holder, [one.holder_id for one, _told, _stage in due], today)
    for one, told, stage in due:
        reference = f"tier-soon:{_key(scheme, one)}:{told.keep_by}:{stage}"
        tell(readers[one.holder_id], _soon(scheme, told), at, reference)


def _worth_saying(scheme: Scheme, turn: Turn) -> bool:
    standing = turn.look.standing
    return turn.look.reason == "lost" or bool(standing and scheme.place(standing.code))


def _key(scheme: Scheme, turn: Turn) -> str:
    standing = turn.look.standing
    return f"{scheme.holder}:{turn.holder_id}:{standing.code if standing else ''}"


def _reached(told: Progress) -> Writer:
    def write(language: str) -> Message:
        with force_locale(language):
            level = told.level
            gifts = _benefits(level, language)
            title = _("You have reached %(tier)s", tier=name_of(level) if level else "")
            body = _("It counts for the sales of tomorrow on. Thank you for your trust.")
            brings = _("It brings you: %(benefits)s.", benefits=gifts) if gifts else ""
            return Message("points", title, f"{body} {brings}".strip(), PAGE)

    return write


def _soon(scheme: Scheme, told: Progress) -> Writer:
    def write(language: str) -> Message:
        with force_locale(language):
            title = _("Keep your %(tier)s tier", tier=name_of(told.level) if told.level else "")
            return Message("points", title, _("%(gap)s.", gap=keep_sentence(scheme, told)), PAGE)

    return write


def _lost(scheme: Scheme, told: Progress) -> Writer:
    def write(language: str) -> Message:
        with force_locale(language):
            gap = reach_sentence(scheme, told)
            title = (
                _("Your tier is now %(tier)s", tier=name_of(told.level))
                if told.level
                else _("Your tier has ended")
            )
            return Message("points", title, _("The way back: %(gap)s.", gap=gap), PAGE)

    return write


def _benefits(level: Level | None, language: str) -> str:
    return ", ".join(one.en if language == "en" else one.fr for one in level.benefits) if level else ""


def _readers(holder: str, ids: Collection[int], day: date) -> dict[int, list[int]]:
    """Whom a holder's news are for: the person, or those who manage the company."""
    if holder == "person":
        return {one: [one] for one in ids}
    rows = select(Mandate.company_id, Mandate.person_id).where(
        Mandate.company_id.in_(sorted(set(ids))), Mandate.role == "company_manager", touches(day, day)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for company_id, person_id in session.execute(rows):
        found[company_id].append(person_id)
    return found
