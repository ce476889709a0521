# Sourced by scripts/test: runs its steps, and tells of them. What a step prints to 3 is for the reader, with the step's name
# before each line.
# Expects steps, left_out, logs, keep_going, title, and a function step_NAME for each.
# shellcheck shell=bash

minutes() { awk -v s="$1" 'BEGIN { printf "%.1f min", s / 60 }'; }

begin_steps() { rm -f "$logs"/*.took "$logs"/*.done "$logs/a-step-failed"; }

tell() {
  local line
  while IFS= read -r line || [ -n "$line" ]; do printf '%-9s %s\n' "$1" "$line"; done
}

# wait_for STEP: until it has ended, or will not be run.
wait_for() {
  case " ${steps[*]} " in *" $1 "*) ;; *) return 0 ;; esac
  until [ -f "$logs/$1.done" ]; do sleep 1; done
}

# Steps of the other chain: who runs the classes that build makes; of the libraries, which natives makes anew, windows takes one.
wait_for_others() {
  case $1 in
    aarch64) wait_for build ;;
    windows) wait_for natives ;;
  esac
}

run_step() {
  local step=$1 log=$logs/$1.log started=$SECONDS status outcome=passed took
  printf '%s\n' "== $step: $(title "$step")"
  set +e
  { (set -e; "step_$step") 3>&1 >"$log" 2>&1 </dev/null; } | tell "$step"
  status=${PIPESTATUS[0]}
  set -e
  if [ "$status" != 0 ]; then
    outcome=FAILED
    : >"$logs/a-step-failed"
    tail -n 100 "$log" | tell "$step"
  fi
  took=$((SECONDS - started))
  printf '%-9s %s, %s\n' "$step" "$outcome" "$(minutes $took)"
  printf '%-9s %-7s %s\n' "$step" "$outcome" "$(minutes $took)" >"$logs/$step.took"
  : >"$logs/$step.done"
}

# run_chain STEP...: one after the other, of them those that are to be run.
run_chain() {
  local step
  for step in "$@"; do
    case " ${steps[*]} " in *" $step "*) ;; *) continue ;; esac
    [ "${aside:-false}" = false ] || wait_for_others "$step"
    if [ -f "$logs/a-step-failed" ] && [ "$keep_going" = false ]; then
      : >"$logs/$step.done"
    else
      run_step "$step"
    fi
  done
}

# run_side_by_side 'STEP...' 'STEP...': two chains at once, where there are two processors.
run_side_by_side() {
  local first second aside=true
  read -ra first <<<"$1"
  read -ra second <<<"$2"
  if [ "$(getconf _NPROCESSORS_ONLN)" -lt 2 ]; then
    aside=false
    run_chain "${first[@]}" "${second[@]}"
    return
  fi
  set -m # a group of its own, so that an interrupt ends all of it
  (
    trap 'for step in "${second[@]}"; do : >"$logs/$step.done"; done' EXIT # whatever happens, nobody waits for them
    run_chain "${second[@]}"
  ) &
  set +m
  # shellcheck disable=SC2064 # the one that runs now
  trap "kill -- -$! 2>/dev/null" EXIT
  run_chain "${first[@]}"
  wait $! || : >"$logs/a-step-failed" # no step failed, but what runs them
  trap - EXIT
}

tell_summary() {
  local step
  printf '\n'
  for step in "${steps[@]}"; do
    if [ -f "$logs/$step.took" ]; then cat "$logs/$step.took"; else printf '%-9s not run\n' "$step"; fi
  done
  for step in ${left_out[@]+"${left_out[@]}"}; do printf '%-9s cannot run on this machine\n' "$step"; done
  printf 'all       %s\n' "$(minutes $SECONDS)"
  if [ $SECONDS -gt 2700 ]; then echo 'warning: longer than 45 minutes, half of what a run may take'; fi
}
