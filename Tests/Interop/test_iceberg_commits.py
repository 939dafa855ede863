"""Commits among other writers: PyIceberg commits between ours, processes commit at once, and DuckDB reads after each."""
import json
import pathlib
import re
import sqlite3
import subprocess

import pyarrow
import pytest
from pyiceberg.avro.file import AvroFile
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.io.pyarrow import PyArrowFileIO
from pyiceberg.table import StaticTable

import duckdb_peer
from conftest import SHELL, run

COLUMNS = "'id bigint not null, day date, amount decimal(9,2)', partition_by='month(day), bucket(4, id)'"
ROWS = ("WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {last}) "
        "SELECT i, date('2024-01-01', (i % 90) || ' days'), i / 4.0 FROM n")


def shell(script, database=":memory:"):
    done = run([SHELL, database], input=script)
    assert done.returncode == 0 and done.stderr == "", done.stderr + done.stdout
    return done.stdout


def insert(location, first, last, options="", database=":memory:"):
    shell(f"CREATE VIRTUAL TABLE temp.t USING iceberg('{location}'{options});\n"
          f"INSERT INTO temp.t {ROWS.format(first=first, last=last)};\n", database)


def newest(location):
    names = (pathlib.Path(location) / "metadata").glob("*.metadata.json")
    return str(max(names, key=lambda path: int(re.match(r"v?(\d+)", path.name)[1])))


def check(metadata, ids):
    """Both readers find these rows, also below a condition on a partition's column."""
    table = StaticTable.from_metadata(metadata)
    assert sorted(table.scan().to_arrow()["id"].to_pylist()) == sorted(ids)
    some = table.scan(row_filter="id >= 5 and id < 25").to_arrow()["id"].to_pylist()
    assert sorted(some) == sorted(i for i in ids if 5 <= i < 25)
    if table.current_snapshot():
        assert table.current_snapshot().summary["total-records"] == str(len(ids))
    peer = duckdb_peer.Peer(metadata)
    assert peer.count("true") == len(ids)
    assert peer.count("id >= 5 AND id < 25") == len(some)
    return table


@pytest.mark.parametrize("version", [2, 3])
def test_directory_table(tmp_path, version):
    location = tmp_path / "person"
    shell(f"CREATE VIRTUAL TABLE temp.t USING iceberg('{location}', {COLUMNS}, format_version={version});")
    check(newest(location), [])
    for first in (0, 20, 40):
        insert(location, first, first + 20)
        check(newest(location), range(first + 20))
        # The directory itself: its hint is up to date.
        assert duckdb_peer.Peer(str(location)).count("true") == first + 20
    table = StaticTable.from_metadata(newest(location))
    first = table.metadata.snapshots[0].snapshot_id
    shell(f"SELECT iceberg_rollback('{location}', {first}); SELECT iceberg_tag('{location}', 'old');")
    check(newest(location), range(20))
    assert StaticTable.from_metadata(newest(location)).refs()["old"].snapshot_id == first
    insert(location, 100, 130, ", mode='overwrite'")
    check(newest(location), range(100, 130))
    assert shell(f"SELECT count(*) FROM iceberg_orphans('{location}');").strip() == "0"


def test_dynamic_overwrite_replaces_partitions(tmp_path):
    location = tmp_path / "person"
    shell(f"CREATE VIRTUAL TABLE temp.t USING iceberg('{location}', 'id bigint, day date, amount decimal(9,2)', "
          "partition_by='month(day)');")
    insert(location, 0, 90)
    # 2024 has 31 days in January: ids 0 to 30.
    insert(location, 3, 6, ", mode='dynamic_overwrite'")
    table = check(newest(location), [*range(3, 6), *range(31, 90)])
    assert table.current_snapshot().summary.operation.value == "overwrite"


