# Sourced by the lanes, test-windows and test-aarch64: one thing after the other, each with a log of its own.
# Expects wsplab_lane, and logs.
# shellcheck shell=bash

# lane_try NAME WHAT: its output goes to a log, whose end is shown when it fails; lane_status says whether it did. A lane that
# goes on looks there: of a function in a condition, as in «if run tests», the shell runs on when a command of it fails.
lane_try() {
  local log=$logs/$wsplab_lane-$1.log started=$SECONDS
  printf '%s: %s ... ' "$wsplab_lane" "$2"
  set +e
  (set -e; "$1") >"$log" 2>&1 </dev/null 8>&-
  lane_status=$?
  set -e
  if [ $lane_status = 0 ]; then
    echo "done, $((SECONDS - started)) s"
  else
    echo "FAILED, $((SECONDS - started)) s"
    tail -n 100 "$log"
    wsplab_say "all of its output is in $log"
  fi
}

# lane_run NAME WHAT: the same, and the lane ends when it fails.
lane_run() {
  lane_try "$@"
  return $lane_status
}
