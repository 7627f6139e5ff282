#!/usr/bin/env bash
# Node for building the viewer: the machine's if new enough, else the one from the Python package.
set -euo pipefail
if ! node -e 'const [a,b]=process.versions.node.split(".").map(Number); process.exit((a===20&&b>=19)||(a===22&&b>=12)||a>22?0:1)' 2>/dev/null; then
  echo "Installing Node for building the viewer"
  .venv/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r requirements-node.lock
fi
echo "Installing the viewer's packages"
tools/npm.sh ci --silent --no-audit --no-fund
