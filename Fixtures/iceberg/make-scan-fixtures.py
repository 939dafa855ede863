#!/usr/bin/env python3
"""Writes the tables scan-*: small Iceberg tables for what no single library writes, file by file.

Usage: make-scan-fixtures.py [FOLDER]     (needs pyarrow 26 and fastavro 1.13; the same bytes each time)

Data files are pyarrow's and fastavro's; manifests are fastavro's, after the Iceberg specification; deletion
vectors are written here after the Puffin and Roaring specifications. What must be read from a table follows from
the rows in here: Tests/IcebergTests/Scan has them.
"""
import io
import json
import pathlib
import shutil
import struct
import sys
import zlib

import fastavro
import pyarrow as pa
import pyarrow.parquet as pq

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
MARKER = bytes(range(0xB0, 0xC0))
PATH_ID, POS_ID = 2147483546, 2147483545


# Schemas

def field(id, name, type, **more):
    return {"id": id, "name": name, "required": False, "type": type, **more}


def struct_type(*fields):
    return {"type": "struct", "fields": list(fields)}


def arrow_type(type):
    if isinstance(type, dict):
        if type["type"] == "struct":
            return pa.struct([arrow_field(f) for f in type["fields"]])
        if type["type"] == "list":
            return pa.list_(arrow_field(field(type["element-id"], "element", type["element"])))
        key = arrow_field(field(type["key-id"], "key", type["key"])).with_nullable(False)
        return pa.map_(key, arrow_field(field(type["value-id"], "value", type["value"])))
    return {
        "int": pa.int32(), "long": pa.int64(), "float": pa.float32(), "double": pa.float64(), "string": pa.string(),
        "date": pa.date32(), "boolean": pa.bool_(), "timestamp": pa.timestamp("us"),
        "timestamptz": pa.timestamp("us", "UTC"), "binary": pa.binary(), "uuid": pa.binary(16),
        "decimal(9,2)": pa.decimal128(9, 2), "time": pa.time64("us"),
    }[type]


def arrow_field(f, ids=True):
    metadata = {"PARQUET:field_id": str(f["id"])} if f["id"] is not None and ids else None
    return pa.field(f["name"], arrow_type(f["type"]), metadata=metadata)


def without_ids(f):
    type = f["type"]
    if isinstance(type, dict):
        type = dict(type)
        if type["type"] == "struct":
            type["fields"] = [without_ids(g) for g in type["fields"]]
    return {**f, "id": None, "type": type}


def avro_type(type, name):
    if isinstance(type, dict):
        if type["type"] == "struct":
            return avro_record(name, type["fields"])
        if type["type"] == "list":
            return {"type": "array", "items": optional(avro_type(type["element"], name + "_e")),
                    "element-id": type["element-id"]}
        if type["key"] == "string":
            return {"type": "map", "values": optional(avro_type(type["value"], name + "_v")),
                    "key-id": type["key-id"], "value-id": type["value-id"]}
        fields = [{"name": "key", "type": avro_type(type["key"], name + "_k"), "field-id": type["key-id"]},
                  {"name": "value", "type": optional(avro_type(type["value"], name + "_v")),
                   "field-id": type["value-id"]}]
        return {"type": "array", "logicalType": "map",
                "items": {"type": "record", "name": f"k{type['key-id']}_v{type['value-id']}", "fields": fields}}
    return {
        "int": "int", "long": "long", "float": "float", "double": "double", "string": "string", "boolean": "boolean",
        "binary": "bytes", "date": {"type": "int", "logicalType": "date"},
        "timestamp": {"type": "long", "logicalType": "timestamp-micros", "adjust-to-utc": False},
        "timestamptz": {"type": "long", "logicalType": "timestamp-micros", "adjust-to-utc": True},
        "uuid": {"type": "fixed", "name": name + "_uuid", "size": 16, "logicalType": "uuid"},
        "decimal(9,2)": {"type": "fixed", "name": name + "_decimal", "size": 4, "logicalType": "decimal",
                         "precision": 9, "scale": 2},
        "time": {"type": "long", "logicalType": "time-micros"},
    }[type]


