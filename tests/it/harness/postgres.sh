# Starts a throw-away PostgreSQL, prints the folder of its socket, and takes everything away once
# standard input ends. Follows keeper.sh. $1 is the folder of initdb and pg_ctl.
bin=$1

leave() {
    "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
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
