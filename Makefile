# Everything here needs only Python 3.11 or newer (with venv) and make.
# ARGS is handed on: make test ARGS="-k ballots", make demo ARGS="--help".

PYTHON ?= python3
BIN := .venv/bin
JS := tests/js

.PHONY: venv demo serve test oracle test-faults bench scaling check check-js pictures words lock

venv: .venv/.installed

demo serve: venv
	$(BIN)/musrenbang-live $@ $(ARGS)

test: venv
	$(BIN)/pytest $(ARGS)

# Pabutools, with which the allocations are compared; without it those tests say so.
oracle: venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-oracle.txt

# The long part of the fault matrix: new meetings for FOR seconds, under six minutes in all.
FOR ?= 180
test-faults: venv
	MUSRENBANG_FAULTS_FOR=$(FOR) $(BIN)/pytest tests/faults/test_long.py --numprocesses=2 $(ARGS)

# The application and its peers side by side; writes benchmarks/results.json.
bench: venv
	$(BIN)/python -m benchmarks $(ARGS)

# The town of 31 halls beside what the capacity model predicts; the tables of docs/scaling.md.
scaling: venv
	$(BIN)/python -m benchmarks.city
	$(BIN)/python -m benchmarks.scaling

# Screenshots of the main screens, for the README, and those of the guides.
pictures: venv
	$(BIN)/python -m tests.pictures $(ARGS)
	$(BIN)/python -m tests.public_pictures
	$(BIN)/python -m tests.guide_pictures

# The interface's sentences, gathered from code and templates into the catalogues.
words: venv
	$(BIN)/python -m tests.catalogues

check: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/musrenbang-live plan check sessions/*.toml
	@$(MAKE) --no-print-directory check-js

# The scripts need no build; Node.js only checks them.
check-js:
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(JS)/node_modules/.installed \
	    && $(JS)/node_modules/.bin/biome ci --colors=off --error-on-warnings --config-path=$(JS)/biome.config.json static $(JS) \
	    && $(JS)/node_modules/.bin/tsc --project $(JS) \
	    && node --test $(JS)/*.test.mjs; \
	else echo "The scripts were not checked: install Node.js 20 or newer with npm (Debian: apt install npm)."; \
	    test -z "$$MUSRENBANG_REQUIRE_ALL"; fi

# Pins the newest releases that pyproject.toml allows and that are older than a week.
lock: venv
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt
	$(LOCK) --group oracle --constraint requirements-dev.txt --output-file requirements-oracle.txt
	cd $(JS) && npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund --no-update-notifier

LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

.venv/.installed: requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(JS)/node_modules/.installed: $(JS)/package.json $(JS)/package-lock.json
	npm ci --prefix $(JS) --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@
