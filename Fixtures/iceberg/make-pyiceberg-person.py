"""Writes the table pyiceberg-person with PyIceberg 0.12, and prints what PyIceberg then reads.

    .venv/bin/python Fixtures/iceberg/make-pyiceberg-person.py          from the root of the repository

Paths in the table are relative to the root, so that it is found there, and elsewhere by its own directory. Ids,
times and names of files change with every run, and with them the golden files in Tests/Golden/iceberg.

    snapshot  what happens                                                 schema  names
    1         6 persons appended, in the months 1999-12 and 2000-01        0       tag first
    2         column weight added, gender renamed to sex; 3 persons        1
    3         person 2 deleted (its file is written anew without)          1       branch review
    4         column NAME added, in SQL NAME_2; 3 persons without a month  2
    5         persons 4 and 8 deleted by position delete files             2       main
"""
import datetime
import pathlib
import shutil

import pyarrow
import pyarrow.parquet
from pyiceberg import types
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.manifest import DataFile, DataFileContent, FileFormat, ManifestContent, ManifestWriterV2
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table.snapshots import Operation
from pyiceberg.table.update.snapshot import _FastAppendFiles
from pyiceberg.transforms import MonthTransform
from pyiceberg.types import NestedField

PLACE = "Fixtures/iceberg/pyiceberg-person"


class DeleteManifestWriter(ManifestWriterV2):
    """PyIceberg writes no manifests of deletes; they differ by this."""

    def content(self):
        return ManifestContent.DELETES

    @property
    def _meta(self):
        return {**super()._meta, "content": "deletes"}


class AppendDeletes(_FastAppendFiles):
    def new_manifest_writer(self, spec):
        return DeleteManifestWriter(
            spec, self.schema(), self.new_manifest_output(), self._snapshot_id, self._compression)


def persons(table, *rows):
    """Rows of the table's columns; months decide on files."""
    names = [field.name for field in table.schema().fields]
    return pyarrow.Table.from_pylist(
        [dict(zip(names, row)) for row in rows], schema=table.schema().as_arrow())


def day(text):
    return datetime.date.fromisoformat(text)


def delete_positions(table, person_ids):
    """One position delete file for each data file that has one of the persons."""
    wanted = pyarrow.schema([
        pyarrow.field("file_path", pyarrow.string(), False, {"PARQUET:field_id": "2147483546"}),
        pyarrow.field("pos", pyarrow.int64(), False, {"PARQUET:field_id": "2147483545"})])
    with table.transaction() as transaction:
        producer = AppendDeletes(Operation.OVERWRITE, transaction, table.io)
        for index, task in enumerate(table.scan().plan_files()):
            ids = pyarrow.parquet.ParquetFile(task.file.file_path).read(["person_id"])["person_id"].to_pylist()
            places = [place for place, id in enumerate(ids) if id in person_ids]
            if not places:
                continue
            path = f"{PLACE}/data/deletes-{index}.parquet"
            pyarrow.parquet.write_table(
                pyarrow.table([[task.file.file_path] * len(places), places], schema=wanted), path)
            producer.append_data_file(DataFile.from_args(
                content=DataFileContent.POSITION_DELETES, file_path=path, file_format=FileFormat.PARQUET,
                partition=task.file.partition, record_count=len(places), column_sizes={},
                file_size_in_bytes=pathlib.Path(path).stat().st_size))
        producer.commit()


def main():
    shutil.rmtree(PLACE, ignore_errors=True)
    catalog = SqlCatalog("maker", uri="sqlite:///:memory:", warehouse=PLACE)
    catalog.create_namespace("db")
    schema = Schema(
        NestedField(1, "person_id", types.LongType(), required=True),
        NestedField(2, "name", types.StringType(), required=False, doc="as it is called"),
        NestedField(3, "birth_date", types.DateType(), required=False),
        NestedField(4, "gender", types.StringType(), required=False),
        NestedField(5, "address", types.StructType(
            NestedField(6, "city", types.StringType(), required=False),
            NestedField(7, "lines", types.ListType(8, types.StringType(), element_required=False), required=False),
        ), required=False),
        identifier_field_ids=[1])
    table = catalog.create_table(
        "db.person", schema, location=PLACE,
        partition_spec=PartitionSpec(PartitionField(3, 1000, MonthTransform(), "birth_month")),
        properties={"format-version": "2", "write.metadata.delete-after-commit.enabled": "true",
                    "write.metadata.previous-versions-max": "1", "write.parquet.row-group-limit": "2"})
    home = {"city": "Ulm", "lines": ["Münsterplatz 1", None]}
    table.append(persons(
        table,
        (1, "Ada", day("1999-12-10"), "female", home), (2, "Bob", day("1999-12-11"), "male", None),
        (3, "Cem", day("1999-12-31"), "male", {"city": None, "lines": []}),
        (4, "Dora", day("2000-01-01"), "female", home), (5, "Eva", day("2000-01-15"), "female", None),
        (6, None, day("2000-01-31"), None, None)))
    table.manage_snapshots().create_tag(table.current_snapshot().snapshot_id, "first").commit()
    with table.update_schema() as update:
        update.add_column("weight", types.DoubleType(), doc="kilograms")
        update.rename_column("gender", "sex")
    table.append(persons(
        table, (7, "Finn", day("2000-02-01"), "male", None, 70.5), (8, "Gül", day("2000-02-02"), "female", home, 61.0),
        (9, "Hugo", day("2000-02-29"), "male", None, None)))
    table.delete("person_id = 2")
    table.manage_snapshots().create_branch(table.current_snapshot().snapshot_id, "review").commit()
    with table.update_schema() as update:
        update.add_column("NAME", types.StringType())
    table.append(persons(
        table, (10, "Ida", None, "female", None, 55.25, "IDA"), (11, "Jan", None, "male", None, 80.0, None),
        (12, "Kim", None, None, None, None, "KIM")))
    delete_positions(table, {4, 8})
    for path in pathlib.Path(PLACE, "metadata").glob("*.metadata.json"):
        if str(path) != table.metadata_location:
            path.unlink()
    report(catalog.load_table("db.person"))


def report(table):
    print("rows", *table.scan().to_arrow().sort_by("person_id").to_pylist(), sep="\n    ")
    for snapshot in table.snapshots():
        ids = table.scan(snapshot_id=snapshot.snapshot_id).to_arrow()["person_id"].to_pylist()
        print(snapshot.snapshot_id, snapshot.timestamp_ms, snapshot.summary.operation, sorted(ids))
    for name in ("snapshots", "history", "refs", "files", "manifests", "partitions", "entries"):
        print(name, *getattr(table.inspect, name)().to_pylist(), sep="\n    ")


if __name__ == "__main__":
    main()
