"""What signs is made once and signs as Flask and Flask-WTF do; no view waits."""

import inspect

import pytest
from flask import Flask, g
from flask import session as cookie
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf, validate_csrf
from itsdangerous import BadSignature, SignatureExpired
from wtforms import ValidationError

from core.cookies import Cookies, csrf_token


def test_each_reads_what_the_other_wrote(app: Flask):
    ours, theirs = Cookies(), SecureCookieSessionInterface()
    one, other = ours.get_signing_serializer(app), theirs.get_signing_serializer(app)
    assert one
    assert other
    for _ in range(2):
        assert other.loads(one.dumps({"a": 1})) == one.loads(other.dumps({"a": 1})) == {"a": 1}


def test_another_secret_signs_otherwise_at_once_and_an_old_one_is_still_read(app: Flask):
    kept, before = Cookies(), app.secret_key
    old = kept.get_signing_serializer(app)
    assert old
    written = old.dumps({"a": 1})
    try:
        app.secret_key = "another one, as long as it takes"
        new = kept.get_signing_serializer(app)
        assert new
        with pytest.raises(BadSignature):
            new.loads(written)
        app.config["SECRET_KEY_FALLBACKS"] = [before]
        turned = kept.get_signing_serializer(app)
        assert turned
        assert turned.loads(written) == {"a": 1}
    finally:
        app.secret_key = before
        app.config["SECRET_KEY_FALLBACKS"] = None


def test_a_signature_that_was_verified_is_still_looked_at_for_every_byte_and_its_age(app: Flask):
    kept = Cookies().get_signing_serializer(app)
    assert kept
    written = kept.dumps({"a": 1})
    # A and E also differ in what the last letter of a signature carries: four bits, of its six
    others = [
        written[:at] + ("A" if one == "E" else "E") + written[at + 1 :] for at, one in enumerate(written)
    ]
    for _ in range(2):
        assert kept.loads(written) == {"a": 1}
        for other in ["x" + written, *others]:
            with pytest.raises(BadSignature):
                kept.loads(other)
        with pytest.raises(SignatureExpired):
            kept.loads(written, max_age=-1)


def test_a_token_is_the_requests_and_is_taken_as_flask_wtfs(app: Flask):
    with app.test_request_context():
        validate_csrf(csrf_token())
        assert csrf_token() == generate_csrf()
        del g.csrf_token
        validate_csrf(csrf_token())
        cookie["csrf_token"] = "0" * 40
        with pytest.raises(ValidationError):
            validate_csrf(g.csrf_token)


def test_no_view_and_no_hook_is_a_coroutine(app: Flask):
    before = [one for some in app.before_request_funcs.values() for one in some]
    after = [one for some in app.after_request_funcs.values() for one in some]
    functions: list[object] = [*app.view_functions.values(), *before, *after]
    assert len(functions) > 100
    assert not any(inspect.iscoroutinefunction(one) for one in functions)
