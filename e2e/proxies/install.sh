#!/usr/bin/env bash
# Installs the proxies that the tests put in front of a server (Debian packages), where one is missing; no daemon of
# theirs is started.
set -euo pipefail

declare -A PACKAGES=([nginx]=nginx-light [caddy]=caddy [haproxy]=haproxy [apache2]=apache2)
PATH="$PATH:/usr/sbin:/sbin"

missing=()
for command in "${!PACKAGES[@]}"; do
  command -v "$command" >/dev/null || missing+=("${PACKAGES[$command]}")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "proxies: install ${missing[*]} (nginx, Caddy, HAProxy and Apache httpd), the end-to-end tests run through them" >&2
  exit 1
fi

policy=/usr/sbin/policy-rc.d # asked by every package that would start its service
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
  trap 'rm -f "$policy"' EXIT
fi
echo "proxies: installing ${missing[*]}" >&2
install() {
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
install 2>/dev/null || { apt-get update -qq >/dev/null && install; }
