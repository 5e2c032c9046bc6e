"""Staff pages of series: which come back and when, made from a challenge, paused and resumed."""

from flask import abort, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from challenges import desk
from challenges.document.problems import DocumentRefused
from challenges.document.reading import stored
from challenges.life import series
from challenges.models import Challenge
from challenges.pages import staff_words, words
from challenges.pages.amend_forms import SeriesForm
from challenges.pages.drafting import placed_sentence
from challenges.pages.forms import EdgeForm
from challenges.pages.staff_blueprint import blueprint
from core import reply
from core.clock import local_day, now
from core.database import in_transaction
from core.rules import Refused


@blueprint.get("/challenge-series")
@allow("administrator")
def series_page() -> Response:
    """Every series with its next date and what it has prepared."""
    today = local_day(now())
    rows = [(one, series.next_of(one, today), series.challenges_of(one.id)) for one in series.all_series()]
    return reply.show(
        "challenges/staff_series.html",
        rows=rows,
        starts=series.start_of,
        form=EdgeForm(),
        said=staff_words,
        words=words,
    )


@blueprint.get("/challenges/<code>/series")
@allow("administrator")
def series_new(code: str) -> Response:
    """The form of a series that a challenge comes back in."""
    one = _seen(code)
    days = (one.ends_on - one.starts_on).days + 1
    form = SeriesForm(
        formdata=None, code=code[:26], name=stored(one.document).title(words.language()), days=days
    )
    return _form(one, form)


@blueprint.post("/challenges/<code>/series")
@allow("administrator")
def series_make(code: str) -> Response:
    """Begin a series."""
    one, form, at, by = _seen(code), SeriesForm(), now(), me().actor
    if not form.validate_on_submit():
        return _form(one, form, 422)
    said = form.data
    rhythm = (said["every"], said["offset_days"], said["days"], said["prepare_days"])
    document = stored(one.document)
    try:
        in_transaction(lambda: series.make(document, said["code"], said["name"] or "", rhythm, at, by))
    except DocumentRefused as refused:
        form.days.errors = [placed_sentence(one) for one in refused.problems]
        return _form(one, form, 422)
    except Refused as refused:
        form.code.errors = [reply.say(refused)]
        return _form(one, form, 422)
    return reply.go(url_for(".series_page"), _("The series begins: its drafts prepare themselves."))


@blueprint.post("/challenge-series/<code>/pause")
@allow("administrator")
def series_pause(code: str) -> Response:
    """Prepare no further draft."""
    one, at, by = series.found(code), now(), me().actor
    in_transaction(lambda: series.pause(one.id, at, by))
    return reply.go(url_for(".series_page"), _("The series is paused."))


@blueprint.post("/challenge-series/<code>/resumption")
@allow("administrator")
def series_resume(code: str) -> Response:
    """Go on with the next period."""
    one, at, by = series.found(code), now(), me().actor
    in_transaction(lambda: series.resume(one.id, at, by))
    return reply.go(url_for(".series_page"), _("The series goes on with its next date."))


def _seen(code: str) -> Challenge:
    return desk.challenge(me(), code) or abort(404)


def _form(one: Challenge, form: SeriesForm, status: int = 200) -> Response:
    return reply.show(
        "challenges/staff_series_new.html",
        status=status,
        one=one,
        document=stored(one.document),
        form=form,
        words=words,
    )
