# Sourced by commands that try something on a machine which has nothing: a minimal Debian made by debootstrap, entered by
# chroot. Needs root.
# shellcheck shell=bash

# bare_root_possible NAME: leaves with status 2 and a message when this machine cannot make one.
bare_root_possible() {
  local tool
  [ "$(id -u)" = 0 ] || { echo "$1: needs root, for debootstrap and chroot" >&2; exit 2; }
  for tool in debootstrap unshare chroot git; do
    command -v $tool >/dev/null || { echo "$1: needs $tool" >&2; exit 2; }
  done
}

# bare_root_make FOLDER SUITE [MIRROR]
bare_root_make() {
  chmod 755 "$1" # the system users of the root must be able to walk it
  debootstrap --variant=minbase "$2" "$1" ${3:+"$3"} >"$1.log" 2>&1 || { tail -n 20 "$1.log"; exit 1; }
  rm -f "$1.log"
  # How this machine reaches the network: names, proxies of apt, and certificates that its owner trusts.
  cp /etc/resolv.conf /etc/hosts "$1/etc/"
  [ ! -d /etc/apt/apt.conf.d ] || cp -n /etc/apt/apt.conf.d/* "$1/etc/apt/apt.conf.d/"
  if [ -d /usr/local/share/ca-certificates ]; then
    mkdir -p "$1/usr/local/share/ca-certificates"
    cp -R /usr/local/share/ca-certificates/. "$1/usr/local/share/ca-certificates/"
  fi
}

# bare_root_run FOLDER COMMAND [CHROOT OPTION...]: a line for sh, with mounts and processes of its own: nothing is left
# behind when it ends.
bare_root_run() {
  local root=$1 command=$2 name
  local environment=(PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI=true)
  shift 2
  for name in http_proxy https_proxy no_proxy; do
    [ -z "${!name:-}" ] || environment+=("$name=${!name}")
  done
  # shellcheck disable=SC2016 # for the shell inside
  env -i "${environment[@]}" unshare --mount --pid --fork --kill-child sh -c '
    root=$1 command=$2
    shift 2
    mount -t proc proc "$root/proc" && mount -t tmpfs tmpfs "$root/dev/shm" &&
    exec chroot "$@" "$root" sh -c "$command"' sh "$root" "$command" "$@" </dev/null
}
