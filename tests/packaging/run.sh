#!/bin/sh
# Holds what the program is shipped with against the tools that will read it, as far as they are found, and runs a
# static build of it in an empty folder.
# usage: tests/packaging/run.sh <path to patronage> [path to a static patronage]
# Wants Python with venv and systemd-analyze; kubectl, docker, mandoc and, for the static build, root where they are found.
set -eu

[ $# -ge 1 ] || { echo "usage: $0 <path to patronage> [path to a static patronage]" >&2; exit 2; }
program=$(realpath "$1")
static=${2:+$(realpath "$2")}
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

skipped() {
    printf '*** NOT CHECKED: %s ***\n' "$*"
}

# The unit, as it is but for the place of the program: verify wants to find it.
unit() {
    if ! command -v systemd-analyze >/dev/null; then
        skipped "the systemd unit, no systemd-analyze (Debian: systemd)"
        return
    fi
    sed "s|^ExecStart=[^ ]*|ExecStart=$program|" packaging/systemd/patronage.service >"$scratch/patronage.service"
    systemd-analyze verify --man=no "$scratch/patronage.service"
    # In tenths: 0 is shut in, 100 may do all; a service without any of it has 96.
    systemd-analyze security --offline=true --threshold=15 --no-pager "$scratch/patronage.service" | tail -n 1
}

# Against the schemas of two versions of Kubernetes, which a stranger's tool has with it; kept beside what cargo builds.
manifests() {
    tools=target/kubernetes-validate
    if ! [ -x "$tools/bin/kubernetes-validate" ]; then
        python3 -m venv "$tools"
        "$tools/bin/pip" install --quiet --disable-pip-version-check --requirement tests/packaging/requirements.txt
    fi
    for version in 1.30 1.34; do
        for file in packaging/kubernetes/*.yaml; do
            [ "${file##*/}" = kustomization.yaml ] ||
                "$tools/bin/kubernetes-validate" --strict --quiet --kubernetes-version "$version" "$file"
        done
    done
    if command -v kubectl >/dev/null; then
        kubectl kustomize packaging/kubernetes >"$scratch/manifests.yaml"
        "$tools/bin/kubernetes-validate" --strict --quiet "$scratch/manifests.yaml"
    else
        skipped "kustomization.yaml, no kubectl"
    fi
    # Docker's own reader is better, where it is found.
    "$tools/bin/python" tests/packaging/compose.py
}

image() {
    if docker compose version >/dev/null 2>&1; then
        sed 's/^POSTGRES_PASSWORD=.*/POSTGRES_PASSWORD=secret/' .env.example >"$scratch/env"
        docker compose --env-file "$scratch/env" config --quiet
    else
        skipped "compose.yaml by Docker itself, no docker compose"
    fi
    if docker info >/dev/null 2>&1; then
        docker build --tag patronage:test .
        # Without settings it says what it wants, and does not serve beyond loopback by http.
        if docker run --rm patronage:test 2>"$scratch/said"; then false; fi
        grep -q PATRONAGE_PUBLIC_URL "$scratch/said"
        docker run --rm --read-only --cap-drop ALL patronage:test schema | diff - schema.graphql
    else
        skipped "the Dockerfile, no Docker that answers"
    fi
}

echo "--- systemd"
unit
echo "--- Kubernetes and Compose"
manifests
echo "--- Docker"
image
echo "--- a static build in an empty folder"
if [ -n "$static" ]; then
    tests/packaging/static.sh "$static"
else
    skipped "a static build; \`just static\` makes and runs one"
fi
