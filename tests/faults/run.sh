#!/bin/sh
# Treats `patronage serve` badly in every way of this folder, for a short while each; docs/reliability.md has
# how to do it for longer, and the figures.
# usage: tests/faults/run.sh <path to patronage>
# Wants node, PostgreSQL's programs, Python with venv and a C compiler; as root it fills a disk too.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 <path to patronage>" >&2; exit 2; }
PATRONAGE_BINARY=$(realpath "$1")
export PATRONAGE_BINARY
cd "$(dirname "$0")"

# A stranger's tool, kept beside what cargo builds.
tools=../../target/schemathesis
if ! [ -x "$tools/bin/schemathesis" ]; then
    python3 -m venv "$tools"
    "$tools/bin/pip" install --quiet --disable-pip-version-check --requirement requirements.txt
fi
SCHEMATHESIS=$(realpath "$tools/bin/schemathesis")
export SCHEMATHESIS

# One after the other: each wants the machine for itself.
node --test --test-concurrency=1 ./*.test.mjs
FAULTS_MINUTES=0.5 node --test soak.mjs
