#!/usr/bin/env bash
# Installs the system packages that healthlake is built from, when they are missing (Debian 12, Ubuntu).
#
# Usage: scripts/install-packages.sh [--tests]
#
# --tests adds what only conformance and interop tests need: Python, and Java with the SQLite driver for Spark.
set -euo pipefail

packages=(
    g++ pkg-config
    libsqlite3-dev libreadline-dev libsimdjson-dev libzstd-dev zlib1g-dev
    libsnappy-dev liblz4-dev libbrotli-dev libbz2-dev libyaml-dev
    sqlite3
)
if [ "${1:-}" = "--tests" ]; then
    packages+=(python3 python3-venv openjdk-17-jre-headless libxerial-sqlite-jdbc-java libxerial-sqlite-jdbc-jni)
fi

if ! command -v dpkg-query >/dev/null; then
    echo "This system has no dpkg. Please install the equivalents of: ${packages[*]}" >&2
    exit 1
fi
missing=()
for package in "${packages[@]}"; do
    # The status of a package that was removed is "deinstall ok config-files".
    status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    echo "packages: all ${#packages[@]} are installed"
    exit 0
fi

echo "packages: installing ${missing[*]}"
run=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "I am not root and there is no sudo. Please run: apt-get install ${missing[*]}" >&2
        exit 1
    fi
    run=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
install() { "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; }
# The lists of packages are only fetched when they are too old to install from.
install || { "${run[@]}" apt-get update -q && install; }
