#!/usr/bin/env bash
# Builds and runs the fuzz targets.
#
# Usage: scripts/fuzz.sh [SECONDS] [TARGET]...
#
# First a canary with a known defect, which must be found; then each TARGET (FHIRScan, Avro, Parquet, Iceberg,
# FHIRValidation, Jinja, Pattern, SQL, CSV; all of them) for SECONDS (60). The corpora grow in .build-fuzz/corpus/TARGET, seeded from Fixtures. Inputs that fail land in
# Tests/Fuzz/Failures as TARGET-kind-hash: add them to the repository with the repair; the tests replay them.
set -euo pipefail
cd "$(dirname "$0")/.."

all=(FHIRScan Avro Parquet Iceberg FHIRValidation Jinja Pattern SQL CSV)
seconds=${1:-60}
targets=("${@:2}")
[ ${#targets[@]} -gt 0 ] || targets=("${all[@]}")
[[ $seconds =~ ^[0-9]+$ ]] || { echo "fuzz: '$seconds' is no number of seconds" >&2; exit 2; }
for target in "${targets[@]}"; do
    [[ " ${all[*]} " == *" $target "* ]] || { echo "fuzz: no target '$target'; there are ${all[*]}" >&2; exit 2; }
done
scratch=.build-fuzz
export HEALTHLAKE_FUZZ=1
# Swift's own arrays and strings are leaked on purpose here and there; leaks are not what is looked for.
export ASAN_OPTIONS=detect_leaks=0:allocator_may_return_null=1

build() { # PRODUCT
    # The compiler heeds only the last -sanitize: with two, nothing would be instrumented for coverage.
    swift build -c release --scratch-path "$scratch" --product "$1" \
        --sanitize=fuzzer --sanitize=address -Xswiftc -sanitize=address,fuzzer -Xswiftc -enable-testing 2>&1 |
        { grep -v "Cannot export local symbol" || true; }
}

seed() { # TARGET FILE HEAD...: a fixture once with each head of options in front
    local target=$1 file=$2 head name
    shift 2
    [ "$(stat -c %s "$file")" -le 65536 ] || return 0
    name=$(basename "$(dirname "$file")")-$(basename "$file")
    for head in "$@"; do
        { printf "$head"; cat "$file"; } >"$scratch/corpus/$target/${head//\\/}-$name"
    done
}

seeds() { # TARGET: what the options are stands in Tests/*/*Check
    local file
    mkdir -p "$scratch/corpus/$1"
    case $1 in
    FHIRScan)
        for file in Fixtures/fhir/bad/* Fixtures/fhir/edge/* Fixtures/fhir/bundle/*; do
            seed "$1" "$file" '\x00\xff\x40' '\x01\xff\x10' '\x02\x55\x01' '\x03\xaa\xff' '\x04\x00\x00'
        done ;;
    FHIRValidation)
        find Fixtures/fhir -name '*.ndjson' -o -name '*.json' | while read -r file; do
            seed "$1" "$file" '\x03'
        done ;;
    Jinja)
        find sql Fixtures/dbt -name '*.sql' | while read -r file; do seed "$1" "$file" '\x00' '\x02'; done ;;
    Pattern) # One file a pattern and text.
        python3 - "$scratch/corpus/$1" <<'EOF'
import json, pathlib, sys
for number, line in enumerate(open("Fixtures/rules/patterns.tsv", encoding="utf-8")):
    pattern, text = (json.loads(cell).encode() for cell in line.split("\t")[:2])
    if len(pattern) < 256:
        (pathlib.Path(sys.argv[1]) / str(number)).write_bytes(bytes([len(pattern)]) + pattern + text)
EOF
        ;;
    SQL)
        find sql Fixtures/dbt -name '*.sql' | while read -r file; do seed "$1" "$file" ''; done
        # Texts that are taken: one in each line that holds a query.
        grep -rhoE '(select|with) .*from (source|codes)[^"]*' Tests/ModelingTests/Projection |
            while read -r text; do printf '%s' "$text" >"$scratch/corpus/$1/$(printf '%s' "$text" | md5sum | cut -c1-12)"; done ;;
    CSV)
        find sql Fixtures Sources/CFacts -name '*.csv' | while read -r file; do seed "$1" "$file" '\x00' '\x01'; done ;;
    Avro)
        for file in Fixtures/avro/*.avro Fixtures/avro/bad/*; do seed "$1" "$file" '\x00'; done ;;
    Parquet)
        find Fixtures/parquet Fixtures/iceberg -name '*.parquet' | while read -r file; do
            seed "$1" "$file" '\xff\x00\x00' '\x00\x30\x01' '\x01\x51\x02' '\x00\x60\x00'
        done ;;
    Iceberg)
        find Fixtures/iceberg -name '*.json' | while read -r file; do seed "$1" "$file" '\x00'; done
        find Fixtures/iceberg -path '*/metadata/*.avro' | while read -r file; do
            seed "$1" "$file" '\x01' '\x02'
        done
        find Fixtures/iceberg -name '*.puffin' -o -name '*puffin*.bin' -o -name '*metric*.bin' |
            while read -r file; do seed "$1" "$file" '\x05'; done
        for file in Fixtures/iceberg/puffin/*position-index.bin; do seed "$1" "$file" '\x06'; done
        for file in Fixtures/iceberg/puffin/*64map*.bin; do seed "$1" "$file" '\x07'; done
        ;;
    esac
}

fuzz() { # TARGET OPTION...
    local target=$1 status=0
    shift
    build "Fuzz$target" || return
    seeds "$target"
    echo "fuzz: $target for $seconds s"
    "$scratch/release/Fuzz$target" "$scratch/corpus/$target" "$@" -timeout=20 -max_total_time="$seconds" \
        -artifact_prefix="Tests/Fuzz/Failures/$target-" -print_final_stats=1 \
        >"$scratch/Fuzz$target.log" 2>&1 || status=$?
    grep -E 'ERROR|Fatal|fatal|SUMMARY|stat::|DONE|BINGO|Test unit' "$scratch/Fuzz$target.log" || true
    return "$status"
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

mkdir -p Tests/Fuzz/Failures
for target in "${targets[@]}"; do
    options=(-max_len=16384)
    case $target in
    FHIRScan | FHIRValidation) options=(-max_len=4096 -dict=Tests/Fuzz/fhir.dict) ;;
    Jinja) options=(-max_len=2048 -dict=Tests/Fuzz/jinja.dict) ;;
    Pattern) options=(-max_len=300) ;;
    SQL) options=(-max_len=1024 -dict=Tests/Fuzz/sql.dict) ;;
    CSV) options=(-max_len=2048) ;;
    esac
    fuzz "$target" "${options[@]}" || {
        echo "fuzz: FAILED, see Tests/Fuzz/Failures and $scratch/Fuzz$target.log"
        exit 1
    }
    echo "fuzz: $target is clean"
done
