#!/usr/bin/env python3
"""Makes the Iceberg tables of the benchmarks with PyIceberg: OMOP-like measurements.

Usage: .venv/bin/python Tests/Benchmarks/make-iceberg-table.py FOLDER [--rows N]

FOLDER/catalog.db is an SQL catalog with two tables of the same rows:

    bench.measurement           ten files, sorted by person_id and measurement_id, no partitions
    bench.measurement_by_month  partitioned by month(measurement_date), one file a month, sorted the same way

FOLDER/measurement.parquet is one bare Parquet file with the rows of the first file.

The rows depend on their number alone: the same for every run and machine. Memory is bounded by a tenth of the
rows. A folder without the file `complete` is left from a run that was ended, and is made again.
"""
import argparse
import datetime
import pathlib
import shutil
import sys
import time

import pyarrow
import pyarrow.compute as compute
import pyarrow.parquet
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import MonthTransform
from pyiceberg.types import (
    DateType, DoubleType, IntegerType, LongType, NestedField, StringType, TimestampType)

PARTS = 10
YEARS = range(2014, 2014 + PARTS)
ROWS_A_PERSON = 100
# Concept, LOINC code, unit concept, unit, mean, spread: a handful of usual laboratory values.
CONCEPTS = [
    (3004249, "8480-6", 8876, "mm[Hg]", 125.0, 30.0), (3012888, "8462-4", 8876, "mm[Hg]", 78.0, 20.0),
    (3025315, "29463-7", 9529, "kg", 75.0, 35.0), (3036277, "8302-2", 8582, "cm", 168.0, 25.0),
    (3038553, "39156-5", 9531, "kg/m2", 26.0, 10.0), (3027018, "8867-4", 8541, "/min", 74.0, 25.0),
    (3004501, "2345-7", 8840, "mg/dL", 105.0, 50.0), (3016723, "2160-0", 8840, "mg/dL", 1.0, 0.8),
    (3000963, "718-7", 8713, "g/dL", 13.5, 4.0), (3004410, "4548-4", 8554, "%", 6.1, 2.5),
    (3027114, "2093-3", 8840, "mg/dL", 190.0, 70.0), (3020891, "8310-5", 586323, "Cel", 36.8, 1.5),
]
SCHEMA = Schema(
    NestedField(1, "measurement_id", LongType(), required=True),
    NestedField(2, "person_id", LongType(), required=True),
    NestedField(3, "measurement_concept_id", IntegerType(), required=True),
    NestedField(4, "measurement_date", DateType(), required=True),
    NestedField(5, "measurement_datetime", TimestampType()),
    NestedField(6, "measurement_type_concept_id", IntegerType(), required=True),
    NestedField(7, "operator_concept_id", IntegerType()),
    NestedField(8, "value_as_number", DoubleType()),
    NestedField(9, "value_as_concept_id", IntegerType()),
    NestedField(10, "unit_concept_id", IntegerType()),
    NestedField(11, "range_low", DoubleType()),
    NestedField(12, "range_high", DoubleType()),
    NestedField(13, "provider_id", LongType()),
    NestedField(14, "visit_occurrence_id", LongType()),
    NestedField(15, "measurement_source_value", StringType()),
    NestedField(16, "unit_source_value", StringType()))


def random(count, seed):
    """`count` numbers in [0, 1), the same for the same seed."""
    return compute.random(count, initializer=seed)


def whole(numbers, limit):
    return compute.cast(compute.floor(compute.multiply(numbers, float(limit))), pyarrow.int64())


def null_where(condition, values):
    return compute.if_else(condition, pyarrow.scalar(None, values.type), values)


