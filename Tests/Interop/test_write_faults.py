"""Writers that are killed, and disks that are full.

A transaction writes an ordinary table, an Iceberg table of the same file's catalog and an Iceberg table in a directory.
It is killed at random moments; whatever the moment, what was committed is there and nothing is there in half.
"""
import collections
import os
import pathlib
import random
import subprocess
import time

import pytest

from conftest import SHELL, run

KILLS = int(os.environ.get("HEALTHLAKE_KILLS", "200"))
ROWS_MAX = 2000

# Rows of a batch, made so that count and sum tell whether all are there.
ROWS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) "


def lines(*arguments, check=True):
    """What the shell prints, as tuples of texts."""
    process = run([SHELL, *arguments], timeout=60)
    if check:
        assert process.returncode == 0, process.stderr
    return [tuple(line.split("|")) for line in process.stdout.splitlines()]


def batch(number, rows):
    """One transaction over the three tables."""
    select = (ROWS.format(rows=rows)
              + f"SELECT {number} AS batch, i, 'name ' || i, date('2020-01-01', (i % 60) || ' days') FROM n")
    return (f"BEGIN; INSERT INTO ledger SELECT batch, i FROM ({select}) AS s; INSERT INTO owned {select}; "
            f"INSERT INTO placed {select}; COMMIT;\n")


def sums(database, *tables):
    """Count and sum of each batch of some tables, seen by one process."""
    found = {table: {} for table in tables}
    for table, number, count, total in lines(database, *(
            f"SELECT '{table}', batch, count(*), sum(i) FROM {table} GROUP BY batch" for table in tables)):
        found[table][int(number)] = (int(count), int(total))
    return [found[table] for table in tables]


@pytest.fixture
def lake(tmp_path):
    database = tmp_path / "lake.sqlite"
    columns = "'batch long not null, i long not null, name string, day date'"
    lines(database, f"""
        PRAGMA journal_mode = wal;
        CREATE TABLE ledger(batch, i);
        CREATE VIRTUAL TABLE owned USING iceberg('#db.owned', {columns});
        CREATE VIRTUAL TABLE placed USING iceberg('{tmp_path}/placed', {columns}, partition_by='month(day)');
        """)
    return database


