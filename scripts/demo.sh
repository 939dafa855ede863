#!/usr/bin/env bash
# The demo: the whole job on 1,000 synthetic patients, in build/demo.
#
#     generate → FHIR NDJSON and an OMOP warehouse of Iceberg tables
#     validate → both, and their agreement
#     build    → marts with lineage in lake.sqlite
#     hand over → stock sqlite3 and Python give the same answers, with nothing of ours loaded
#
# Usage: scripts/demo.sh PROGRAM
set -euo pipefail
cd "$(dirname "$0")/.."

program=$(realpath "$1")
project=$PWD/sql
mkdir -p build/demo
cd build/demo
rm -rf bulk warehouse lake.sqlite*
begin=$SECONDS

say() { printf '\n-- %s\n' "$1"; }
# run ARGUMENTS…: shows the command as one would type it, and runs it.
run() {
    printf '$ healthlake'
    printf ' %s' "${@/$project/sql}"
    printf '\n'
    "$program" "$@"
}
ask() {
    echo "\$ healthlake -box lake.sqlite \"$1\""
    "$program" -box lake.sqlite "$1"
}

say "Generate: the same 1,000 persons as FHIR R4 and as OMOP CDM v5.4"
run generate --count 1000 --seed 42 --fhir-dir bulk --omop-dir warehouse

say "Validate: FHIR, OMOP (OHDSI DataQualityDashboard's checks), and whether the two agree"
run validate bulk --omop warehouse --as-of 2026-01-01 --database lake.sqlite || [ $? -eq 1 ]

say "Build: the dbt project in sql/, with its tests"
run build --project "$project" --database lake.sqlite --source fhir=bulk --source omop=warehouse --quiet

say "The quality summary"
ask "SELECT layer, checks, passed, failed, warned, not_applicable AS na, not_evaluated
  FROM quality_summary"

prevalence="SELECT condition_group_name AS condition, age_band, sex, condition_patient_count AS patients,
    population_count AS of_persons, round(prevalence, 3) AS prevalence
  FROM condition_prevalence ORDER BY patients DESC, 1, 2, 3 LIMIT 5"
pressure="SELECT sex, age_band, count(*) AS hypertensives, sum(has_recent_reading) AS measured,
    sum(is_controlled) AS controlled
  FROM blood_pressure_control GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 5"
cost="SELECT payer_name, count(*) AS member_months, round(avg(charge), 2) AS charge,
    round(avg(paid_by_payer), 2) AS paid_by_payer
  FROM cost_member_month GROUP BY 1 ORDER BY 2 DESC LIMIT 5"
say "Three marts"
for query in "$prevalence" "$pressure" "$cost"; do ask "$query"; done

say "Where a column comes from"
run lineage dim_patient.birth_date --database lake.sqlite | head -n 12

say "The file: stock sqlite3 and Python, nothing of ours loaded"
hash_of() { sha256sum | cut -c 1-16; }
ours=$("$program" -csv lake.sqlite "$prevalence" | tr -d '\r' | hash_of)
stock=$(sqlite3 -csv lake.sqlite "$prevalence" | tr -d '\r' | hash_of)
echo "\$ sqlite3 lake.sqlite \"SELECT count(*) FROM dim_patient\""
sqlite3 lake.sqlite "SELECT count(*) FROM dim_patient"
echo "$ python3 -c \"import sqlite3; …\""
python3 - <<'EOF'
import sqlite3
lake = sqlite3.connect("file:lake.sqlite?mode=ro", uri=True)
for name, kind in lake.execute("SELECT type, count(*) FROM sqlite_schema WHERE type IN ('table', 'view') GROUP BY 1"):
    print(kind, name + "s")
EOF
echo "the first mart's rows: healthlake $ours, sqlite3 $stock"
[ "$ours" = "$stock" ]

echo
echo "$((SECONDS - begin)) s; everything is in build/demo"