def measurements(first, count):
    """The rows with measurement_id from `first` on, as an Arrow table."""
    seed = first * 16
    concept = whole(compute.power(random(count, seed + 1), 2.0), len(CONCEPTS))
    take = lambda column, kind: compute.take(pyarrow.array([c[column] for c in CONCEPTS], kind), concept)
    ids = pyarrow.array(range(first, first + count), pyarrow.int64())
    person = compute.add(compute.divide(compute.subtract(ids, 1), ROWS_A_PERSON), 1)
    days = (datetime.date(YEARS[-1] + 1, 1, 1) - datetime.date(YEARS[0], 1, 1)).days
    day = compute.add(whole(random(count, seed + 2), days),
                      (datetime.date(YEARS[0], 1, 1) - datetime.date(1970, 1, 1)).days)
    second = compute.add(compute.multiply(day, 86400), whole(random(count, seed + 3), 86400))
    mean, spread = take(4, pyarrow.float64()), take(5, pyarrow.float64())
    value = compute.round(compute.add(mean, compute.multiply(
        spread, compute.subtract(compute.add(random(count, seed + 4), random(count, seed + 5)), 1.0))), 1)
    text_only = compute.less(random(count, seed + 6), 0.05)
    has_range = compute.less(random(count, seed + 7), 0.6)
    low, high = (compute.round(compute.add(mean, compute.multiply(spread, side)), 1) for side in (-0.5, 0.5))
    constant = lambda number: pyarrow.repeat(pyarrow.scalar(number, pyarrow.int32()), count)
    provider = compute.add(whole(random(count, seed + 8), 5000), 1)
    visit = compute.add(compute.divide(ids, 4), 1)
    columns = [
        ids, person, take(0, pyarrow.int32()),
        compute.cast(compute.cast(day, pyarrow.int32()), pyarrow.date32()),
        null_where(compute.less(random(count, seed + 9), 0.02),
                   compute.cast(compute.multiply(second, 1_000_000), pyarrow.timestamp("us"))),
        constant(32856),
        null_where(compute.less(random(count, seed + 10), 0.9), constant(4172703)),
        null_where(text_only, value),
        null_where(compute.invert(text_only), constant(45878245)),
        null_where(text_only, take(2, pyarrow.int32())),
        null_where(compute.invert(has_range), low), null_where(compute.invert(has_range), high),
        null_where(compute.less(random(count, seed + 11), 0.3), provider),
        visit, take(1, pyarrow.string()), null_where(text_only, take(3, pyarrow.string()))]
    return pyarrow.table(columns, schema=SCHEMA.as_arrow())


def make(folder, rows):
    folder.mkdir(parents=True)
    catalog = SqlCatalog("bench", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}")
    catalog.create_namespace("bench")
    sorted_table = catalog.create_table("bench.measurement", SCHEMA)
    step = rows // PARTS
    for part in range(PARTS):
        batch = measurements(part * step + 1, step)
        sorted_table.append(batch)
        if part == 0:
            pyarrow.parquet.write_table(batch, folder / "measurement.parquet", compression="zstd")
        print(f"measurement: {(part + 1) * step} rows", flush=True)
    by_month = catalog.create_table("bench.measurement_by_month", SCHEMA, partition_spec=PartitionSpec(
        PartitionField(4, 1000, MonthTransform(), "measurement_date_month")))
    for year in YEARS:
        batch = sorted_table.scan(
            f"measurement_date >= '{year}-01-01' and measurement_date < '{year + 1}-01-01'").to_arrow()
        by_month.append(batch.sort_by("measurement_id"))
        print(f"measurement_by_month: {year}, {len(batch)} rows", flush=True)


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rows", type=int, default=20_000_000)
    options = parser.parse_args()
    folder = options.folder.absolute()
    if (folder / "complete").exists():
        print(f"{folder} is there")
        return 0
    begin = time.monotonic()
    # The metadata holds absolute paths, so that the folder is made in its place, and not renamed.
    shutil.rmtree(folder, ignore_errors=True)
    make(folder, options.rows)
    (folder / "complete").touch()
    print(f"{folder}: {options.rows} rows twice in {time.monotonic() - begin:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
