#!/usr/bin/env python3
"""Writes the Avro fixtures: files of the Python library fastavro, what must be read from them, and
files with one defect each.

Usage: make-fixtures.py [FOLDER]     (needs fastavro, cramjam, backports.zstd; the same bytes each time)

Expected values stand in a .txt of the same name, a line for each record, written from the values that
were given to fastavro:

    null true 5                        null, boolean, int and long
    r3ff8000000000000                  float and double: the bits of the double
    x0aff "text"                       bytes and fixed; string and enum
    [1, 2] {"k": 1} (1, "x")           array, map and array of keys and values, record
    #2:5                               a union of several types: the branch, the value
"""
import io
import json
import pathlib
import struct
import sys
import zlib

import fastavro

FOLDER = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
MARKER = bytes(range(0xA0, 0xB0))
NAMED = {"record", "error", "enum", "fixed"}


# Expected values

def find_names(schema, names, space=""):
    """Notes the types that have names by all names that they are referred to."""
    if isinstance(schema, list):
        for branch in schema:
            find_names(branch, names, space)
    elif isinstance(schema, dict):
        kind = schema["type"]
        if kind in NAMED:
            name = schema["name"]
            space = name.rpartition(".")[0] if "." in name else schema.get("namespace", space)
            names[name] = names[name.rpartition(".")[2]] = schema
            if space:
                names[space + "." + name.rpartition(".")[2]] = schema
            for field in schema.get("fields", []):
                find_names(field["type"], names, space)
        else:
            for key in ("items", "values", "type"):
                if isinstance(schema.get(key), (dict, list)):
                    find_names(schema[key], names, space)


def branch_of(types, value, names):
    """A value of a union is written as a pair (place of the branch, value), or is None."""
    if value is None:
        return types.index("null"), None
    if isinstance(value, tuple):
        return value
    (place,) = [i for i, t in enumerate(types) if t != "null"]
    return place, value


def text(schema, value, names):
    if isinstance(schema, list):
        place, value = branch_of(schema, value, names)
        inner = text(schema[place], value, names)
        several = sum(branch != "null" for branch in schema) > 1
        return f"#{place}:{inner}" if several and value is not None else inner
    kind = schema["type"] if isinstance(schema, dict) else schema
    if kind in names:
        return text(names[kind], value, names)
    if isinstance(kind, (dict, list)):
        return text(kind, value, names)
    if kind == "null":
        return "null"
    if kind == "boolean":
        return "true" if value else "false"
    if kind in ("int", "long"):
        return str(value)
    if kind == "float":
        value = struct.unpack("<f", struct.pack("<f", value))[0]
    if kind in ("float", "double"):
        return "r" + struct.pack(">d", value).hex()
    if kind in ("bytes", "fixed"):
        return "x" + value.hex()
    if kind in ("string", "enum"):
        return f'"{value}"'
    if kind == "map":
        items = [f'"{k}": ' + text(schema["values"], v, names) for k, v in value.items()]
        return "{" + ", ".join(items) + "}"
    if kind == "array" and schema.get("logicalType") == "map":
        entry = {f["name"]: f["type"] for f in schema["items"]["fields"]}
        items = [
            text(entry["key"], e["key"], names) + ": " + text(entry["value"], e["value"], names)
            for e in value]
        return "{" + ", ".join(items) + "}"
    if kind == "array":
        return "[" + ", ".join(text(schema["items"], v, names) for v in value) + "]"
    fields = [text(f["type"], value[f["name"]], names) for f in schema["fields"]]
    return "(" + ", ".join(fields) + ")"


# What fastavro takes: a pair of the name of a branch and its value, where there are several.

def raw_value(schema, value, names):
    if isinstance(schema, list):
        place, value = branch_of(schema, value, names)
        branch = schema[place]
        inner = raw_value(branch, value, names)
        several = sum(branch != "null" for branch in schema) > 1
        name = branch if isinstance(branch, str) else branch.get("name", branch["type"])
        if name in names:
            name = max((n for n in names if names[n] is names[name]), key=len)
        return (name, inner) if several and value is not None else inner
    kind = schema["type"] if isinstance(schema, dict) else schema
    if kind in names:
        return raw_value(names[kind], value, names)
    if isinstance(kind, (dict, list)):
        return raw_value(kind, value, names)
    if kind == "map":
        return {k: raw_value(schema["values"], v, names) for k, v in value.items()}
    if kind == "array":
        return [raw_value(schema["items"], v, names) for v in value]
    if kind in ("record", "error"):
        return {f["name"]: raw_value(f["type"], value[f["name"]], names) for f in schema["fields"]}
    return value


