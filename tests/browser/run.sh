#!/bin/sh
# Starts `<binary> serve --demo` on a free port, and the example storefront on another, runs the browser
# tests against them, and stops them.
# usage: tests/browser/run.sh <path to patronage>
# Wants node, npm and Chromium (CHROMIUM, default /usr/bin/chromium). Ends with the tests' status.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 <path to patronage>" >&2; exit 2; }
binary=$(realpath "$1")
cd "$(dirname "$0")"

scratch=$(mktemp -d)
server=
pages=
stop() {
    for process in $server $pages; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$scratch"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

npm ci --silent

# Waits until a process has written an address to its log, and prints it.
address() {
    tries=0
    while ! grep -q 'http://127' "$2" 2>/dev/null; do
        tries=$((tries + 1))
        if ! kill -0 "$1" 2>/dev/null || [ "$tries" -gt 300 ]; then
            echo "it did not start:" >&2
            cat "$2" >&2
            return 1
        fi
        sleep 0.1
    done
    sed -n 's|.*\(http://127[0-9.:]*\).*|\1|p' "$2" | head -n 1
}

# The page's origin is among the server's settings, and the server's address in the page.
node pages.mjs "$scratch/service" >"$scratch/pages" 2>&1 &
pages=$!
storefront=$(address "$pages" "$scratch/pages")

# The server's files (mails, say) go to the scratch folder as well.
(cd "$scratch" && exec "$binary" serve --demo --listen 127.0.0.1:0 --storefront-url "$storefront" >"$scratch/log" 2>&1) &
server=$!
url=$(address "$server" "$scratch/log")
echo "$url" >"$scratch/service"

status=0
PATRONAGE_URL="$url" STOREFRONT_URL="$storefront" node --test || status=$?
if [ "$status" -ne 0 ]; then
    echo "--- the server's log" >&2
    tail -n 50 "$scratch/log" >&2
fi
exit "$status"
