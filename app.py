"""The front door: settings, extensions, blueprints, commands; the only file that knows every room."""

from pathlib import Path
from secrets import token_hex

from flask import Flask, g, has_request_context, request
from flask import session as cookie
from flask_babel import Babel
from flask_login import current_user
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

import accounts.access
import clock
from accounts import (
    checks as accounts_checks,
)
from accounts import (
    cli as accounts_cli,
)
from accounts import (
    staff_views as accounts_staff,
)
from accounts import (
    views as accounts_views,
)
from catalog import (
    checks as catalog_checks,
)
from catalog import (
    cli as catalog_cli,
)
from catalog.cards import checks as card_checks
from catalog.cards import cli as card_cli
from catalog.granted import checks as granted_checks
from catalog.pages import advantage_views as catalog_advantages
from catalog.pages import card_views as catalog_cards
from catalog.pages import granted_views as catalog_granted
from catalog.pages import (
    order_views as catalog_orders,
)
from catalog.pages import staff_cards as catalog_card_desk
from catalog.pages import (
    staff_views as catalog_staff,
)
from catalog.pages import steering_views as catalog_steering
from catalog.pages import supplier_views as catalog_suppliers
from catalog.pages import (
    views as catalog_views,
)
from catalog.suppliers import cli as supplier_cli
from challenges import checks as challenges_checks
from challenges import cli as challenges_cli
from challenges.pages import board_staff as _boards  # noqa: F401 - registers its routes
from challenges.pages import board_television_views as challenges_television
from challenges.pages import board_views as challenges_boards
from challenges.pages import staff_views as challenges_staff
from challenges.pages import views as challenges_views
from compliance import (
    checks as compliance_checks,
)
from compliance import (
    cli as compliance_cli,
)
from compliance import (
    staff_views as compliance_staff,
)
from compliance import (
    views as compliance_views,
)
from core import assets, audit, cookies, errors, kept, packing, security, speech, styleguide
from core import cli as core_cli
from core import format as formats
from core import jobs as _jobs  # noqa: F401 - its tables
from core.clock import clock as wall
from core.database import db
from core.portal import Portal
from core.settings import Settings
from core.verify import Check, Finding
from engagement import cli as engagement_cli
from engagement import models as _engagement  # noqa: F401 - its tables
from engagement import segment_checks, segment_views
from engagement import staff_views as engagement_staff
from engagement import views as engagement_views
from home import frame
from home import staff_views as home_staff
from home import tier_views as home_tier
from home import views as home_views
from insights import models as _insights  # noqa: F401 - its tables
from insights import rule_views as insights_rules
from insights import staff_views as insights_staff
from insights import tier_views as insights_tiers
from leaderboard import checks as leaderboard_checks
from notifications import views as notifications_views
from points import checks as points_checks
from points import cli as points_cli
from points.briefs import staff_views as points_briefs
from points.programme import staff_views as points_rules
from points.programme import views as points_programme
from points.settings import staff_views as points_settings
from points.statements import delegate_views as points_delegates
from points.statements import monthly_views as points_statements
from points.statements import staff_corrections as points_corrections
from points.statements import staff_fund as points_fund
from points.statements import staff_openings as points_openings
from points.statements import staff_views as points_staff
from points.statements import staff_waiting as points_waiting
from points.statements import views as points_views
from points.tiers import badges as tier_badges
from points.tiers import checks as points_checks_tiers
from points.tiers import staff_views as points_tiers
from products import cli as products_cli
from products import staff_views as products_staff
from sales import checks as sales_checks
from sales import cli as sales_cli
from sales import staff_views as sales_staff
from sales import views as sales_views
from seeds import cli as seeds_cli

LANGUAGES = ("fr", "en")
LARGEST_UPLOAD = 40 * 1024 * 1024

