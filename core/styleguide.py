"""A living page of every component (development only)."""

from flask import Blueprint

blueprint = Blueprint("styleguide", __name__)
