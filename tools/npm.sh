#!/usr/bin/env bash
# npm in frontend/, with the machine's Node or the one from the Python package.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ -x .venv/bin/npm ]; then PATH="$PWD/.venv/bin:$PATH"; fi
cd frontend
exec npm "$@"
