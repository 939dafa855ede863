"""The table-valued functions about a table's metadata, against PyIceberg's metadata tables."""
import collections
import datetime
import json

import pyarrow
import pyarrow.parquet
import pytest
from pyiceberg.types import UUIDType

import lake_values
from conftest import rows
from iceberg_histories import PRIMITIVES, History

SEEDS = range(201, 207)


@pytest.fixture(scope="module", params=SEEDS)
def history(request, tmp_path_factory):
    # PyIceberg's metadata tables cannot show the bounds of UUIDs.
    kinds = [kind for kind in PRIMITIVES if not isinstance(kind, UUIDType)]
    return History(tmp_path_factory.mktemp("history"), request.param, kinds).run(12)


def ask(db, function, history):
    """The rows of a metadata function as dictionaries."""
    cursor = db.execute(f"SELECT * FROM {function}(?)", (history.location,))
    # A description is there only while there are rows.
    found, names = [], None
    for row in cursor:
        names = names or [column[0] for column in cursor.getdescription()]
        found.append(dict(zip(names, row)))
    return found


def peer(table):
    """The rows of one of PyIceberg's metadata tables as dictionaries of Arrow scalars."""
    return [{name: table[name][index] for name in table.column_names} for index in range(len(table))]


def instant(text):
    moment = datetime.datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.timezone.utc)).timestamp() * 1000


def check_columns(ours, theirs, names, key):
    """The rows of both sides by their key, and the same values in the columns."""
    ours, theirs = ({plain(row[key]): row for row in side} for side in (ours, theirs))
    assert ours.keys() == theirs.keys()
    for found, row in ours.items():
        for name in names:
            check_value(row[name], theirs[found][name], f"{name} of {key} {found}")


def plain(value):
    return value.as_py() if isinstance(value, pyarrow.Scalar) else value


def check_value(value, scalar, what):
    if pyarrow.types.is_timestamp(scalar.type):
        assert instant(value) == pytest.approx(scalar.value), what
    elif pyarrow.types.is_binary(scalar.type) and isinstance(value, str):
        assert value.lower() == scalar.as_py().hex(), what
    else:
        assert lake_values.from_sqlite(value, scalar.type) == lake_values.from_arrow(scalar), what


def partition_of(text):
    """A partition as JSON, without the fields that have no value: those of other specs."""
    return {name: value for name, value in json.loads(text or "{}").items() if value is not None}


def peer_partition(scalar):
    return {field.name: lake_values.from_arrow(scalar[index]) for index, field in enumerate(scalar.type)
            if scalar[index].is_valid}


def same_partition(text, scalar):
    ours, theirs = partition_of(text), peer_partition(scalar)
    kinds = {field.name: field.type for field in scalar.type}
    assert ours.keys() == theirs.keys()
    assert {name: lake_values.from_sqlite(value, kinds[name], True) for name, value in ours.items()} == theirs


def test_snapshots(db, history):
    check_columns(ask(db, "iceberg_snapshots", history), peer(history.table.inspect.snapshots()),
                  ["committed_at", "parent_id", "operation", "manifest_list"], "snapshot_id")
    summaries = {row["snapshot_id"]: dict(json.loads(row["summary"])) for row in ask(db, "iceberg_snapshots", history)}
    for row in history.table.inspect.snapshots().to_pylist():
        ours = summaries[row["snapshot_id"]]
        ours.pop("operation", None)
        assert ours == dict(row["summary"])


def test_history(db, history):
    ours, theirs = ask(db, "iceberg_history", history), peer(history.table.inspect.history())
    assert len(ours) == len(theirs)
    for row, expected in zip(ours, theirs):
        for name in ("made_current_at", "snapshot_id", "parent_id", "is_current_ancestor"):
            check_value(row[name], expected[name], name)


def test_refs(db, history):
    check_columns(ask(db, "iceberg_refs", history), peer(history.table.inspect.refs()), [
        "type", "snapshot_id", "max_reference_age_in_ms", "min_snapshots_to_keep", "max_snapshot_age_in_ms"], "name")


def test_files(db, history):
    ours, theirs = ask(db, "iceberg_files", history), peer(history.table.inspect.files())
    check_columns(ours, theirs, [
        "content", "spec_id", "record_count", "file_size_in_bytes", "column_sizes", "value_counts",
        "null_value_counts", "nan_value_counts", "lower_bounds", "upper_bounds", "key_metadata", "split_offsets",
        "equality_ids", "sort_order_id"], "file_path")
    partitions = {row["file_path"].as_py(): row["partition"] for row in theirs}
    for row in ours:
        assert row["file_format"].upper() == "PARQUET"
        same_partition(row["partition"], partitions[row["file_path"]])


