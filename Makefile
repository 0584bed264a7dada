# Two commands carry the project: `make run` and `make test`. Everything they need they install themselves.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
PORT ?= 8501
JOBS ?= 2

.PHONY: run test bench fmt check demo clean

run: $(VENV)/.run ## serve the app (a demo shop until something is configured)
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/.test ## everything: style, types, import contracts, rules, pages, browser, both databases
	$(BIN)/python -m tests.browser.chromium
	$(BIN)/python -m pytest -n $(JOBS)

check: $(VENV)/.test ## the quick part: style, types, import contracts
	$(BIN)/python -m pytest tests/test_architecture.py tests/test_words.py

bench: $(VENV)/.test ## the speed table of docs/bench.md, measured side by side
	$(BIN)/python -m tests.bench

fmt: $(VENV)/.test ## format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(PIP) install -q -r requirements.txt
	touch $@

$(VENV)/.test: requirements.txt tests/requirements.txt | $(VENV)/bin/python
	$(PIP) install -q -r tests/requirements.txt
	touch $(VENV)/.run $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis bench-results test-results
