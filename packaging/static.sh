#!/bin/sh
# Builds patronage as one static file that runs on any Linux of this machine's architecture, as the Dockerfile
# does; further words go to cargo, such as --release. Wants rustup and musl-gcc (Debian: musl-tools).
# usage: packaging/static.sh [words for cargo]
set -eu
cd "$(dirname "$0")/.."

command -v musl-gcc >/dev/null || { echo "$0: no musl-gcc (Debian: musl-tools)" >&2; exit 1; }
target=$(uname -m)-unknown-linux-musl
rustup target add "$target"
exec cargo build --locked --bin patronage --target "$target" "$@"
