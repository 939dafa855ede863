#!/usr/bin/env bash
# Builds and runs the fuzz targets.
#
# Usage: scripts/fuzz.sh [SECONDS]
#
# First a canary with a known defect, which must be found; then each target for SECONDS (60). The corpus grows in
# .build-fuzz/corpus, seeded from Fixtures. Inputs that fail land in Tests/Fuzz/Failures: add them to the
# repository with the repair; the tests replay them.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${1:-60}
scratch=.build-fuzz
export HEALTHLAKE_FUZZ=1
# Swift's own arrays and strings are leaked on purpose here and there; leaks are not what is looked for.
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1

build() {
    # The compiler heeds only the last -sanitize: with two, nothing would be instrumented for coverage.
    swift build -c release --scratch-path "$scratch" --product "$1" \
        --sanitize=fuzzer --sanitize=address -Xswiftc -sanitize=address,fuzzer -Xswiftc -enable-testing 2>&1 |
        { grep -v "Cannot export local symbol" || true; }
}

build FuzzCanary
echo "fuzz: the canary"
if "$scratch/release/FuzzCanary" -max_total_time=60 -artifact_prefix="$scratch/" -verbosity=0 \
    >"$scratch/canary.log" 2>&1; then
    echo "fuzz: the canary's defect was not found; nothing here can be trusted" >&2
    exit 1
fi
grep -q heap-buffer-overflow "$scratch/canary.log" || { tail -n 20 "$scratch/canary.log"; exit 1; }
echo "fuzz: the canary's defect was found"

seed() { # each fixture with a few options in front
    mkdir -p "$scratch/corpus"
    local file name head
    for file in Fixtures/fhir/bad/* Fixtures/fhir/edge/* Fixtures/fhir/bundle/*; do
        [ "$(stat -c %s "$file")" -le 65536 ] || continue
        name=$(basename "$file")
        for head in '\x00\xff\x40' '\x01\xff\x10' '\x02\x55\x01' '\x03\xaa\xff' '\x04\x00\x00'; do
            { printf "$head"; cat "$file"; } >"$scratch/corpus/${head//\\/}-$name"
        done
    done
}

build FuzzFHIRScan
seed
mkdir -p Tests/Fuzz/Failures
echo "fuzz: FuzzFHIRScan for $seconds s"
"$scratch/release/FuzzFHIRScan" "$scratch/corpus" -dict=Tests/Fuzz/fhir.dict -max_len=4096 -timeout=20 \
    -max_total_time="$seconds" -artifact_prefix=Tests/Fuzz/Failures/FHIRScan- -print_final_stats=1 2>&1 |
    tee "$scratch/FuzzFHIRScan.log" | grep -E 'ERROR|Fatal|fatal|SUMMARY|stat::|DONE|BINGO|Test unit' || true
status=${PIPESTATUS[0]}
[ "$status" -eq 0 ] && echo "fuzz: clean" || { echo "fuzz: FAILED, see Tests/Fuzz/Failures and $scratch/FuzzFHIRScan.log"; exit 1; }
