"""Pages for the sponsor’s staff: the register of gratifications, each person's year, and the terms."""

from datetime import date

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts.access import allow, me
from compliance import actions, lines, overview, queries
from compliance.forms import TermsForm
from core.clock import local_day, now
from core.database import transaction
from core.exports import download_csv
from core.reply import go, say, show
from core.rules import Refused

#: Under compliance_staff.
blueprint = Blueprint("books", __name__)


@blueprint.get("/register")
@allow("administrator")
def register() -> Response:
    """What was given to whom in a calendar year."""
    year, search, page = _year(), request.args.get("q", ""), max(request.args.get("page", 1, type=int), 1)
    found, total = overview.register_lines(year, search, page)
    return show(
        "compliance/register.html",
        lines=found,
        total=total,
        number=page,
        size=overview.PAGE,
        year=year,
        search=search,
        years=[(one, str(one)) for one in range(local_day(now()).year, local_day(now()).year - 6, -1)],
        totals=overview.yearly_totals(year)[:10],
        given=overview.year_total(year),
    )


@blueprint.get("/register.csv")
@allow("administrator")
def register_csv() -> Response:
    """A year's register as a file, oldest first."""
    year = _year()
    return download_csv(f"register-{year}", lines.COLUMNS, lines.rows(year))


@blueprint.get("/totals.csv")
@allow("administrator")
def totals_csv() -> Response:
    """Each person's total of a calendar year as a file."""
    year = _year()
    columns = ("people_code", "name", "status", "value_cents", "lines")
    rows = [
        (who.code, who.name, status, cent, count) for who, status, cent, count in overview.yearly_totals(year)
    ]
    return download_csv(f"totals-{year}", columns, rows)


@blueprint.get("/terms")
@allow("administrator")
def terms() -> Response:
    """Every version, and a new one."""
    return _terms_page(TermsForm(starts_on=local_day(now())), 200)


@blueprint.post("/terms")
@allow("administrator")
def publish() -> Response:
    """Publish a version: it never changes afterwards."""
    form = TermsForm()
    if not form.validate():
        return _terms_page(form, 422)
    version, fr, en = (str(field.data or "") for field in (form.version, form.text_fr, form.text_en))
    starts_on = form.starts_on.data or local_day(now())
    try:
        with transaction():
            actions.publish_terms(version, fr, en, starts_on, now(), me().actor)
    except Refused as refused:
        form.version.errors = [say(refused)]
        return _terms_page(form, 409)
    return go(
        url_for("compliance_staff.books.terms"), _("Version %(version)s is published.", version=version)
    )


def _terms_page(form: TermsForm, status: int) -> Response:
    today = local_day(now())
    return show(
        "compliance/versions.html",
        status=status,
        versions=queries.all_terms(),
        current=queries.current_terms(today),
        today=today,
        form=form,
    )


def _year() -> int:
    year = request.args.get("year", 0, type=int)
    return year if date.min.year < year < date.max.year else local_day(now()).year
