#!/usr/bin/env bash
# Says which Swift toolchain is used, or what is wrong with it. healthlake needs Swift 6.2 or later.
set -euo pipefail

if ! command -v swift >/dev/null; then
    echo "There is no 'swift' on the PATH. Install Swift 6.2 or later: https://www.swift.org/install" >&2
    exit 1
fi
version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9.]*\).*/\1/p' | head -n 1)
major=${version%%.*}
rest=${version#*.}
minor=${rest%%.*}
if [ -z "$version" ] || [ "$major" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 2 ]; }; then
    echo "This is Swift ${version:-of an unknown version}; healthlake needs 6.2 or later:" \
        "https://www.swift.org/install" >&2
    exit 1
fi
echo "toolchain: Swift $version"