def test_manifests(db, history):
    ours, theirs = ask(db, "iceberg_manifests", history), peer(history.table.inspect.manifests())
    check_columns(ours, theirs, [
        "content", "length", "partition_spec_id", "added_snapshot_id", "added_data_files_count",
        "existing_data_files_count", "deleted_data_files_count", "added_delete_files_count",
        "existing_delete_files_count", "deleted_delete_files_count"], "path")
    summaries = {row["path"].as_py(): row["partition_summaries"].as_py() for row in theirs}
    for row in ours:
        got = json.loads(row["partition_summaries"] or "[]")
        assert [bool(one["contains_null"]) for one in got] == [one["contains_null"] for one in summaries[row["path"]]]


def test_partitions(db, history):
    names = ["record_count", "file_count", "position_delete_record_count", "position_delete_file_count",
             "equality_delete_record_count", "equality_delete_file_count"]

    def sums(found, partition):
        total = collections.defaultdict(collections.Counter)
        for row in found:
            total[repr(sorted(partition(row["partition"]).items()))] += collections.Counter(
                {name: plain(row[name]) or 0 for name in names})
        return dict(total)

    theirs = history.table.inspect.partitions()
    kinds = {field.name: field.type for field in theirs.schema.field("partition").type} \
        if "partition" in theirs.column_names else {}

    def ours(text):
        return {name: lake_values.from_sqlite(value, kinds[name], True) for name, value in partition_of(text).items()}

    if kinds:
        assert sums(ask(db, "iceberg_partitions", history), ours) == sums(peer(theirs), peer_partition)
    else:
        assert sum(row["record_count"] for row in ask(db, "iceberg_partitions", history)) == len(
            history.table.scan().to_arrow())


def test_entries(db, history):
    # A v1 manifest has no sequence numbers: they count as 0.
    def key(row, path):
        return path, *(plain(row[name]) or 0 for name in (
            "status", "snapshot_id", "sequence_number", "file_sequence_number"))

    ours = [key(row, json.loads(row["data_file"])["file_path"]) for row in ask(db, "iceberg_entries", history)]
    theirs = [key(row, row["data_file"]["file_path"].as_py()) for row in peer(history.table.inspect.entries())]
    assert sorted(ours) == sorted(theirs)


def test_schemas(db, history):
    found = ask(db, "iceberg_schemas", history)
    assert {row["schema_id"] for row in found} == set(history.table.schemas())


def test_hidden_columns(db, history):
    """PyIceberg rewrites files when it deletes: every row of every file is there, in its place."""
    db.execute(f"CREATE VIRTUAL TABLE temp.t USING iceberg('{history.location}')")
    found = {row[0]: row[1:] for row in db.execute(
        "SELECT _file, _spec_id, _partition, count(*), count(DISTINCT _pos), min(_pos), max(_pos) FROM t "
        "GROUP BY _file, _spec_id, _partition")}
    files = [row for row in peer(history.table.inspect.files()) if row["record_count"].as_py()]
    assert found.keys() == {row["file_path"].as_py() for row in files}
    for row in files:
        spec, partition, *places = found[row["file_path"].as_py()]
        count = row["record_count"].as_py()
        assert (spec, places) == (row["spec_id"].as_py(), [count, count, 0, count - 1])
        same_partition(partition, row["partition"])


def test_a_snapshot_that_is_not_there(db, history):
    with pytest.raises(Exception, match="12345"):
        db.execute(f"CREATE VIRTUAL TABLE temp.t USING iceberg('{history.location}', snapshot_id=12345)")


def test_nested_values_are_json(db, tmp_path):
    """Lists, maps and structs carry SQLite's JSON subtype: json_array takes them as they are, not as text."""
    path = tmp_path / "nested.parquet"
    pyarrow.parquet.write_table(pyarrow.table({"l": [[1, None]], "s": [{"x": "y"}]}), path)
    db.execute(f"CREATE VIRTUAL TABLE temp.t USING parquet('{path}')")
    (array, first, member), = rows(db, "SELECT json_array(l, s), l ->> '$[0]', s ->> 'x' FROM t")
    assert (json.loads(array), first, member) == ([[1, None], {"x": "y"}], 1, "y")
