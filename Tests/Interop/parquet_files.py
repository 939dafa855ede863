"""Random Parquet files by pyarrow and DuckDB, with the writers' options at random."""

import duckdb
import pyarrow
import pyarrow.parquet

import lake_values

CODECS = ["NONE", "SNAPPY", "GZIP", "BROTLI", "ZSTD", "LZ4"]
PRIMITIVES = [
    pyarrow.bool_(), pyarrow.int8(), pyarrow.int16(), pyarrow.int32(), pyarrow.int64(), pyarrow.uint8(),
    pyarrow.uint16(), pyarrow.uint32(), pyarrow.uint64(), pyarrow.float16(), pyarrow.float32(), pyarrow.float64(),
    pyarrow.date32(), pyarrow.time32("ms"), pyarrow.time64("us"), pyarrow.timestamp("ms"), pyarrow.timestamp("us"),
    pyarrow.timestamp("ns"), pyarrow.timestamp("us", "UTC"), pyarrow.string(), pyarrow.large_string(), pyarrow.binary(),
    pyarrow.binary(5), pyarrow.uuid(), pyarrow.decimal128(7, 2), pyarrow.decimal128(15, 4), pyarrow.decimal128(18, 3),
    pyarrow.decimal128(38, 10)]


def kind(random, depth):
    if depth and random.random() < 0.25:
        shape = random.randrange(3)
        if shape == 0:
            return pyarrow.list_(pyarrow.field("element", kind(random, depth - 1), random.random() < 0.8))
        if shape == 1:
            return pyarrow.map_(random.choice((pyarrow.string(), pyarrow.int32())), kind(random, depth - 1))
        return pyarrow.struct([pyarrow.field(f"m{index}", kind(random, depth - 1), random.random() < 0.8)
                               for index in range(random.randint(1, 3))])
    return random.choice(PRIMITIVES)


def schema(random):
    return pyarrow.schema([
        pyarrow.field(random.choice(("c{}", "Col {}", "ü{}", "a.b{}")).format(index), kind(random, 3),
                      random.random() < 0.85)
        for index in range(random.randint(1, 8))])


