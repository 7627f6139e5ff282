#!/usr/bin/env bash
# Says what this machine lacks, and the command that brings it.
set -euo pipefail
python=${1:-python3}
say() { printf '%s\n' "$*" >&2; }
missing=()
command -v git >/dev/null || missing+=(git)
command -v make >/dev/null || missing+=(make)
if ! command -v "$python" >/dev/null; then
  missing+=(python3 python3-venv)
elif ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  say "Reading Room needs Python 3.11 or newer; $python is $("$python" -V 2>&1)."
  say "Name a newer one: make demo PYTHON=python3.12"
  exit 1
elif ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
  missing+=(python3-venv)
fi
if [ ${#missing[@]} -gt 0 ]; then
  say "Missing: ${missing[*]}"
  if command -v apt-get >/dev/null; then say "Install with: sudo apt-get install ${missing[*]}"
  elif command -v brew >/dev/null; then say "Install with: brew install git make python@3.12"
  fi
  exit 1
fi
