#!/usr/bin/env bash
# Proves the image where there is no Docker engine: buildah builds docker/Dockerfile as it stands, then the image's own command
# runs in it, as its own user, on a read-only root, without capabilities. As root on Debian or Ubuntu, x64:
#   docker/prove.sh              starts a database of its own (the one of `npm run mongod`)
#   MONGODB_URI=... docker/prove.sh
# The official base image cannot be pulled everywhere, so one with the same name is made of Debian bookworm and npm's Node.
set -Eeuo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=docker/prove/base-image.sh
source docker/prove/base-image.sh
# shellcheck source=docker/prove/container.sh
source docker/prove/container.sh

proven=0
ok() { proven=$((proven + 1)); echo "ok $proven - $1"; }
fail() { echo "not ok - $1" >&2; exit 1; }
# Fails unless the command succeeds: check WHAT COMMAND...
check() { local what=$1; shift; if "$@"; then ok "$what"; else fail "$what"; fi; }
refuse() { local what=$1; shift; if "$@"; then fail "$what"; else ok "$what"; fi; }

[ "$(id -u)" = 0 ] || fail "run it as root: it mounts, and changes the user"
for tool in buildah debootstrap unshare setpriv chroot openssl node npm; do
  command -v "$tool" >/dev/null || fail "$tool is missing; apt-get install buildah debootstrap brings what Debian does not have"
done