def optional(type):
    return ["null", type]


def avro_record(name, fields):
    return {"type": "record", "name": name, "fields": [
        {"name": f["name"], "type": optional(avro_type(f["type"], f"r{f['id']}")), "field-id": f["id"]}
        for f in fields]}


# Single values

def bound(type, value):
    """Appendix D, "Binary single-value serialization"."""
    return {"int": lambda: struct.pack("<i", value), "date": lambda: struct.pack("<i", value),
            "long": lambda: struct.pack("<q", value), "timestamp": lambda: struct.pack("<q", value),
            "float": lambda: struct.pack("<f", value), "double": lambda: struct.pack("<d", value),
            "string": lambda: value.encode()}[type]()


# Manifests

def id_map(key_id, value_id, value):
    fields = [{"name": "key", "type": "int", "field-id": key_id}, {"name": "value", "type": value, "field-id": value_id}]
    return optional({"type": "array", "logicalType": "map",
                     "items": {"type": "record", "name": f"k{key_id}_v{value_id}", "fields": fields}})


def entry_schema(partition):
    def f(name, id, type):
        return {"name": name, "type": type, "field-id": id}
    data_file = [
        f("content", 134, "int"), f("file_path", 100, "string"), f("file_format", 101, "string"),
        f("partition", 102, {"type": "record", "name": "r102", "fields": [
            f(p["name"], p["field-id"], optional(avro_type(p["type"], "p"))) for p in partition]}),
        f("record_count", 103, "long"), f("file_size_in_bytes", 104, "long"),
        f("value_counts", 109, id_map(119, 120, "long")), f("null_value_counts", 110, id_map(121, 122, "long")),
        f("nan_value_counts", 137, id_map(138, 139, "long")),
        f("lower_bounds", 125, id_map(126, 127, "bytes")), f("upper_bounds", 128, id_map(129, 130, "bytes")),
        f("equality_ids", 135, optional({"type": "array", "items": "int", "element-id": 136})),
        f("first_row_id", 142, optional("long")), f("referenced_data_file", 143, optional("string")),
        f("content_offset", 144, optional("long")), f("content_size_in_bytes", 145, optional("long")),
    ]
    return {"type": "record", "name": "manifest_entry", "fields": [
        f("status", 0, "int"), f("snapshot_id", 1, optional("long")), f("sequence_number", 3, optional("long")),
        f("file_sequence_number", 4, optional("long")),
        f("data_file", 2, {"type": "record", "name": "r2", "fields": data_file})]}


LIST_SCHEMA = {"type": "record", "name": "manifest_file", "fields": [
    {"name": n, "type": t, "field-id": i} for n, i, t in [
        ("manifest_path", 500, "string"), ("manifest_length", 501, "long"), ("partition_spec_id", 502, "int"),
        ("content", 517, "int"), ("sequence_number", 515, "long"), ("min_sequence_number", 516, "long"),
        ("added_snapshot_id", 503, "long"), ("added_files_count", 504, "int"), ("existing_files_count", 505, "int"),
        ("deleted_files_count", 506, "int"), ("added_rows_count", 512, "long"), ("existing_rows_count", 513, "long"),
        ("deleted_rows_count", 514, "long"),
        ("partitions", 507, optional({"type": "array", "element-id": 508, "items": {
            "type": "record", "name": "r508", "fields": [
                {"name": "contains_null", "type": "boolean", "field-id": 509},
                {"name": "contains_nan", "type": optional("boolean"), "field-id": 518},
                {"name": "lower_bound", "type": optional("bytes"), "field-id": 510},
                {"name": "upper_bound", "type": optional("bytes"), "field-id": 511}]}})),
        ("first_row_id", 520, optional("long"))]]}


