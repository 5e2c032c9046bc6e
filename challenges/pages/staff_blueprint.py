"""The staff's blueprint, shared by the files that hold its pages."""

from flask import Blueprint

from challenges.pages.staff_tabs import challenge_tabs

blueprint = Blueprint("challenges_staff", __name__, url_prefix="/staff")
blueprint.add_app_template_global(challenge_tabs)
