# Every target does its own set-up; what is up to date is left alone.
PYTHON ?= python3
BIN := .venv/bin
# Passed on: make test PYTEST_ARGS="-k engine", make run ARGS="--port 9000", make bench ARGS=--quick, make dashboard ARGS=--dry, make lock ARGS=--upgrade
PYTEST_ARGS ?=
ARGS ?=
# One worker more than cores, because tests in the browser wait; a file stays with one worker,
# which has a dashboard and a browser.
WORKERS ?= $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
PYTEST = $(BIN)/python -m pytest --numprocesses=$(WORKERS) --maxprocesses=8 --dist=loadfile

TRAINING = torch==2.13.0 sbi==0.27.0

.DEFAULT_GOAL := help
.PHONY: help run test test-slow training coverage check lint golden limits evidence message words docs robustness derived attack dashboard screenshots site site-demo gallery bench check-brian2 lock environment assets axe browser browser-engine package test-pythons clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: environment assets browser-engine ## Open the dashboard
	$(BIN)/motorloops serve $(ARGS)

test: environment assets axe browser browser-engine ## Run the tests of every part: unit, integration, browser
	$(PYTEST) tests/unit tests/integration tests/browser $(PYTEST_ARGS)

test-slow: environment training assets axe browser browser-engine ## Run the tests that take minutes, and the properties on more examples
	$(PYTEST) tests/slow $(PYTEST_ARGS)
	$(PYTEST) tests/unit tests/integration -m hypothesis --hypothesis-profile=wide $(PYTEST_ARGS)

coverage: environment assets axe browser browser-engine ## Measure the branch coverage of all tests
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m $(subst $(BIN)/python -m ,,$(PYTEST)) $(PYTEST_ARGS)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python -m coverage report

check: lint test test-slow ## Everything that must hold: lint and all tests

lint: environment ## Check style, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/python -m scripts.unused_modules
	$(BIN)/pyright --warnings

evidence: environment ## Measure docs/behaviours.md and docs/evidence.md again
	$(BIN)/python -m scripts.evidence

message: environment ## Measure the sentences of the message in docs/behaviours.md again
	$(BIN)/python -m scripts.evidence --message

words: environment ## Write docs/evidence.md again after a change of words; the figures stay
	$(BIN)/python -m scripts.evidence --words

docs: environment ## Write the tables of docs/model.md and docs/inference.md again
	$(BIN)/python -m scripts.model_tables
	$(BIN)/python -m scripts.estimator_tables

limits: environment ## Write the healthy limit of each body again, after a new fit
	$(BIN)/python -m scripts.healthy_lines

site: environment ## Build the documentation into build/site; any warning is an error
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --clean $(ARGS)

site-demo: environment browser-engine ## Write the pages that need no server into build/site-demo
	$(BIN)/motorloops site --out build/site-demo
	@echo "Look at it: $(BIN)/python -m http.server --directory build/site-demo --bind 127.0.0.1 8000"

gallery: environment ## Draw the figures of the documentation again
	$(BIN)/python -m scripts.gallery $(ARGS)

robustness: environment ## Measure the fitted sets and moved weights, for docs/calibration.md
	$(BIN)/python -m scripts.robustness

derived: limits docs evidence robustness golden ## Make everything again that follows from the tables

bench: environment ## Measure the engine beside its rivals, which this installs
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench.lock
	$(BIN)/python -m benchmarks $(ARGS)

check-brian2: environment ## Compare the engine with the same network in Brian2
	$(BIN)/python -m validation $(ARGS)

training: environment ## Install what `motorloops train` needs: torch and sbi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TRAINING)

dashboard: environment assets browser-engine browser ## Measure the dashboard in Chromium, for docs/dashboard.md
	$(BIN)/python -m scripts.dashboard $(ARGS)

attack: environment assets browser-engine ## Attack a server on this machine in every way we know (5 minutes, Linux)
	$(BIN)/python -m scripts.attack $(ARGS)

screenshots: environment assets browser-engine browser ## Take the pictures of the dashboard for the README and docs again
	$(BIN)/python -m scripts.screenshots

golden: environment ## Rewrite the outcomes that the tests expect
	$(BIN)/python -m scripts.golden

lock: ## Rewrite requirements.lock from pyproject.toml
	$(PYTHON) scripts/lock.py $(ARGS)

test-pythons: environment ## Run the model's tests on every Python found, with Mesa 3.3 and the newest
	$(BIN)/python -m scripts.test_pythons $(ARGS)

package: environment assets browser-engine ## Build the wheel and the source distribution into dist/
	rm -rf build dist
	$(BIN)/python -m uv build --quiet --no-config
	@ls dist

environment: ## Create .venv from requirements.lock
	@$(PYTHON) scripts/environment.py

assets: environment ## Fetch the browser libraries that the dashboard serves, from PyPI
	@$(BIN)/python scripts/assets.py pypi

axe: ## Fetch the accessibility rules and other browser files of the tests (needs npm)
	@$(PYTHON) scripts/assets.py npm

browser: ## Install Chromium for the tests if there is none
	@$(PYTHON) scripts/browser.py

browser-engine: environment ## Build the engine that runs in a browser, if its sources changed
	@$(BIN)/python -m scripts.browser_engine $(if $(filter browser-engine,$(MAKECMDGOALS)),$(ARGS))

clean: ## Remove everything that was made or fetched
	rm -rf .venv server/cdn server/frontend/engine tests/assets tests/cdn build dist *.egg-info
	rm -rf .hypothesis .pytest_cache .ruff_cache .coverage .coverage.*
	find model server experiments scripts tests -name __pycache__ -prune -exec rm -rf {} +
