"""Tables written through SQL: PyIceberg and DuckDB read every type and partition transform; PyIceberg's catalog opens
our file and appends."""
import os
import re
import sqlite3

import pyarrow
import pytest
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.table import StaticTable

import duckdb_peer
import lake_values
import written_tables
from conftest import SHELL, connect, run

FACTOR = int(os.environ.get("HEALTHLAKE_SEEDS", "1"))


def shell(*arguments, script):
    done = run([SHELL, *arguments], input=script)
    assert done.returncode == 0 and done.stderr == "", done.stderr + done.stdout
    return done.stdout


def same(found, written):
    """Equal rows in any order; PyIceberg's types are cast back to those that were written."""
    found = found.select(written.schema.names)
    assert lake_values.in_any_order(lake_values.arrow_rows(found)) == lake_values.in_any_order(
        lake_values.arrow_rows(written.rows))


@pytest.mark.parametrize("seed", range(1, 1 + 40 * FACTOR))
def test_pyiceberg_duckdb_and_we_read_the_same(seed, tmp_path):
    location = tmp_path / "table"
    written = written_tables.Written(tmp_path, seed, location)
    shell(script="\n".join(written.statements))
    newest = max((location / "metadata").glob("v*.metadata.json"), key=lambda path: int(re.findall(r"\d+", path.name)[0]))
    table = StaticTable.from_metadata(str(newest))
    if "format_version=3" not in written.options:
        same(table.scan().to_arrow(), written)
    # Metadata of every file agrees with the rows.
    if table.current_snapshot():
        assert int(table.current_snapshot().summary["total-records"]) == written.rows.num_rows
        assert sum(task.file.record_count for task in table.scan().plan_files()) == written.rows.num_rows
    with_extension = connect()
    with_extension.execute(f"CREATE VIRTUAL TABLE temp.t USING iceberg('{location}')")
    ours = [tuple(row) for row in with_extension.execute("SELECT * FROM temp.t")]
    assert lake_values.in_any_order(lake_values.sqlite_rows(ours, written.schema)) == lake_values.in_any_order(
        lake_values.arrow_rows(written.rows))
    if table.current_snapshot() and "format_version=3" not in written.options:
        peer = duckdb_peer.Peer(str(newest))
        assert peer.count("true") == written.rows.num_rows
        for field in written.schema:
            nulls = written.rows[field.name].null_count
            assert peer.count(f"{written_tables.quoted(field.name)} IS NULL") >= nulls, field


@pytest.fixture
def lake(tmp_path):
    file = tmp_path / "lake.sqlite"
    shell(file, script="""
        CREATE VIRTUAL TABLE temp.t USING iceberg('#ns.t', 'id long not null, name string, day date',
          partition_by='month(day)');
        CREATE TABLE log(id INTEGER PRIMARY KEY, name TEXT);
        BEGIN;
        INSERT INTO temp.t VALUES (1, 'one', '2026-01-01'), (2, 'two', '2026-02-01');
        INSERT INTO log VALUES (1, 'one'), (2, 'two');
        COMMIT;
        BEGIN;
        INSERT INTO temp.t VALUES (3, 'three', '2026-03-01');
        INSERT INTO log VALUES (3, 'three');
        ROLLBACK;""")
    return file


def catalog(file):
    return SqlCatalog("healthlake", uri=f"sqlite:///{file}", warehouse=f"file://{file.parent}/lake_warehouse")


def test_pyiceberg_opens_our_file_as_its_catalog_and_appends(lake):
    opened = catalog(lake)
    assert opened.list_namespaces() == [("ns",)]
    assert opened.list_tables("ns") == [("ns", "t")]
    table = opened.load_table("ns.t")
    assert sorted(table.scan().to_arrow()["id"].to_pylist()) == [1, 2]
    more = pyarrow.table({
        "id": pyarrow.array([10], pyarrow.int64()), "name": ["ten"],
        "day": pyarrow.array([20500], pyarrow.date32())},
        schema=table.schema().as_arrow())
    table.append(more)
    assert shell(lake, "SELECT id, name, day FROM '#ns.t' ORDER BY id", script=None) == (
        "1|one|2026-01-01\n2|two|2026-02-01\n10|ten|2026-02-16\n")
    # Behind PyIceberg's commit we append again, in one transaction with an ordinary table.
    shell(lake, script="""
        CREATE VIRTUAL TABLE temp.t USING iceberg('#ns.t');
        BEGIN; INSERT INTO temp.t VALUES (11, 'eleven', NULL); INSERT INTO log VALUES (11, 'eleven'); COMMIT;""")
    assert sorted(catalog(lake).load_table("ns.t").scan().to_arrow()["id"].to_pylist()) == [1, 2, 10, 11]
    with sqlite3.connect(lake) as plain:
        assert [row[0] for row in plain.execute("SELECT id FROM log ORDER BY id")] == [1, 2, 11]
        assert not plain.execute("SELECT 1 FROM sqlite_schema WHERE sql LIKE '%VIRTUAL TABLE%'").fetchall()


def test_tags_branches_and_rollback_as_pyiceberg_sees_them(lake):
    first = shell(lake, "SELECT snapshot_id FROM iceberg_snapshots('#ns.t')", script=None).strip()
    shell(lake, script=f"""
        CREATE VIRTUAL TABLE temp.t USING iceberg('#ns.t');
        SELECT iceberg_tag('#ns.t', 'release');
        INSERT INTO temp.t VALUES (4, 'four', NULL);
        SELECT iceberg_branch('#ns.t', 'audit');
        SELECT iceberg_rollback('#ns.t', {first});""")
    table = catalog(lake).load_table("ns.t")
    assert table.current_snapshot().snapshot_id == int(first)
    assert set(table.refs()) == {"main", "release", "audit"}
    assert table.scan(snapshot_id=table.refs()["audit"].snapshot_id).to_arrow().num_rows == 3
    assert table.scan().to_arrow().num_rows == 2


def test_overwrites_as_pyiceberg_sees_them(tmp_path):
    location = tmp_path / "t"
    columns = "'id long, day date', partition_by='month(day)'"
    shell(script=f"""
        CREATE VIRTUAL TABLE temp.t USING iceberg('{location}', {columns});
        INSERT INTO temp.t VALUES (1, '2026-01-01'), (2, '2026-02-01'), (3, '2026-03-01');
        CREATE VIRTUAL TABLE temp.d USING iceberg('{location}', {columns}, mode='dynamic_overwrite');
        INSERT INTO temp.d VALUES (20, '2026-02-05');""")

    def rows():
        newest = max((location / "metadata").glob("v*.metadata.json"),
                     key=lambda path: int(re.findall(r"\d+", path.name)[0]))
        table = StaticTable.from_metadata(str(newest))
        return sorted(table.scan().to_arrow()["id"].to_pylist()), table.current_snapshot().summary.operation.value

    assert rows() == ([1, 3, 20], "overwrite")
    shell(script=f"""
        CREATE VIRTUAL TABLE temp.o USING iceberg('{location}', {columns}, mode='overwrite');
        INSERT INTO temp.o VALUES (7, NULL);""")
    assert rows() == ([7], "overwrite")
