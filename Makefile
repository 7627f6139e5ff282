# Reading Room: every command a developer or a newcomer types.
#   make demo    install, make the demo library, serve it
#   make test    install what the tests need, run every check and every test
SHELL := /bin/bash
.DEFAULT_GOAL := help
BIN := .venv/bin
STAMP := .make
SHARED ?=
PYTHON ?= python3
# Python compiles each module once and keeps it: the library and its tests start many processes.
unexport PYTHONDONTWRITEBYTECODE

# What does not wait for another is made side by side.
ifneq ($(filter test check,$(MAKECMDGOALS)),)
MAKEFLAGS += -j3
endif

.PHONY: help demo run test check fix front docs screenshots fresh lock clean
help: ## what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

demo: $(STAMP)/runtime $(STAMP)/front ## install, make the demo library, serve it
	@$(BIN)/readingroom demo

run: $(STAMP)/runtime $(STAMP)/front ## serve the library in the data folder
	@$(BIN)/readingroom serve

test: $(STAMP)/dev $(STAMP)/browser $(STAMP)/peers $(STAMP)/front check ## every check and every test
	@tools/run_tests.sh "$(SHARED)"

check: $(STAMP)/dev $(STAMP)/node ## linters, types and import contracts
	@tools/check.sh

fix: $(STAMP)/dev ## format, and mend what can be mended
	@$(BIN)/ruff check --fix src tests tools
	@$(BIN)/ruff format src tests tools

front: $(STAMP)/front ## build the viewer and the styles

docs: $(STAMP)/dev ## make the generated pages of docs/ again
	@$(BIN)/python tools/make_docs.py

screenshots: $(STAMP)/dev $(STAMP)/browser $(STAMP)/front ## make the pictures in docs/ again
	@$(BIN)/python tools/make_screenshots.py

fresh: $(STAMP)/dev ## make the script of a new database again, after a new migration
	@$(BIN)/python tools/make_fresh.py

lock: $(STAMP)/venv ## choose versions anew: hashes, no addresses
	@for set in "requirements:" "requirements-dev:--group dev"; do \
	  $(BIN)/uv pip compile --universal --generate-hashes --no-header --no-emit-index-url --no-annotate \
	    --quiet pyproject.toml $${set#*:} -o $${set%%:*}.lock; done

clean: ## remove what make installed and built
	rm -rf .venv $(STAMP) frontend/node_modules frontend/dist src/readingroom/web/static/readingroom

$(STAMP)/venv: tools/need.sh
	@mkdir -p $(STAMP)
	@tools/need.sh "$(PYTHON)"
	@echo "Making the Python environment in .venv"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@touch $@

$(STAMP)/runtime: $(STAMP)/venv requirements.lock pyproject.toml
	@echo "Installing the Python packages"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

$(STAMP)/dev: $(STAMP)/runtime requirements-dev.lock
	@echo "Installing what the tests need"
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

$(STAMP)/browser: $(STAMP)/dev tools/get_browser.sh
	@tools/get_browser.sh
	@touch $@

# After the browser: both may install packages of Debian's, which goes one at a time.
$(STAMP)/peers: $(STAMP)/dev tools/get_peers.sh | $(STAMP)/browser $(STAMP)/node
	@tools/get_peers.sh
	@touch $@

$(STAMP)/node: $(STAMP)/venv frontend/package-lock.json tools/get_node.sh
	@tools/get_node.sh
	@touch $@

$(STAMP)/front: $(STAMP)/runtime $(STAMP)/node $(shell find frontend/src frontend/*.ts frontend/*.js frontend/*.json -type f 2>/dev/null)
	@echo "Building the viewer"
	@tools/npm.sh run --silent build
	@$(BIN)/python -m whitenoise.compress --quiet --no-brotli src/readingroom/web/static/readingroom
	@touch $@
