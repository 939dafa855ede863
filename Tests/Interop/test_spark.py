"""Apache Spark 3.5 with Iceberg Java 1.9 reads and appends to our tables through its JDBC catalog on our file."""
import json
import pathlib
import sqlite3
import sys

import pytest

from conftest import SHELL, run

PEER = pathlib.Path(__file__).with_name("spark_peer.py")

# A table of every type, and one for each kind of partitioning.
SCRIPT = """
CREATE VIRTUAL TABLE temp.kinds USING iceberg('#lake.kinds', 'id long not null, flag boolean, small int, ratio float,
  score double, price decimal(9,2), wide decimal(30,4), day date, at timestamp, seen timestamptz, name string,
  code uuid, raw binary, four fixed[4], names list<string>, place struct<city: string, zip: int>,
  counts map<string, long>');
INSERT INTO temp.kinds VALUES
  (1, 1, 7, 0.5, 2.25, '12.50', '12345678901234567890.1234', '2026-01-31', '2026-01-31 10:11:12.5',
   '2026-01-31 10:11:12+00:00', 'Ada', 'f79c3e09-677c-4bbd-a479-3f349cb785e7', x'00ff', x'01020304',
   '["a","b"]', '{"city":"Bern","zip":3000}', '{"x":1,"y":2}'),
  (2, 0, -7, -0.5, -2.25, '-12.50', '-1.0000', '1969-12-31', '1969-12-31 23:59:59.999999',
   '1969-12-31 23:59:59+00:00', '', '00000000-0000-0000-0000-000000000000', x'', x'ffffffff', '[]',
   '{"city":null,"zip":null}', '{}'),
  (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
CREATE VIRTUAL TABLE temp.parts USING iceberg('#lake.parts', 'id long, name string, day date, at timestamptz',
  partition_by='bucket(4, id), truncate(2, name), month(day), hour(at)', sort_by='id');
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)
INSERT INTO temp.parts SELECT i, printf('name%d', i % 7), date('2020-01-01', (i * 13) || ' days'),
  datetime('2020-01-01', (i * 7) || ' minutes') || '+00:00' FROM n;
"""


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    file = tmp_path_factory.mktemp("spark") / "lake.sqlite"
    done = run([SHELL, file], input=SCRIPT)
    assert done.returncode == 0 and done.stderr == "", done.stderr + done.stdout
    return file


def ask(file, sql):
    done = run([SHELL, "-json", file, sql])
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return json.loads(done.stdout or "[]")


def spark(file, statements):
    done = run([sys.executable, PEER, file, "healthlake", f"{file.parent}/lake_warehouse"],
               input="\n".join(statements), timeout=300)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_spark_reads_and_appends_and_we_read_it(lake):
    kinds, parts, pruned, *_rest, files = spark(lake, [
        "SELECT * FROM healthlake.lake.kinds ORDER BY id",
        "SELECT count(*), sum(id), min(day), max(name) FROM healthlake.lake.parts",
        "SELECT id FROM healthlake.lake.parts WHERE id = 77 AND name = 'name0'",
        "INSERT INTO healthlake.lake.parts VALUES (1000, 'spark', DATE'2031-05-06', TIMESTAMP'2031-05-06 07:08:09')",
        "INSERT INTO healthlake.lake.kinds SELECT id + 10, flag, small, ratio, score, price, wide, day, at, seen, name, "
        "code, raw, four, names, place, counts FROM healthlake.lake.kinds",
        "SELECT count(*) FROM healthlake.lake.parts.files",
    ])
    assert kinds[0] == [
        1, True, 7, 0.5, 2.25, "12.50", "12345678901234567890.1234", "2026-01-31", "2026-01-31 10:11:12.500000",
        "2026-01-31 10:11:12.000000", "Ada", "f79c3e09-677c-4bbd-a479-3f349cb785e7", "00FF", "01020304", ["a", "b"],
        {"city": "Bern", "zip": 3000}, {"x": 1, "y": 2}]
    assert kinds[1] == [
        2, False, -7, -0.5, -2.25, "-12.50", "-1.0000", "1969-12-31", "1969-12-31 23:59:59.999999",
        "1969-12-31 23:59:59.000000", "", "00000000-0000-0000-0000-000000000000", "", "FFFFFFFF", [],
        {"city": None, "zip": None}, {}]
    assert kinds[2] == [3] + [None] * 16
    assert parts == [[200, 20100, "2020-01-14", "name6"]]
    assert pruned == [[77]]
    assert files[0][0] > 1
    # Our own reading of what Spark added.
    assert ask(lake, "SELECT count(*) AS n, max(id) AS m FROM '#lake.parts'") == [{"n": 201, "m": 1000}]
    rows = ask(lake, "SELECT id, flag, small, ratio, score, price, wide, day, at, seen, name, code, hex(raw) AS raw, "
                     "hex(four) AS four, names, place, counts FROM '#lake.kinds' ORDER BY id")
    assert [row["id"] for row in rows] == [1, 2, 3, 11, 12, 13]
    for ours, theirs in zip(rows[:3], rows[3:]):
        assert {**ours, "id": 0} == {**theirs, "id": 0}
    # We append again, behind Spark's commit.
    done = run([SHELL, lake], input="""
        CREATE VIRTUAL TABLE temp.parts USING iceberg('#lake.parts');
        INSERT INTO temp.parts VALUES (2000, 'back', '2032-01-01', '2032-01-01 00:00:00+00:00');""")
    assert done.returncode == 0 and done.stderr == "", done.stderr
    again = spark(lake, ["SELECT count(*), max(id) FROM healthlake.lake.parts"])
    assert again == [[[202, 2000]]]


def test_the_file_stays_an_ordinary_database(lake):
    with sqlite3.connect(lake) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert not connection.execute("SELECT 1 FROM sqlite_schema WHERE sql LIKE '%VIRTUAL TABLE%'").fetchall()
