#!/usr/bin/env bash
# Every test of the Python side and of the pages. With a folder as argument, tests that need its study files read them there,
# and a test that skips for want of it is a failure.
set -euo pipefail
set -m # the tests beside have a process group of their own, which an interrupt reaches
cd "$(dirname "$0")/.."
shared=${1:-}
if [ -n "$shared" ]; then export READINGROOM_TEST_SHARED=$shared; fi
export COVERAGE_CORE=${COVERAGE_CORE:-ctrace}
# What is dear to make is made once for all processes of this run.
run=$(mktemp -d)
export TESTS_OF_THIS_RUN=$run
end() {
  if [ -n "${browser:-}" ]; then kill -INT -- "-$browser" 2>/dev/null && wait "$browser" || true; fi
  rm -rf "$run"
}
trap end EXIT
pytest=(.venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=25 --durations-min=5)
# What needs a browser is apart, for its driver keeps an event loop running in the process, and
# side by side, for both often wait. The tests of units tell of coverage; telling would make the
# others, which work for long, twice as long.
"${pytest[@]}" tests/browser </dev/null >"$run/browser.log" 2>&1 &
browser=$!
failed=0
interrupted=2
others() {
  local ended=0
  "${pytest[@]}" "$@" || ended=$?
  if [ "$ended" = $interrupted ]; then exit "$ended"; fi
  if [ "$ended" != 0 ]; then failed=$ended; fi
}
others tests --ignore tests/browser --ignore tests/unit
others tests/unit --cov --cov-report=term-missing:skip-covered
wait "$browser" || failed=$?
browser=""
echo "== in the browser"
cat "$run/browser.log"
exit "$failed"
