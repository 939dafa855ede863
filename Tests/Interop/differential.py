"""Asks our tables and plain tables the same random questions.

Usage: differential.py [--seed N] [--count N] [--lines N] [--padding N] [--odd] [--threads N] [--engine NAME]

Three engines:
  apsw-virtual   SQLite inside apsw; the other side is a virtual table in Python that takes over nothing, so
                 values that do not fit their column's type are compared exactly as SQLite compares them
  apsw-table     the same SQLite; the other side is an ordinary table
  sqlite3        Debian's SQLite through Python's sqlite3; an ordinary table
"""
import argparse
import os
import pathlib
import sqlite3
import sys
import tempfile

import apsw

import queries
import resources
from rows_table import RowsTable

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
EXTENSION = os.environ.get("HEALTHLAKE_EXTENSION", str(ROOT / "build" / "healthlake.so"))


class RowsModule:
    """A virtual table module over Python rows: no constraint, no order is taken over."""

    def __init__(self, tables):
        self.tables = tables

    def Connect(self, connection, module, database, name, *arguments):
        kind = name.split("_", 1)[1]
        columns = ", ".join(
            f'"{column}" {type_}' for column, type_ in
            zip(resources.all_columns(kind), resources.declared_types(kind)))
        return f"CREATE TABLE x({columns})", RowsTable(self.tables[kind])

    Create = Connect


def fill(execute, executemany, rows):
    for kind, values in rows.items():
        columns = ", ".join(
            f'"{column}" {type_}' for column, type_ in
            zip(resources.all_columns(kind), resources.declared_types(kind)))
        execute(f"CREATE TABLE temp.ref_{kind}({columns})")
        marks = ", ".join("?" * len(resources.all_columns(kind)))
        executemany(f"INSERT INTO temp.ref_{kind} VALUES ({marks})", values)


class Engine:
    """A connection with both sides on it."""

    def __init__(self, name, path, rows, threads, memory=None):
        self.name = name
        if name == "sqlite3":
            self.connection = sqlite3.connect(":memory:", isolation_level=None)
            self.connection.enable_load_extension(True)
            self.connection.load_extension(EXTENSION)
            self.error = sqlite3.Error
            fill(self.connection.execute, self.connection.executemany, rows)
        else:
            self.connection = apsw.Connection(":memory:")
            self.connection.enable_load_extension(True)
            self.connection.load_extension(EXTENSION)
            self.error = apsw.Error
            if name == "apsw-virtual":
                self.connection.create_module("rows", RowsModule(rows))
                for kind in rows:
                    self.connection.execute(f"CREATE VIRTUAL TABLE temp.ref_{kind} USING rows()")
            else:
                fill(self.connection.execute, self.connection.executemany, rows)
        self.connection.execute("SELECT healthlake_setting('threads', ?)", (threads,)).fetchall()
        if memory:
            self.connection.execute("SELECT healthlake_setting('memory_bytes', ?)", (memory,)).fetchall()
        quoted = "'" + path.replace("'", "''") + "'"
        for kind in rows:
            self.connection.execute(
                f"CREATE VIRTUAL TABLE temp.made_{kind} USING fhir({quoted}, resource='{kind}')")
        self.names = {
            "function": {kind: f"fhir_{kind.lower()}({quoted})" for kind in rows},
            "table": {kind: f"temp.made_{kind}" for kind in rows},
            "reference": {kind: f"temp.ref_{kind}" for kind in rows},
        }

    def answer(self, sql, parameters, side, is_ordered):
        for kind, name in self.names[side].items():
            sql = sql.replace("{" + kind + "}", name)
        try:
            rows = [tuple(canonical(value) for value in row)
                    for row in self.connection.execute(sql, parameters)]
        except self.error as error:
            return f"error: {type(error).__name__}"
        return rows if is_ordered else sorted(rows, key=repr)


def canonical(value):
    if isinstance(value, float):
        if value == int(value) if abs(value) < 1e300 else False:
            return int(value)
        return float(f"{value:.12g}")
    return value


def compare(engine, maker, count, report=print):
    """Asks `count` questions; answers the number of differences."""
    differences = 0
    for number in range(count):
        sql, parameters, is_ordered = maker.statement()
        expected = engine.answer(sql, parameters, "reference", is_ordered)
        for side in ("function", "table"):
            got = engine.answer(sql, parameters, side, is_ordered)
            if got != expected:
                differences += 1
                report(describe(number, side, sql, parameters, got, expected))
    return differences


def describe(number, side, sql, parameters, got, expected):
    text = f"statement {number} over our {side}:\n  {sql}\n  parameters {parameters!r}\n"
    if isinstance(got, str) or isinstance(expected, str):
        return text + f"  got {str(got)[:300]}\n  expected {str(expected)[:300]}"
    more = [row for row in got if row not in expected][:3]
    less = [row for row in expected if row not in got][:3]
    return text + (f"  {len(got)} rows, expected {len(expected)}\n  too many, such as {str(more)[:600]}\n"
                   f"  missing, such as {str(less)[:600]}")


def run(engine_name, seed, lines, count, odd, threads, padding=0, end="\n", memory=None,
        report=print):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "resources.ndjson")
        rows = resources.make(path, seed, lines, odd, padding, end)
        engine = Engine(engine_name, path, rows, threads, memory)
        for kind in rows:
            # First of all: the same rows.
            names = ", ".join(f'"{name}"' for name in resources.all_columns(kind))
            sql = f"SELECT {names} FROM {{{kind}}}"
            for side in ("function", "table"):
                if engine.answer(sql, (), side, True) != engine.answer(sql, (), "reference", True):
                    report(describe(-1, side, sql, (), engine.answer(sql, (), side, True),
                                    engine.answer(sql, (), "reference", True)))
                    return 1
        # Nested loops over thousands of rows in Python would take for ever.
        has_joins = lines < 500 or engine_name != "apsw-virtual"
        return compare(engine, queries.Maker(seed, has_joins), count, report)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--lines", type=int, default=80)
    parser.add_argument("--padding", type=int, default=0)
    parser.add_argument("--odd", action="store_true")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--engine", default="apsw-virtual")
    options = parser.parse_args()
    differences = run(options.engine, options.seed, options.lines, options.count, options.odd,
                      options.threads, options.padding)
    print(f"{differences} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
