#!/usr/bin/env bash
# Runs the load program against Rookery and the reference PDS, on loopback, in turns.
#
#   bench/load.sh [--rookery-only | --reference-only] [options of the load program]
#
# The options are those of dev.rookery.bench.load.Load: --only WORDS, --seconds N, --warm-up N, --rounds N,
# --replay EVENTS, and --large RECORDS (with --rookery-only).
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
servers=(rookery reference)
case ${1:-} in
    --rookery-only) servers=(rookery); shift ;;
    --reference-only) servers=(reference); shift ;;
esac

java=${JAVA_HOME:+$JAVA_HOME/bin/}java # of a JDK 25
classes=$root/bench/target/classes
if [[ ! -d $classes/dev ]]; then
    echo "Build first: mvn -q -pl bench -am compile" >&2
    exit 1
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/rookery-load-XXXXXX")
started=()
finish() {
    for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait "${started[@]}" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT

# Starts a server; when it has printed its line of JSON, adds NAME=URL,PID to the targets.
targets=()
start() {
    local name=$1; shift
    "$@" >"$work/$name.out" 2>"$work/$name.err" &
    local child=$!
    started+=("$child")
    for _ in $(seq 600); do
        grep -q '^{' "$work/$name.out" && break
        kill -0 "$child" 2>/dev/null || { cat "$work/$name.err" >&2; exit 1; }
        sleep 0.1
    done
    local line url pid
    line=$(grep -m1 '^{' "$work/$name.out")
    url=$(sed -E 's/.*"pds":"([^"]*)".*/\1/' <<<"$line")
    pid=$(grep -oE '"pid":[0-9]+' <<<"$line" | grep -oE '[0-9]+' || echo "$child")
    targets+=("$name=$url,$pid")
}

for server in "${servers[@]}"; do
    case $server in
        rookery) start rookery "$root/rookery" dev --port 0 --plc-port 0 --data "$work/rookery" ;;
        reference) start reference "$root/bench/reference/start.sh" --data "$work/reference" ;;
    esac
done
sleep 3 # so that the idle memory is that of a server at rest
"$java" -XX:+UseSerialGC -Xmx1g -cp "$classes" dev.rookery.bench.load.Load "${targets[@]}" "$@"
