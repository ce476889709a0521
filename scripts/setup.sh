# Sourced by the commands in this folder: finds the tools they need, and on Debian and Ubuntu installs those missing.
#
#   wsplab_setup start|run|test|browser|model|docs|site|natives|aarch64|windows...
#     what it takes to start what was built, to build it, to test it, to build it for all platforms, to test its page in
#     a browser, to check the model, to run every command of its pages, to make the site of its pages, to test it as a
#     linux-aarch64 or a Windows program;
#     leaves with status 2 and a clear message when a tool is missing and was not
#     installed
#
# Asks before it installs when there is a terminal; does not ask when CI=true or wsplab_yes=true (option --yes).
# Sets and exports JAVA_HOME to a JDK of version 17 or later.
# shellcheck shell=bash

# wsplab_number OPTION VALUE: leaves with status 2 unless the value is a number above 0.
wsplab_number() {
  printf '%s\n' "$2" | grep -Eq '^[0-9]*[.]?[0-9]+$' && return 0
  wsplab_say "$1 needs a number such as 0.02, found: ${2:-nothing}"
  exit 2
}

wsplab_say() { printf 'wsplab: %s\n' "$*" >&2; }

# One line per tool: name | purpose | packages for apt-get | dnf | pacman | zypper | apk | brew
wsplab__tools() {
  cat <<'TABLE'
jdk|JDK 17 or later: compiles and runs the Java part|openjdk-17-jdk-headless|java-21-openjdk-devel|jdk17-openjdk|java-17-openjdk-devel|openjdk17-jdk|openjdk@17
maven|Maven 3.8 or later: runs the build|maven|maven|maven|maven|maven|maven
cc|C compiler: builds the shim|gcc libc6-dev|gcc|gcc|gcc|gcc musl-dev|gcc
cxx|C++ compiler: builds the sample application filters|g++|gcc-c++|gcc|gcc-c++|g++|gcc
make|make: runs the build of the shim|make|make|make|make|make|make
cmake|CMake 3.20 or later: plans the build of the shim|cmake|cmake|cmake|cmake|cmake|cmake
gcov|gcov: counts which lines of the shim the tests ran|gcc libc6-dev|gcc|gcc|gcc|gcc|gcc
python|Python 3: reads test reports|python3|python3|python|python3|python3|python3
pip|pip: fetches the pinned clang-format, Java runtimes, zig and what makes the site|python3-pip|python3-pip|python-pip|python3-pip|py3-pip|python3
curl|curl: downloads from the demo's server in tests|curl|curl|curl|curl|curl|curl
qemu-aarch64|qemu-aarch64: runs programs of linux-aarch64|qemu-user|qemu-user|qemu-user|qemu-linux-user|qemu-aarch64|
libc-aarch64|C library of linux-aarch64 and what ends its threads, in /usr/aarch64-linux-gnu|libc6-arm64-cross libgcc-s1-arm64-cross||aarch64-linux-gnu-glibc|cross-aarch64-glibc-devel||
browser|Chromium without a window: shows the timeline page|chromium-headless-shell|chromium-headless|chromium|chromium|chromium|
spin|spin: walks through the model of an operation's life|spin|||||spin
gdb|gdb: stops in a native module, as a page shows|gdb|gdb|gdb|gdb|gdb|gdb
wine|Wine, 64-bit: runs programs of Windows|wine wine64|wine|wine|wine|wine|
TABLE
}

wsplab__names_for() {
  case $1 in
    start) echo jdk ;;
    run) echo jdk maven cc make cmake ;;
    test) echo jdk maven cc cxx make cmake gcov python pip curl ;;
    browser) echo jdk maven cc make cmake browser ;;
    model) echo jdk cc spin ;;
    docs) echo gdb ;;
    site) echo python pip ;;
    natives) echo jdk make cmake python pip ;;
    aarch64) echo jdk maven cc make cmake python pip qemu-aarch64 libc-aarch64 ;;
    windows) echo jdk maven cc make cmake python pip wine ;;
    *) wsplab_say "no such set of tools: $1"; exit 2 ;;
  esac
}

wsplab__field() { wsplab__tools | awk -F'|' -v name="$1" -v column="$2" '$1 == name { print $column }'; }

# $1 is at least $2, for version numbers such as 3.8.7; compares the first two parts.
wsplab__at_least() {
  printf '%s %s\n' "$1" "$2" | awk '{ split($1, a, "."); split($2, b, ".");
    exit !(a[1] + 0 > b[1] + 0 || (a[1] + 0 == b[1] + 0 && a[2] + 0 >= b[2] + 0)) }'
}

