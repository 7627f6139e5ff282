#!/usr/bin/env bash
# A Chromium for the browser tests: Debian's where we may install it, else Playwright's own.
set -euo pipefail
if command -v chromium >/dev/null; then exit 0; fi
if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium for the browser tests"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation >/dev/null
else
  .venv/bin/playwright install chromium
fi
