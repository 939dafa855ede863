"""The produced file in the hands of other tools, nothing of ours loaded: every mart answers in each, with equal content,
and PyIceberg reads the Iceberg tables of the catalog in the same file."""
import datetime
import decimal
import hashlib
import json
import sqlite3
import stat

import pytest

import handover_peers
from conftest import ROOT, SHELL, run

PEERS = ["stock_shell", "pandas", "sqlite_utils", "duckdb", "datasette", "jdbc"]
NOT_MARTS = ("lineage_", "model_test_result", "quality_", "iceberg_", "lake_mount", "stg_", "int_", "sqlite_", "seed_")


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """lake.sqlite of the whole job: generated, validated and built in place."""
    folder = tmp_path_factory.mktemp("handover")
    file = folder / "lake.sqlite"
    for command in [
        ["generate", "--count", "8", "--seed", "7", "--fhir-dir", folder / "bulk", "--omop-dir", f"{file}#omop"],
        ["validate", folder / "bulk", "--omop", f"{file}#omop", "--as-of", "2026-01-01", "--database", file],
        ["build", "--project", ROOT / "sql", "--database", file, "--source", f"fhir={folder / 'bulk'}",
         "--source", f"omop={file}#omop"],
    ]:
        done = run([SHELL, *command], timeout=300, cwd=folder)
        assert done.returncode == 0, (command, done.stdout[-3000:], done.stderr)
    return file


@pytest.fixture(scope="module")
def marts(lake):
    names = [
        name for name, in sqlite3.connect(lake).execute(
            "SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name")
        if not name.startswith(NOT_MARTS)
    ]
    assert len(names) >= 24, names
    return names


def plain(value):
    """A value without what tools differ in: the classes of dates and numbers."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f").rstrip("0").rstrip(".")
    if isinstance(value, (datetime.date, str)):
        text = str(value)
        # A fraction of a second with or without zeros at its end.
        if len(text) > 20 and text[4:5] == "-" and text[19:20] == ".":
            text = text.rstrip("0").rstrip(".")
        return text
    if isinstance(value, decimal.Decimal):
        value = float(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float) or (value is not None and hasattr(value, "item")):
        value = value.item() if hasattr(value, "item") else value
        return int(value) if value == int(value) else float(f"{value:.12g}")
    return value


def digest(rows):
    lines = sorted(json.dumps([plain(value) for value in row], default=str) for row in rows)
    return len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()


@pytest.fixture(scope="module")
def expected(lake, marts):
    return {name: digest(rows) for name, rows in handover_peers.python(lake, marts).items()}


def test_marts_are_not_empty(expected):
    empty = [name for name, (count, _) in expected.items() if count == 0]
    assert len(empty) <= 3, empty


@pytest.mark.parametrize("peer", PEERS)
def test_every_mart_answers(lake, marts, expected, peer):
    answers = getattr(handover_peers, peer)(str(lake), marts)
    assert {name: digest(rows) for name, rows in answers.items()} == expected


def test_healthlake_answers_the_same(lake, marts, expected):
    for name in marts:
        done = run([SHELL, "-json", lake, f'SELECT * FROM "{name}"'])
        assert done.returncode == 0, done.stderr
        assert digest([list(row.values()) for row in json.loads(done.stdout or "[]")]) == expected[name], name


def test_the_file_is_one_and_plain(lake):
    assert not [path.name for path in lake.parent.iterdir() if path.name.startswith("lake.sqlite-")]
    connection = sqlite3.connect(lake)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA application_id").fetchone() != (0,)
    assert connection.execute("PRAGMA user_version").fetchone() != (0,)
    assert connection.execute("SELECT count(*) FROM sqlite_stat1").fetchone()[0] > 0
    assert connection.execute(
        "SELECT count(*) FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%' OR type = 'trigger'").fetchone() == (0,)


def test_it_opens_in_a_directory_that_cannot_be_written(lake, marts, expected):
    folder = lake.parent
    mode = stat.S_IMODE(folder.stat().st_mode)
    folder.chmod(0o555)
    try:
        answer = handover_peers.stock_shell(lake, marts[:3])
    finally:
        folder.chmod(mode)
    assert {name: digest(rows) for name, rows in answer.items()} == {name: expected[name] for name in marts[:3]}


def test_tools_that_change_the_schema_can(lake, tmp_path):
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(lake.read_bytes())
    connection = sqlite3.connect(copy)
    table, = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'stg_%' LIMIT 1").fetchone()
    connection.execute(f'ALTER TABLE "{table}" ADD COLUMN noted TEXT')
    connection.commit()
    connection.execute("VACUUM")
    connection.execute("ANALYZE")


def test_pyiceberg_reads_the_catalog_in_the_file(lake):
    from pyiceberg.catalog.sql import SqlCatalog
    catalog = SqlCatalog("healthlake", uri=f"sqlite:///{lake}", warehouse=f"file://{lake.parent}")
    names = [name for _, name in catalog.list_tables("omop")]
    assert {"person", "measurement", "fhir_omop_map"} <= set(names)
    for name in names:
        done = run([SHELL, lake, f"SELECT count(*) FROM '{lake}#omop.{name}'"])
        assert done.returncode == 0, done.stderr
        assert catalog.load_table(("omop", name)).scan().count() == int(done.stdout), name


def test_quality_results_are_in_the_file(lake):
    connection = sqlite3.connect(lake)
    assert connection.execute("SELECT status FROM quality_latest_run").fetchone() == ("PASS",)
    layers = [layer for layer, in connection.execute("SELECT layer FROM quality_summary ORDER BY layer")]
    assert layers == ["cross_model", "fhir", "omop"]
