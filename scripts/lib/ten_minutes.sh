# Sourced by what goes the way of a newcomer: from the README to the timeline of a test of one's own that fails takes less
# than ten minutes, or the try has failed.
# shellcheck shell=bash

wsplab_newcomer_limit=600

# wsplab_in_ten_minutes WAY SECONDS: says how long it took; status 1 when that is too long.
wsplab_in_ten_minutes() {
  echo "from $1 to the timeline of a failing test: $2 s, of less than $wsplab_newcomer_limit"
  [ "$2" -lt "$wsplab_newcomer_limit" ] || { echo 'a newcomer has to come there in under ten minutes'; return 1; }
}
