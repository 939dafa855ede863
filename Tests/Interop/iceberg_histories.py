"""Random histories of an Iceberg table, made with PyIceberg: its schema, partitions, rows, and what happens to them.

A seed repeats a history, but for the ids and names that PyIceberg draws. The table always has a column `id`, unique
for each appended row, so that rows can be updated.
"""
import functools
import pathlib
import random as randoms
import uuid

import pyarrow
import pyarrow.parquet
from pyiceberg import expressions, transforms, types
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.exceptions import CommitFailedException, ResolveError, ValidationError
from pyiceberg.io.pyarrow import ArrowScan, schema_to_pyarrow
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.types import NestedField

import lake_values

# What PyIceberg raises when it refuses a change, or fails at it: nothing is committed then.
REFUSALS = (ValueError, NotImplementedError, ValidationError, CommitFailedException, TypeError, AttributeError,
            ResolveError, pyarrow.ArrowException)

PRIMITIVES = [
    types.BooleanType(), types.IntegerType(), types.LongType(), types.FloatType(), types.DoubleType(),
    types.DateType(), types.TimeType(), types.TimestampType(), types.TimestamptzType(), types.StringType(),
    types.UUIDType(), types.BinaryType()]
CODECS = ["zstd", "snappy", "gzip", "uncompressed", "brotli", "lz4"]


