# Starts a throw-away PostgreSQL, prints the folder of its socket, and takes everything away once
# standard input ends. The test process holds the other end and never writes: however it ends, killed
# included, the kernel closes the pipe. $1 is the folder of initdb and pg_ctl.
set -eu
bin=$1
# Not $TMPDIR: the path of a socket may have 107 bytes at most, and PostgreSQL's user may not be let in.
home=$(mktemp -d /tmp/patronage-test.XXXXXX)

leave() {
    "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap leave EXIT
# PIPE: the test process may be gone before it was told the folder.
trap 'exit 1' HUP INT TERM PIPE

or_tell() {
    "$@" >>"$home/log" 2>&1 || { cat "$home/log" >&2; exit 1; }
}

or_tell "$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync
cat >>"$home/data/postgresql.conf" <<CONF
listen_addresses = ''
unix_socket_directories = '$home'
port = 5432
max_connections = 300
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
CONF
# Everybody is let in, but for those of whom a test wants a password.
{ echo 'local all patronage_keyed scram-sha-256'; cat "$home/data/pg_hba.conf"; } >"$home/hba"
mv "$home/hba" "$home/data/pg_hba.conf"
or_tell "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w start

echo "$home"
cat >/dev/null
