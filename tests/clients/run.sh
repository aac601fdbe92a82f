#!/bin/sh
# Starts `<binary> serve` on a free port and a throw-away database, runs the tests of other services'
# libraries against it, and stops it.
# usage: tests/clients/run.sh <path to patronage>
# Wants node and npm. Ends with the tests' status.
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
    rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

npm ci --silent

DATABASE_URL="sqlite://$scratch/patronage.db?mode=rwc"
export DATABASE_URL
(cd "$scratch" && exec "$binary" serve --listen 127.0.0.1:0 >"$scratch/log" 2>&1) &
server=$!

url=
tries=0
while [ -z "$url" ]; do
    url=$(sed -n 's|.*listening on \(http://[0-9.:]*\).*|\1|p' "$scratch/log" 2>/dev/null | head -n 1)
    [ -n "$url" ] && break
    tries=$((tries + 1))
    if ! kill -0 "$server" 2>/dev/null || [ "$tries" -gt 300 ]; then
        echo "the server did not start:" >&2
        cat "$scratch/log" >&2
        exit 1
    fi
    sleep 0.1
done

status=0
PATRONAGE_URL="$url" PATRONAGE_BINARY="$binary" node --test || status=$?
if [ "$status" -ne 0 ]; then
    echo "--- the server's log" >&2
    tail -n 50 "$scratch/log" >&2
fi
exit "$status"
