# Each task does its own set-up: a virtual environment from the lock, nothing global.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet
# The lock is its own constraint: older pips forget a pin where somebody asks for an extra.
LOCKED := $(PIP) --require-hashes --constraint
OWN := $(PIP) --no-deps --no-build-isolation --editable .

.DEFAULT_GOAL := help
.PHONY: help install demo run serve test check fix bench quality model lock docs clean

help: ## Show the tasks
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.run ## Set up .venv with what running needs
	@echo "Ready: $(BIN)/khabar --help"

demo: $(VENV)/.run ## The main job, end to end, on the built-in sample world (offline)
	@$(BIN)/python -m tests.sample_world

run: $(VENV)/.run ## One ingest of the configured feeds, now
	@$(BIN)/khabar ingest

serve: $(VENV)/.run ## Prefect server with UI, schedule and worker, until Ctrl-C
	@$(BIN)/khabar serve

test: $(VENV)/.dev ## The whole test suite
	@$(BIN)/python -m pytest

check: $(VENV)/.dev ## Lint, format and types, as CI asks for them
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

fix: $(VENV)/.dev ## Mend what the linter can mend
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(VENV)/.dev ## How fast: benchmarks/ (minutes)
	@$(BIN)/python benchmarks/ingest.py
	@$(BIN)/python benchmarks/stories.py $(if $(QUICK),--quick)

quality: $(VENV)/.dev ## How good: relevance and stories, on LABELLED=folder and the project's cases (minutes)
	@$(BIN)/python benchmarks/relevance/quality.py $(if $(LABELLED),--labelled $(LABELLED)) --write
	@$(BIN)/python benchmarks/copies/quality.py $(if $(LABELLED),--labelled $(LABELLED)) --write

model: $(VENV)/.dev ## Train the weights of both anew from LABELLED=folder and the project's cases
	@$(BIN)/python benchmarks/relevance/train.py $(if $(LABELLED),--labelled $(LABELLED))
	@$(BIN)/python benchmarks/copies/train.py $(if $(LABELLED),--labelled $(LABELLED))

docs: $(VENV)/.dev ## Check that the documentation says what the code does
	@$(BIN)/python -m pytest tests/test_docs.py

lock: ## Resolve the dependencies anew (wants uv)
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	  --upgrade --quiet -o requirements.lock
	uv pip compile pyproject.toml --group build --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate \
	  --constraint requirements.lock --quiet -o requirements-dev.lock

clean: ## Remove .venv and caches; data/ stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Khabar wants Python 3.11 or newer: make PYTHON=python3.12 ..." >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) (a minute or two, once) ..." >&2
	@$(LOCKED) requirements.lock -r requirements.lock && $(OWN) && touch $@

$(VENV)/.dev: requirements-dev.lock requirements.lock pyproject.toml | $(BIN)/python
	@echo "Setting up $(VENV) with the test tools (a minute or two, once) ..." >&2
	@$(LOCKED) requirements-dev.lock -r requirements-dev.lock && $(OWN) && touch $@ $(VENV)/.run
