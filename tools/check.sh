#!/usr/bin/env bash
# Linters, types and contracts: what CI runs first. Python's and the viewer's side by side.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
said=$(mktemp -d)
trap 'wait; rm -rf "$said"' EXIT
frontend() { tools/npm.sh run --silent check && tools/npm.sh test --silent; }
frontend >"$said/frontend" 2>&1 &
echo "== ruff";         $bin/ruff check src tests tools benchmarks; $bin/ruff format --check src tests tools benchmarks
echo "== mypy";         READINGROOM_DATA="$said/data" $bin/mypy
echo "== import-linter"; $bin/lint-imports --no-cache
failed=0; wait $! || failed=$?
echo "== frontend";     cat "$said/frontend"
exit "$failed"
