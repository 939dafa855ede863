#!/usr/bin/env bash
# The tour: questions to the files in Fixtures, asked of the real program.
#
# Usage: scripts/tour.sh PROGRAM
set -euo pipefail
cd "$(dirname "$0")/.."

program=$1
data=Fixtures/fhir/synthea-10

ask() {
    echo
    echo "-- $1"
    # As one would type it: $[0] is arithmetic to the shell.
    echo "$ healthlake -box :memory: \"${2//\$/\\$}\""
    "$program" -box :memory: "$2"
}

echo "$data: $(ls "$data" | grep -c ndjson) files of synthetic FHIR R4 resources, plain, .gz and .zst"

ask "What is in a directory?" \
    "SELECT resource_type, count(*) AS resources FROM fhir_resources('$data')
     GROUP BY resource_type ORDER BY resources DESC"

ask "Typed columns: one for each element of the resource" \
    "SELECT id, gender, birthDate, multipleBirthBoolean AS twin FROM fhir_patient('$data')
     ORDER BY birthDate LIMIT 5"

ask "Complex elements are JSON: SQLite's arrows and json_each work on them" \
    "SELECT name ->> '\$[0].family' AS family, address ->> '\$[0].city' AS city,
            (SELECT count(*) FROM json_each(p.identifier)) AS identifiers
     FROM fhir_patient('$data') AS p ORDER BY family LIMIT 5"

ask "A join: references have hidden columns with the id they name" \
    "SELECT p.name ->> '\$[0].family' AS family, count(*) AS vaccinations
     FROM fhir_immunization('$data') AS i JOIN fhir_patient('$data') AS p ON i.patient_id = p.id
     GROUP BY p.id ORDER BY vaccinations DESC LIMIT 5"

ask "The ten most frequent conditions" \
    "SELECT code ->> '\$.text' AS condition, count(*) AS n, count(DISTINCT subject_id) AS patients
     FROM fhir_condition('$data') GROUP BY 1 ORDER BY n DESC, 1 LIMIT 10"

ask "Malformed lines do not stop a scan; they are listed" \
    "SELECT line, byte_offset, kind, reason FROM fhir_malformed('Fixtures/fhir/bad/two-objects-one-line.ndjson')"

ask "What the scan takes over from SQLite" \
    "EXPLAIN QUERY PLAN SELECT id FROM fhir_patient('$data') WHERE gender = 'female' AND birthDate < '1970'"

ask "A path is a table, too" \
    "SELECT count(*) AS bundle_entries FROM 'Fixtures/fhir/bundle/patient-transaction.json'"

person=Fixtures/iceberg/pyiceberg-person

ask "An Iceberg table is a table, too; PyIceberg wrote this one" \
    "SELECT person_id, name, birth_date, sex, address ->> '\$.city' AS city, weight FROM '$person'"

ask "Time travel: the table as its tag 'first' has it" \
    "CREATE VIRTUAL TABLE temp.first USING iceberg('$person', ref='first');
     SELECT count(*) AS persons FROM first"

ask "What a condition leaves unread" \
    "SELECT kind, rows, action, reason FROM iceberg_explain('$person', 'birth_date < ''1950-01-01''')"

ask "And Parquet" \
    "SELECT id, string_col, timestamp_col FROM 'Fixtures/parquet/parquet-testing/alltypes_plain.parquet' LIMIT 3"

lake=$(mktemp -d)
trap 'rm -rf "$lake"' EXIT

ask "A thousand synthetic patients, as FHIR and as OMOP in Iceberg tables" \
    "SELECT key AS omop_table, value AS rows
     FROM json_each(generate_lake('$lake', 1000, 42), '\$.omop.tables')
     WHERE key IN ('person', 'visit_occurrence', 'condition_occurrence', 'measurement', 'drug_exposure')"

ask "The same persons on both sides" \
    "SELECT p.id, p.gender, p.birthDate, o.year_of_birth, o.gender_source_value
     FROM fhir_patient('$lake/fhir') AS p JOIN '$lake/omop/person' AS o ON o.person_id = CAST(p.id AS INTEGER)
     LIMIT 3"

ask "Writing: one snapshot for each transaction" \
    "CREATE VIRTUAL TABLE temp.t USING iceberg('$lake/t', 'id long, day date', partition_by='month(day)');
     INSERT INTO t VALUES (1, '2026-01-15'), (2, '2026-02-03');
     SELECT operation, summary ->> 'added-data-files' AS files FROM iceberg_snapshots('$lake/t')"
