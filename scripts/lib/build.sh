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

# Status 0: what was built is older than nothing that it was built from, and its dependencies are still there.
wsplab_is_fresh() {
  local stamp=$wsplab_root/target/wsplab.built entry rest
  [ -f "$stamp" ] && [ -f "$wsplab_root/target/run.classpath" ] || return 1
  [ "$(cat "$stamp")" = "$wsplab_root" ] || return 1
  [ -z "$(cd "$wsplab_root" && find pom.xml java native include -newer "$stamp" | head -n 1)" ] || return 1
  rest=$(cat "$wsplab_root/target/run.classpath"):
  while [ -n "$rest" ]; do
    entry=${rest%%:*}
    rest=${rest#*:}
    [ -e "$entry" ] || return 1
  done
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
  local stamp=$wsplab_root/target/wsplab.built started=$SECONDS
  if [ -f "$stamp" ]; then
    wsplab_say 'building what changed ...'
  else
    wsplab_say 'building (the first time takes about a minute, and downloads what Maven needs) ...'
  fi
  # Dated before the build starts: a file that is edited meanwhile counts as newer.
  printf '%s\n' "$wsplab_root" >"$stamp.new"
  wsplab_drop_foreign_caches
  # process-classes: compiles, and writes the class path down.
  wsplab_mvn_told "$wsplab_root/target/build.log" build process-classes || return 1
  mv "$stamp.new" "$stamp"
  wsplab_say "built in $((SECONDS - started)) s"
}

# Builds classes and shim when they are missing or stale. Two commands started together build one after the other.
wsplab_build() {
  mkdir -p "$wsplab_root/target"
  if command -v flock >/dev/null; then
    (
      flock 9
      wsplab_is_fresh || wsplab__build_now
    ) 9>"$wsplab_root/target/build.lock"
  else
    wsplab__build_now
  fi
}
