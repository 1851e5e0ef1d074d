# Kula. `make demo` runs the whole network on this machine; `make test` runs every test.
# Both set everything up first (cached); `make help` lists the rest.

PYTHON ?= python3
BIN := .venv/bin
export OMP_NUM_THREADS ?= 1
export TOKENIZERS_PARALLELISM ?= false
export HF_HUB_OFFLINE ?= 1

.DEFAULT_GOAL := help
.PHONY: help setup demo up gallery test test-fast test-long lint lint-types lint-rest format clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup: .venv/.ready web/node_modules/.ready web/dist/.ready .venv/.models ## make .venv, web/node_modules, the page and the models' cache

demo: setup ## the whole network over real records, then build/demo/report.html (DATA=file.jsonl.gz, ARGS=…)
	@$(BIN)/kula demo $(if $(DATA),--data $(DATA)) $(ARGS)

up: setup ## the same network left running, with the app at http://127.0.0.1:8000
	@$(BIN)/kula up $(ARGS)

gallery: setup ## the app over a gateway in memory, at http://localhost:8100, and each view in each state at /gallery/
	@cd web && npm --silent run gallery

test: setup ## every test, the fast ones first
	@scripts/test "not slow" -n 2
	@scripts/test "slow and not long" --durations=25 -n 3
	@cd web && npm --silent run test

test-fast: setup ## those under two minutes
	@scripts/test "not slow" -n 2
	@cd web && npm --silent run test

test-long: setup ## a million calls of the stateful machine, a million foreign inputs, each kill, tests marked long; it goes on where it stopped
	@PYTHONPATH=. nice -n 10 $(BIN)/python -m tests.invariants.long
	@PYTHONPATH=. nice -n 10 $(BIN)/python -m tests.fuzz.long
	@PYTHONPATH=. nice -n 10 $(BIN)/python -m tests.long.bent
	@KULA_KILL_EVERY=1 nice -n 10 $(BIN)/pytest -q tests/hostile/single/test_kills.py
	@nice -n 10 $(BIN)/pytest -q -m long

lint: lint-types lint-rest ## ruff, pyright, import-linter, Biome, tsc

lint-types: setup
	@$(BIN)/pyright

lint-rest: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/lint-imports
	@cd web && npm --silent run lint

format: setup ## rewrite the code in the house's format
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
	@cd web && npx --no-install biome check --write .

clean: ## remove what the build made
	rm -rf .venv build web/node_modules web/dist tests/client/javascript/node_modules

.venv/.ready: pyproject.toml constraints.txt scripts/setup-python
	@PYTHON=$(PYTHON) scripts/setup-python
	@touch $@

.venv/.models: .venv/.ready scripts/setup-models
	@scripts/setup-models
	@touch $@

web/node_modules/.ready: web/package.json web/package-lock.json tests/client/javascript/package-lock.json scripts/setup-web
	@scripts/setup-web
	@touch $@

web/dist/.ready: .venv/.ready web/node_modules/.ready $(shell find web/src web/client/src contracts/abi node/contributor/exports/*.json -type f 2>/dev/null) web/index.html web/vite.config.ts
	@cd web && npm --silent run build
	@touch $@
