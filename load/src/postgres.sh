# Starts a throw-away PostgreSQL, prints the folder of its socket, and takes everything away once
# standard input ends. $1 is the folder of initdb and pg_ctl.
#
# As it comes, durable as in production, except for what would make a short run differ from the next:
# the script itself vacuums once, and nothing but it connects.
set -eu
bin=$1
# Not $TMPDIR: the path of a socket may have 107 bytes at most, and PostgreSQL's user may not be let in.
home=$(mktemp -d /tmp/patronage-load.XXXXXX)

leave() {
    "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap leave EXIT
trap 'exit 1' HUP INT TERM PIPE

or_tell() {
    "$@" >>"$home/log" 2>&1 || { cat "$home/log" >&2; exit 1; }
}

or_tell "$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync
cat >>"$home/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$home'
port = 5432
shared_buffers = 512MB
max_wal_size = 4GB
autovacuum = off
CONF
or_tell "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w start

echo "$home"
cat >/dev/null
