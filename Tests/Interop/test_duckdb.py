"""DuckDB reads the same NDJSON with its own reader, and the files that the shell writes."""
import duckdb
import pytest

import duckdb_peer
from conftest import SHELL, SYNTHEA, connect, rows, run

OPTIONS = "format='newline_delimited', maximum_object_size=16777216"


def peer(sql):
    return duckdb.connect().execute(sql).fetchall()


def text(value):
    return "NULL" if value is None else str(value)


def same(ours, theirs):
    assert sorted(tuple(map(text, row)) for row in ours) == sorted(tuple(map(text, row)) for row in theirs)


@pytest.mark.parametrize("file", [
    "AllergyIntolerance.000.ndjson", "Condition.000.ndjson", "Encounter.000.ndjson.gz", "Immunization.000.ndjson",
    "MedicationRequest.000.ndjson.zst", "Organization.000.ndjson", "Patient.000.ndjson", "Practitioner.000.ndjson"])
def test_counts_and_ids(db, file):
    path = SYNTHEA / file
    same(rows(db, "SELECT resource_type, count(*), count(DISTINCT id), min(id), max(id) FROM fhir_resources(?) "
                  "GROUP BY 1", str(path)),
         peer(f"SELECT resourceType, count(*), count(DISTINCT id), min(id), max(id) FROM read_json('{path}', {OPTIONS},"
              " columns={'resourceType': 'VARCHAR', 'id': 'VARCHAR'}) GROUP BY 1"))


def test_scalars(db):
    path = SYNTHEA / "Patient.000.ndjson"
    same(rows(db, "SELECT id, gender, birthDate, multipleBirthBoolean, deceasedDateTime FROM fhir_patient(?)", str(path)),
         [(i, g, b, None if m is None else int(m), d) for i, g, b, m, d in peer(
             f"SELECT id, gender, birthDate, multipleBirthBoolean, deceasedDateTime FROM read_json('{path}', {OPTIONS},"
             " columns={'id': 'VARCHAR', 'gender': 'VARCHAR', 'birthDate': 'VARCHAR', 'multipleBirthBoolean': 'BOOLEAN',"
             " 'deceasedDateTime': 'VARCHAR'})")])


def test_groups(db):
    path = SYNTHEA / "Encounter.000.ndjson.gz"
    columns = "columns={'status': 'VARCHAR', 'class': 'JSON', 'subject': 'JSON', 'type': 'JSON'}"
    same(rows(db, "SELECT status, class ->> '$.code', count(*), count(DISTINCT subject ->> '$.reference') "
                  "FROM fhir_encounter(?) GROUP BY 1, 2", str(path)),
         peer("SELECT status, class ->> '$.code', count(*), count(DISTINCT subject ->> '$.reference') "
              f"FROM read_json('{path}', {OPTIONS}, {columns}) GROUP BY 1, 2"))
    same(rows(db, "SELECT t.value ->> '$.coding[0].code', count(*) FROM fhir_encounter(?) AS e, json_each(e.type) AS t "
                  "GROUP BY 1", str(path)),
         peer("SELECT t ->> '$.coding[0].code', count(*) FROM (SELECT unnest(CAST(type AS JSON[])) AS t "
              f"FROM read_json('{path}', {OPTIONS}, {columns})) GROUP BY 1"))


def test_nested(db):
    path = SYNTHEA / "Patient.000.ndjson"
    same(rows(db, "SELECT id, name ->> '$[0].family', address ->> '$[0].city', json_array_length(identifier) "
                  "FROM fhir_patient(?)", str(path)),
         peer("SELECT id, name ->> '$[0].family', address ->> '$[0].city', json_array_length(identifier) "
              f"FROM read_json('{path}', {OPTIONS}, columns={{'id': 'VARCHAR', 'name': 'JSON', 'address': 'JSON',"
              " 'identifier': 'JSON'})"))


@pytest.fixture
def lake(tmp_path):
    """A file with a table and a mount."""
    path = tmp_path / "lake.sqlite"
    done = run([SHELL, path], input=(
        f"CREATE TABLE patient AS SELECT id, gender, birthDate, active, resource FROM fhir_patient('{SYNTHEA}');\n"
        f"CREATE VIRTUAL TABLE condition USING fhir('{SYNTHEA}/Condition*');\n"))
    assert done.returncode == 0, done.stderr
    return path


def test_opens_our_file(lake):
    database = duckdb_peer.connect("sqlite_scanner")
    database.execute(f"ATTACH '{lake}' AS lake (TYPE sqlite)")
    tables = {name for name, in database.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'lake'").fetchall()}
    assert tables == {"patient", "lake_mount"}
    assert database.execute("SELECT count(*), count(DISTINCT id) FROM lake.patient").fetchall() == [(13, 13)]


def test_plain_sqlite_opens_our_file(lake):
    import sqlite3
    database = sqlite3.connect(lake)
    assert database.execute("SELECT count(*), count(DISTINCT id) FROM patient").fetchall() == [(13, 13)]
    names = {name for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert names == {"patient", "lake_mount"}
    # What other tools do with the whole schema must work: reflection, ALTER, VACUUM.
    for name in names:
        assert database.execute(f"PRAGMA table_xinfo({name})").fetchall()
    database.execute("ALTER TABLE patient RENAME COLUMN gender TO sex")
    database.execute("VACUUM")
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
