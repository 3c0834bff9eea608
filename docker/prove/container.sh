# shellcheck shell=bash disable=SC2034,SC2154 # it shares its variables with prove.sh
# Sourced by prove.sh: runs a command in the mounted image ($root) as an engine would: namespaces of its own for mounts and
# processes, a read-only root with a /tmp, the image's user, no capabilities, no new privileges. The network is the machine's.

wait_for() { # SECONDS COMMAND...
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}

# shellcheck disable=SC2016 # it is expanded by the inner shell
inside='set -e
root=$1 user=$2 tmp=$3; shift 3
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --bind /etc/resolv.conf "$root/etc/resolv.conf"
mount --bind /etc/hosts "$root/etc/hosts"
mount -t tmpfs -o "$tmp" tmpfs "$root/tmp"
mount -o remount,bind,ro "$root"
exec setpriv --no-new-privs chroot --userspec="$user" --groups= "$root" /bin/sh -c "cd /app && exec \"\$@\"" sh "$@"'

# As compose.yml gives it to the service, so that the two cannot drift.
tmp_options() { sed -nE '/^x-service/,/^services/ s#^ *tmpfs: \["/tmp:([^"]+)"\]$#\1#p' docker/compose.yml | grep size; }

# LOG [NAME=VALUE...] -- COMMAND...: both streams go to LOG; the answer is the command's exit code.
run_container() {
  local log=$1 variables=()
  shift
  while [ "$1" != -- ]; do variables+=("$1"); shift; done
  shift
  touch "$root/etc/resolv.conf" "$root/etc/hosts"
  env -i PATH="$PATH" "${variables[@]}" unshare --mount --pid --fork --kill-child /bin/bash -c "$inside" inside "$root" "$(setting c.User)" "$(tmp_options)" "$@" >"$log" 2>&1
}

start_container() {
  run_container "$@" &
  container_shell=$!
}

# The number outside of the process that is number 1 inside.
container_pid() {
  local unshared
  unshared=$(pgrep -P "$container_shell") && pgrep -P "$unshared"
}

# Sends SIGTERM to process 1, as an engine does; sets container_exit.
stop_container() {
  [ -n "${container_shell:-}" ] || return 0
  local pid
  if pid=$(container_pid); then kill -TERM "$pid"; fi
  container_exit=0
  wait "$container_shell" || container_exit=$?
  container_shell=''
}

privileges_are_none() {
  local status
  status=$(cat "/proc/$(container_pid)/status")
  for line in $'NSpid:\t.*\t1$' $'Uid:\t65532\t65532\t65532\t65532' $'Gid:\t65532\t65532\t65532\t65532' $'Groups:\t ?$' $'CapPrm:\t0000000000000000' $'CapEff:\t0000000000000000' $'NoNewPrivs:\t1'; do
    grep -qE "^$line" <<<"$status" || { echo "missing in its status: $line" >&2; return 1; }
  done
}

root_is_read_only() {
  ! run_container /dev/null "${environment[@]}" -- node -e 'fs.writeFileSync("/var/tmp/file", "")' &&
    run_container /dev/null "${environment[@]}" -- node -e 'fs.writeFileSync("/tmp/file", "")'
}
