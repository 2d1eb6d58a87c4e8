# Every target does its own set-up. `make help` lists them.
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help run test coverage check bench clean

help:
	@echo "make run     start the portal with demo data (PORT=8000, RESET=1 starts over)"
	@echo "make test    run every check and test; on Debian as root it installs what is missing"
	@echo "make coverage  the tests again, and which lines they reach (slower)"
	@echo "make check   ruff, mypy, djlint, translations"
	@echo "make bench   rehearse at full size and print the seconds; docs/operators.md names the other measurements"
	@echo "make clean   remove the virtual environment and what runs left behind"

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed: set PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "The venv module is missing: on Debian, install python3-venv."; exit 1; }

.venv/.run-stamp: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing (once) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/.dev-stamp: .venv/.run-stamp
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

run: .venv/.run-stamp
	@exec $(BIN)/portal run-demo --port $(PORT) $(if $(RESET),--reset)

check: .venv/.dev-stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/portal translations check

node_modules/.stamp: package.json
	npm install --ignore-scripts --no-audit --no-fund --no-package-lock --silent
	@touch $@

SUITE := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m tests.stack exec -- $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q

test:
	bash tests/stack/install.sh
	$(MAKE) check node_modules/.stamp
	$(SUITE)

# Apart, because watching every line makes the suite half as fast.
coverage:
	bash tests/stack/install.sh
	$(MAKE) check node_modules/.stamp
	$(SUITE) --cov --cov-report=term:skip-covered --cov-fail-under=90

bench: .venv/.dev-stamp
	$(BIN)/python -m bench

clean:
	rm -rf .venv node_modules var build *.egg-info .coverage* .mypy_cache .ruff_cache .pytest_cache
