"""DuckDB with its Iceberg extension, asked for the number of rows that fulfil a condition."""
import importlib.util
import pathlib

import duckdb
from pyarrow import types

import lake_values


def connect(*extensions):
    """A connection with extensions that pip installed: they are loaded from there, nothing is fetched."""
    connection = duckdb.connect(config={"threads": 2})
    for name in extensions:
        package = pathlib.Path(importlib.util.find_spec(f"duckdb_extension_{name}").submodule_search_locations[0])
        path, = package.glob(f"extensions/*/{name}.duckdb_extension")
        connection.execute(f"LOAD '{path}'")
    return connection


class Peer:
    def __init__(self, location):
        self.connection = connect("avro", "iceberg")
        self.source = "iceberg_scan('" + location.replace("'", "''") + "')"

    def count(self, condition):
        """The number of rows, or None when DuckDB cannot read the table or evaluate the condition."""
        try:
            return self.connection.execute(f"SELECT count(*) FROM {self.source} WHERE {condition}").fetchone()[0]
        except duckdb.Error:
            return None

    def contradicts(self, rows, condition, count):
        """Whether DuckDB itself counts differently in the same rows from PyIceberg: then its reader is wrong."""
        self.connection.register("rows", rows)
        return self.connection.execute(f"SELECT count(*) FROM rows WHERE {condition}").fetchone()[0] != count


def conditions(random, table, count):
    """Pairs of a condition in SQLite's dialect and in DuckDB's that mean the same; the first one is true."""
    yield "1", "true"
    columns = [field for field in table.schema if written(field.type, lake_values.EPOCH) is not None]
    for _ in range(count if columns and len(table) else 0):
        field = random.choice(columns)
        value = random.choice(table[field.name]).as_py()
        name = '"' + field.name.replace('"', '""') + '"'
        if value is None:
            negation = random.choice(("", "NOT "))
            yield (f"{name} IS {negation}NULL",) * 2
        elif not isinstance(value, str) or "\0" not in value:
            operator = random.choice(("=", "<", "<=", ">", ">=", "<>"))
            ours, theirs = written(field.type, value)
            yield f"{name} {operator} {ours}", f"{name} {operator} {theirs}"


def written(kind, value):
    """A value of a type in both dialects, or None for the types whose comparison differs."""
    if types.is_integer(kind):
        return f"{value}", f"{value}"
    if types.is_date(kind):
        return f"'{value:%Y-%m-%d}'" if value.year > 999 else f"'{value.year:04d}{value:-%m-%d}'", f"DATE '{value}'"
    if types.is_timestamp(kind) and kind.tz is None:
        text = f"{value:%Y-%m-%d %H:%M:%S}" + (f".{value.microsecond:06d}" if value.microsecond else "")
        return f"'{text}'", f"TIMESTAMP '{text}'"
    if types.is_string(kind) or types.is_large_string(kind):
        text = "'" + str(value).replace("'", "''") + "'"
        return text, text
    return None
