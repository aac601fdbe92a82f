#!/bin/sh
# Runs a static patronage as the image does: as somebody without rights, in a folder where nothing else is.
# usage: tests/packaging/static.sh <path to a static patronage>
# Wants root, for chroot, and curl.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 <path to a static patronage>" >&2; exit 2; }
readonly USER_ID=65532
readonly PROGRAM=/usr/local/bin/patronage
root=$(mktemp -d)
server=

leave() {
    [ -z "$server" ] || kill -KILL "$server" 2>/dev/null || true
    rm -rf "$root"
}
trap leave EXIT

fail() {
    echo "$0: $*" >&2
    cat "$root/log" >&2 || true
    exit 1
}

ldd "$1" 2>&1 | grep -Eq 'statically linked|not a dynamic executable' || fail "$1 is not static"
[ "$(id -u)" = 0 ] || fail "not root, so that nothing can be run in a folder by itself"

chmod 755 "$root"
install -D "$1" "$root$PROGRAM"
install -d -m 700 -o "$USER_ID" -g "$USER_ID" "$root/data"

# A port that is likely to be free: it is told if it is not.
port=$((20000 + $$ % 20000))
base=http://127.0.0.1:$port
# To be called in a shell of its own, which becomes the program, so that signals reach it.
inside() {
    exec env -i PATRONAGE_LISTEN="0.0.0.0:$port" PATRONAGE_INSECURE_HTTP=true PATRONAGE_MAIL_URL=file:///data/mail \
        DATABASE_URL='sqlite:///data/patronage.db?mode=rwc' \
        "$(command -v chroot)" --userspec="$USER_ID:$USER_ID" "$root" "$PROGRAM" "$@"
}
gql() {
    curl -sS --fail-with-body "$base/graphql" -H 'Content-Type: application/json' -d "{\"query\": \"$1\"}"
}

inside schema | diff - "$(dirname "$0")/../../schema.graphql" >/dev/null || fail "another schema"
inside serve 2>"$root/log" &
server=$!
for _ in $(seq 150); do
    if (inside ready) >/dev/null 2>&1; then break; fi
    kill -0 "$server" 2>/dev/null || fail "it ended"
    sleep 0.2
done
(inside ready) || fail "it does not get ready"

user=$(stat -c %u "/proc/$server")
[ "$user" = "$USER_ID" ] || fail "it runs as $user"
customer='email: \"jane@example.com\", password: \"violet-anchor-91-teapot\"'
gql "mutation { registerCustomer(input: { $customer }) { customer { id } userErrors { code } } }" |
    grep -q '"id":"cus_' || fail "nobody can register"
gql "mutation { login(input: { $customer }) { tokens { accessToken } userErrors { code } } }" |
    grep -q '"accessToken":"eyJ' || fail "nobody can log in"
inside api-key create --name warehouse --scope customers:read | grep -q '^sk_' || fail "no API key"
(inside doctor) || fail "the doctor finds something"

kill -TERM "$server"
wait "$server" || fail "it does not end well"
server=
if [ -n "$(find "$root" -newer "$root$PROGRAM" -type f ! -path "$root/data/*" ! -path "$root/log")" ]; then
    fail "it writes beside /data"
fi
echo "ready, registered, logged in, stopped: as user $USER_ID, with nothing else in the folder"
