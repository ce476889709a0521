# Sourced by the commands: tools that are fetched by pip at a pinned version and hash into target/tools.
# Expects wsplab_root, and wsplab_setup to have run.
# shellcheck shell=bash

# wsplab_tool NAME [PIP OPTION...]: installs what scripts/requirements/NAME.txt pins, unless it is there already. What is
# for another platform than this one takes the option --platform.
wsplab_tool() {
  local pinned=$wsplab_root/scripts/requirements/$1.txt folder=$wsplab_root/target/tools/$1
  cmp -s "$pinned" "$folder/pinned.txt" && return 0
  rm -rf "$folder"
  mkdir -p "$folder"
  PIP_ROOT_USER_ACTION=ignore python3 -m pip install -q --disable-pip-version-check --no-deps --require-hashes \
    --only-binary :all: --target "$folder" "${@:2}" -r "$pinned"
  cp "$pinned" "$folder/pinned.txt"
}

# wsplab_zig: the compiler for all platforms. It keeps what it has made of each platform's C library in target/tools, too.
wsplab_zig() {
  [ -d "$wsplab_root/target/tools/zig" ] || wsplab_say 'fetching the compiler for all platforms (100 MB, once) ...'
  wsplab_tool zig
  export ZIG_GLOBAL_CACHE_DIR=$wsplab_root/target/tools/zig-cache ZIG_LOCAL_CACHE_DIR=$wsplab_root/target/tools/zig-cache
}

# wsplab_clang_format OPTION...: over all C sources.
wsplab_clang_format() {
  wsplab_tool clang-format
  (cd "$wsplab_root" && find native include tests -name '*.[ch]' -exec \
    target/tools/clang-format/clang_format/data/bin/clang-format --style=file "$@" {} +)
}

# Packages below dev.wsplab whose tests look at Java alone: the same bytes on every processor, which reach no native code
# that others do not reach.
# shellcheck disable=SC2034 # for the scripts that read this file
wsplab_java_alone='assertj cli conformance differential grid junit spi tables timing trace verifier'

# Tests, by the simple name of their class, or Class#method, that start many programs, play the whole kit, or look at sources
# and pages: where system or processor are emulated they take longest, and the option --short leaves them out.
# scripts/lib/lanes_test.py looks that there are such.
wsplab_long_elsewhere='ArchitectureTest ArchitectureRulesTest FreshProcessTest AccessiblePageTest OverviewInBrowserTest PageInBrowserTest TutorialTest'
# shellcheck disable=SC2034 # for the scripts that read this file
wsplab_long_on_windows="$wsplab_long_elsewhere CheckClientTest EndedTimelineTest IsolatedCheckTest ProgressTest ProviderDifferencesTest"
wsplab_long_on_windows+=' RunProgramTest#givenAProgram_whenChecked.* RunProgramTest#givenAProgramThatFailsOrDoesNotEnd_.*'
wsplab_long_on_windows+=' SamplesInCTest#givenALayerInC_.* SamplesInCTest#givenTheIfsLayerInC_.* TimelineOptionTest'
# shellcheck disable=SC2034
wsplab_long_on_aarch64="$wsplab_long_elsewhere CatalogFileProcessesTest ConcurrencyTest ExitWithoutCleanupTest FuzzShardTest"
wsplab_long_on_aarch64+=' SeededCalloutsTest TenMillionOperationsTest WatchedRunsTest'

# wsplab_without LIST: the options, a line each, by which JUnit's console launcher leaves them out.
wsplab_without() {
  local test names=()
  read -ra names <<<"$1"
  for test in "${names[@]}"; do
    case $test in
      *#*) printf '%s\n' "--exclude-methodname=(.*\\.)?$test" ;;
      *) printf '%s\n' "--exclude-classname=(.*\\.)?$test" ;;
    esac
  done
}

# What ctest runs a test by that failed, where the machine is an emulated one: once more.
# shellcheck disable=SC2034 # for the scripts that read this file
wsplab_again=(--repeat until-pass:2)

# wsplab_flaky_c_tests LOG: names the tests that failed the first time, of a run that has passed.
wsplab_flaky_c_tests() {
  awk '/ Test +#[0-9]+: .*[*][*][*]/ {
    print "flaky: " $4 " failed, and passed when it was run again: a bug, in the test or in wsplab" }' "$1"
}

# wsplab_no_java_warning LOG: status 1, and the lines, where a Java runtime has warned there: of native code that nobody allowed,
# of methods that will go.
wsplab_no_java_warning() {
  if grep -E '^(WARNING: |OpenJDK .* warning: )' "$1"; then
    echo "$1: Java warns of what stands above"
    return 1
  fi
}

# wsplab_limit SECONDS COMMAND...: ends the command when it takes longer, where there is a command for that.
wsplab_limit() {
  if command -v timeout >/dev/null; then timeout -k 30 "$@"; else shift; "$@"; fi
}

# Whether this machine could run programs of linux-aarch64 under qemu at all; says why not.
wsplab_aarch64_possible() {
  case "$(uname -s) $(uname -m)" in
    'Linux aarch64') wsplab_say 'this machine is a linux-aarch64 itself: the other steps of scripts/test prove more' ;;
    Linux*) return 0 ;;
    *) wsplab_say "programs of linux-aarch64 run under qemu on Linux; this is $(uname -s) on $(uname -m)" ;;
  esac
  return 1
}