BLUEPRINTS = (
    home_views.blueprint,
    home_staff.blueprint,
    home_tier.blueprint,
    accounts_views.blueprint,
    accounts_staff.blueprint,
    products_staff.blueprint,
    notifications_views.blueprint,
    compliance_views.blueprint,
    compliance_staff.blueprint,
    points_views.blueprint,
    points_programme.blueprint,
    points_staff.blueprint,
    points_statements.blueprint,
    points_settings.blueprint,
    points_waiting.blueprint,
    points_openings.blueprint,
    points_fund.blueprint,
    points_corrections.blueprint,
    points_tiers.blueprint,
    insights_staff.blueprint,
    insights_tiers.blueprint,
    insights_rules.blueprint,
    points_delegates.blueprint,
    points_rules.blueprint,
    points_briefs.blueprint,
    sales_views.blueprint,
    sales_staff.blueprint,
    segment_views.blueprint,
    engagement_views.blueprint,
    engagement_staff.blueprint,
    catalog_views.blueprint,
    catalog_orders.blueprint,
    catalog_advantages.blueprint,
    catalog_cards.blueprint,
    catalog_staff.blueprint,
    catalog_card_desk.blueprint,
    catalog_suppliers.blueprint,
    catalog_granted.blueprint,
    catalog_steering.blueprint,
    challenges_views.blueprint,
    challenges_boards.blueprint,
    challenges_television.blueprint,
    challenges_staff.blueprint,
)
COMMANDS = (
    accounts_cli.commands,
    products_cli.commands,
    sales_cli.commands,
    points_cli.commands,
    engagement_cli.commands,
    catalog_cli.commands,
    card_cli.commands,
    supplier_cli.commands,
    challenges_cli.commands,
    compliance_cli.commands,
    clock.commands,
    seeds_cli.commands,
)
CHECKS: tuple[Check, ...] = (
    *core_cli.CHECKS,
    *accounts_checks.CHECKS,
    *compliance_checks.CHECKS,
    *leaderboard_checks.CHECKS,
    *points_checks.CHECKS,
    *points_checks_tiers.CHECKS,
    *sales_checks.CHECKS,
    *segment_checks.CHECKS,
    *catalog_checks.CHECKS,
    *card_checks.CHECKS,
    *granted_checks.CHECKS,
    *challenges_checks.CHECKS,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from settings (default: the environment)."""
    settings = settings or Settings.from_env()
    app = Portal(__name__)
    _configure(app, settings)
    _extend(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    core_cli.init_app(app, CHECKS)
    if settings.debug:
        app.register_blueprint(styleguide.blueprint)
    return app


def verify_all() -> list[Finding]:
    """Every row that breaks an invariant, over all rooms; needs an application context."""
    return [finding for check in CHECKS for finding in check.findings()]


def _configure(app: Flask, settings: Settings) -> None:
    if settings.database_url.startswith("sqlite:///"):
        Path(settings.database_url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
    settings.files.mkdir(parents=True, exist_ok=True)
    if settings.now:
        wall.start_from(settings.now)
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SESSION_COOKIE_NAME="__Host-tandem" if settings.secure else "tandem",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,  # the row behind it ends long before the cookie does
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=LARGEST_UPLOAD,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=settings.secure,
        BABEL_DEFAULT_LOCALE="fr",
        BABEL_DEFAULT_TIMEZONE="Europe/Paris",
        BABEL_TRANSLATION_DIRECTORIES=str(Path(app.root_path) / "translations"),
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]


def _extend(app: Flask, settings: Settings) -> None:
    db.init_app(app)
    Migrate(app, db, render_as_batch=True)
    CSRFProtect(app)
    Htmx(app)
    Babel(app, locale_selector=_language)
    speech.init_app(app)
    packing.init_app(app)  # registered first, so it packs last
    accounts.access.init_app(app)
    security.init_app(app, settings)
    cookies.init_app(app)
    formats.init_app(app)
    kept.init_app(app)
    assets.init_app(app)
    errors.init_app(app)
    frame.init_app(app)
    tier_badges.init_app(app)
    app.before_request(_note_origin)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(Path(app.root_path) / "static"),
        prefix="static/",
        allow_all_origins=False,
        max_age=3600,
        add_headers_function=security.on_files(app),
    )


def _note_origin() -> None:
    g.request_id = token_hex(16)
    audit.origin.set(audit.Origin("web", request.remote_addr or "", g.request_id))


def _language() -> str:
    if not has_request_context():
        return "fr"
    visitor = current_user._get_current_object()
    if visitor and visitor.is_authenticated:
        return str(visitor.person.language)
    chosen = cookie.get("language")
    return chosen if chosen in LANGUAGES else (request.accept_languages.best_match(LANGUAGES) or "fr")
