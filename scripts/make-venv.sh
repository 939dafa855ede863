#!/usr/bin/env bash
# Makes .venv with the Python packages of the interop tests, or brings it up to date.
#
# It is made with Debian's Python when there is one, since its sqlite3 module can load extensions.
set -euo pipefail
cd "$(dirname "$0")/.."

python=/usr/bin/python3
[ -x "$python" ] || python=python3
wanted=Tests/Interop/requirements.txt
stamp=.venv/requirements.txt
if [ -x .venv/bin/python ] && cmp -s "$wanted" "$stamp"; then
    echo "venv: up to date"
    exit 0
fi
echo "venv: making .venv with $("$python" --version)"
rm -rf .venv
"$python" -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check -r "$wanted"
cp "$wanted" "$stamp"
