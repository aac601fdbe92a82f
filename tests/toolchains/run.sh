#!/bin/sh
# Whether the tools of front ends take schema.graphql, and the audit of GraphQL over HTTP the server:
# graphql-eslint, the Relay compiler, graphql-codegen with strict TypeScript, and the example client of
# examples/typescript-client against `<binary> serve`.
# usage: tests/toolchains/run.sh <path to patronage>
# Wants node and npm. Ends with the status of what failed first.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 <path to patronage>" >&2; exit 2; }
binary=$(realpath "$1")
cd "$(dirname "$0")"

scratch=$(mktemp -d)
server=
stop() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$scratch" schema.graphql
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

npm ci --silent
(cd ../../examples/typescript-client && npm ci --silent && npm run --silent build)

# eslint looks at nothing above its folder.
cp ../../schema.graphql schema.graphql
npx eslint --max-warnings 0 schema.graphql
mkdir -p relay/__generated__
npx relay-compiler relay.config.json

DATABASE_URL="sqlite://$scratch/patronage.db?mode=rwc"
export DATABASE_URL
(cd "$scratch" && exec "$binary" serve --listen 127.0.0.1:0 >"$scratch/log" 2>&1) &
server=$!

PATRONAGE_URL=
tries=0
while [ -z "$PATRONAGE_URL" ]; do
    PATRONAGE_URL=$(sed -n 's|.*listening on \(http://[0-9.:]*\).*|\1|p' "$scratch/log" 2>/dev/null | head -n 1)
    [ -n "$PATRONAGE_URL" ] && break
    tries=$((tries + 1))
    if ! kill -0 "$server" 2>/dev/null || [ "$tries" -gt 300 ]; then
        echo "the server did not start:" >&2
        cat "$scratch/log" >&2
        exit 1
    fi
    sleep 0.1
done
export PATRONAGE_URL

node --test audit.mjs
(cd ../../examples/typescript-client && npm start --silent)
