#!/usr/bin/env bash
# Compares a generated population with public figures, row by row.
#
# Usage: scripts/realism.sh PROGRAM
set -euo pipefail
exec "$1" -box :memory: <<'SQL'
-- A generated population of 100,000 beside the public figures that the catalogue was made from.
CREATE TEMP TABLE realism AS SELECT * FROM synthetic_realism(100000, 1);

-- Every figure with its sampling error.
SELECT what, "group", round(generated, 4) AS generated, round(sampling_error, 4) AS error,
       round(published, 4) AS published, CASE is_within WHEN 1 THEN '' ELSE 'OUTSIDE' END AS verdict
FROM realism;

-- In short.
SELECT substr(what, 1, instr(what || ' of', ' of') - 1) AS kind, count(*) AS figures,
       sum(is_within) AS within,
       sum(abs(generated - published) <= 4 * sampling_error) AS within_four_errors
FROM realism GROUP BY kind;
SQL
