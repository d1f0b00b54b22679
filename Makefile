# Everything that this project needs, from a machine with Python 3.11 or newer and make.
# Every target makes .venv by itself, from the locked dependencies and their hashes.

PYTHON ?= python3
BIN := .venv/bin
PIP_INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: install install-microsoft install-pdf run test torture check format lock bench clean

install: .venv/compiled

# What Microsoft 365 without a password needs (docs/kanavat.md).
install-microsoft: .venv/compiled requirements-microsoft.lock
	$(PIP_INSTALL) -r requirements-microsoft.lock

# What a report needs that is there as a PDF alone (docs/aineistot.md).
install-pdf: .venv/compiled requirements-pdf.lock
	$(PIP_INSTALL) -r requirements-pdf.lock

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: requirements.lock | .venv/made
	$(PIP_INSTALL) -r requirements.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock | .venv/installed
	$(PIP_INSTALL) -r requirements-dev.lock
	@touch $@

# What Python would otherwise compile anew at every start where it may not write beside the source.
.venv/compiled: .venv/installed $(shell find bot.py written budget figures engine alerts job -name '*.py')
	@$(BIN)/python -m compileall -q bot.py written budget figures engine alerts job
	@touch $@

run: .venv/compiled
	@$(BIN)/python bot.py run

# One worker more than cores: some tests wait for a clock or a receiver.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print((os.cpu_count() or 1) + 1)')

test: .venv/installed-dev
	@sh tests/install-tools
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -ra -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

# Every test file that has a longer form of itself.
TORTURED := $(shell grep -l 'environ.get("TORTURE")' tests/test_*.py)

torture: .venv/installed-dev
	TORTURE=1 $(BIN)/python -m pytest -ra -s $(TORTURED) $(ARGS)

check: .venv/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

format: .venv/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

COMPILE := $(BIN)/pip-compile --quiet --upgrade --generate-hashes --strip-extras --no-header --allow-unsafe \
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

lock: .venv/installed-dev
	$(COMPILE) --output-file requirements.lock pyproject.toml
	$(COMPILE) --extra microsoft --output-file requirements-microsoft.lock pyproject.toml
	$(COMPILE) --extra pdf --output-file requirements-pdf.lock pyproject.toml
	$(COMPILE) --extra dev --output-file requirements-dev.lock pyproject.toml

bench: .venv/installed-dev
	$(BIN)/python -m bench.startup
	$(BIN)/python -m bench.backtest

clean:
	rm -rf .venv var