work=$(mktemp -d /tmp/plumbline-image.XXXXXX)
image=localhost/plumbline-api:proof
cleanup() {
  stop_container || true
  [ -z "${database:-}" ] || { kill "$database" && wait "$database"; } 2>/dev/null || true
  store rm --all >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT
store() { buildah --root "$work/storage" --runroot "$work/run" --storage-driver vfs "$@"; }

# ---- Build ----
base=$(sed -nE 's/^FROM (node:[^ ]+).*/\1/p' docker/Dockerfile)
make_base_image "$base"
commit=$(git rev-parse HEAD)
started=$SECONDS
npm_volumes
store bud --quiet --format docker --isolation chroot --network host --pull-never "${volumes[@]}" \
  --build-arg "GIT_COMMIT=$commit" -f docker/Dockerfile -t "$image" . >"$work/build.log" 2>&1 || { tail -n 40 "$work/build.log" >&2; fail "the Dockerfile builds"; }
ok "the Dockerfile builds on $base ($((SECONDS - started)) s)"

# ---- What the image says ----
container=$(store from --pull-never "$image")
root=$(store mount "$container")
store inspect --type image "$image" >"$work/image.json"
setting() { node -p "const c = JSON.parse(fs.readFileSync('$work/image.json', 'utf8')).Docker.config; $1"; }
check "its user is a number, not root" test "$(setting c.User)" = 65532:65532
check "it stops by SIGTERM" test "$(setting c.StopSignal)" = SIGTERM
check "its labels name the commit" test "$(setting 'c.Labels["org.opencontainers.image.revision"]')" = "$commit"
mapfile -t entrypoint < <(setting 'c.Entrypoint.join("\n")')
mapfile -t command < <(setting 'c.Cmd.join("\n")')
mapfile -t healthcheck < <(setting 'c.Healthcheck.Test.slice(1).join("\n")')
mapfile -t image_environment < <(setting 'c.Env.join("\n")')

# ---- What is in it ----
check "only what runs is in it" test "$(cd "$root/app" && echo *)" = "dist healthcheck.mjs node_modules package.json"
check "its packages are the production ones of the lock file, each of them" node docker/prove/packages.mjs "$root/app"
refuse "no test is in it" grep -q . <(find "$root/app/dist" -name '*.spec.*' -o -name '*.fixture.*')
refuse "no compiler is in it" test -e "$root/app/node_modules/typescript"
refuse "no npm is in it" grep -q . <(find "$root/usr/local" "$root/opt" -name 'npm*' -o -name 'yarn*' -o -name 'corepack*')
refuse "nothing in /app can be written by its user" grep -q . <(find "$root/app" \( -user 65532 -o -group 65532 -o -perm -o+w \) ! -type l)

# ---- What it does ----
if [ -z "${MONGODB_URI:-}" ]; then
  PLUMBLINE_DATA_DIR=$work/data node tools/bootstrap.mjs mongod >"$work/mongod.log" 2>&1 &
  database=$!
  wait_for 120 grep -q '^MONGODB_URI=' "$work/mongod.log" || { cat "$work/mongod.log" >&2; fail "a database starts"; }
  MONGODB_URI=$(sed -n 's/^MONGODB_URI=//p' "$work/mongod.log")
fi
free_ports() { node -e 'const net = require("net"); for (const s of [net.createServer(), net.createServer()]) s.listen(0, "127.0.0.1", () => { console.log(s.address().port); setImmediate(() => s.close()); })'; }
{ read -r port; read -r metrics; } < <(free_ports)
# No proxy that speaks TLS stands before it here, so plain http is let in.
environment=("${image_environment[@]}" "PORT=$port" "METRICS_PORT=$metrics" "MONGODB_URI=$MONGODB_URI" PUBLIC_URL=https://plumbline.test FORCE_HTTPS=false
  SHUTDOWN_GRACE_MS=200 "DATA_KEYS=k1:$(openssl rand -base64 32)" "TOKEN_SIGNING_KEYS=t1:$(openssl rand -base64 32)"
  "CERTIFICATE_SIGNING_KEYS=c1:$(openssl rand -base64 32)" "AUDIT_SIGNING_KEYS=a1:$(openssl rand -base64 32)" SMTP_URL=smtp://127.0.0.1:2525
  "BLIND_INDEX_KEY=$(openssl rand -base64 32)" "COOKIE_KEY=$(openssl rand -base64 32)")
answer() { node -e 'fetch(process.argv[1]).then(async (a) => { console.log(a.status, await a.text()); }, (e) => { console.log(e.cause?.code); })' "$1"; }

run_container "$work/refusal.log" "${image_environment[@]}" -- "${entrypoint[@]}" "${command[@]}" && fail "it starts without its secrets"
check "without its secrets it refuses, naming each" grep -q 'DATA_KEYS is missing' "$work/refusal.log"
refuse "the health check fails while nothing runs" run_container /dev/null "${environment[@]}" -- "${healthcheck[@]}"
run_container "$work/migrate.log" "${environment[@]}" -- "${entrypoint[@]}" "${command[0]/main.js/migrate.js}" up || { cat "$work/migrate.log" >&2; fail "it migrates"; }
ok "its migrate command: $(tail -n 1 "$work/migrate.log")"

start_container "$work/api.log" "${environment[@]}" -- "${entrypoint[@]}" "${command[@]}"
wait_for 30 run_container /dev/null "${environment[@]}" -- "${healthcheck[@]}" || { tail -n 40 "$work/api.log" >&2; fail "the health check passes"; }
ok "the health check passes while it runs"
ready() { answer "http://127.0.0.1:$port/ready" | grep -q '^200'; }
wait_for 30 ready || { answer "http://127.0.0.1:$port/ready" >&2; fail "/ready answers 200"; }
ok "/ready answers 200"
check "/version names the commit" grep -q "$commit" <(answer "http://127.0.0.1:$port/version")
check "/docs answers 200" grep -q '^200' <(answer "http://127.0.0.1:$port/docs")
check "/metrics answers 200 on its own port" grep -q '^200' <(answer "http://127.0.0.1:$metrics/metrics")
check "it is process 1, without root, capabilities and ways to more" privileges_are_none
check "its root is read-only" root_is_read_only
stop_container
check "SIGTERM ends it with exit 0" test "$container_exit" = 0

for folder in app app/node_modules app/dist; do echo "/$folder: $(du -sm "$root/$folder" | cut -f1) MB"; done
echo "$proven proven"
