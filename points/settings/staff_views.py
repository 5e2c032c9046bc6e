"""Pages for the sponsor's staff: the programme's settings, in versions by date."""

from datetime import timedelta

from flask import Blueprint, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from accounts.access import allow, me
from core import format as figures
from core import reply
from core.clock import local_day, now
from core.database import transaction
from core.rules import Refused
from points.rules.life import Settings
from points.settings import versions
from points.settings.forms import SettingsForm
from points.settings.sentences import changes, told

blueprint = Blueprint("points_settings", __name__, url_prefix="/staff/programme/settings")


@blueprint.get("")
@allow("administrator")
def read() -> Response:
    """What is set today, what is planned, what was set before."""
    today, rows = local_day(now()), versions.versions()
    begun = [row for row in rows if row.starts_on <= today]
    return reply.show(
        "points/staff_settings.html",
        current=begun[-1] if begun else None,
        told=told(versions.settings_on(today)),
        planned=[
            (row, changes(versions.settings_on(row.starts_on - timedelta(days=1)), versions.settings_of(row)))
            for row in rows
            if row.starts_on > today
        ],
        past=begun[-2::-1],
    )


@blueprint.get("/new")
@allow("administrator")
def draft() -> Response:
    """The form of the next version, filled with what the newest one says."""
    form, rows = SettingsForm(), versions.versions()
    unset = versions.Draft(local_day(now()), gettext("Programme"), gettext("Programme"), Settings())
    newest = versions.draft_of(rows[-1]) if rows else unset
    form.fill(newest._replace(starts_on=versions.earliest(local_day(now())) or local_day(now())))
    return reply.show("points/staff_settings_form.html", form=form)


@blueprint.post("/check")
@allow("administrator")
def check() -> Response:
    """Say what would change, from when, and what stays as it is."""
    form = SettingsForm()
    if not form.validate_on_submit() or not _possible(form):
        return reply.show("points/staff_settings_form.html", status=422, form=form)
    planned = form.draft()
    before = versions.settings_on(planned.starts_on - timedelta(days=1))
    return reply.show(
        "points/staff_settings_check.html",
        draft=planned,
        changes=changes(before, planned.settings),
        sent=[(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"],
    )


@blueprint.post("")
@allow("administrator")
def write() -> Response:
    """Put settings in force that were checked."""
    form = SettingsForm()
    if not form.validate_on_submit() or not _possible(form):
        return reply.show("points/staff_settings_form.html", status=422, form=form)
    planned = form.draft()
    with transaction():
        versions.write(planned, now(), me().actor)
    day = figures.day(planned.starts_on, year=True)
    return reply.go(url_for(".read"), gettext("The settings are in force from %(day)s.", day=day))


def _possible(form: SettingsForm) -> bool:
    try:
        versions.check(form.draft(), local_day(now()))
    except Refused as refused:
        form.starts_on.errors = [reply.say(refused)]
        return False
    return True