def container(schema, values, codec="null", per_block=2, metadata=None):
    """A file by fastavro."""
    names = {}
    find_names(schema, names)
    out = io.BytesIO()
    writer = fastavro.write.Writer(
        out, schema, codec=codec, sync_marker=MARKER, sync_interval=1 << 20,
        metadata=metadata or {})
    for number, value in enumerate(values, 1):
        writer.write(raw_value(schema, value, names))
        if number % per_block == 0:
            writer.dump()
    writer.flush()
    return out.getvalue()


def save(name, data):
    (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
    (FOLDER / name).write_bytes(data)


def save_expected(name, schema, values):
    names = {}
    find_names(schema, names)
    save(name, "".join(text(schema, value, names) + "\n" for value in values).encode())


# Sound files

TYPES = {
    "type": "record", "name": "Everything", "namespace": "org.example", "fields": [
        {"name": "boolean", "type": "boolean"},
        {"name": "int", "type": "int"},
        {"name": "long", "type": "long"},
        {"name": "float", "type": "float"},
        {"name": "double", "type": "double"},
        {"name": "bytes", "type": "bytes"},
        {"name": "string", "type": "string"},
        {"name": "nothing", "type": "null"},
        {"name": "suit", "type": {
            "type": "enum", "name": "Suit", "symbols": ["SPADES", "HEARTS", "CLUBS"],
            "default": "CLUBS", "aliases": ["Colour"]}},
        {"name": "hash", "type": {"type": "fixed", "name": "other.Hash", "size": 4}},
        {"name": "array", "type": {"type": "array", "items": "long", "default": []}},
        {"name": "map", "type": {"type": "map", "values": ["null", "int"]}},
        {"name": "optional", "type": ["null", "string"], "default": None},
        {"name": "choice", "type": ["null", "int", "string", "Suit", "other.Hash"]},
        {"name": "nested", "type": {
            "type": "record", "name": "Nested", "fields": [
                {"name": "suits", "type": {"type": "array", "items": "Suit"}},
                {"name": "empty", "type": {"type": "record", "name": "Empty", "fields": []}},
            ]}},
        {"name": "records", "type": {"type": "array", "items": "Nested"}},
        {"name": "decimalBytes", "type": {
            "type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "decimalFixed", "type": {
            "type": "fixed", "name": "D", "size": 16, "logicalType": "decimal", "precision": 38,
            "scale": 10}},
        {"name": "uuid", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "uuidFixed", "type": {
            "type": "fixed", "name": "U", "size": 16, "logicalType": "uuid"}},
        {"name": "date", "type": {"type": "int", "logicalType": "date"}},
        {"name": "timeMillis", "type": {"type": "int", "logicalType": "time-millis"}},
        {"name": "timeMicros", "type": {"type": "long", "logicalType": "time-micros"}},
        {"name": "timestampMillis", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "timestampMicros", "type": {
            "type": "long", "logicalType": "timestamp-micros", "adjust-to-utc": True}},
        {"name": "timestampNanos", "type": {
            "type": "long", "logicalType": "timestamp-nanos", "adjust-to-utc": False}},
        {"name": "localMicros", "type": {
            "type": "long", "logicalType": "local-timestamp-micros"}},
        {"name": "duration", "type": {
            "type": "fixed", "name": "Span", "size": 12, "logicalType": "duration"}},
    ]}


def everything(number):
    """Limits of the types first, then values in between."""
    big = [0, 2 ** 31 - 1, -(2 ** 31), 63, -65][number]
    long = [0, 2 ** 63 - 1, -(2 ** 63), 8191, -8193][number]
    nested = {"suits": ["CLUBS", "SPADES"][:number % 3], "empty": {}}
    return {
        "boolean": number % 2 == 0, "int": big, "long": long,
        "float": [0.0, 1.5, -3.4028234663852886e38, 1e-45, float("inf")][number],
        "double": [-0.0, 1.7976931348623157e308, 5e-324, 0.1, float("-inf")][number],
        "bytes": bytes(range(number * 40)), "string": ["", "a", "Grüße", "日本語 🙂", "x" * 200][number],
        "nothing": None, "suit": ["SPADES", "HEARTS", "CLUBS"][number % 3],
        "hash": bytes([number, 0, 255, 1]), "array": list(range(-number, number * 30)),
        "map": {f"k{i}": None if i % 2 else i for i in range(number)},
        "optional": None if number % 2 else f"o{number}",
        "choice": [None, (1, 42), (2, "two"), (3, "HEARTS"), (4, b"\1\2\3\4")][number],
        "nested": nested, "records": [nested] * number,
        "decimalBytes": [b"", b"\x00", b"\xff", b"\x04\xd2", b"\xfb\x2e"][number],
        "decimalFixed": (long).to_bytes(16, "big", signed=True),
        "uuid": "f79c3e09-677c-4bbd-a479-3f349cb785e7",
        "uuidFixed": bytes.fromhex("f79c3e09677c4bbda4793f349cb785e7"),
        "date": big, "timeMillis": number * 1000, "timeMicros": number * 86_399_999_999 // 4,
        "timestampMillis": long, "timestampMicros": long, "timestampNanos": long,
        "localMicros": long, "duration": struct.pack("<III", number, 2, 3)}


TREE = {
    "type": "record", "name": "Tree", "namespace": "a.b", "fields": [
        {"name": "label", "type": "int"},
        {"name": "children", "type": {"type": "array", "items": "Tree"}},
        {"name": "left", "type": ["null", "a.b.Tree"]}]}


def tree(depth):
    children = [tree(depth - 1), tree(depth - 2)] if depth > 1 else []
    return {"label": depth, "children": children, "left": tree(depth - 1) if depth > 0 else None}


def counts(first, value_type):
    return ["null", {
        "type": "array", "logicalType": "map", "items": {
            "type": "record", "name": f"k{first}_v{first + 1}", "fields": [
                {"name": "key", "type": "int", "field-id": first},
                {"name": "value", "type": value_type, "field-id": first + 1}]}}]


# The shape of an Iceberg manifest (Iceberg specification, "Manifests"), with some of its fields.
MANIFEST = {
    "type": "record", "name": "manifest_entry", "fields": [
        {"name": "status", "type": "int", "field-id": 0},
        {"name": "snapshot_id", "type": ["null", "long"], "default": None, "field-id": 1},
        {"name": "data_file", "field-id": 2, "type": {
            "type": "record", "name": "r2", "fields": [
                {"name": "file_path", "type": "string", "field-id": 100},
                {"name": "partition", "field-id": 102, "type": {
                    "type": "record", "name": "r102", "fields": [
                        {"name": "day_x2Dts", "field-id": 1000, "iceberg-field-name": "day-ts",
                         "type": ["null", {"type": "int", "logicalType": "date"}]}]}},
                {"name": "record_count", "type": "long", "field-id": 103},
                {"name": "value_counts", "type": counts(119, "long"), "field-id": 109},
                {"name": "lower_bounds", "type": counts(126, "bytes"), "field-id": 125},
                {"name": "split_offsets", "field-id": 132, "type": ["null", {
                    "type": "array", "items": "long", "element-id": 133}]}]}}]}


def entry(number):
    return {
        "status": number % 3, "snapshot_id": None if number == 1 else 2 ** 62 + number,
        "data_file": {
            "file_path": f"data/day={number}/part-{number}.parquet",
            "partition": {"day_x2Dts": None if number == 2 else 20000 + number},
            "record_count": number * 1000,
            "value_counts": [{"key": k, "value": k * number} for k in range(1, 4)],
            "lower_bounds": None if number == 3 else [
                {"key": k, "value": bytes([k, number])} for k in range(2)],
            "split_offsets": [4, 100 * number]}}


values = [everything(number) for number in range(5)]
for codec in ("null", "deflate", "snappy", "zstandard", "bzip2"):
    save(f"fastavro-types-{codec}.avro", container(TYPES, values, codec))
save_expected("fastavro-types.txt", TYPES, values)
trees = [tree(depth) for depth in range(5)]
save("fastavro-recursive.avro", container(TREE, trees))
save_expected("fastavro-recursive.txt", TREE, trees)
entries = [entry(number) for number in range(1, 6)]
ICEBERG = {"format-version": "2", "content": "data", "partition-spec-id": "0"}
save("fastavro-manifest.avro", container(MANIFEST, entries, "deflate", metadata=ICEBERG))
save_expected("fastavro-manifest.txt", MANIFEST, entries)
UNION = ["null", "long", {"type": "array", "items": "string"}]
unions = [None, (1, 7), (2, ["a", "b"])]
save("fastavro-union.avro", container(UNION, unions))
save_expected("fastavro-union.txt", UNION, unions)


# Files with a defect

def long(value):
    value = (value << 1) ^ (value >> 63)
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def sized(data):
    return long(len(data)) + data


def header(schema, codec=b"null", marker=MARKER):
    entries = [(b"avro.schema", schema)] + ([(b"avro.codec", codec)] if codec else [])
    out = b"Obj\1" + long(len(entries))
    return out + b"".join(sized(k) + sized(v) for k, v in entries) + long(0) + marker


def block(data, count=1, marker=MARKER, size=None):
    return long(count) + long(len(data) if size is None else size) + data + marker


def bad(name, data):
    save(f"bad/{name}.avro", data)


def field(kind):
    return json.dumps(
        {"type": "record", "name": "r", "fields": [{"name": "a", "type": kind}]}).encode()


STRING = field("string")
START = header(STRING)
GOOD = block(sized(b"one"))
WHOLE = START + GOOD + block(sized(b"two"))
bad("magic", b"PAR1" + WHOLE[4:])
bad("magic-version", b"Obj\2" + WHOLE[4:])
bad("empty", b"")
bad("truncated-magic", WHOLE[:3])
bad("truncated-metadata", WHOLE[:40])
bad("truncated-header-marker", START[:-1])
bad("truncated-block-head", START + GOOD + long(300)[:1])
bad("truncated-block", WHOLE[:-18])
bad("truncated-block-marker", WHOLE[:-1])
bad("marker", START + GOOD + block(sized(b"two"), marker=bytes(16)))
bad("negative-count", START + block(sized(b"one"), count=-1))
bad("negative-size", START + block(sized(b"one"), size=-4))
bad("huge-size", START + block(sized(b"one"), size=2 ** 62))
bad("huge-count", START + block(sized(b"one"), count=2 ** 62))
bad("bytes-left", START + block(sized(b"one") + b"x"))
bad("records-missing", START + block(sized(b"one"), count=2))
bad("string-length", START + block(long(2 ** 40) + b"one"))
bad("string-length-negative", START + block(long(-3) + b"one"))
bad("metadata-length", b"Obj\1" + long(1) + long(2 ** 50) + b"x" * 40)
bad("metadata-count", b"Obj\1" + long(2 ** 50) + b"x" * 40)
bad("schema-missing", b"Obj\1" + long(0) + MARKER + GOOD)
bad("schema-no-json", header(b'{"type": "record", ') + GOOD)
bad("schema-unknown-type", header(b'"strong"') + GOOD)
bad("schema-no-type", header(b'{"name": "x"}') + GOOD)
bad("schema-no-fields", header(b'{"type": "record", "name": "x"}') + GOOD)
bad("schema-union-in-union", header(b'["null", ["int"]]') + GOOD)
bad("schema-fixed-size", header(b'{"type": "fixed", "name": "f", "size": -1}') + GOOD)
DEEP = b'{"type": "array", "items": ' * 101
bad("schema-deep", header(DEEP + b'"int"' + b"}" * 101) + GOOD)
bad("codec-unknown", header(STRING, b"xz") + GOOD)
bad("deflate-damaged", header(STRING, b"deflate") + block(b"\xff\xff\xff\xff"))
bad("zstandard-damaged", header(STRING, b"zstandard") + block(sized(b"one")))
SNAPPY = b"\x04\x0c" + sized(b"one")
bad("snappy-checksum",
    header(STRING, b"snappy") + block(SNAPPY + struct.pack(">I", zlib.crc32(sized(b"one")) ^ 1)))
bad("snappy-short", header(STRING, b"snappy") + block(b"\0\0\0"))
bad("boolean", header(field("boolean")) + block(b"\2"))
bad("int-33-bits", header(field("int")) + block(long(2 ** 31)))
bad("long-65-bits", header(field("long")) + block(b"\xff" * 9 + b"\2"))
bad("union-branch", header(field(["null", "int"])) + block(long(2)))
bad("enum-symbol", header(field({"type": "enum", "name": "e", "symbols": ["A"]})) + block(long(1)))
ARRAY = {"type": "array", "items": "int"}
bad("array-count", header(field(ARRAY)) + block(long(2 ** 40)))
bad("array-count-smallest", header(field(ARRAY)) + block(b"\xff" * 9 + b"\1" + long(1)))
bad("array-block-size", header(field(ARRAY)) + block(long(-2) + long(3) + b"\2\4\6" + long(0)))
bad("array-block-size-huge", header(field(ARRAY)) + block(long(-2) + long(2 ** 40) + b"\2\4"))
NULLS = {"type": "array", "items": "null"}
bad("array-of-nulls", header(field(NULLS)) + block(long(2 ** 40) + long(0)))
bad("map-count", header(field({"type": "map", "values": "int"})) + block(long(2 ** 40) + b"\0"))
bad("records-of-nothing", header(field("null")) + block(b"", count=2 ** 40))
LIST = {"type": "record", "name": "r", "fields": [{"name": "next", "type": ["null", "r"]}]}
bad("values-deep", header(json.dumps(LIST).encode()) + block(long(1) * 1000 + long(0)))
ENDLESS = {"type": "record", "name": "r", "fields": [{"name": "next", "type": "r"}]}
bad("values-endless", header(json.dumps(ENDLESS).encode()) + block(b""))
# Thirty levels of two fields each: 2^30 values in no bytes.
doubled = "null"
fields = []
for level in range(30):
    fields.append({"name": f"f{level}", "type": {
        "type": "record", "name": f"r{level}",
        "fields": [{"name": name, "type": doubled} for name in "ab"]}})
    doubled = f"r{level}"
bad("values-doubled",
    header(json.dumps({"type": "record", "name": "r", "fields": fields}).encode()) + block(b""))