class Table:
    """A table that is written one manifest for each file, so that each has a sequence number of its own."""

    def __init__(self, name, schemas, specs=((),), version=2, **metadata):
        self.path = FOLDER / f"scan-{name}"
        shutil.rmtree(self.path, ignore_errors=True)
        (self.path / "data").mkdir(parents=True)
        (self.path / "metadata").mkdir()
        # Where no machine has it: paths are resolved against the table's folder.
        self.location = f"s3://bucket/warehouse/scan-{name}"
        self.schemas, self.specs, self.version, self.metadata = schemas, specs, version, metadata
        self.manifests = []

    def uri(self, name):
        return f"{self.location}/data/{name}"

    def parquet(self, name, fields, rows, ids=True):
        if not ids:
            fields = [without_ids(f) for f in fields]
        schema = pa.schema([arrow_field(f, ids) for f in fields])
        columns = [pa.array([r[i] for r in rows], type=schema.field(i).type) for i in range(len(fields))]
        path = self.path / "data" / name
        pq.write_table(pa.Table.from_arrays(columns, schema=schema), path, store_schema=False, compression="NONE")
        return "PARQUET", path.stat().st_size, len(rows)

    def avro(self, name, fields, rows):
        path = self.path / "data" / name
        # fastavro converts logical values; rows in here are as stored.
        names = [f["name"] for f in fields]
        with open(path, "wb") as file:
            fastavro.writer(file, avro_record("table", fields), [dict(zip(names, r)) for r in rows],
                            sync_marker=MARKER, codec="deflate")
        return "AVRO", path.stat().st_size, len(rows)

    def add(self, name, written, sequence, content=0, spec=0, partition=(), counts=None, bounds=None, summary=None,
            status=1, **more):
        """Lists a file in a manifest of its own: bounds and counts by field id."""
        format, size, rows = written
        counts, bounds = counts or {}, bounds or {}
        fields = self.specs[spec]
        entry = {"status": status, "snapshot_id": None, "sequence_number": None, "file_sequence_number": None,
                 "data_file": {
                     "content": content, "file_path": self.uri(name), "file_format": format,
                     "partition": {f["name"]: v for f, v in zip(fields, partition)}, "record_count": rows,
                     "file_size_in_bytes": size,
                     "value_counts": [{"key": k, "value": v[0]} for k, v in counts.items()],
                     "null_value_counts": [{"key": k, "value": v[1]} for k, v in counts.items()],
                     "nan_value_counts": [{"key": k, "value": v[2]} for k, v in counts.items() if len(v) > 2],
                     "lower_bounds": [{"key": k, "value": v[0]} for k, v in bounds.items() if v[0] is not None],
                     "upper_bounds": [{"key": k, "value": v[1]} for k, v in bounds.items() if v[1] is not None],
                     "equality_ids": None, "first_row_id": None, "referenced_data_file": None,
                     "content_offset": None, "content_size_in_bytes": None, **more}}
        out = io.BytesIO()
        fastavro.writer(out, entry_schema(fields), [entry], sync_marker=MARKER, codec="deflate", metadata={
            "partition-spec-id": str(spec), "format-version": str(self.version),
            "content": "deletes" if content else "data"})
        manifest = f"m{len(self.manifests)}.avro"
        (self.path / "metadata" / manifest).write_bytes(out.getvalue())
        self.manifests.append({
            "manifest_path": f"{self.location}/metadata/{manifest}", "manifest_length": len(out.getvalue()),
            "partition_spec_id": spec, "content": 1 if content else 0, "sequence_number": sequence,
            "min_sequence_number": sequence, "added_snapshot_id": 100 + sequence, "added_files_count": 1,
            "existing_files_count": 0, "deleted_files_count": 0, "added_rows_count": rows, "existing_rows_count": 0,
            "deleted_rows_count": 0, "partitions": summary,
            "first_row_id": self.next_row(rows) if self.version >= 3 and not content else None})

    rows_before = 0

    def next_row(self, rows):
        first = self.rows_before
        self.rows_before += rows
        return first

    def finish(self):
        out = io.BytesIO()
        fastavro.writer(out, LIST_SCHEMA, self.manifests, sync_marker=MARKER, codec="deflate")
        (self.path / "metadata" / "list.avro").write_bytes(out.getvalue())
        sequence = max(m["sequence_number"] for m in self.manifests)
        fields = [f["id"] for s in self.schemas for f in s]
        rows = {"next-row-id": self.rows_before} if self.version >= 3 else {}
        first = {"first-row-id": 0, "added-rows": self.rows_before} if self.version >= 3 else {}
        document = {
            "format-version": self.version, "table-uuid": "00000000-0000-4000-8000-000000000001",
            "location": self.location, "last-sequence-number": sequence, "last-updated-ms": 1767225600000,
            "last-column-id": max(fields) + 50, "current-schema-id": len(self.schemas) - 1,
            "schemas": [{"type": "struct", "schema-id": i, "fields": s} for i, s in enumerate(self.schemas)],
            "default-spec-id": len(self.specs) - 1,
            "partition-specs": [{"spec-id": i, "fields": [
                {"source-id": f["source-id"], "field-id": f["field-id"], "name": f["name"],
                 "transform": f["transform"]} for f in spec]} for i, spec in enumerate(self.specs)],
            "last-partition-id": 1010, "default-sort-order-id": 0, "sort-orders": [{"order-id": 0, "fields": []}],
            "current-snapshot-id": 100 + sequence, "refs": {"main": {"snapshot-id": 100 + sequence, "type": "branch"}},
            "snapshots": [{
                "snapshot-id": 100 + sequence, "sequence-number": sequence, "timestamp-ms": 1767225600000,
                "manifest-list": f"{self.location}/metadata/list.avro", "schema-id": len(self.schemas) - 1,
                "summary": {"operation": "append"}, **first}], **rows, **self.metadata}
        (self.path / "metadata" / "v1.metadata.json").write_text(json.dumps(document, indent=1) + "\n")


