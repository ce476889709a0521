# Sourced by what begins as a newcomer does, with a clone. Expects wsplab_root.
# shellcheck shell=bash

# wsplab_clone FOLDER [OPTION OF git clone...]: what is not committed is in it, too.
wsplab_clone() {
  local clone=$1
  shift
  git clone -q --no-hardlinks "$@" "$wsplab_root" "$clone"
  git -C "$wsplab_root" diff --binary HEAD | git -C "$clone" apply --allow-empty
  git -C "$wsplab_root" ls-files -z --others --exclude-standard | (cd "$wsplab_root" && xargs -0 -r cp --parents -t "$clone")
}
