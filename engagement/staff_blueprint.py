"""The blueprint of this room's staff pages on joining, acts, merging and moving."""

from flask import Blueprint

blueprint = Blueprint("engagement_staff", __name__, url_prefix="/staff")