def partition_field(name, source, transform, type, id=1000):
    return {"name": name, "source-id": source, "field-id": id, "transform": transform, "type": type}


DELETE_FIELDS = [field(PATH_ID, "file_path", "string"), field(POS_ID, "pos", "long")]


# Tables

def positions():
    """Deletes by position: of this commit and older, duplicates, Avro beside Parquet, a newer data file."""
    columns = [field(1, "id", "int")]
    table = Table("positions", [columns])
    table.add("a.parquet", table.parquet("a.parquet", columns, [(i,) for i in range(10)]), 1)
    table.add("b.parquet", table.parquet("b.parquet", columns, [(i,) for i in range(10, 15)]), 2)
    table.add("c.parquet", table.parquet("c.parquet", columns, [(i,) for i in range(20, 23)]), 4)
    a, b, c = table.uri("a.parquet"), table.uri("b.parquet"), table.uri("c.parquet")
    # The same commit as b. Duplicates are legal.
    rows = [(a, 1), (a, 3), (a, 3), (b, 0)]
    table.add("d1.parquet", table.parquet("d1.parquet", DELETE_FIELDS, rows), 2, content=1)
    rows = [(a, 3), (a, 9), (b, 4), (c, 0), (table.uri("gone.parquet"), 0)]
    table.add("d2.avro", table.avro("d2.avro", DELETE_FIELDS, rows), 3, content=1)
    table.finish()