def encodings(kind):
    """The encodings that pyarrow can write for a type, beside dictionaries."""
    if pyarrow.types.is_boolean(kind):
        return ["PLAIN", "RLE"]
    if pyarrow.types.is_floating(kind):
        return ["PLAIN", "BYTE_STREAM_SPLIT"]
    if pyarrow.types.is_integer(kind) or pyarrow.types.is_temporal(kind):
        return ["PLAIN", "DELTA_BINARY_PACKED", "BYTE_STREAM_SPLIT"]
    if pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind) or kind == pyarrow.binary():
        return ["PLAIN", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY"]
    if pyarrow.types.is_fixed_size_binary(kind) or pyarrow.types.is_decimal(kind):
        return ["PLAIN", "BYTE_STREAM_SPLIT"]
    return None


def write_with_pyarrow(random, path):
    """Writes a file; answers its rows as pyarrow reads them, and the options."""
    shape = schema(random)
    rows = lake_values.table(random, shape, random.choice((0, 1, 10, 60, 200, 200, 1000, 2500)))
    if random.random() < 0.4:
        simple = [field.name for field in shape if not pyarrow.types.is_nested(field.type)
                  and not isinstance(field.type, pyarrow.BaseExtensionType) and field.type != pyarrow.float16()]
        if simple:
            rows = rows.sort_by(random.choice(simple))
    options = {
        "compression": random.choice(CODECS),
        "data_page_version": random.choice(("1.0", "2.0")),
        # With a limit of one byte pyarrow 26 writes nested columns that it cannot read.
        "data_page_size": random.choice((64, 300, 2000, 1 << 20)),
        "max_rows_per_page": random.choice((1, 7, 20000)),
        "row_group_size": random.choice((3, 50, 1 << 20)),
        "write_batch_size": random.choice((1, 16, 1024)),
        "write_statistics": random.random() < 0.8,
        "write_page_index": random.random() < 0.6,
        "write_page_checksum": random.random() < 0.5,
        "store_schema": random.random() < 0.7,
        "store_decimal_as_integer": random.random() < 0.3,
        "use_compliant_nested_type": random.random() < 0.7,
        "version": random.choice(("1.0", "2.4", "2.6", "2.6", "2.6")),
    }
    plan = random.randrange(3)
    if plan == 0:
        options["use_dictionary"] = True
        options["dictionary_pagesize_limit"] = random.choice((1, 100, 1 << 20))
    else:
        options["use_dictionary"] = False
        if plan == 1:
            options["column_encoding"] = {
                field.name: random.choice(encodings(field.type)) for field in shape
                if encodings(field.type) and field.type != pyarrow.float16() and "." not in field.name}
    if random.random() < 0.5:
        options["bloom_filter_options"] = {
            field.name: {"ndv": 100, "fpp": 0.05} for field in shape
            if not pyarrow.types.is_nested(field.type) and not pyarrow.types.is_boolean(field.type)}
    write(rows, path, options)
    return pyarrow.parquet.ParquetFile(path).read(), options


def write(rows, path, options):
    try:
        pyarrow.parquet.write_table(rows, path, **options)
    except pyarrow.ArrowInvalid as error:
        # Older format versions have no nanoseconds.
        if "would lose data" not in str(error):
            raise
        options["version"] = "2.6"
        pyarrow.parquet.write_table(rows, path, **options)


DUCKDB_COLUMNS = {
    "a": "i", "b": "(i % 7)::SMALLINT", "c": "CASE WHEN i % 5 = 0 THEN NULL ELSE i * 1.5 END",
    "d": "DATE '2020-01-01' + (i % 100)::INTEGER", "e": "TIMESTAMP '2020-01-01 00:00:00' + to_seconds(i * 977)",
    "f": "'text ' || (i % 50)", "g": "(i % 100)::DECIMAL(9, 2) / 4", "h": "i::HUGEINT::DECIMAL(30, 3) * 1000003",
    "j": "[i, NULL, i + 1]", "k": "{'x': i, 'y': 'v' || (i % 3)}", "l": "MAP {'k': i}",
    "m": "CASE WHEN i % 3 = 0 THEN NULL ELSE i % 2 = 0 END", "n": "md5(i::VARCHAR)::BLOB", "o": "(i / 3)::FLOAT",
    "p": "TIME '10:00:00' + to_seconds(i % 1000)", "q": "i::UINTEGER", "r": "uuid() IS NULL",
    "s": "(TIMESTAMP '2021-06-01 00:00:00' + to_seconds(i))::TIMESTAMP_NS", "t": "md5((i % 9)::VARCHAR)::UUID"}


def write_with_duckdb(random, path):
    columns = random.sample(sorted(DUCKDB_COLUMNS), random.randint(2, 9))
    selected = ", ".join(f"{DUCKDB_COLUMNS[name]} AS {name}" for name in columns)
    options = {
        "FORMAT": "parquet",
        "COMPRESSION": random.choice(("uncompressed", "snappy", "gzip", "zstd", "brotli", "lz4_raw")),
        "ROW_GROUP_SIZE": random.choice((2048, 122880)), "PARQUET_VERSION": random.choice(("V1", "V2")),
        "DICTIONARY_SIZE_LIMIT": random.choice((1, 1000, 100000))}
    count, order = random.choice((0, 10, 3000, 7000)), random.choice(("", " ORDER BY hash(i)"))
    written = ", ".join(f"{key} {value}" for key, value in options.items())
    duckdb.connect().execute(
        f"COPY (SELECT {selected} FROM (SELECT range AS i FROM range({count})){order}) TO '{path}' ({written})")
    return pyarrow.parquet.ParquetFile(path).read(), {"columns": columns, **options}
