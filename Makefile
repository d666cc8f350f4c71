# Everything a fresh machine needs is python3, make and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# LUNAR_WAREHOUSE may be an address, of a file or of object storage.
FOLDER := $(patsubst file://%,%,$(LUNAR_WAREHOUSE))
LOCAL := $(or $(if $(findstring ://,$(FOLDER)),,$(FOLDER)),$(LUNAR_LOCAL),warehouse)
INSTANCE := $(or $(DAGSTER_HOME),$(abspath $(LOCAL))/dagster)

.DEFAULT_GOAL := help
.PHONY: help demo test soak ui lint audit bench docs screenshots

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-11s %s\n", $$1, $$2}'

demo: $(VENV)/installed ## environment, then the whole pipeline on the demo cohort
	$(BIN)/lunar run --source demo

# One thread each: two processes that take all cores wait for one another.
test: $(VENV)/installed-dev ## environment, then all tests
	OMP_NUM_THREADS=1 $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

soak: $(VENV)/installed-dev ## releases replayed with a real daemon, kills and large files (takes hours)
	$(BIN)/python -m pytest lunar_tests/soak

ui: $(VENV)/installed $(INSTANCE)/dagster.yaml ## Dagster on http://127.0.0.1:3000
	DAGSTER_HOME=$(INSTANCE) $(BIN)/dg dev --host 127.0.0.1 --port 3000

lint: $(VENV)/installed-dev ## ruff and the type checker
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pyright --pythonpath $(BIN)/python

audit: $(VENV)/installed-dev ## known weaknesses of all installed packages (asks an advisory database on the network)
	$(BIN)/python -m pip freeze --exclude-editable | sed 's/+.*//' > $(VENV)/installed.txt
	$(BIN)/python -m pip_audit --strict --no-deps --disable-pip --requirement $(VENV)/installed.txt || \
	  { echo 'Not fine: a package above has a known weakness, or no advisory database could be asked about it.'; exit 1; }

bench: $(VENV)/installed-dev ## the whole pipeline, large cohorts, every stage against a plain reference (40 minutes, 20 GB)
	$(BIN)/python -m benchmarks.pipeline --page docs/performance.md
	$(BIN)/python -m benchmarks.large --page docs/performance.md
	$(BIN)/python -m benchmarks --page docs/performance.md --warehouse $(or $(LUNAR_WAREHOUSE),warehouse)

docs: $(VENV)/installed-dev ## write the generated pages of docs/, and build the site into build/site
	$(BIN)/python -m lunar_assets.written.data_dictionary > docs/data_dictionary.md
	$(BIN)/python -m lunar_assets.written.checks > docs/checks.md
	$(BIN)/python -m lunar_assets.written.commands > docs/commands.md
	$(BIN)/python -m lunar_assets.written.settings > docs/settings.md
	$(BIN)/python -m lunar_assets.written.api docs/api
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build

screenshots: $(VENV)/installed-dev ## run the demo and its tests in a browser, and take docs/images/ anew
	OMP_NUM_THREADS=1 LUNAR_SCREENSHOTS=docs/images $(BIN)/python -m pytest lunar_tests/browser

$(VENV)/installed: pyproject.toml
	$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else f"Python 3.11 to 3.13 is needed, found {v[0]}.{v[1]}: set PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

$(INSTANCE)/dagster.yaml:
	@mkdir -p $(@D) && ln -sf $(abspath dagster.yaml) $@
