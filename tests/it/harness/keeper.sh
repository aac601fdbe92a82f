# What every keeper begins with: a folder of its own, and `leave`, which each has for itself, run at the
# end. The test process holds the other end of standard input: however it ends, killed included, the
# kernel closes the pipe.
set -eu
# Not $TMPDIR: the path of a socket may have 107 bytes at most, and PostgreSQL's user may not be let in.
home=$(mktemp -d /tmp/patronage-test.XXXXXX)
trap 'leave; rm -rf "$home"' EXIT
# PIPE: the test process may be gone before it was told the folder.
trap 'exit 1' HUP INT TERM PIPE

or_tell() {
    "$@" >>"$home/log" 2>&1 || { cat "$home/log" >&2; exit 1; }
}