class History:
    def __init__(self, folder, seed, kinds=PRIMITIVES):
        self.random = randoms.Random(seed)
        self.kinds = kinds
        self.folder = pathlib.Path(folder)
        self.next_field = 1
        self.next_row = 0
        self.names = 0
        self.log = []
        # DuckDB 1.5.5 ends the process when a manifest's codec is unknown to it.
        self.has_codec_unknown_to_duckdb = False
        self.refused = []
        self.catalog = SqlCatalog("test", uri=f"sqlite:///{self.folder}/catalog.db", warehouse=f"file://{self.folder}")
        self.catalog.create_namespace("db")
        schema = self.schema()
        self.table = self.catalog.create_table(
            "db.t", schema, partition_spec=self.spec(schema), properties=self.properties())
        self.log.append(f"create {self.table.schema()} {self.table.spec()}")

    # ----------------------------------------------------------------------------------------------- the shape

    def field(self, name, kind, required=False):
        number = self.next_field
        self.next_field += 1
        return NestedField(number, name, kind, required=required)

    def name(self):
        self.names += 1
        return self.random.choice(("c{}", "Col {}", "naïve{}", "a.b{}", "x-{}", "order{}")).format(self.names)

    def schema(self):
        fields = [self.field("id", types.LongType())]
        for _ in range(self.random.randint(2, 7)):
            fields.append(self.field(self.name(), self.kind(2), required=self.random.random() < 0.1))
        self.random.shuffle(fields)
        return Schema(*fields)

    def kind(self, depth):
        if depth and self.random.random() < 0.2:
            return self.nested_kind(depth - 1)
        return self.primitive()

    def primitive(self):
        if self.random.random() < 0.15:
            precision = self.random.choice((1, 5, 9, 10, 15, 16, 18, 19, 38))
            return types.DecimalType(precision, self.random.randint(0, precision))
        if self.random.random() < 0.07:
            return types.FixedType(self.random.choice((1, 4, 16)))
        return self.random.choice(self.kinds)

    def nested_kind(self, depth):
        shape = self.random.randrange(3)
        if shape == 0:
            return types.ListType(self.take_id(), self.kind(depth), element_required=self.random.random() < 0.2)
        if shape == 1:
            key = self.random.choice((types.StringType(), types.IntegerType(), types.LongType(), types.DateType()))
            return types.MapType(self.take_id(), key, self.take_id(), self.kind(depth), value_required=False)
        return types.StructType(*[
            self.field(f"m{index}", self.kind(depth)) for index in range(self.random.randint(1, 3))])

    def take_id(self):
        self.next_field += 1
        return self.next_field - 1

    def spec(self, schema):
        fields = []
        for field in self.random.sample(schema.fields, len(schema.fields)):
            if len(fields) < 2 and self.random.random() < 0.4 and (transform := self.transform(field.field_type)):
                # Two fields whose names differ only by the transform's would collide in one folder name.
                fields.append(PartitionField(field.field_id, 1000 + len(fields), transform, f"p{len(fields)}"))
        return PartitionSpec(*fields)

    def transform(self, kind):
        """A transform for a type that PyIceberg can write, or None."""
        if not kind.is_primitive or isinstance(kind, (types.FloatType, types.DoubleType, types.TimeType)):
            return None
        if isinstance(kind, types.FixedType):
            return transforms.VoidTransform()
        if isinstance(kind, types.UUIDType):
            return transforms.BucketTransform(4)
        choices = [transforms.IdentityTransform(), transforms.VoidTransform()]
        if not isinstance(kind, types.BooleanType):
            choices.append(transforms.BucketTransform(self.random.choice((1, 3, 16))))
        if isinstance(kind, (types.IntegerType, types.LongType, types.StringType, types.DecimalType)):
            choices.append(transforms.TruncateTransform(self.random.choice((1, 3, 10))))
        if isinstance(kind, (types.DateType, types.TimestampType, types.TimestamptzType)):
            choices += [transforms.YearTransform(), transforms.MonthTransform(), transforms.DayTransform()]
        if isinstance(kind, (types.TimestampType, types.TimestamptzType)):
            choices.append(transforms.HourTransform())
        return self.random.choice(choices)

    def properties(self):
        choose = self.random.choice
        chosen = {
            "format-version": choose(("1", "2", "2", "2")),
            "write.parquet.compression-codec": choose(CODECS),
            "write.parquet.row-group-limit": choose(("7", "50", "1048576")),
            "write.parquet.page-row-limit": choose(("5", "20000")),
            "write.metadata.metrics.default": choose(("none", "counts", "truncate(2)", "truncate(16)", "full")),
            "write.metadata.compression-codec": choose(("none", "gzip")),
            "write.avro.compression-codec": choose(("deflate", "null", "zstandard")),
            "commit.manifest-merge.enabled": choose(("true", "false")),
            "commit.manifest.min-count-to-merge": "3",
            "write.object-storage.enabled": choose(("true", "false")),
        }
        chosen = {key: value for key, value in chosen.items() if self.random.random() < 0.7}
        self.has_codec_unknown_to_duckdb |= chosen.get("write.avro.compression-codec") == "zstandard"
        return chosen

    # ------------------------------------------------------------------------------------------------ the steps

    def run(self, steps):
        for _ in range(2):
            self.step(self.append)
        actions = [
            self.append, self.append, self.append, self.delete, self.delete, self.overwrite, self.upsert,
            self.overwrite_partitions, self.add_column, self.rename_column, self.drop_column, self.move_column,
            self.widen_column, self.change_nested, self.change_spec, self.tag, self.branch, self.rollback,
            self.add_files, self.change_properties]
        for _ in range(steps):
            self.step(self.random.choice(actions))
        self.step(self.append)
        return self

    def step(self, action):
        # Each step draws from a generator of its own: a refused one does not change what follows.
        state = randoms.Random(self.random.getrandbits(64))
        outer, self.random = self.random, state
        try:
            self.log.append(f"{action.__name__}: {action()}")
        except REFUSALS as error:
            self.refused.append(f"{action.__name__}: {type(error).__name__}: {error!s:.150}")
            self.table.refresh()
        finally:
            self.random = outer

    def rows(self, count, first_id=None):
        schema = schema_to_pyarrow(self.table.schema(), include_field_ids=False)
        made = lake_values.table(self.random, schema, count)
        first = self.next_row if first_id is None else first_id
        self.next_row = max(self.next_row, first + count)
        position = made.schema.get_field_index("id")
        ids = pyarrow.array(range(first, first + count), pyarrow.int64())
        return made.set_column(position, schema.field(position), ids)

    def append(self):
        rows = self.rows(self.random.choice((1, 5, 30, 60)))
        branch = self.random.choice([name for name, ref in self.table.refs().items()
                                     if ref.snapshot_ref_type == "branch"] or ["main"])
        self.table.append(rows, branch=branch)
        return f"{len(rows)} rows to {branch}"

    def filter(self):
        """A condition on id, or on another column of a simple type, for a delete or an overwrite."""
        low = self.random.randrange(self.next_row + 1)
        condition = expressions.And(expressions.GreaterThanOrEqual("id", low),
                                    expressions.LessThan("id", low + self.random.choice((1, 3, 20))))
        simple = [field for field in self.table.schema().fields if isinstance(
            field.field_type, (types.IntegerType, types.StringType, types.LongType))]
        if self.random.random() < 0.4:
            field = self.random.choice(simple)
            value = lake_values.value(self.random, pyarrow.string() if isinstance(
                field.field_type, types.StringType) else pyarrow.int32())
            condition = self.random.choice((expressions.EqualTo, expressions.LessThan))(field.name, value)
        return condition

    def delete(self):
        condition = self.filter()
        self.table.delete(condition)
        return condition

    def overwrite(self):
        condition = self.filter()
        self.table.overwrite(self.rows(self.random.choice((1, 10))), overwrite_filter=condition)
        return condition

    def upsert(self):
        rows = self.rows(self.random.choice((3, 12)), first_id=max(0, self.next_row - 8))
        result = self.table.upsert(rows, join_cols=["id"])
        return f"{result.rows_updated} updated, {result.rows_inserted} inserted"

    def overwrite_partitions(self):
        self.table.dynamic_partition_overwrite(self.rows(5))
        return ""

    def add_column(self):
        name, kind = self.name(), self.kind(2)
        with self.table.update_schema() as update:
            update.add_column((name,), kind)
            if self.random.random() < 0.4:
                update.move_first((name,))
        return f"{name} {kind}"

    def column(self, kinds=None):
        chosen = [field for field in self.table.schema().fields
                  if field.name != "id" and (kinds is None or isinstance(field.field_type, kinds))]
        if not chosen:
            self.none("such column")
        return self.random.choice(chosen)

    def rename_column(self):
        old, new = self.column().name, self.name()
        with self.table.update_schema() as update:
            update.rename_column((old,), new)
        return f"{old} to {new}"

    def drop_column(self):
        name = self.column().name
        with self.table.update_schema() as update:
            update.delete_column((name,))
        if self.random.random() < 0.5:
            # The same name again is another column.
            with self.table.update_schema() as update:
                update.add_column((name,), self.kind(1))
            return f"{name} and added again"
        return name

    def move_column(self):
        first, second = self.column().name, self.column().name
        with self.table.update_schema() as update:
            if first == second or self.random.random() < 0.3:
                update.move_first((first,))
            else:
                self.random.choice((update.move_after, update.move_before))((first,), (second,))
        return f"{first} near {second}"

    def widen_column(self):
        field = self.column((types.IntegerType, types.FloatType, types.DecimalType))
        wider = {types.IntegerType: types.LongType(), types.FloatType: types.DoubleType()}.get(type(field.field_type))
        if wider is None:
            wider = types.DecimalType(min(38, field.field_type.precision + self.random.randint(1, 12)),
                                      field.field_type.scale)
        with self.table.update_schema() as update:
            update.update_column((field.name,), field_type=wider)
        return f"{field.name} to {wider}"

    def change_nested(self):
        field = self.column(types.StructType)
        member = self.random.choice(field.field_type.fields)
        action = self.random.randrange(4)
        with self.table.update_schema() as update:
            if action == 0:
                update.add_column((field.name, self.name().replace(".", "_")), self.primitive())
            elif action == 1:
                update.rename_column((field.name, member.name), f"n{self.names}")
                self.names += 1
            elif action == 2 and len(field.field_type.fields) > 1:
                update.delete_column((field.name, member.name))
            else:
                update.update_column((field.name, member.name), field_type=types.LongType())
        return f"{field.name}.{member.name}, {action}"

    def change_spec(self):
        with self.table.update_spec() as update:
            if self.table.spec().fields and self.random.random() < 0.5:
                update.remove_field(self.random.choice(self.table.spec().fields).name)
            else:
                field = self.random.choice(self.table.schema().fields)
                if (transform := self.transform(field.field_type)) is None:
                    self.none("transform for this type")
                self.names += 1
                update.add_field(field.name, transform, f"q{self.names}")
        return self.table.spec()

    def snapshot(self):
        return self.random.choice(self.table.snapshots() or self.none("snapshot")).snapshot_id

    @staticmethod
    def none(what):
        raise ValueError(f"there is no {what}")

    def tag(self):
        self.names += 1
        name, snapshot = self.random.choice((f"v{self.names}.0", f"latest good {self.names}")), self.snapshot()
        self.table.manage_snapshots().create_tag(snapshot, name).commit()
        return f"{name} at {snapshot}"

    def branch(self):
        self.names += 1
        snapshot = self.snapshot()
        self.table.manage_snapshots().create_branch(snapshot, f"b{self.names}").commit()
        return f"b{self.names} at {snapshot}"

    def rollback(self):
        snapshot = self.random.choice(self.table.history() or self.none("snapshot")).snapshot_id
        self.table.manage_snapshots().set_current_snapshot(snapshot_id=snapshot).commit()
        return snapshot

    def add_files(self):
        """A file without field ids: read by the name mapping."""
        path = self.folder / f"added {uuid.uuid4()}.parquet"
        rows = self.rows(9)
        pyarrow.parquet.write_table(rows, path, compression=self.random.choice(("snappy", "none")))
        self.table.add_files([f"file://{path}"])
        return path.name

    def change_properties(self):
        with self.table.transaction() as transaction:
            chosen = self.properties()
            chosen.pop("format-version", None)
            transaction.set_properties(chosen)
        return sorted(chosen)

    # ------------------------------------------------------------------------------------------- what it holds

    @property
    def location(self):
        return self.table.metadata_location.removeprefix("file://")

    @property
    def folder_of_table(self):
        return self.table.location().removeprefix("file://")

    def views(self):
        """The ways to read the table: a name, options in SQL, and a call that gives PyIceberg's answer."""
        yield "current", (), self.current
        for snapshot in self.table.snapshots():
            yield (f"snapshot {snapshot.snapshot_id}", (f"snapshot_id={snapshot.snapshot_id}",),
                   self.table.scan(snapshot_id=snapshot.snapshot_id).to_arrow)
        for name, ref in self.table.refs().items():
            scan = self.table.scan(snapshot_id=ref.snapshot_id)
            quoted = "'" + name.replace("'", "''") + "'"
            # The rows of a tag come with the columns of its snapshot, those of a branch with the table's.
            is_tag = ref.snapshot_ref_type == "tag"
            yield (f"ref {name}", (f"ref={quoted}",),
                   scan.to_arrow if is_tag else functools.partial(self.with_current_schema, scan))
        for entry in self.random.sample(self.table.history(), min(2, len(self.table.history()))):
            found = self.table.snapshot_as_of_timestamp(entry.timestamp_ms)
            yield (f"as of {entry.timestamp_ms}", (f"as_of={entry.timestamp_ms}",),
                   self.table.scan(snapshot_id=found.snapshot_id).to_arrow)

    def current(self):
        return self.table.scan().to_arrow()

    def with_current_schema(self, scan):
        reader = ArrowScan(self.table.metadata, self.table.io, self.table.schema(), expressions.AlwaysTrue())
        return reader.to_table(scan.plan_files())