def equality():
    """Deletes by value: sequence numbers, NULL, partitions, a widened column, a dropped one, a default."""
    first = [field(1, "k", "int"), field(2, "part", "string"), field(3, "old", "string")]
    now = [field(1, "k", "long"), field(2, "part", "string"),
           field(4, "added", "int", **{"initial-default": 7, "write-default": 7})]
    by_part = (partition_field("part", 2, "identity", "string"),)
    table = Table("equality", [first, now], [by_part, ()], version=3)
    rows = [(1, "a", "x"), (2, "a", "x"), (None, "a", "y"), (3, "a", "z")]
    table.add("a1.parquet", table.parquet("a1.parquet", first, rows), 1, partition=("a",))
    rows = [(1, "b", "x"), (2, "b", "x"), (None, "b", "y"), (4, "b", "z")]
    table.add("b1.parquet", table.parquet("b1.parquet", first, rows), 1, partition=("b",))
    # k = 2 and k IS NULL in the partition a, at 2: the rows of this commit stay.
    rows = [(2, "a", 7), (5, "a", 8)]
    table.add("a2.parquet", table.parquet("a2.parquet", now, rows), 2, partition=("a",))
    table.add("e1.parquet", table.parquet("e1.parquet", [field(1, "k", "int")], [(2,), (None,)]), 2, content=2,
              partition=("a",), equality_ids=[1])
    # old = 'z' everywhere, a column that was dropped.
    table.add("e2.avro", table.avro("e2.avro", [field(3, "old", "string")], [("z",)]), 3, content=2, spec=1,
              equality_ids=[3])
    # (k, added) = (1, 7), 7 being the default that old files lack; the column part is ignored.
    columns = [field(1, "k", "long"), field(2, "part", "string"), field(4, "added", "int")]
    table.add("e3.parquet", table.parquet("e3.parquet", columns, [(1, "nobody", 7)]), 4, content=2, spec=1,
              equality_ids=[4, 1])
    rows = [(1, "c", 7), (2, "c", 7)]
    table.add("c5.parquet", table.parquet("c5.parquet", now, rows), 5, partition=("c",))
    table.finish()


def deletion_vector(positions):
    """Puffin specification, "deletion-vector-v1": the positions share the high 48 bits 0."""
    bitmap = struct.pack("<Q", 1) + struct.pack("<I", 0) + struct.pack("<II", 12346, 1)
    bitmap += struct.pack("<HH", 0, len(positions) - 1) + struct.pack("<I", 16)
    bitmap += b"".join(struct.pack("<H", p) for p in positions)
    body = bytes.fromhex("d1d33964") + bitmap
    return struct.pack(">I", len(body)) + body + struct.pack(">I", zlib.crc32(body))


def vectors():
    """Deletion vectors, two in one file; one replaces a file of positions. Row ids, inherited and own."""
    columns = [field(1, "id", "int")]
    table = Table("vectors", [columns], version=3)
    table.add("a.parquet", table.parquet("a.parquet", columns, [(i,) for i in range(6)]), 1)
    own = columns + [field(2147483540, "_row_id", "long"), field(2147483539, "_last_updated_sequence_number", "long")]
    table.add("b.parquet", table.parquet("b.parquet", own, [(10, 3, 1), (11, None, None), (12, 900, None)]), 2)
    table.add("c.parquet", table.parquet("c.parquet", columns, [(20,), (21,)]), 5)
    a, b, c = table.uri("a.parquet"), table.uri("b.parquet"), table.uri("c.parquet")
    rows = [(a, 0), (a, 1), (b, 0)]
    table.add("old.parquet", table.parquet("old.parquet", DELETE_FIELDS, rows), 3, content=1)
    blobs, offset, footer = [], 4, []
    for path, positions in [(a, [1, 4]), (c, [0])]:
        blob = deletion_vector(positions)
        blobs.append(blob)
        footer.append({"type": "deletion-vector-v1", "fields": [], "snapshot-id": -1, "sequence-number": -1,
                       "offset": offset, "length": len(blob), "properties": {
                           "referenced-data-file": path, "cardinality": str(len(positions))}})
        # The vector of c is older than c, as after a rewrite: it does not concern it.
        table.add("v.puffin", ("PUFFIN", 0, len(positions)), 4, content=1, referenced_data_file=path,
                  content_offset=offset, content_size_in_bytes=len(blob))
        offset += len(blob)
    text = json.dumps({"blobs": footer}).encode()
    tail = struct.pack("<i", len(text)) + bytes(4) + b"PFA1"
    (table.path / "data" / "v.puffin").write_bytes(b"PFA1" + b"".join(blobs) + b"PFA1" + text + tail)
    table.finish()