def test_killed_writers(lake, tmp_path):
    chance = random.Random(20261127)
    script = tmp_path / "script.sql"
    number = 0
    left = {}
    seen = set()
    deadline = time.monotonic() + 600
    for kill in range(KILLS):
        assert time.monotonic() < deadline
        script.write_text("".join(
            batch(number + step, chance.randint(1, ROWS_MAX)) for step in range(1, 40)), encoding="utf-8")
        with open(script, encoding="utf-8") as input:
            writer = subprocess.Popen(
                [SHELL, lake], stdin=input, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            time.sleep(chance.uniform(0.005, 0.3))
            writer.kill()
            _, errors = writer.communicate()
        assert not errors, errors.decode()

        expected, owned, placed = sums(lake, "ledger", "owned", "placed")
        assert owned == expected, f"kill {kill}"
        # The directory's commit comes before that of the file: a kill in between leaves its snapshot.
        assert {number: placed.get(number) for number in expected} == expected, f"kill {kill}"
        extra = set(placed) - set(expected) - seen
        assert len(extra) <= 1
        for late in extra:
            rows, total = placed[late]
            assert total == rows * (rows + 1) // 2, f"kill {kill}: half a batch"
        seen |= extra
        number = max([number, *placed, *expected]) + 1
    assert len(expected) > KILLS / 4, "hardly anything was committed: kill later"

    # A killed writer leaves files, and they can be listed and taken away.
    for table, place in [("owned", "#db.owned"), ("placed", str(tmp_path / "placed"))]:
        before, = sums(lake, table)
        orphans = [path for path, in lines(lake, f"SELECT path FROM iceberg_orphans('{place}')")]
        for path in orphans:
            pathlib.Path(path.removeprefix("file://")).unlink()
        assert sums(lake, table) == [before]
        assert lines(lake, f"SELECT count(*) FROM iceberg_orphans('{place}')") == [("0",)]
        left[table] = len(orphans)
    lines(lake, f"SELECT iceberg_sync('{tmp_path}/placed')")
    print(f"{len(expected)} batches, {len(seen)} snapshots before their commit, orphans {left}")
    check_with_pyiceberg(lake, tmp_path, expected, placed)


def check_with_pyiceberg(lake, tmp_path, owned, placed):
    from pyiceberg.catalog.sql import SqlCatalog
    from pyiceberg.table import StaticTable

    def batches(table):
        found = collections.Counter()
        totals = collections.Counter()
        arrow = table.scan(selected_fields=("batch", "i")).to_arrow()
        for number, i in zip(arrow["batch"].to_pylist(), arrow["i"].to_pylist()):
            found[number] += 1
            totals[number] += i
        return {number: (found[number], totals[number]) for number in found}

    catalog = SqlCatalog("healthlake", uri=f"sqlite:///{lake}")
    assert batches(catalog.load_table("db.owned")) == owned
    metadata = tmp_path / "placed" / "metadata"
    version = (metadata / "version-hint.text").read_text(encoding="utf-8").strip()
    assert batches(StaticTable.from_metadata(str(metadata / f"v{version}.metadata.json"))) == placed


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


@pytest.mark.parametrize("form", ["directory", "catalog"])
def test_full_disk(small_disk, tmp_path, form):
    database = tmp_path / "lake.sqlite"
    place = str(small_disk / "t") if form == "directory" else "#db.t"
    where = "" if form == "directory" else f", location='{small_disk}/t'"
    lines(database, f"CREATE VIRTUAL TABLE t USING iceberg('{place}', 'i long, name string'{where})",
          "INSERT INTO t VALUES (1, 'a'), (2, 'b')")
    # Random bytes, since what repeats would be small however much it is.
    large = ROWS.format(rows=20000) + "SELECT i, hex(randomblob(500)) FROM n"
    process = run([SHELL, database, f"INSERT INTO t {large}"])
    assert process.returncode == 1
    assert "space" in process.stderr, process.stderr
    assert "Fatal" not in process.stderr
    assert lines(database, "SELECT * FROM t ORDER BY i") == [("1", "a"), ("2", "b")]
    assert len(lines(database, f"SELECT * FROM iceberg_snapshots('{place}')")) == 1
    for path, in lines(database, f"SELECT path FROM iceberg_orphans('{place}')"):
        pathlib.Path(path.removeprefix("file://")).unlink()
    # Even a disk without a single byte left takes no table with it.
    filler = small_disk / "filler"
    with open(filler, "wb", buffering=0) as file:
        with pytest.raises(OSError):
            while True:
                file.write(bytes(4096))
    process = run([SHELL, database, "INSERT INTO t VALUES (3, 'c')"])
    assert process.returncode == 1 and "space" in process.stderr, process.stderr
    assert lines(database, "SELECT count(*) FROM t") == [("2",)]
    filler.unlink()
    lines(database, "INSERT INTO t VALUES (4, 'd')")
    assert lines(database, "SELECT * FROM t ORDER BY i") == [("1", "a"), ("2", "b"), ("4", "d")]


def test_interrupted_insert(lake):
    """Ctrl-C stops the statement, rolls the transaction back, and leaves no file."""
    large = ROWS.format(rows=100_000_000) + "SELECT 1, i, 'x', '2020-01-01' FROM n"
    writer = subprocess.Popen(
        [SHELL, lake, f"INSERT INTO owned {large}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(1.5)
    writer.send_signal(2)
    _, errors = writer.communicate(timeout=30)
    assert writer.returncode == 1 and b"interrupted" in errors.lower(), errors
    assert lines(lake, "SELECT count(*) FROM owned") == [("0",)]
    assert lines(lake, "SELECT count(*) FROM iceberg_orphans('#db.owned')") == [("0",)]
