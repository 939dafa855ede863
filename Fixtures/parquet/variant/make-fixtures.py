#!/usr/bin/env python3
"""Writes the files of variants that are partly stored in columns of their own.

Usage: make-fixtures.py     (needs duckdb 1.5.5 and pyarrow 26.0.1; the same rows each time)

- duckdb-shredded.parquet: DuckDB stores the values of COLUMNS, given as JSON, and those of TYPES. What
  must be read from them is the same JSON, in Tests/ParquetTests/Variant.
- pyarrow-measurement, -tags, -event.parquet: the tables of VariantShredding.md of the Parquet format;
  the binary values are written here by VariantEncoding.md. Arrow's structs carry no VARIANT annotation:
  the test says that the columns are variants.
"""
import json
import pathlib
import struct

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = pathlib.Path(__file__).parent

# DuckDB: name, columns of the typed_value (None: left to DuckDB), values
COLUMNS = [
    ("objects", None, [
        {"a": 1, "b": "x"}, {"a": 2, "b": "y", "c": [1, {"d": None}]}, {"b": "z", "a": "text"},
        {"a": None, "b": 7}, {"b": "only"}, None, [1, 2], {}]),
    ("nested", "STRUCT(p STRUCT(q BIGINT, r VARCHAR), s BIGINT[])", [
        {"p": {"q": 1, "r": "one"}, "s": [1, 2, 3]}, {"p": {"q": "no", "t": True}, "s": []},
        {"p": 5, "s": [1, "two", None]}, {"s": {"u": 1}}, {"p": {}, "v": [[]]}, "text", None,
        {"p": None}]),
    ("lists", "STRUCT(k VARCHAR, n BIGINT)[]", [
        [{"k": "a", "n": 1}, {"k": "b"}], [], [{"n": 2, "z": 0.5}, 3, None], {"k": "c"}, 1, None, [[{}]],
        [{"k": 1, "n": "2"}]]),
    ("scalars", "VARCHAR", ["one", 2, None, "", 3.25, True, ["four"], "ü\"\n"]),
]
TYPES = """{
    'date': DATE '1999-12-31' + row_id,
    'timestamp': TIMESTAMP '2026-01-31 23:59:59.5',
    'zoned': TIMESTAMPTZ '2026-01-31 23:59:59+00',
    'small': (12.50 + row_id)::DECIMAL(9, 2),
    'large': '123456789012345678901234.5678'::DECIMAL(38, 4),
    'uuid': 'f24f9b64-81fa-49d1-b74e-8c09a6e31c56'::UUID,
    'binary': '\\x00\\xff'::BLOB,
    'float': 0.1::FLOAT,
    'double': -1e300::DOUBLE,
    'time': TIME '12:33:54.123456',
    'tiny': (-5)::TINYINT,
    'truth': row_id % 2 = 0
}::VARIANT"""


def write_duckdb():
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    names = [name for name, _, _ in COLUMNS]
    connection.execute(f"CREATE TABLE t (row_id INTEGER, {', '.join(name + ' JSON' for name in names)})")
    for index in range(8):
        row = [json.dumps(values[index], ensure_ascii=False) for _, _, values in COLUMNS]
        connection.execute(f"INSERT INTO t VALUES (?{', ?' * len(names)})", [index] + row)
    select = ", ".join(f"{name}::VARIANT AS {name}" for name in names)
    shredding = ", ".join(f"'{name}': '{schema}'" for name, schema, _ in COLUMNS if schema)
    connection.execute(
        f"COPY (SELECT {select}, {TYPES} AS types FROM t ORDER BY row_id) "
        f"TO '{FOLDER}/duckdb-shredded.parquet' (FORMAT parquet, SHREDDING {{{shredding}}})")


# VariantEncoding.md

NAMES = sorted(["event_type", "event_ts", "email", "error_msg", "click", "latitude", "z"])


def metadata():
    texts = [name.encode() for name in NAMES]
    offsets = [sum(map(len, texts[:count])) for count in range(len(texts) + 1)]
    return bytes([0x11, len(texts), *offsets]) + b"".join(texts)


def variant(value):
    """The binary form of null, integers, short texts, arrays and objects; counts and offsets of one byte."""
    if value is None:
        return b"\x00"
    if isinstance(value, int):
        return b"\x18" + struct.pack("<q", value)
    if isinstance(value, str):
        return bytes([len(value.encode()) << 2 | 1]) + value.encode()
    keys = sorted(value) if isinstance(value, dict) else range(len(value))
    items = [variant(value[key]) for key in keys]
    offsets = [sum(map(len, items[:count])) for count in range(len(items) + 1)]
    ids = [NAMES.index(key) for key in keys] if isinstance(value, dict) else []
    return bytes([2 if isinstance(value, dict) else 3, len(items), *ids, *offsets]) + b"".join(items)


def group(typed):
    return pa.struct([pa.field("value", pa.binary()), pa.field("typed_value", typed)])


def top(typed):
    return pa.struct([
        pa.field("metadata", pa.binary(), nullable=False), pa.field("value", pa.binary()),
        pa.field("typed_value", typed)])


def part(value=b"", typed=None):
    """A value that is b"" is not there."""
    return {"value": None if value == b"" else value, "typed_value": typed}


def row(value=b"", typed=None):
    return {"metadata": metadata()} | part(value, typed)


def event(event_type=part(), event_ts=part()):
    return {"event_type": event_type, "event_ts": event_ts}


def write_pyarrow():
    measurement = [row(typed=34), row(variant(None)), row(variant("n/a")), row(typed=100), row(), None]
    tags = [
        row(typed=[part(typed="comedy"), part(typed="drama")]),
        row(typed=[part(typed="horror"), part(variant(None))]),
        row(typed=[part(typed="comedy"), part(typed="drama"), part(typed="romance")]),
        row(variant(None)), row(typed=[]), row(typed=[part(variant([1, {"z": []}])), part()])]
    ts = pa.timestamp("us", tz="UTC")
    events = [
        row(typed=event(part(typed="noop"), part(typed=1729794114937000))),
        row(variant({"email": "user@example.com"}), event(part(typed="login"), part(typed=1729794146402000))),
        row(variant({"error_msg": "malformed: ..."}), event()),
        row(variant("malformed: not an object")),
        row(variant({"click": "_button"}), event(event_ts=part(typed=1729794240241000))),
        row(typed=event(part(variant(None)), part(typed=1729794954163000))),
        row(typed=event(part(typed="noop"), part(variant("2024-10-24")))),
        row(typed=event()),
        row(variant(None)),
        row(),
        # The invalid ones.
        row(variant({"event_type": "login", "z": 1}), event(part(typed="noop"), part(typed=1729795057774000))),
        row(variant({"event_type": "login"})),
        row(variant("a"), event()),
        row(variant({})),
    ]
    required = {"nullable": False}
    columns = {
        "measurement": (top(pa.int64()), measurement),
        "tags": (top(pa.list_(pa.field("element", group(pa.string()), **required))), tags),
        "event": (top(pa.struct([
            pa.field("event_type", group(pa.string()), **required),
            pa.field("event_ts", group(ts), **required)])), events),
    }
    for name, (type_, values) in columns.items():
        table = pa.table({name: pa.array(values, type_)})
        pq.write_table(table, FOLDER / f"pyarrow-{name}.parquet", compression="none", store_schema=False)


if __name__ == "__main__":
    write_duckdb()
    write_pyarrow()