def evolution():
    """Columns widened, renamed, reordered, dropped, added with and without defaults, in structs too; a partition
    value that the file lacks; a name that comes back with another id."""
    first = [field(1, "id", "int"), field(2, "name", "string"), field(3, "amount", "float"),
             field(4, "note", "string"), field(5, "s", struct_type(field(6, "a", "int"), field(7, "b", "string"))),
             field(8, "day", "date"), field(9, "cost", "decimal(9,2)")]
    now = [field(3, "amount", "double"), field(1, "id", "long"), field(2, "title", "string"),
           field(5, "s", struct_type(field(7, "bee", "string"), field(10, "c", "int", **{"initial-default": 5}),
                                     field(6, "a", "long"))),
           field(11, "note", "string"), field(12, "kind", "string", **{"initial-default": "plain"}),
           field(13, "area", "string"), field(8, "day", "timestamp"), field(9, "cost", "decimal(18,2)")]
    by_area = (partition_field("area", 13, "identity", "string"),)
    table = Table("evolution", [first, now], [(), by_area], version=3)
    from datetime import date, datetime
    from decimal import Decimal
    rows = [(1, "one", 0.5, "dropped", {"a": 1, "b": "x"}, date(2026, 1, 31), Decimal("14.20")),
            (2, None, None, None, None, None, None)]
    table.add("old.parquet", table.parquet("old.parquet", first, rows), 1)
    # As Hive's writers leave the partition column out.
    columns = [f for f in now if f["name"] not in ("area", "cost")]
    rows = [(2.5, 1 << 40, "two", {"bee": "y", "c": None, "a": 1 << 41}, "new", None, datetime(2026, 2, 1, 12))]
    table.add("new.parquet", table.parquet("new.parquet", columns, rows), 2, spec=1, partition=("north",))
    table.add("null.parquet", table.parquet("null.parquet", columns, rows), 3, spec=1, partition=(None,))
    table.finish()


def names():
    """Files without field ids and a name mapping: two names for one field, nested names, one that is not mapped."""
    inside = field(3, "s", struct_type(field(4, "a", "int"), field(5, "b", "int")))
    now = [field(1, "id", "int"), field(2, "label", "string"), inside, field(6, "lost", "int")]
    mapping = [{"field-id": 1, "names": ["id", "ID"]}, {"field-id": 2, "names": ["label", "old.label"]},
               {"field-id": 3, "names": ["s"], "fields": [{"field-id": 4, "names": ["a", "alpha"]}]}]
    table = Table("names", [now], properties={"schema.name-mapping.default": json.dumps(mapping)})
    table.add("a.parquet", table.parquet("a.parquet", now, [(1, "x", {"a": 1, "b": 2}, 3)], ids=False), 1)
    other = [field(9, "old.label", "string"), field(9, "ID", "int"),
             field(9, "s", struct_type(field(9, "alpha", "int"))), field(9, "more", "int")]
    table.add("b.parquet", table.parquet("b.parquet", other, [("y", 2, {"alpha": 5}, 7)], ids=False), 2)
    # With ids the mapping does not count.
    table.add("c.parquet", table.parquet("c.parquet", [field(1, "label", "int")], [(3,)]), 3)
    table.finish()


def places():
    """Files without field ids and no mapping: columns by their places, members by their names."""
    now = [field(2, "second", "string"), field(1, "first", "int"),
           field(3, "s", struct_type(field(5, "b", "int"), field(4, "a", "int")))]
    table = Table("places", [now])
    file = [field(9, "anything", "int"), field(9, "else", "string"),
            field(9, "x", struct_type(field(9, "a", "int"), field(9, "b", "int")))]
    table.add("a.parquet", table.parquet("a.parquet", file, [(1, "x", {"a": 3, "b": 4})], ids=False), 1)
    table.finish()


