"""Random Iceberg tables written through SQL: rows that pyarrow made, columns and partitions at random."""
import pathlib
import random as randoms

import pyarrow
import pyarrow.parquet

import lake_values

# Arrow type, its name in Iceberg, and the transforms that the specification allows for it.
DATES = ["year", "month", "day"]
PRIMITIVES = [
    (pyarrow.bool_(), "boolean", []), (pyarrow.int32(), "int", ["bucket", "truncate"]),
    (pyarrow.int64(), "long", ["bucket", "truncate"]), (pyarrow.float32(), "float", None),
    (pyarrow.float64(), "double", None), (pyarrow.date32(), "date", ["bucket", *DATES]),
    (pyarrow.time64("us"), "time", ["bucket"]), (pyarrow.timestamp("us"), "timestamp", ["bucket", "hour", *DATES]),
    (pyarrow.timestamp("us", "UTC"), "timestamptz", ["bucket", "hour", *DATES]),
    (pyarrow.string(), "string", ["bucket", "truncate"]), (pyarrow.uuid(), "uuid", ["bucket"]),
    (pyarrow.binary(), "binary", ["bucket", "truncate"]), (pyarrow.binary(5), "fixed[5]", ["bucket"]),
    (pyarrow.decimal128(7, 2), "decimal(7,2)", ["bucket", "truncate"]),
    (pyarrow.decimal128(15, 4), "decimal(15,4)", ["bucket"]), (pyarrow.decimal128(18, 3), "decimal(18,3)", ["bucket"]),
    (pyarrow.decimal128(38, 10), "decimal(38,10)", ["bucket", "truncate"])]


def kind(random, depth):
    """An Arrow type, its Iceberg name and transforms; nil transforms: no partitions by this column."""
    if depth and random.random() < 0.25:
        shape = random.randrange(3)
        inner, name, _ = kind(random, depth - 1)
        if shape == 0:
            return pyarrow.list_(pyarrow.field("element", inner)), f"list<{name}>", None
        if shape == 1:
            return pyarrow.map_(pyarrow.string(), inner), f"map<string, {name}>", None
        return pyarrow.struct([("m0", inner), ("m1", pyarrow.int64())]), f"struct<m0: {name}, m1: long>", None
    return random.choice(PRIMITIVES)


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


class Written:
    """What to write: `statements` for the shell, `rows` as Arrow."""

    def __init__(self, folder, seed, location):
        random = randoms.Random(seed)
        shapes = [kind(random, 2) for _ in range(random.randint(1, 7))]
        names = [random.choice(("c{}", "Col {}", "ü{}", "a.b{}")).format(index) for index in range(len(shapes))]
        # SQLite has no NaN: it becomes NULL.
        required = [random.random() < 0.2 and not pyarrow.types.is_floating(shape[0]) for shape in shapes]
        self.schema = pyarrow.schema([
            pyarrow.field(name, shape[0], not isRequired)
            for name, shape, isRequired in zip(names, shapes, required)])
        self.rows = lake_values.table(random, self.schema, random.choice((0, 1, 20, 200, 1000)))
        columns = ", ".join(
            f"{quoted(name)} {shape[1]}{' not null' * isRequired}"
            for name, shape, isRequired in zip(names, shapes, required))
        self.options = [f"codec='{random.choice(('zstd', 'snappy', 'gzip', 'lz4', 'none'))}'"]
        parts = []
        for name, (_, _, transforms) in zip(names, shapes):
            if transforms is not None and len(parts) < 2 and random.random() < 0.3:
                transform = random.choice([*transforms, "identity"])
                number = {"bucket": "7, ", "truncate": "3, "}.get(transform, "")
                parts.append(quoted(name) if transform == "identity" else f"{transform}({number}{quoted(name)})")
        if parts:
            self.options.append(f"partition_by='{', '.join(parts)}'")
        if random.random() < 0.3:
            self.options.append("format_version=3")
        pieces = random.randint(1, 3)
        source = pathlib.Path(folder) / "source"
        source.mkdir(parents=True)
        self.statements = [
            f"CREATE VIRTUAL TABLE temp.t USING iceberg('{location}', '{columns}', {', '.join(self.options)});"]
        for index in range(pieces):
            start, end = (self.rows.num_rows * edge // pieces for edge in (index, index + 1))
            pyarrow.parquet.write_table(self.rows.slice(start, end - start), source / f"{index}.parquet")
            self.statements.append(f"INSERT INTO temp.t SELECT * FROM '{source}/{index}.parquet';")
