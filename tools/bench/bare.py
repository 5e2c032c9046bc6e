"""The page that ours are measured against: plain Flask, a user loaded by SQLAlchemy, one long table.

As a program of its own it serves the database in BENCH_DATABASE_URL with a page of BENCH_BYTES bytes.
"""

import os
from typing import Any

from flask import Flask, session
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from accounts.identity import token_hash
from accounts.models import Person, SignIn
from core.settings import DEVELOPMENT_SECRET

ROWS = [
    {"number": n, "name": f"Somebody {n}", "place": "Comptoir, Lille", "score": n * 997} for n in range(4_000)
]
PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Standings</title></head>
<body>
<h1>Standings</h1>
<p>Good morning, {{ person.first_name }}.</p>
<table>
{% for row in rows %}
<tr>
  <td class="rank">{{ row.number }}</td>
  <td class="name"><a href="/people/{{ row.number }}">{{ row.name }}</a></td>
  <td class="place">{{ row.place }}</td>
  <td class="score">{{ row.score }}</td>
</tr>
{% endfor %}
</table>
</body>
</html>
"""


def create_bare(url: str, size: int) -> Flask:
    """An application with one route, `/`, that answers about `size` bytes to whoever is signed in."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=DEVELOPMENT_SECRET, SESSION_COOKIE_NAME="tandem")
    engine = create_engine(url)
    template = app.jinja_env.from_string(PAGE)
    row = (len(template.render(person={}, rows=ROWS[100:200])) - len(template.render(person={}))) / 100
    rows = ROWS[: max(1, round(size / row))]

    @app.get("/")
    def page() -> str:
        with Session(engine) as database:
            return template.render(person=_person(database), rows=rows)

    return app


def _person(database: Session) -> Any:
    found = select(Person).join(SignIn, SignIn.person_id == Person.id)
    return database.scalars(found.where(SignIn.token_hash == token_hash(session["_user_id"]))).one()


def from_environment() -> Flask:
    """What gunicorn calls."""
    return create_bare(os.environ["BENCH_DATABASE_URL"], int(os.environ["BENCH_BYTES"]))
