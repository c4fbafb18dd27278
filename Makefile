# Everything a person or CI runs. `make serve` and `make test` set up what they need on their first run.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.PHONY: setup serve test test-hard lint check bench bench-quality bench-archive bench-people bench-swap bench-load mutants lock

setup: $(INSTALLED)

$(INSTALLED): requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

serve: setup
	$(BIN)/policy-tagger train --if-missing
	$(BIN)/policy-tagger serve

test: lint check
	$(BIN)/pytest -n 2 --dist loadfile -m "not alone"
	$(BIN)/pytest -m alone

# Every fault and attack, often and long (about an hour and a half on two cores); writes docs/reliability.md.
HARD := $(BIN)/pytest tests/faults tests/security --rounds 20 --minutes 30 --reliability docs/reliability.md
test-hard: setup
	rm -f docs/reliability.md
	status=0; $(HARD) -n 2 -m "not alone" || status=1; $(HARD) -m alone || status=1; exit $$status

lint: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

check: setup
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry .

bench: setup
	$(BIN)/policy-tagger train --if-missing
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/uploads.py

bench-quality: setup
	$(BIN)/python benchmarks/quality.py

bench-archive: setup
	$(BIN)/policy-tagger train --if-missing
	$(BIN)/python benchmarks/archive.py

bench-people: setup
	$(BIN)/python benchmarks/people.py

bench-load: setup
	$(BIN)/policy-tagger train --if-missing
	$(BIN)/python benchmarks/load.py

bench-swap: setup
	$(BIN)/policy-tagger train --if-missing
	$(BIN)/python benchmarks/swap.py
	$(BIN)/python benchmarks/swap.py --workers 2

# How many changes to the models and the gate the tests notice; a long time, on every core but gently.
mutants: setup
	nice -n 10 $(BIN)/python benchmarks/mutants.py

# After a change of pyproject.toml: pins with hashes, for every Python that is supported, without an address in it.
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml
lock: setup
	$(LOCK) --extra postgresql --output-file requirements.lock
	$(LOCK) --group dev --output-file requirements-dev.lock
