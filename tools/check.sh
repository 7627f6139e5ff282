#!/usr/bin/env bash
# Linters, types and contracts: what CI runs first.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
echo "== ruff";         $bin/ruff check src tests tools benchmarks; $bin/ruff format --check src tests tools benchmarks
echo "== mypy";         READINGROOM_DATA=$(mktemp -d) $bin/mypy
echo "== import-linter"; $bin/lint-imports --no-cache
echo "== frontend";     tools/npm.sh run --silent check; tools/npm.sh test --silent
