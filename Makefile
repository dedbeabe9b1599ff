# `make demo` and `make test` are all a newcomer needs; both set up what they use.
PYTHON ?= python3
ARGS ?=
export PYTHON

.PHONY: demo test soak elastic lock clean

demo: .venv/.demo
	@.venv/bin/pillwatch demo $(ARGS)

test: .venv/.test
	@sh deploy/browser.sh
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/pytest $(ARGS)

soak: .venv/.test
	@.venv/bin/pytest -n 0 -m soak $(ARGS)

elastic: .venv/.test
	@.venv/bin/pillwatch elastic up $(ARGS)

.venv/.demo: requirements.lock pyproject.toml deploy/environment.sh
	@sh deploy/environment.sh requirements.lock
	@touch $@

.venv/.test: requirements-dev.lock pyproject.toml deploy/environment.sh
	@sh deploy/environment.sh requirements-dev.lock
	@touch .venv/.demo $@

# Newer versions of everything: needs uv.
lock:
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --upgrade --quiet pyproject.toml --output-file requirements.lock
	uv pip compile --universal --generate-hashes --no-header --python-version 3.11 --upgrade --quiet --extra dev --constraint requirements.lock pyproject.toml --output-file requirements-dev.lock

clean:
	rm -rf .venv demo-data
