# Starts PgBouncer in transaction mode before a PostgreSQL, prints the folder of its socket, and takes
# everything away once standard input ends. Follows keeper.sh. $1 is PgBouncer, $2 the folder of
# PostgreSQL's socket.

leave() {
    [ -z "${pid:-}" ] || kill -9 "$pid" 2>/dev/null || true
}

# So few connections of the server that clients really take turns on them. What a session is started with
# is as PgBouncer has it by itself: it refuses what it does not know.
cat >"$home/pgbouncer.ini" <<CONF
[databases]
* = host=$2 port=5432 user=postgres
[pgbouncer]
listen_addr =
listen_port = 6432
unix_socket_dir = $home
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 5000
logfile = $home/log
CONF
"$1" -q "$home/pgbouncer.ini" >/dev/null 2>&1 &
pid=$!
while [ ! -S "$home/.s.PGSQL.6432" ]; do
    kill -0 "$pid" 2>/dev/null || { cat "$home/log" >&2; exit 1; }
    sleep 0.05
done

echo "$home"
cat >/dev/null
