"""The SQLite libraries that the tests of Iceberg and Parquet load healthlake into.

healthlake serves one SQLite library a process, so that each test takes one of these in a process of its own.
"""
import os
import pathlib
import sqlite3

import apsw

import lake_filters

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXTENSION = os.environ.get("HEALTHLAKE_EXTENSION", str(ROOT / "build" / "healthlake.so"))


class ApswEngine:
    """The SQLite inside apsw; the plain side is a virtual table in Python."""

    error = apsw.Error
    plain_name = "plain"

    def __init__(self):
        self.connection = apsw.Connection(":memory:")
        self.connection.enable_load_extension(True)
        self.connection.load_extension(EXTENSION)

    def execute(self, sql, parameters=()):
        return list(self.connection.execute(sql, parameters))

    def mount(self, source):
        """The name of a table with this source, instead of the one before."""
        self.execute("DROP TABLE IF EXISTS temp.t")
        self.execute(f"CREATE VIRTUAL TABLE temp.t USING {source}")
        return "t"

    def make_plain(self, table):
        """Makes the plain side; answers the columns that can be compared."""
        self.execute("DROP TABLE IF EXISTS temp.plain")
        self.connection.create_module("plain", lake_filters.PlainModule(table))
        self.execute("CREATE VIRTUAL TABLE temp.plain USING plain()")
        return table.columns

    def close(self):
        self.connection.close()


class SQLiteEngine(ApswEngine):
    """Debian's SQLite through Python's sqlite3; the plain side is an ordinary table."""

    error = sqlite3.Error

    def __init__(self):
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.enable_load_extension(True)
        self.connection.load_extension(EXTENSION)

    def make_plain(self, table):
        self.execute("DROP TABLE IF EXISTS temp.plain")
        self.execute(table.declaration("temp.plain"))
        marks = ", ".join("?" * len(table.columns))
        self.connection.executemany(f"INSERT INTO temp.plain VALUES ({marks})", table.rows)
        # Exact decimals are text in a numeric column: an ordinary table would make numbers of them.
        return [column for column, kind in zip(table.columns, table.types) if not kind.upper().startswith("DECIMAL")]


ENGINES = {"apsw": ApswEngine, "sqlite3": SQLiteEngine}
