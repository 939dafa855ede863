"""iceberg_append() and iceberg_overwrite(): what they write is read by PyIceberg, and is what INSERT writes."""
import json
import os
import random as randoms
import re
import subprocess
import time

import pyarrow
import pyarrow.parquet
import pytest
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.table import StaticTable

import lake_values
import written_tables
from conftest import SHELL, connect, rows, run

FACTOR = int(os.environ.get("HEALTHLAKE_SEEDS", "1"))


def newest(location):
    return StaticTable.from_metadata(str(max(
        (location / "metadata").glob("v*.metadata.json"), key=lambda path: int(re.findall(r"\d+", path.name)[0]))))


def same(found, wanted, schema):
    assert lake_values.in_any_order(lake_values.arrow_rows(found.select(schema.names))) == lake_values.in_any_order(
        lake_values.arrow_rows(wanted))


@pytest.mark.parametrize("seed", range(1, 1 + 40 * FACTOR))
def test_appended_tables_read_the_same(seed, tmp_path):
    """Any types, nested ones, partitions, codecs; from Parquet, then from Iceberg to Iceberg."""
    location = tmp_path / "table"
    written = written_tables.Written(tmp_path, seed, location)
    create = written.statements[0]
    sources = sorted((tmp_path / "source").glob("*.parquet"))
    threads = f"SELECT healthlake_setting('threads', {1 + seed % 3});" if seed % 2 else ""
    summaries = run([SHELL], input=create + threads + "".join(
        f"SELECT iceberg_append('{location}', '{source}');" for source in sources))
    assert summaries.returncode == 0 and not summaries.stderr, summaries.stderr
    total = sum(json.loads(line)["rows"] for line in summaries.stdout.splitlines() if line.startswith("{"))
    assert total == written.rows.num_rows
    table = newest(location)
    if "format_version=3" not in written.options:
        same(table.scan().to_arrow(), written.rows, written.schema)
    copy = create.replace(f"'{location}'", f"'{location}2'")
    done = run([SHELL], input=copy + f"SELECT iceberg_append('{location}2', '{location}');")
    assert done.returncode == 0 and not done.stderr, done.stderr
    with_extension = connect()
    for place in (location, f"{location}2"):
        with_extension.execute("DROP TABLE IF EXISTS temp.t")
        with_extension.execute(f"CREATE VIRTUAL TABLE temp.t USING iceberg('{place}')")
        ours = [tuple(row) for row in with_extension.execute("SELECT * FROM temp.t")]
        assert lake_values.in_any_order(lake_values.sqlite_rows(ours, written.schema)) == lake_values.in_any_order(
            lake_values.arrow_rows(written.rows))
    if table.current_snapshot():
        assert int(table.current_snapshot().summary["total-records"]) == written.rows.num_rows
        for task in table.scan().plan_files():
            assert task.file.record_count == pyarrow.parquet.read_metadata(
                task.file.file_path.removeprefix("file://")).num_rows


