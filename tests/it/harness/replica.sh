# Starts a streaming replica of a PostgreSQL, prints the folder of its socket, does as it is told by
# standard input (`kill`, `start`; it repeats what it has done), and takes everything away once that ends.
# Follows keeper.sh. $1 is the folder of pg_basebackup and pg_ctl, $2 that of the primary's socket.
bin=$1

leave() {
    "$bin/pg_ctl" -D "$home/data" -m immediate -w stop >/dev/null 2>&1 || true
}

start() {
    or_tell "$bin/pg_ctl" -D "$home/data" -l "$home/server.log" -w start
}

or_tell "$bin/pg_basebackup" -h "$2" -p 5432 -U postgres -D "$home/data" -R -X stream -c fast --no-sync
# Queries that are in the way of the log are cancelled soon.
cat >>"$home/data/postgresql.conf" <<CONF
unix_socket_directories = '$home'
max_standby_streaming_delay = 100ms
wal_retrieve_retry_interval = 100ms
CONF
start

echo "$home"
while read -r what; do
    case $what in
    kill) or_tell "$bin/pg_ctl" -D "$home/data" -m immediate -w stop ;;
    start) start ;;
    esac
    echo "$what"
done
