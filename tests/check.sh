#!/usr/bin/env bash
# check.sh: all that CI runs, step by step; closes with the sum of what the steps passed and failed.
set -u
passed=0 failed=0
step() { # name, command...
  local name=$1 log; shift
  log=$(mktemp)
  echo "== $name"
  if "$@" > "$log" 2>&1; then status=0; else status=$?; fi
  local line; line=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1)
  if [ -n "$line" ]; then
    passed=$((passed + ${line%% *})); line=${line#*, }; failed=$((failed + ${line%% *}))
    [ "$status" -eq 0 ] || [ "${line%% *}" -gt 0 ] || failed=$((failed + 1))
  elif [ "$status" -eq 0 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
  if [ "$status" -ne 0 ]; then grep -vE '^[0-9]+ passed' "$log" | tail -n 60; fi
  rm -f "$log"
}
jobs=$(nproc)
step "release build" make -s -j"$jobs" all unit
step "tests" make -s test
step "structure" make -s structure
step "second compiler" make -s -j"$jobs" CC=clang-19 BUILD=build/clang objects
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
