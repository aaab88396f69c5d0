#!/usr/bin/env bash
# Runs the JMH benchmarks; arguments go to JMH, such as a part of a benchmark's name.
#
#   bench/jmh.sh [Cbor|Tree|Commit] [JMH options]
set -euo pipefail
target=$(cd "$(dirname "$0")" && pwd)/target
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
if [[ ! -d $target/lib ]]; then
    echo "Build first: mvn -q -pl bench -am package -DskipTests" >&2
    exit 1
fi
exec "$java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -cp "$target/classes:$target/lib/*" org.openjdk.jmh.Main "$@"