def avro():
    """Avro data files: all types, nested columns, NULLs, defaults, row numbers, deletes of both kinds."""
    old = [field(1, "id", "int"), field(2, "name", "string")]
    now = [field(1, "id", "long"), field(2, "name", "string"), field(3, "flag", "boolean"), field(4, "f", "float"),
           field(5, "d", "double"), field(6, "day", "date"), field(7, "at", "timestamp"),
           field(8, "utc", "timestamptz"), field(9, "cost", "decimal(9,2)"), field(10, "u", "uuid"),
           field(11, "raw", "binary"), field(12, "clock", "time"),
           field(13, "s", struct_type(field(14, "a", "int"), field(15, "b", "string"))),
           field(16, "l", {"type": "list", "element-id": 17, "element": "int", "element-required": False}),
           field(18, "m", {"type": "map", "key-id": 19, "key": "string", "value-id": 20, "value": "long",
                           "value-required": False}),
           field(21, "n", {"type": "map", "key-id": 22, "key": "int", "value-id": 23, "value": "string",
                           "value-required": False}),
           field(24, "extra", "int", **{"initial-default": 42})]
    table = Table("avro", [old, now], version=3)
    table.add("a.avro", table.avro("a.avro", old, [(i, f"n{i}") for i in range(5)]), 1)
    import datetime
    import decimal
    import uuid
    utc = datetime.timezone.utc
    row = (1 << 40, "ü", True, 0.5, -0.1, datetime.date(1969, 12, 31), datetime.datetime(2026, 1, 31, 1, 2, 3, 4),
           datetime.datetime(2026, 1, 31, 1, 2, 3, tzinfo=utc), decimal.Decimal("-14.20"),
           uuid.UUID("f79c3e09-677c-4bbd-a479-3f349cb785e7").bytes, b"\x00\xff", datetime.time(22, 31, 8),
           {"a": 1, "b": None}, [1, None, 3], {"x": 1, "y\"": None},
           [{"key": 7, "value": "seven"}, {"key": 8, "value": None}], 43)
    table.add("b.avro", table.avro("b.avro", now, [row, (None,) * len(now)]), 2)
    table.add("p.avro", table.avro("p.avro", DELETE_FIELDS, [(table.uri("a.avro"), 2)]), 3, content=1)
    table.add("e.avro", table.avro("e.avro", [field(1, "id", "int")], [(4,)]), 3, content=2, equality_ids=[1])
    table.finish()


def bounds():
    """Bounds that are truncated, of an older type, missing; counts that are missing; and partitions."""
    columns = [field(1, "id", "long"), field(2, "text", "string"), field(3, "real", "double"),
               field(4, "at", "timestamp")]
    by_day = (partition_field("at_day", 4, "day", "date"),)
    table = Table("bounds", [columns], [(), by_day])

    def summary(low, high, null=False):
        return [{"contains_null": null, "contains_nan": False, "lower_bound": bound("date", low),
                 "upper_bound": bound("date", high)}]
    import datetime
    # Text bounds of 4 characters, the upper one made larger; id bounds of the time when it was an int.
    rows = [(1, "abcdef", 0.5, None), (9, "abzzzz", -0.0, None)]
    table.add("a.parquet", table.parquet("a.parquet", columns, rows), 1, counts={
        1: (2, 0), 2: (2, 0), 3: (2, 0, 0), 4: (2, 2)}, bounds={
        1: (bound("int", 1), bound("int", 9)), 2: (b"abcd", b"abz{"),
        3: (bound("double", -0.0), bound("double", 0.5))})
    # No counts: NULLs may be there. NaN is no part of bounds, and is NULL in SQL.
    rows = [(20, None, float("nan"), None), (None, "m", 7.5, None)]
    table.add("b.parquet", table.parquet("b.parquet", columns, rows), 2, bounds={
        1: (bound("long", 20), bound("long", 20)), 2: (b"m", None), 3: (bound("double", 7.5), bound("double", 7.5))})
    # Partitions by day: 2026-01-31 and 2026-02-01 are the days 20484 and 20485.
    rows = [(30, "p", 1.0, datetime.datetime(2026, 1, 31, 23, 59, 59, 999999))]
    table.add("c.parquet", table.parquet("c.parquet", columns, rows), 3, spec=1,
              partition=(datetime.date(2026, 1, 31),), summary=summary(20484, 20484))
    rows = [(40, "q", 2.0, datetime.datetime(2026, 2, 1, 0, 0, 0))]
    table.add("d.parquet", table.parquet("d.parquet", columns, rows), 4, spec=1,
              partition=(datetime.date(2026, 2, 1),), summary=summary(20485, 20485))
    table.finish()


for make in (positions, equality, vectors, evolution, names, places, avro, bounds):
    make()
