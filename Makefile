# run · test · check · bench · help: each does its own set-up on a fresh machine.
.DEFAULT_GOAL := help
.PHONY: help run test check bench routes lock format .venv
PY := .venv/bin/python
WORDS := $(wildcard translations/*/LC_MESSAGES/messages.po)

help: ## what can be said to make
	@grep -hE '^[a-z.]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z.]+):.*## /  make \1\t/' | expand -t 18

run: .venv/run-ready $(WORDS:.po=.mo) ## web and clock together, on http://127.0.0.1:8000 (PORT=… for another)
	@$(PY) -m tools.run

test: .venv/test-ready $(WORDS:.po=.mo) ## the whole suite, on SQLite and then on PostgreSQL (ARGS="-k word" for a part)
	@$(PY) -m tools.suite $(ARGS)

check: .venv/test-ready $(WORDS:.po=.mo) ## style, types, templates, imports, translations, migrations
	@$(PY) -m tools.check

bench: .venv/test-ready $(WORDS:.po=.mo) ## the speed targets, as ratios in one run
	@$(PY) -m tools.bench $(ARGS)

routes: .venv/test-ready ## write tests/house/routes.txt again, to be read in review
	@$(PY) -m tools.routes

format: .venv/test-ready ## let ruff and djlint put the white space right
	@$(PY) -m ruff check --fix-only --quiet . && $(PY) -m ruff format --quiet .

lock: ## write both lock files again from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements-dev.lock

.venv: .venv/test-ready $(WORDS:.po=.mo) ## the virtual environment, with what development needs

.venv/run-ready: requirements.lock tools/bootstrap.sh tools/pango.py
	@sh tools/bootstrap.sh requirements.lock
	@$(PY) -m tools.pango || true
	@touch $@

.venv/test-ready: requirements-dev.lock tools/bootstrap.sh tools/pango.py
	@sh tools/bootstrap.sh requirements-dev.lock
	@$(PY) -m tools.pango || true
	@touch .venv/run-ready $@

%.mo: %.po .venv/run-ready
	@$(PY) -m tools.translations compile
