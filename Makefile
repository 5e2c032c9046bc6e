# run · test · check · bench · help: each does its own set-up on a fresh machine.
.DEFAULT_GOAL := help
.PHONY: help run test check bench lock routes .venv
PY := .venv/bin/python
export PYTHONDONTWRITEBYTECODE ?= 1

help: ## what can be said to make
	@grep -hE '^[a-z.]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z.]+):.*## /  make \1\t/' | expand -t 20

.venv/run-ready: requirements.lock tools/bootstrap.sh
	@sh tools/bootstrap.sh requirements.lock
	@touch $@

.venv/test-ready: requirements-dev.lock tools/bootstrap.sh
	@sh tools/bootstrap.sh requirements-dev.lock
	@touch $@ .venv/run-ready

.venv: .venv/test-ready ## the virtual environment with everything that development needs

lock: ## write both lock files again from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements.lock
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q -o requirements-dev.lock
