"""Parquet files of ours, read by pyarrow and DuckDB: values, types, statistics."""
import decimal
import json
import os
import pathlib
import subprocess

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from conftest import ROOT, unavailable


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The files of FilesForOthersTests.swift: those of HEALTHLAKE_PARQUET_FILES, or new ones."""
    given = os.environ.get("HEALTHLAKE_PARQUET_FILES")
    if given:
        return pathlib.Path(given)
    path = tmp_path_factory.mktemp("parquet")
    done = subprocess.run(
        ["swift", "test", "--skip-build", "--filter", "FilesForOthersTests"], cwd=ROOT, check=False,
        capture_output=True, text=True, env={**os.environ, "HEALTHLAKE_PARQUET_FILES": str(path)})
    if not list(path.glob("*.json")):
        unavailable("the Swift tests are not built: " + done.stderr[-200:])
    return path


def files(folder, kind):
    names = sorted(folder.glob(f"{kind}-*.json"))
    assert names
    return [(name.with_suffix(".parquet"), json.loads(name.read_text(encoding="utf-8"))) for name in names]


def raw(column):
    """A column's values as the Swift side tells them."""
    kind = column.type
    if pa.types.is_decimal(kind):
        return [None if v is None else int(v.scaleb(kind.scale, decimal.Context(prec=60))) for v in column.to_pylist()]
    if isinstance(kind, pa.BaseExtensionType):
        column = column.cast(kind.storage_type) if not hasattr(column, "chunks") else pa.chunked_array(
            [chunk.storage for chunk in column.chunks], kind.storage_type)
        kind = column.type
    if pa.types.is_date32(kind) or pa.types.is_time32(kind):
        return column.cast(pa.int32()).to_pylist()
    if pa.types.is_timestamp(kind) or pa.types.is_time64(kind):
        return column.cast(pa.int64()).to_pylist()
    if pa.types.is_string(kind):
        return [None if v is None else v.encode("utf-8").hex() for v in column.to_pylist()]
    if pa.types.is_binary(kind) or pa.types.is_fixed_size_binary(kind):
        return [None if v is None else v.hex() for v in column.to_pylist()]
    return column.to_pylist()


def expected(column):
    if column["type"].startswith("decimal"):
        return [int.from_bytes(bytes.fromhex(v), "big", signed=True) if isinstance(v, str) else v
                for v in column["values"]]
    return column["values"]


def test_pyarrow_reads_every_type(folder):
    for path, told in files(folder, "types"):
        table = pq.read_table(path)
        assert table.num_rows == told["rows"]
        for name, column in told["columns"].items():
            assert raw(table[name]) == expected(column), (path.name, name)


def test_pyarrow_types(folder):
    path, told = files(folder, "types")[0]
    schema = pq.read_schema(path)
    found = {}
    for name, column in told["columns"].items():
        found[column["type"]] = str(schema.field(name).type)
    wanted = {
        "boolean": "bool", "integer(bits: 32, isSigned: true)": "int32",
        "integer(bits: 64, isSigned: true)": "int64", "integer(bits: 8, isSigned: true)": "int8",
        "integer(bits: 16, isSigned: false)": "uint16", "integer(bits: 64, isSigned: false)": "uint64",
        "float": "float", "double": "double", "decimal(precision: 9, scale: 2)": "decimal128(9, 2)",
        "decimal(precision: 38, scale: 10)": "decimal128(38, 10)", "date": "date32[day]",
        "string": "string", "binary": "binary", "fixed(5)": "fixed_size_binary[5]", "unknown": "null",
    }
    for kind, name in wanted.items():
        assert found[kind] == name
    kinds = set(found.values())
    assert {"time32[ms]", "time64[us]", "time64[ns]", "timestamp[ms]", "timestamp[us]", "timestamp[us, tz=UTC]",
            "timestamp[ns, tz=UTC]"} <= kinds
    for index, field in enumerate(schema):
        assert field.metadata[b"PARQUET:field_id"] == str(index + 1).encode()
    assert schema.metadata[b"key"] == "wärt".encode()


def test_pyarrow_statistics(folder):
    """Bounds and counts of each row group are those of its values, and those of the summary."""
    for path, told in files(folder, "types"):
        file = pq.ParquetFile(path)
        leaves = {leaf["path"]: leaf for leaf in told["leaves"]}
        nulls, sizes = dict.fromkeys(leaves, 0), dict.fromkeys(leaves, 0)
        for group in range(file.num_row_groups):
            table = file.read_row_group(group)
            first = file.metadata.row_group(group).column(0)
            assert told["offsets"][group] == (first.dictionary_page_offset or first.data_page_offset)
            for index in range(file.metadata.num_columns):
                chunk = file.metadata.row_group(group).column(index)
                statistics, column = chunk.statistics, table.column(index)
                name = chunk.path_in_schema
                assert chunk.has_offset_index
                assert statistics.null_count == column.null_count, name
                nulls[name] += statistics.null_count
                sizes[name] += chunk.total_compressed_size
                # Python's datetime has no nanoseconds.
                has_values = not isinstance(column.type, pa.BaseExtensionType) and "ns" not in str(column.type)
                if statistics.has_min_max and has_values:
                    bounds = pc.min_max(column).as_py()
                    for found, true in ((statistics.min, bounds["min"]), (statistics.max, bounds["max"])):
                        if isinstance(true, bytes) and isinstance(found, str):
                            found = found.encode()
                        assert found == true, (path.name, name)
        for name, leaf in leaves.items():
            assert (nulls[name], sizes[name]) == (leaf["nulls"], leaf["size"])


def test_pyarrow_reads_nested(folder):
    for path, told in files(folder, "nested"):
        column = pq.read_table(path)["x"]
        assert normal(column.to_pylist(), column.type) == told["columns"]["x"]["values"], path.name


def normal(values, kind):
    return [plain(value, kind) for value in values]


def plain(value, kind):
    """A value of pyarrow as JSON: maps are objects."""
    if value is None:
        return None
    if pa.types.is_map(kind):
        return {key: plain(item, kind.item_type) for key, item in value}
    if pa.types.is_list(kind):
        return normal(value, kind.value_type)
    if pa.types.is_struct(kind):
        return {field.name: plain(value[field.name], field.type) for field in kind}
    return value


def test_duckdb_reads_the_same(folder):
    """DuckDB against pyarrow, and its filters (statistics, bloom filters) against plain counts."""
    for path, _ in files(folder, "nested") + files(folder, "types"):
        connection = duckdb.connect()
        table = pq.read_table(path)
        names = [field.name for field in table.schema
                 if not isinstance(field.type, pa.BaseExtensionType) and not pa.types.is_null(field.type)
                 and str(field.type) not in ("time64[ns]", "timestamp[ns, tz=UTC]")]
        plain_table = table.select(names)
        differences = ", ".join(f'count(*) filter (where a."{name}" is distinct from b."{name}")' for name in names)
        counts = connection.execute(
            f"select {differences} from '{path}' a positional join plain_table b").fetchone()
        assert not any(counts), (path.name, [name for name, count in zip(names, counts) if count])
        for name in names:
            if path.name.startswith("types") and name.startswith(("c2_", "c22_")):
                value = table[name].drop_null()
                if len(value):
                    wanted = pc.sum(pc.equal(table[name], value[7])).as_py()
                    found = connection.execute(
                        f"select count(*) from '{path}' where {name} = ?", [value[7].as_py()]).fetchone()[0]
                    assert found == wanted, (path.name, name)
