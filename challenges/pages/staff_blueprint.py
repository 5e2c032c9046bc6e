"""The staff's blueprint, shared by the files that hold its pages."""

from flask import Blueprint

blueprint = Blueprint("challenges_staff", __name__, url_prefix="/staff")
