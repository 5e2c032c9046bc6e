"""Companies, for the sponsor's staff; account managers see those they look after, and change nothing."""

from flask import abort, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from accounts import actions, directory, queries, segments
from accounts.access import allow, me
from accounts.forms import CompanyForm, NewCompanyForm, PortfolioForm
from accounts.models import Company
from accounts.rules import BadSiret, CodeTaken, NotOneOf, SiretTaken
from accounts.staff_blueprint import blueprint, keeper, page_asked, pages, wanted
from accounts.words import KIND_NAMES, ROLE_NAMES, SIZE_NAMES
from core import reply
from core.clock import local_day, now
from core.database import session, transaction
from core.exports import download_csv
from core.rules import Refused

COLUMNS = ["code", "name", "kind", "region", "city", "siret", "people", "account_managers"]


@blueprint.get("/companies")
@allow("administrator", "account_manager")
def companies() -> Response:
    """Every company, narrowed by what the address says."""
    found = directory.companies(keeper(), wanted(), now(), page_asked())
    return reply.show(
        "accounts/companies.html",
        found=found,
        wanted=wanted(),
        regions=queries.regions(),
        kinds=KIND_NAMES,
        may_edit=keeper() is None,
        **pages("accounts_staff.companies", found),
    )


@blueprint.get("/companies.csv")
@allow("administrator", "account_manager")
def companies_csv() -> Response:
    """The same list as a file."""
    found = directory.companies(keeper(), wanted(), now(), None)
    rows = [(c.code, c.name, c.kind, c.region, c.city, c.siret, c.people, c.keepers) for c in found.lines]
    return download_csv("companies", COLUMNS, rows)


@blueprint.route("/companies/new", methods=["GET", "POST"])
@allow("administrator")
def new_company() -> Response:
    """Add a company."""
    form = NewCompanyForm()
    form.offer(directory.choices())
    if form.validate_on_submit():
        try:
            with transaction():
                made = actions.add_company(code=form.code.data or "", at=now(), by=me().actor, **form.given)
                company_id = made.id
            return reply.go(_company(company_id), _("The company is in."))
        except Refused as refused:
            form.refuse(refused, _about(refused))
    return reply.show("accounts/company_form.html", status=422 if form.errors else 200, form=form)


@blueprint.get("/companies/<int:company_id>")
@allow("administrator", "account_manager")
def company(company_id: int) -> Response:
    """One company: its people over time, and who looks after it."""
    found = _found(company_id)
    form = PortfolioForm()
    form.person_id.choices = [(one.id, one.name) for one in queries.staff_people(None, ["account_manager"])]
    return reply.show(
        "accounts/company.html",
        company=found,
        parent=session.get(Company, found.parent_id) if found.parent_id else None,
        mandates=directory.mandates_at(company_id),
        keepers=directory.keepers_of(company_id),
        segments=segments.names_of(company_id, local_day(now())),
        form=form,
        may_edit=keeper() is None,
        kinds=KIND_NAMES,
        roles=ROLE_NAMES,
        sizes=SIZE_NAMES,
        today=local_day(now()),
    )


@blueprint.route("/companies/<int:company_id>/edit", methods=["GET", "POST"])
@allow("administrator")
def edit_company(company_id: int) -> Response:
    """Correct what is known of a company."""
    form = CompanyForm(obj=_found(company_id))
    form.offer([choice for choice in directory.choices() if choice[0] != company_id])
    if form.validate_on_submit():
        try:
            with transaction():
                actions.edit_company(company_id, now(), me().actor, **form.given)
            return reply.go(_company(company_id), _("The corrections are kept."))
        except Refused as refused:
            form.refuse(refused, _about(refused))
    found = _found(company_id)
    return reply.show(
        "accounts/company_form.html", status=422 if form.errors else 200, form=form, company=found
    )


@blueprint.post("/companies/<int:company_id>/portfolio")
@allow("administrator")
def keep_company(company_id: int) -> Response:
    """Have an account manager look after a company."""
    form = PortfolioForm()
    form.person_id.choices = [(one.id, one.name) for one in queries.staff_people(None, ["account_manager"])]
    if not form.validate_on_submit():
        return reply.go(_company(_found(company_id).id), _("Choose an account manager first."), "late")
    with transaction():
        actions.add_to_portfolio(form.person_id.data, company_id, local_day(now()), me().actor, now())
    return reply.go(_company(company_id), _("The portfolio is kept."))


@blueprint.post("/companies/<int:company_id>/portfolio/<int:person_id>/end")
@allow("administrator")
def let_company_go(company_id: int, person_id: int) -> Response:
    """End an account manager's looking after a company."""
    with transaction():
        actions.remove_from_portfolio(person_id, _found(company_id).id, me().actor, now())
    return reply.go(_company(company_id), _("The portfolio is kept."))


def _found(company_id: int) -> Company:
    """A company that the asker may see, else 404."""
    return directory.company_for(keeper(), company_id) or abort(404)


def _company(company_id: int) -> str:
    return url_for("accounts_staff.company", company_id=company_id)


def _about(refused: Refused) -> str:
    """Under which field a refusal belongs."""
    if isinstance(refused, BadSiret | SiretTaken):
        return "siret"
    if isinstance(refused, NotOneOf):
        return "country"
    return "code" if isinstance(refused, CodeTaken) else "name"
