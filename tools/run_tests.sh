#!/usr/bin/env bash
# Every test of the Python side and of the pages. With a folder as argument, tests that need its study files read them there,
# and a test that skips for want of it is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
shared=${1:-}
if [ -n "$shared" ]; then export READINGROOM_TEST_SHARED=$shared; fi
export COVERAGE_CORE=${COVERAGE_CORE:-ctrace}
pytest=(.venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --cov)
# Apart, because the browser's driver keeps an event loop running in the process of its tests.
"${pytest[@]}" -m "not browser" --cov-report=
"${pytest[@]}" -m browser --cov-append --cov-report=term-missing:skip-covered