@pytest.fixture(scope="module")
def measurements(tmp_path_factory):
    """Enough rows for several row groups and threads: dictionaries, plain pages, NULLs."""
    random = randoms.Random(7)
    count = 400_000
    path = tmp_path_factory.mktemp("measurements") / "m.parquet"
    days = [random.randrange(10_000, 20_000) for _ in range(500)]
    pyarrow.parquet.write_table(pyarrow.table({
        "id": pyarrow.array(range(count), pyarrow.int64()),
        "person": pyarrow.array([n // 40 for n in range(count)], pyarrow.int32()),
        "day": pyarrow.array([random.choice(days) for _ in range(count)], pyarrow.date32()),
        "at": pyarrow.array([random.randrange(10**15) for _ in range(count)], pyarrow.timestamp("us")),
        "value": [random.gauss(0, 1) if n % 7 else None for n in range(count)],
        "unit": [random.choice(("mg/dL", "mmol/L", "µmol/L", None)) for _ in range(count)],
        "note": [f"note {random.getrandbits(40)}" for _ in range(count)]}), path)
    return path


COLUMNS = "'id long not null, person int, day date, at timestamp, value double, unit string, note string'"


@pytest.mark.parametrize("options", ["", ", partition_by='bucket(8, person)'", ", partition_by='year(day)'",
                                     ", sort_by='day, id desc'"])
def test_rows_and_files_do_not_depend_on_threads(measurements, tmp_path, options):
    for threads in (1, 2, 4):
        done = run([SHELL], input=f"""
            SELECT healthlake_setting('threads', {threads});
            CREATE VIRTUAL TABLE temp.t USING iceberg('{tmp_path}/{threads}', {COLUMNS}{options});
            SELECT iceberg_append('{tmp_path}/{threads}', '{measurements}');""")
        assert done.returncode == 0 and not done.stderr, done.stderr
    source = pyarrow.parquet.read_table(measurements)
    tables = [newest(tmp_path / str(threads)) for threads in (1, 2, 4)]
    same(tables[1].scan().to_arrow(), source, source.schema)
    contents = [sorted((task.file.record_count, open(task.file.file_path.removeprefix("file://"), "rb").read())
                       for task in table.scan().plan_files()) for table in tables]
    assert contents[0] == contents[1] == contents[2]
    done = run([SHELL], input=f"""
        CREATE VIRTUAL TABLE temp.t USING iceberg('{tmp_path}/inserted', {COLUMNS}{options});
        INSERT INTO temp.t SELECT * FROM '{measurements}';""")
    assert done.returncode == 0 and not done.stderr, done.stderr
    same(newest(tmp_path / "inserted").scan().to_arrow(), source, source.schema)


def test_a_catalog_of_pyiceberg(measurements, tmp_path):
    """PyIceberg makes the table, we append to it, PyIceberg appends behind us and overwrites nothing."""
    catalog = SqlCatalog("c", uri=f"sqlite:///{tmp_path}/c.db", warehouse=f"file://{tmp_path}/warehouse")
    catalog.create_namespace("n")
    source = pyarrow.parquet.read_table(measurements)
    table = catalog.create_table("n.m", schema=source.schema)
    table.append(source.slice(0, 10))
    done = run([SHELL, ":memory:", f"SELECT iceberg_append('{tmp_path}/c.db#n.m', '{measurements}')"])
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["rows"] == source.num_rows and summary["previous_snapshot_id"] == (
        table.current_snapshot().snapshot_id)
    table = catalog.load_table("n.m")
    assert table.current_snapshot().summary["added-records"] == str(source.num_rows)
    table.append(source.slice(0, 5))
    assert catalog.load_table("n.m").scan().to_arrow().num_rows == source.num_rows + 15
    done = run([SHELL, ":memory:", f"SELECT iceberg_overwrite('{tmp_path}/c.db#n.m', '{measurements}')"])
    assert done.returncode == 0, done.stderr
    table = catalog.load_table("n.m")
    same(table.scan().to_arrow(), source, source.schema)
    assert table.current_snapshot().summary.operation.value == "overwrite"


def test_a_wrong_value_deep_in_the_source(tmp_path):
    count = 300_000
    pyarrow.parquet.write_table(pyarrow.table({
        "id": pyarrow.array(range(count), pyarrow.int64()),
        "day": ["2020-01-01" if n != 234_567 else "yesterday" for n in range(count)]}), tmp_path / "s.parquet")
    done = run([SHELL], input=f"""
        CREATE VIRTUAL TABLE temp.t USING iceberg('{tmp_path}/t', 'id long, day date');
        SELECT iceberg_append('{tmp_path}/t', '{tmp_path}/s.parquet');
        SELECT count(*), (SELECT count(*) FROM iceberg_orphans('{tmp_path}/t')) FROM temp.t;""")
    assert "column day: a TEXT that is no date" in done.stderr and "row 234568 of the source" in done.stderr
    assert "yesterday" not in done.stderr
    assert done.stdout.strip().endswith("0|0")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of a few megabytes."""
    if os.geteuid() != 0 and not os.environ.get("CI"):
        pytest.skip("mounting needs root")
    place = tmp_path / "disk"
    place.mkdir()
    run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place]).check_returncode()
    yield place
    run(["umount", place])


def test_full_disk(small_disk, measurements):
    create = f"CREATE VIRTUAL TABLE temp.t USING iceberg('{small_disk}/t', {COLUMNS}, mode='append');"
    done = run([SHELL], input=create + "INSERT INTO temp.t(id) VALUES (1);")
    assert done.returncode == 0, done.stderr
    done = run([SHELL], input=f"SELECT iceberg_append('{small_disk}/t', '{measurements}');")
    assert "space" in done.stderr and "Fatal" not in done.stderr, done.stderr
    done = run([SHELL], input=create + f"""
        SELECT count(*), (SELECT count(*) FROM iceberg_orphans('{small_disk}/t')) FROM temp.t;
        INSERT INTO temp.t(id) VALUES (2); SELECT count(*) FROM temp.t;""")
    assert done.stdout.split() == ["1|0", "2"], done.stderr


def test_interrupted(measurements, tmp_path):
    """Ctrl-C stops the function and leaves no file."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(60):
        os.link(measurements, folder / f"{number}.parquet")
    run([SHELL], input=f"CREATE VIRTUAL TABLE temp.t USING iceberg('{tmp_path}/t', {COLUMNS});").check_returncode()
    writer = subprocess.Popen(
        [SHELL, ":memory:", f"SELECT iceberg_append('{tmp_path}/t', '{folder}/*.parquet')"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(1)
    writer.send_signal(2)
    _, errors = writer.communicate(timeout=30)
    assert writer.returncode == 1 and b"interrupted" in errors.lower(), errors
    done = run([SHELL, ":memory:", f"SELECT count(*) FROM iceberg_orphans('{tmp_path}/t')"])
    assert done.stdout.strip() == "0", done.stderr
    assert newest(tmp_path / "t").current_snapshot() is None


def test_writers_at_once(measurements, tmp_path):
    """Appends of several processes are all there; none of them is lost."""
    run([SHELL], input=f"CREATE VIRTUAL TABLE temp.t USING iceberg('{tmp_path}/t', {COLUMNS});").check_returncode()
    writers = [subprocess.Popen(
        [SHELL, ":memory:", f"SELECT iceberg_append('{tmp_path}/t', '{measurements}')"],
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(4)]
    for writer in writers:
        _, errors = writer.communicate(timeout=120)
        assert writer.returncode == 0, errors
    table = newest(tmp_path / "t")
    assert int(table.current_snapshot().summary["total-records"]) == 4 * 400_000
    assert len(table.snapshots()) == 4
