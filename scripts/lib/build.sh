# Sourced by the commands: building with Maven, quietly, with a log that is shown when something fails.
# Expects wsplab_root, and wsplab_setup to have run.
# shellcheck shell=bash

wsplab_mvn() {
  (cd "$wsplab_root" && mvn -B -ntp -Dstyle.color=never "$@" </dev/null)
}

# wsplab_cmake_build FOLDER [OPTION...]: as many compilers at once as there are processors; make would take any number.
wsplab_cmake_build() { cmake --build "$1" --parallel "$(getconf _NPROCESSORS_ONLN)" "${@:2}"; }

# A copied or moved clone carries CMake caches that name the old place; CMake refuses those.
wsplab_drop_foreign_caches() {
  local cache
  for cache in "$wsplab_root"/target/native*/CMakeCache.txt; do
    if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$wsplab_root/native" "$cache"; then
      rm -rf "${cache%/CMakeCache.txt}"
    fi
  done
}

# wsplab__is_fresh NAME CLASS_PATH SOURCE...: status 0: what target/wsplab.NAME stands for is older than nothing that it was built
# from, and its dependencies are still there.
wsplab__is_fresh() {
  local stamp=$wsplab_root/target/wsplab.$1 class_path=$wsplab_root/target/$2 entry rest
  shift 2
  [ -f "$stamp" ] && [ -f "$class_path" ] || return 1
  [ "$(cat "$stamp")" = "$wsplab_root" ] || return 1
  [ -z "$(cd "$wsplab_root" && find "$@" -newer "$stamp" | head -n 1)" ] || return 1
  rest=$(cat "$class_path"):
  while [ -n "$rest" ]; do
    entry=${rest%%:*}
    rest=${rest#*:}
    [ -e "$entry" ] || return 1
  done
}

wsplab_is_fresh() { wsplab__is_fresh built run.classpath pom.xml java native include; }
wsplab__tests_are_fresh() { wsplab__is_fresh tests-built test.classpath pom.xml java native include tests; }

# wsplab_dated NAME... -- COMMAND...: runs what builds; a file that is edited meanwhile counts as newer than what was built.
wsplab_dated() {
  local names=() name
  while [ "$1" != -- ]; do names+=("$1"); shift; done
  shift
  mkdir -p "$wsplab_root/target"
  for name in "${names[@]}"; do printf '%s\n' "$wsplab_root" >"$wsplab_root/target/wsplab.$name.new"; done
  "$@" || return 1
  for name in "${names[@]}"; do mv "$wsplab_root/target/wsplab.$name.new" "$wsplab_root/target/wsplab.$name"; done
}

# wsplab__one_at_a_time COMMAND...: of commands that were started together, each builds after the other.
wsplab__one_at_a_time() {
  mkdir -p "$wsplab_root/target"
  if command -v flock >/dev/null; then
    (
      flock 9
      "$@"
    ) 9>"$wsplab_root/target/build.lock"
  else
    "$@"
  fi
}

# wsplab__tell_progress LOG STARTED: says every two seconds what Maven does, until it is ended or the command is.
wsplab__tell_progress() {
  local step command=$$
  while sleep 2 && kill -0 "$command" 2>/dev/null; do
    step=$(sed -n 's/^\[INFO\] --- \([a-z-]*\):[^:]*:\([a-zA-Z-]*\) .*/\1 \2/p; s/^\[ *\([0-9]*%\)\].*/C \1/p' "$1" | tail -n 1)
    wsplab_say "$((SECONDS - $2)) s: ${step:-Maven starts, or downloads what it needs}"
  done
}

# wsplab_mvn_told LOG WHAT ARGUMENT...: runs Maven, and says what it is at; the end of its log, too, when that fails.
wsplab_mvn_told() {
  local log=$1 what=$2 teller status=0
  shift 2
  : >"$log"
  wsplab__tell_progress "$log" $SECONDS 9>&- &
  teller=$!
  wsplab_mvn "$@" >"$log" 2>&1 || status=$?
  kill "$teller" 2>/dev/null || true
  wait "$teller" 2>/dev/null || true
  [ "$status" != 0 ] || return 0
  tail -n 60 "$log" >&2
  wsplab_say "the $what failed; all of its output is in $log"
  return 1
}

wsplab__build_now() {
  local started=$SECONDS
  if [ -f "$wsplab_root/target/wsplab.built" ]; then
    wsplab_say 'building what changed ...'
  else
    wsplab_say 'building (the first time takes about a minute, and downloads what Maven needs) ...'
  fi
  wsplab_drop_foreign_caches
  # process-classes: compiles, and writes the class path down.
  wsplab_dated built -- wsplab_mvn_told "$wsplab_root/target/build.log" build process-classes || return 1
  wsplab_say "built in $((SECONDS - started)) s"
}

wsplab__build_if_stale() { wsplab_is_fresh || wsplab__build_now; }
wsplab__build_tests_if_stale() {
  wsplab__tests_are_fresh || wsplab_dated built tests-built -- wsplab_mvn -q process-test-classes
}

# Builds classes and shim when they are missing or stale.
wsplab_build() { wsplab__one_at_a_time wsplab__build_if_stale; }

# The tests, too. Nothing is compiled under a step that runs them, when nothing has changed.
wsplab_build_tests() { wsplab__one_at_a_time wsplab__build_tests_if_stale; }
