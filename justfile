# Shorthands, each of them one plain command; `just --list`.

# Serves on a throw-away database with demo customers.
demo:
    cargo run -- serve --demo

# Serves on patronage.db in this folder.
run:
    cargo run

# Runs every test; PostgreSQL's too where it is installed.
test *filter:
    cargo test --workspace {{filter}}

# Formats, and tells what clippy finds.
lint:
    cargo fmt --all
    cargo clippy --workspace --all-targets -- -D warnings

# Writes schema.graphql anew.
schema:
    cargo run -- schema > schema.graphql

# Runs the gate, as it runs before anything lands.
ci:
    bash .ci/run

# Lets a fuzzer make up documents against the gate for so many seconds.
fuzz seconds="60":
    fuzz/run.sh {{seconds}}

# Times the gate: documents new, seen before, and made to cost it time.
bench:
    cargo bench --bench documents

# Builds the program as one static file, and runs it with nothing else in a folder; wants musl-gcc, and root for chroot.
static *words:
    packaging/static.sh {{words}}
    tests/packaging/static.sh "$(ls -t target/*-linux-musl/*/patronage | head -n 1)"