def test_catalog_with_commits_of_pyiceberg(tmp_path):
    database = tmp_path / "lake.sqlite"
    location = f"{database}#omop.person"
    shell(f"CREATE VIRTUAL TABLE temp.t USING iceberg('{location}', {COLUMNS});")
    catalog = SqlCatalog("healthlake", uri=f"sqlite:///{database}", warehouse=str(tmp_path / "other"))
    assert catalog.list_tables("omop") == [("omop", "person")]
    assert ("omop",) in catalog.list_namespaces()
    for turn in range(6):
        if turn % 2 == 0:
            insert(location, turn * 10, turn * 10 + 10)
        else:
            table = catalog.load_table("omop.person")
            rows = [{"id": i, "day": None, "amount": None} for i in range(turn * 10, turn * 10 + 10)]
            table.append(pyarrow.Table.from_pylist(rows, schema=table.schema().as_arrow()))
        table = catalog.load_table("omop.person")
        check(table.metadata_location, range(turn * 10 + 10))
    numbers = [snapshot.sequence_number for snapshot in table.metadata.snapshots]
    assert numbers == list(range(1, 7))
    # A table that PyIceberg made takes our rows, with paths that look like its own.
    catalog.create_namespace("ns")
    made = catalog.create_table(
        "ns.t", pyarrow.schema([("id", pyarrow.int64()), ("day", pyarrow.date32()),
                                ("amount", pyarrow.decimal128(9, 2))]), location=f"file://{tmp_path}/made")
    insert(f"{database}#ns.t", 0, 10)
    made.refresh()
    check(made.metadata_location, range(10))
    assert all(task.file.file_path.startswith(f"file://{tmp_path}/made/data/") for task in made.scan().plan_files())


@pytest.mark.parametrize("form", ["{0}/t", "{0}/lake.sqlite#db.t"])
def test_processes_at_once(tmp_path, form):
    location = form.format(tmp_path)
    shell(f"CREATE VIRTUAL TABLE temp.t USING iceberg('{location}', 'id bigint, day date, amount decimal(9,2)');")
    processes = []
    for writer in range(4):
        script = f"CREATE VIRTUAL TABLE temp.t USING iceberg('{location}');\n" + "".join(
            f"INSERT INTO temp.t {ROWS.format(first=writer * 100 + turn * 10, last=writer * 100 + turn * 10 + 10)};\n"
            for turn in range(8))
        process = subprocess.Popen([SHELL, ":memory:"], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        processes.append((process, script))
    for process, script in processes:
        process.stdin.write(script)
        process.stdin.close()
    for process, _ in processes:
        assert process.wait(120) == 0 and process.stderr.read() == ""
    if "#" in form:
        connection = sqlite3.connect(tmp_path / "lake.sqlite")
        metadata, = connection.execute("SELECT metadata_location FROM iceberg_tables").fetchone()
        connection.close()
    else:
        metadata = newest(location)
    table = check(metadata, [writer * 100 + i for writer in range(4) for i in range(80)])
    assert sorted(s.sequence_number for s in table.metadata.snapshots) == list(range(1, 33))
    assert shell(f"SELECT count(*) FROM iceberg_orphans('{location}');").strip() == "0"


def test_stale_hint(tmp_path):
    location = tmp_path / "t"
    shell(f"CREATE VIRTUAL TABLE temp.t USING iceberg('{location}', 'id bigint, day date, amount decimal(9,2)');")
    insert(location, 0, 10)
    (location / "metadata" / "version-hint.text").write_text("1")
    assert duckdb_peer.Peer(str(location)).count("true") == 0
    answer = json.loads(shell(f"SELECT iceberg_sync('{location}');"))
    assert (answer["hinted_version"], answer["version"]) == (1, 2)
    assert duckdb_peer.Peer(str(location)).count("true") == 10


def test_manifests_are_avro_for_others(tmp_path):
    """Each manifest of a table whose partition field has a name that Avro does not allow, by PyIceberg's bare reader."""
    location = tmp_path / "t"
    shell(f"CREATE VIRTUAL TABLE temp.t USING iceberg('{location}', '\"we-ird é\" int, id bigint', "
          "partition_by='\"we-ird é\"'); INSERT INTO temp.t VALUES (1, 1), (2, 2), (NULL, 3);")
    io = PyArrowFileIO()
    names = sorted((location / "metadata").glob("*.avro"))
    assert len(names) == 2
    for name in names:
        with AvroFile(io.new_input(str(name))) as file:
            assert file.header.meta["avro.codec"] == "deflate"
            records = list(file)
        assert len(records) == (1 if name.name.startswith("snap-") else 3)
    check_partitions = {tuple(task.file.partition) for task in
                        StaticTable.from_metadata(newest(location)).scan().plan_files()}
    assert check_partitions == {(1,), (2,), (None,)}
