#!/usr/bin/env bash
# A Chromium for the browser tests: Debian's where we may install it, else Playwright's own.
# The shell without a window takes half the processor time of the whole browser, with the same engine.
set -euo pipefail
if command -v chromium-headless-shell >/dev/null; then exit 0; fi
if [ -f /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium for the browser tests"
  get() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
  patience=(-o Acquire::http::Timeout=20 -o Acquire::Retries=1)
  if apt-get update -qq "${patience[@]}" && get "${patience[@]}" chromium-headless-shell fonts-liberation; then exit 0; fi
  if command -v chromium >/dev/null; then exit 0; fi
  get chromium fonts-liberation
else
  .venv/bin/playwright install chromium
fi
