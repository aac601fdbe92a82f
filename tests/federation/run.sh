#!/bin/sh
# Does what docs/federation.md says, in an empty folder with `<binary>` as `patronage`, and looks closer at
# what a router gets.
# usage: tests/federation/run.sh <path to patronage>
# Wants node, npm, bash and curl. Ends with the tests' status.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 <path to patronage>" >&2; exit 2; }
binary=$(realpath "$1")
cd "$(dirname "$0")"

npm ci --silent
PATRONAGE_BINARY="$binary" node --test
