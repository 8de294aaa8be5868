PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SECONDS_EACH ?= 20
SANDBOX := $(BIN)/python -m sandbox
WORKSHOP := --directory .sandbox/workshop --name calico-workshop

.DEFAULT_GOAL := help
.PHONY: help demo cluster test lint bench fuzz clean programs

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## bring the dev stack up on an embedded cluster, and show what is live
	@$(MAKE) --no-print-directory --jobs 2 programs $(VENV)/.reportctl
	@$(BIN)/python -m demo

cluster: programs ## start an empty cluster beside the demo's, for the workshop in README.md
	@$(SANDBOX) $(WORKSHOP) up

test: ## run all tests, against real API servers and parsers
	@$(MAKE) --no-print-directory --jobs 2 programs $(VENV)/.dev
	$(BIN)/pytest -n 2 --dist loadgroup $(PYTEST_FLAGS)

lint: $(VENV)/.dev ## check code, types, layers, stack files and workflows
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m reportctl check
	"$$($(SANDBOX) --quiet path actionlint)" -color
	$(BIN)/zizmor --offline --quiet .github

bench: $(VENV)/.dev ## measure speed and memory, as ratios within one run; HEAVY=fleet for a heavy case
	@$(BIN)/python -m bench $(HEAVY)

fuzz: $(VENV)/.dev ## throw mutated texts at the parsers, SECONDS_EACH=20 for each of them
	$(BIN)/python -m tests.fuzz.fuzz_schedule --seconds $(SECONDS_EACH)
	$(BIN)/python -m tests.fuzz.fuzz_selector --seconds $(SECONDS_EACH)
	$(BIN)/python -m tests.fuzz.fuzz_durations --seconds $(SECONDS_EACH)

clean: ## stop the embedded clusters; remove everything that was made here
	@if [ -x $(BIN)/python ]; then $(SANDBOX) --quiet down && $(SANDBOX) --quiet $(WORKSHOP) down; fi
	rm -rf .sandbox build policy/.venv $(VENV) .hypothesis .mypy_cache .ruff_cache .pytest_cache

programs: $(VENV)/.python
	@$(SANDBOX) build > /dev/null

$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version.split()[0] + ": make PYTHON=python3.12 ...")'
	@$(PYTHON) -m venv $(VENV) || { echo "python3 -m venv does not work here; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@touch $@

$(VENV)/.reportctl: requirements-reportctl.txt requirements.txt | $(VENV)/.python
	@echo "installing requirements-reportctl.txt into $(VENV)"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-reportctl.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.reportctl
	@echo "installing requirements-dev.txt into $(VENV)"
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
