"""The generator damages records and lists them; the validators are to find each one, and nothing else.

HEALTHLAKE_DEFECT_PERSONS says how many persons (300 by default; 10,000 take some minutes and 8 GB).
"""
import collections
import os
import sqlite3

import pytest

from conftest import SHELL, run

PERSONS = os.environ.get("HEALTHLAKE_DEFECT_PERSONS", "300")
# Which check of the OMOP layer claims a kind of damage: a part of its id (before the table).
OMOP_CLAIMS = {
    "before-birth": "plausibleafterbirth",
    "broken-key": "isforeignkey",
    "end-before-start": "plausiblestartbeforeend",
    "missing-required-field": "isrequired",
    "unknown-concept": "isforeignkey",
    "wrong-domain": "fkdomain",
}
# The OMOP checks know no limits of single values; the FHIR side of the same person has the right one.
CROSS_MODEL_CLAIMS = {"implausible-value"}
# DEVICE_EXPOSURE is not compared.
CROSS_MODEL_TABLES = {"condition_occurrence", "drug_exposure", "measurement", "observation", "procedure_occurrence",
                      "visit_occurrence", "person", "death"}


def validated(folder, *options):
    done = run([SHELL, "generate", "--count", PERSONS, "--seed", "11", "--fhir-dir", folder / "bulk",
                "--omop-dir", folder / "warehouse", *options], timeout=900)
    assert done.returncode == 0, done.stderr
    done = run([SHELL, "validate", folder / "bulk", "--omop", folder / "warehouse", "--as-of", "2026-01-01",
                "--issues-max", "100000000", "--database", folder / "q.sqlite", "--quiet"], timeout=1800)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, sqlite3.connect(folder / "q.sqlite")


@pytest.fixture(scope="module")
def damaged(tmp_path_factory):
    folder = tmp_path_factory.mktemp("damaged")
    status, quality = validated(folder, "--defects", "0.01")
    assert status == 1
    table = folder / "warehouse" / "synthetic_defect"
    done = run([SHELL, "-separator", "|", ":memory:", f"SELECT layer, kind, record, id FROM '{table}'"])
    assert done.returncode == 0, done.stderr
    ledger = [line.split("|") for line in done.stdout.splitlines()]
    assert len(ledger) > 50
    # Rows whose resource is damaged too: a date that is no date any more disagrees with nothing.
    done = run([SHELL, "-separator", "|", ":memory:", f"""
        CREATE TEMP TABLE defect AS SELECT record, id FROM '{table}' WHERE layer = 'fhir';
        CREATE INDEX defect_key ON defect (record, id);
        SELECT omop_table, omop_id FROM '{folder / "warehouse" / "fhir_omop_map"}' AS map
        WHERE EXISTS (SELECT 1 FROM defect WHERE record = map.resource_type AND id = map.resource_id)
        """], timeout=600)
    assert done.returncode == 0, done.stderr
    return ledger, quality, {tuple(line.split("|")) for line in done.stdout.splitlines()}


def test_clean_data_have_no_error(tmp_path):
    status, quality = validated(tmp_path)
    failures = quality.execute(
        "SELECT layer, check_id, violated_rows FROM quality_failure WHERE severity = 'error'").fetchall()
    assert not failures and status == 0


def test_every_damaged_resource_is_found_and_no_other(damaged):
    ledger, quality, _ = damaged
    planted = {(record, key) for layer, _, record, key in ledger if layer == "fhir"}
    found = set(quality.execute("SELECT DISTINCT resource_type, resource_id FROM quality_issue WHERE layer = 'fhir'"))
    assert len(planted) > 20
    assert planted - found == set()
    assert found - planted == set()


def test_every_damaged_row_is_found(damaged):
    ledger, quality, _ = damaged
    found = collections.defaultdict(set)
    for check, table, key in quality.execute(
            "SELECT check_id, table_name, row_key FROM quality_issue WHERE layer = 'omop'"):
        found[check.split("_")[1]].add((table, key))
    missed = [
        (kind, record, key) for layer, kind, record, key in ledger
        if layer == "omop" and kind not in CROSS_MODEL_CLAIMS and (record, key) not in found[OMOP_CLAIMS[kind]]
    ]
    assert missed == []


def test_every_disagreement_is_found(damaged):
    ledger, quality, blurred = damaged
    found = set(quality.execute(
        "SELECT DISTINCT table_name, row_key FROM quality_issue WHERE layer = 'cross_model'"))
    missed = [
        (kind, record, key) for layer, kind, record, key in ledger
        if (layer == "cross-model" or kind in CROSS_MODEL_CLAIMS) and record in CROSS_MODEL_TABLES
        and (record, key) not in found and (record, key) not in blurred
    ]
    assert missed == []


def test_rows_that_disagree_were_damaged(damaged):
    """Either side of the pair, or the person, visit or key that the row hangs on."""
    ledger, quality, _ = damaged
    damaged_rows = {(record, key) for _, _, record, key in ledger}
    stray = [
        row for row in quality.execute(
            "SELECT check_id, resource_type, resource_id, table_name, row_key, message FROM quality_issue "
            "WHERE layer = 'cross_model'")
        if (row[1], row[2]) not in damaged_rows and (row[3], row[4]) not in damaged_rows
    ]
    assert stray == []
