# `make` alone lists the commands. The only thing needed beforehand is Python 3.11 (and, for the browser tests, Chromium).
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
.NOTPARALLEL: # the parts print one after the other, and a browser test wants both cores
.PHONY: help setup drivers dev browser run test lint unit engines axe rls e2e bench bench-web simulate mutants screenshots screenshots-accept lock

# The first Python on the path that really is 3.11: `python3.11` may be a shim of a version manager that has none.
PYTHON ?= $(shell for p in python3.11 python3; do $$p -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && echo $$p && break; done)
PY := .venv/bin/python
PORT ?= 8050
# Images of containers often forbid Python to keep what it compiled: every start would then take eight seconds more.
export PYTHONDONTWRITEBYTECODE :=
# chdb brings 500 MB and pyarrow, with which pandas keeps text in another way: the product is tested without it.
PY_ENGINES := .venv-engines/bin/python
# A worker for each core, and a file of tests to one worker: what the file's tests share is made once. In the order of
# names, as few long tests in a file would else come last, when one worker has nothing left to do.
SIDE_BY_SIDE := -n auto --dist loadfile --no-loadscope-reorder

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  Options of run: PORT=8050  WAREHOUSE=<SQLAlchemy URL>  DATA=<folder to load first>"
	@echo "  Options of bench: SCALE=demo|nation|<SQLAlchemy URL>  SMALL=<a smaller warehouse>"

setup: ## Make .venv and install what the dashboard needs
	@$(call environment,requirements.txt)

drivers: setup ## Install the drivers of PostgreSQL and ClickHouse as well
	@$(call environment,requirements-drivers.txt)

dev: ## Install what tests and linters need as well
	@$(call environment,requirements-dev.txt)

# Without a Python there is nothing else that could say so.
environment = "$(PYTHON)" -c "" 2>/dev/null || { echo "Python 3.11 is needed and was not found; name one: make PYTHON=/path/to/python3.11" >&2; exit 1; }; \
	"$(PYTHON)" tools/environment.py $(1) $(2)

# The values travel as shell variables, so that a URL may hold any character.
run: export RUN_PORT = $(PORT)
run: export RUN_WAREHOUSE = $(WAREHOUSE)
run: export RUN_DATA = $(DATA)
run: setup $(if $(filter postgresql% clickhouse%,$(WAREHOUSE)),drivers) ## Serve the dashboard; builds the demo warehouse and accounts first when there are none
	@exec $(PY) -m dashboard run --port "$$RUN_PORT" $${RUN_WAREHOUSE:+--warehouse "$$RUN_WAREHOUSE"} $${RUN_DATA:+--data "$$RUN_DATA"}

# Linters keep one core busy: the second environment and the browser are installed meanwhile.
test: dev ## Everything that CI runs: lint, types, import rules, unit, web, engine and browser tests
	@{ $(call environment,requirements-engines.txt,.venv-engines); } && { bash tests/e2e/install-browser.sh || true; } & made=$$!; \
	{ $(MAKE) lint && wait $$made && $(MAKE) unit engines e2e; } || { kill $$made 2>/dev/null; exit 1; }

lint: dev ## Style, format, types, import rules
	@echo "== ruff"
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@echo "== mypy"
	@.venv/bin/mypy
	@echo "== import rules"
	@.venv/bin/lint-imports

unit: dev ## The tests that need no browser
	@echo "== tests/unit tests/web"
	@$(PY) -m pytest -q $(SIDE_BY_SIDE) tests/unit tests/web

engines: ## The same answers from DuckDB, PostgreSQL and ClickHouse (installs 1 GB of its own)
	@$(call environment,requirements-engines.txt,.venv-engines)
	@echo "== tests/engines"
	@$(PY_ENGINES) -m pytest -q $(SIDE_BY_SIDE) tests/engines

e2e: dev browser ## The browser tests
	@echo "== tests/e2e"
	@$(PY) -m pytest -q -n auto --dist worksteal tests/e2e # the last files are the longest

axe: export AXE := all
axe: dev browser ## Every page for every reader in every language and theme, for axe (a quarter of an hour)
	@$(PY) -m pytest -q tests/e2e/test_axe.py

rls: export RLS := all
rls: dev ## Two worlds that differ outside a scope, for every kind of reader (ten minutes)
	@$(PY) -m pytest -q tests/web/test_noninterference.py

browser:
	@bash tests/e2e/install-browser.sh

bench: export BENCH_SCALE = $(SCALE)
bench: export BENCH_SMALL = $(SMALL)
bench: dev ## Measure against the budgets
	@exec $(PY) -m bench $${BENCH_SCALE:+--warehouse "$$BENCH_SCALE"} $${BENCH_SMALL:+--small "$$BENCH_SMALL"}

simulate: export SEEDS := $(or $(SEEDS),50)
simulate: dev ## Is what the generator planted found, and nothing where nothing was? (fifty warehouses)
	@exec $(PY) -m bench.simulate --seeds "$$SEEDS"

bench-web: export BENCH_SCALE = $(SCALE)
bench-web: dev browser ## Measure what a reader waits for in Chromium
	@exec $(PY) -m bench.web $${BENCH_SCALE:+--warehouse "$$BENCH_SCALE"}

mutants: dev ## Take each guard of the data away and see that a test notices
	@$(PY) tools/mutants.py

screenshots: dev browser ## Take the README's pictures anew
	@$(PY) docs/screenshots.py

screenshots-accept: export ACCEPT := 1
screenshots-accept: dev browser ## Accept how every page looks now (tests/e2e/baseline)
	@$(PY) -m pytest -q -n auto --dist worksteal tests/e2e/test_pages.py -k looks_as_it_was_accepted

# No address of a registry gets into a lock: whoever installs uses their own.
COMPILE = CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options

lock: dev ## Resolve the newest allowed versions into requirements*.txt
	@echo uv | $(COMPILE) --upgrade --output-file requirements-installer.txt -
	@$(COMPILE) --upgrade --output-file requirements.txt pyproject.toml
	@$(COMPILE) --upgrade --extra dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	@$(COMPILE) --upgrade --extra postgresql --extra clickhouse --constraint requirements-dev.txt --output-file requirements-drivers.txt pyproject.toml
	@$(COMPILE) --upgrade --extra dev --extra postgresql --extra clickhouse --extra engines --constraint requirements-dev.txt --output-file requirements-engines.txt pyproject.toml
