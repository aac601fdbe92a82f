#!/usr/bin/env bash
# Lets libFuzzer make up documents for a while: `fuzz/run.sh [SECONDS]`, 60 by default. Begins with the
# documents of the docs and with those in fuzz/seeds, and goes on where the last run ended. A document that
# fails is left in target/fuzz/failed.
#
# Stable Rust will do, and no cargo-fuzz: the instrumentation is LLVM's. There is no sanitizer, since there
# is no unsafe code to watch.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly SECONDS_LONG=${1:-60}
readonly OUT=target/fuzz
mkdir -p "$OUT/corpus" "$OUT/seeds" "$OUT/failed"

CARGO_TARGET_DIR=$OUT RUSTFLAGS="--cfg fuzzing -Ccodegen-units=1 -Cpasses=sancov-module \
    -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
    -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares" \
    cargo build --manifest-path fuzz/Cargo.toml --release --locked --target "$(rustc --print host-tuple)"

# Each block of GraphQL in the docs, as a file of its own.
rm -f "$OUT"/seeds/*
awk -v out="$OUT/seeds" '
    /^```graphql/ { file = sprintf("%s/%04d.graphql", out, ++count); next }
    /^```/ { file = "" }
    file != "" { print > file }
' docs/*.md
cp fuzz/seeds/* "$OUT/seeds"

# A text of the greatest length that is looked at takes milliseconds; 2 s are for a busy machine.
"$OUT/$(rustc --print host-tuple)/release/gate" "$OUT/corpus" "$OUT/seeds" -max_total_time="$SECONDS_LONG" \
    -timeout=2 -max_len=70000 -len_control=20 -rss_limit_mb=1024 -dict=fuzz/graphql.dict \
    -artifact_prefix="$OUT/failed/" -print_final_stats=1 -verbosity=0
