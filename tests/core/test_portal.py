"""Templates share the environment's globals, and still see what is added to them later."""

from flask import Flask

from core.portal import SharedGlobals


def _app() -> Flask:
    app = Flask(__name__)
    app.jinja_environment = SharedGlobals
    return app


def test_a_template_reads_what_becomes_a_global_after_it_was_made() -> None:
    env = _app().jinja_env
    template = env.from_string("{{ late }}")
    env.globals["late"] = "here"
    assert template.render() == "here"


def test_a_global_of_one_template_is_not_known_to_another() -> None:
    env = _app().jinja_env
    assert env.from_string("{{ mine }}", globals={"mine": "own"}).render() == "own"
    assert env.from_string("{{ mine }}").render() == ""
