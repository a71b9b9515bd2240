# Two commands on a fresh machine: make run, make test. Each sets up what it needs, once.

BIN := .venv/bin
UV := $(BIN)/uv

# Time zones come from the locked tzdata, not from the machine.
export PYTHONTZPATH =
# Pyright would ask the registry for a newer version of itself.
export PYRIGHT_PYTHON_IGNORE_WARNINGS = 1
export UV_PROJECT_ENVIRONMENT = .venv

.PHONY: help run test check format clean

help:
	@echo "make run    serve the bot at http://127.0.0.1:8000 (PORT changes it)"
	@echo "make test   run all tests, also on a real PostgreSQL and in a real browser"
	@echo "make check  format, lint, types, layers, content, fast tests"
	@echo "make format lay the code out, and mend what can be mended by itself"
	@echo "make clean  remove what was set up; data/ stays"

run: .venv/run.stamp
	@exec $(BIN)/microcoach run

test: .venv/test.stamp
	@$(BIN)/python -m tests.rig.browser
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -q -n logical --dist loadfile
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --include='bot/domain/*,bot/engine/*' --fail-under=100

check: .venv/test.stamp
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/pyright --project .
	@$(BIN)/lint-imports --no-cache --no-logo
	@$(BIN)/microcoach content check
	@$(BIN)/pytest -q -n logical --dist loadfile -m "not slow and not browser" --hypothesis-profile=quick

format: .venv/test.stamp
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:
	rm -rf .venv .coverage* .hypothesis .import_linter_cache .pytest_cache .ruff_cache

# Behind a proxy that reads along, only the machine knows whom to trust: hence the second try.
SYNC = $(UV) sync --frozen --quiet --compile-bytecode $(1) 2>/dev/null || \
	$(UV) sync --frozen --quiet --compile-bytecode --system-certs $(1)
# Bytecode is written once, here: without it every start would read all that source again.
COMPILE = $(BIN)/python -m compileall -q bot storage

# Only what the program needs; what the tests need stays if it is there.
.venv/run.stamp: pyproject.toml uv.lock | $(UV)
	@echo "Setting up what the program needs, once."
	@$(call SYNC,--no-dev --inexact)
	@$(COMPILE)
	@touch $@

.venv/test.stamp: pyproject.toml uv.lock | $(UV)
	@echo "Setting up what the tests need, once."
	@$(call SYNC,)
	@$(COMPILE)
	@touch $@ .venv/run.stamp

$(UV):
	@for python in python3 python3.14 python3.13 python3.12 python3.11; do \
		$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; \
		exec $$python -m venv .venv; \
	done; echo "Microcoach needs Python 3.11 or newer, and found none: install it, then run make again." >&2; exit 1
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==0.13.8
