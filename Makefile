# Two commands on a fresh machine: make run, make test. Both set up what they need, and do so once.

PYTHON := $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
UV := .venv/bin/uv
BIN := .venv/bin

.PHONY: run test check format

run: .venv/run.stamp
	@exec $(BIN)/microcoach run

test: .venv/dev.stamp
	@$(BIN)/python -m tests.rig.browser
	@$(BIN)/python -m tests.rig.all

check: .venv/dev.stamp
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/pyright
	@$(BIN)/lint-imports
	@$(BIN)/microcoach content check
	@$(BIN)/pytest -q -n 2 -m "not slow and not browser"

format: .venv/dev.stamp
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

# What the program needs. Tools for tests that are there already stay.
.venv/run.stamp: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --frozen --no-dev --inexact --quiet
	@touch $@

.venv/dev.stamp: pyproject.toml uv.lock | $(UV)
	@$(UV) sync --frozen --quiet
	@touch $@ .venv/run.stamp

$(UV):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, and none was found." >&2; exit 1; }
	@$(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
