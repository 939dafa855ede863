#!/usr/bin/env python3
"""Writes what must be read from the files of parquet-testing, as pyarrow reads them.

Usage: make-expected.py     (needs pyarrow 26.0.1)

A .txt in `expected` for each file: the names of its columns, then a line for each row, with a tab
between values, as SQL sees them:

    null 5                  NULL; integers and booleans
    r3ff8000000000000       reals: the bits of the double; decimals of up to 15 digits
    x0aff                   BLOBs
    'text                   texts, dates, times, larger decimals; nested values are JSON text
"""
import datetime
import decimal
import json
import pathlib
import struct

import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = pathlib.Path(__file__).parent


def nested(value, type_):
    """What json.dumps writes as the JSON text of a value."""
    if value is None:
        return None
    if pa.types.is_map(type_):
        return {str(key): nested(item, type_.item_type) for key, item in value}
    if pa.types.is_list(type_):
        return [nested(item, type_.value_type) for item in value]
    if pa.types.is_struct(type_):
        return {field.name: nested(value[field.name], field.type) for field in type_}
    assert isinstance(value, (int, str)), value
    return value


def cell(value, type_):
    if value is None:
        return "null"
    if pa.types.is_nested(type_):
        return "'" + json.dumps(nested(value, type_), ensure_ascii=False, separators=(",", ":"))
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int):
        return str(value)
    if isinstance(value, decimal.Decimal):
        if type_.precision > 15:
            return f"'{value}"
        value = float(value)
    if isinstance(value, float):
        return "null" if value != value else "r" + struct.pack(">d", value).hex()
    if isinstance(value, bytes):
        return "x" + value.hex()
    if isinstance(value, datetime.datetime):
        return "'" + value.isoformat(" ")
    assert isinstance(value, str), value
    return "'" + value


def rows(path):
    table = pq.read_table(path, coerce_int96_timestamp_unit="us")
    columns = []
    for field, column in zip(table.schema, table.columns):
        if path.name == "int96_from_spark.parquet":
            # pyarrow's last row overflows; int96_from_spark.md of parquet-testing has the right one.
            texts = [cell(value, field.type) for value in column[:5].to_pylist()]
            columns.append(texts + ["'290000-12-30 23:00:00"])
        else:
            columns.append([cell(value, field.type) for value in column.to_pylist()])
    yield "\t".join(table.schema.names)
    yield from map("\t".join, zip(*columns))


if __name__ == "__main__":
    (FOLDER / "expected").mkdir(exist_ok=True)
    for path in sorted((FOLDER / "parquet-testing").iterdir()):
        if path.name != "crs-default.parquet":
            (FOLDER / "expected" / f"{path.stem}.txt").write_text("\n".join(rows(path)) + "\n")