wsplab__is_jdk() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] && [ -f "$1/include/jni.h" ] || return 1
  wsplab__at_least "$("$1/bin/javac" -version 2>&1 | awk '{ print $2 }')" 17
}

# The browser that tests use; tests/java/dev/wsplab/timeline/Browser.java looks for the same names.
wsplab_browser() {
  command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome
}

# Whether this system has one as an ordinary package; says why not.
wsplab_browser_is_a_package() {
  case " $(. /etc/os-release 2>/dev/null && echo "${ID:-} ${ID_LIKE:-}") " in
    *" ubuntu "*) wsplab_say 'Ubuntu has Chromium as a snap alone: install a browser of that family by hand'; return 1 ;;
  esac
}

# The first of: JAVA_HOME, the javac on the path, what the system keeps under /usr/lib/jvm.
wsplab__find_jdk() {
  local candidate javac
  javac=$(command -v javac || true)
  [ -z "$javac" ] || javac=$(readlink -f "$javac")
  for candidate in "${JAVA_HOME:-}" "${javac%/bin/javac}" /usr/lib/jvm/*; do
    if [ -n "$candidate" ] && wsplab__is_jdk "$candidate"; then
      printf '%s\n' "$candidate"
      return 0
    fi
  done
  return 1
}

wsplab__present() {
  case $1 in
    jdk) wsplab__find_jdk >/dev/null ;;
    maven) command -v mvn >/dev/null && wsplab__at_least "$(wsplab__maven_version)" 3.8 ;;
    cc) { command -v cc || command -v gcc || command -v clang; } >/dev/null &&
      printf '#include <stdio.h>\n' | "$(command -v cc || command -v gcc || command -v clang)" -E - >/dev/null 2>&1 ;;
    cxx) { command -v c++ || command -v g++ || command -v clang++; } >/dev/null ;;
    cmake) command -v cmake >/dev/null && wsplab__at_least "$(cmake --version | awk 'NR == 1 { print $3 }')" 3.20 ;;
    python) command -v python3 >/dev/null ;;
    # pthread_exit loads the second.
    libc-aarch64) [ -e /usr/aarch64-linux-gnu/lib/ld-linux-aarch64.so.1 ] && [ -e /usr/aarch64-linux-gnu/lib/libgcc_s.so.1 ] ;;
    browser) wsplab_browser >/dev/null ;;
    pip) command -v python3 >/dev/null && python3 -m pip --version >/dev/null 2>&1 ;;
    wine) command -v wine >/dev/null && command -v wineserver >/dev/null ;;
    *) command -v "$1" >/dev/null ;;
  esac
}

# Maven cannot start without Java: where that is still missing, its version is read again after the installation.
wsplab__maven_version() {
  local jdk
  jdk=$(wsplab__find_jdk) || { echo 3.8; return; }
  JAVA_HOME=$jdk mvn -B -version 2>/dev/null | awk 'match($0, /Apache Maven [0-9.]+/) { print substr($0, RSTART + 13, RLENGTH - 13) }'
}

wsplab__is_debian() {
  command -v apt-get >/dev/null && [ -r /etc/os-release ] &&
    (. /etc/os-release; case " ${ID:-} ${ID_LIKE:-} " in *" debian "*|*" ubuntu "*) ;; *) exit 1 ;; esac)
}

wsplab__manager() {
  if wsplab__is_debian; then echo apt-get; return; fi
  local manager
  for manager in dnf pacman zypper apk brew; do
    if command -v "$manager" >/dev/null; then echo "$manager"; return; fi
  done
}

wsplab__install_line() {
  local sudo='' packages=$2
  [ "$(id -u)" = 0 ] || sudo='sudo '
  case $1 in
    apt-get) echo "${sudo}apt-get install --no-install-recommends $packages" ;;
    dnf) echo "${sudo}dnf install $packages" ;;
    pacman) echo "${sudo}pacman -S $packages" ;;
    zypper) echo "${sudo}zypper install $packages" ;;
    apk) echo "${sudo}apk add $packages" ;;
    brew) echo "brew install $packages" ;;
  esac
}

wsplab__column() {
  case $1 in apt-get) echo 3 ;; dnf) echo 4 ;; pacman) echo 5 ;; zypper) echo 6 ;; apk) echo 7 ;; brew) echo 8 ;; esac
}

# Packages of the missing tools, each once.
wsplab__packages() {
  local manager=$1 column name
  shift
  column=$(wsplab__column "$manager")
  for name in "$@"; do wsplab__field "$name" "$column"; done |
    tr ' ' '\n' | awk 'NF && !seen[$0]++' | tr '\n' ' ' | sed 's/ $//'
}

wsplab__missing() {
  local name
  for name in $(for set in "$@"; do wsplab__names_for "$set"; done | tr ' ' '\n' | awk '!seen[$0]++'); do
    wsplab__present "$name" || echo "$name"
  done
}

wsplab__may_install() {
  case ${CI:-} in true|1) return 0 ;; esac
  [ "${wsplab_yes:-false}" != true ] || return 0
  [ -t 0 ] && [ -t 2 ] || return 1
  local answer
  printf 'wsplab: install these packages now? [Y/n] ' >&2
  read -r answer
  case $answer in ''|[yY]*) return 0 ;; *) return 1 ;; esac
}

# Whether to go on with what has to be fetched first; asks at a terminal alone, as what is fetched goes into the clone.
#   $1  what it is, and how much
wsplab_may_fetch() {
  case ${CI:-} in true|1) return 0 ;; esac
  [ "${wsplab_yes:-false}" != true ] || return 0
  [ -t 0 ] && [ -t 2 ] || return 0
  local answer
  printf 'wsplab: fetch %s? [Y/n] ' "$1" >&2
  read -r answer
  case $answer in ''|[yY]*) return 0 ;; *) return 1 ;; esac
}

# Newer releases have no Java 17: the oldest long-term one that there is.
wsplab__apt_choice() {
  local jdk
  for jdk in openjdk-17-jdk-headless openjdk-21-jdk-headless openjdk-25-jdk-headless default-jdk-headless; do
    if apt-cache show "$jdk" >/dev/null 2>&1; then
      printf '%s\n' "${1/openjdk-17-jdk-headless/$jdk}"
      return
    fi
  done
  printf '%s\n' "$1"
}

wsplab__apt_install() {
  local log sudo=() packages
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || { wsplab_say 'neither root nor sudo: cannot install'; return 1; }
    sudo=(sudo)
  fi
  log=$(mktemp)
  wsplab_say "installing $1 ..."
  if ! "${sudo[@]}" apt-get -q update >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    wsplab_say 'apt-get update failed; trying with the lists that there are'
  fi
  packages=$(wsplab__apt_choice "$1")
  # shellcheck disable=SC2086 # a list of packages
  if ! "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y --no-install-recommends install $packages >>"$log" 2>&1 </dev/null; then
    tail -n 40 "$log" >&2
    rm -f "$log"
    wsplab_say 'the installation failed; its last lines stand above'
    return 1
  fi
  rm -f "$log"
}

# wsplab_can_have SET: status 1, and a message, when a tool is missing that this system has no package for.
wsplab_can_have() {
  local name manager
  manager=$(wsplab__manager)
  for name in $(wsplab__missing "$1"); do
    if [ -n "$manager" ] && [ -z "$(wsplab__field "$name" "$(wsplab__column "$manager")")" ]; then
      wsplab_say "$manager has no package for this: $(wsplab__field "$name" 2)"
      return 1
    fi
  done
}

wsplab_setup() {
  local missing manager packages name
  missing=$(wsplab__missing "$@")
  if [ -n "$missing" ]; then
    wsplab_say 'missing on this machine:'
    for name in $missing; do printf '  %s\n' "$(wsplab__field "$name" 2)" >&2; done
    manager=$(wsplab__manager)
    if [ -z "$manager" ]; then
      wsplab_say 'install these with the package manager of your system, then run this command again'
      exit 2
    fi
    # shellcheck disable=SC2086 # a list of names
    packages=$(wsplab__packages "$manager" $missing)
    if [ "$manager" = apt-get ] && wsplab__may_install; then
      wsplab__apt_install "$packages" || exit 2
      missing=$(wsplab__missing "$@")
      [ -z "$missing" ] || { wsplab_say "still missing after the installation: ${missing//$'\n'/, }"; exit 2; }
    else
      wsplab_say "install with:"
      printf '  %s\n' "$(wsplab__install_line "$manager" "$packages")" >&2
      [ "$manager" != apt-get ] || wsplab_say 'or run this command again with --yes'
      exit 2
    fi
  fi
  JAVA_HOME=$(wsplab__find_jdk)
  export JAVA_HOME
}
