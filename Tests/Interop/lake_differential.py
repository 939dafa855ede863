"""Makes random Iceberg tables and Parquet files, and compares what healthlake reads with what others read.

Usage: lake_differential.py [--kind iceberg|parquet|duckdb] [--seed N] [--seeds N] [--engine apsw|sqlite3]

iceberg   a random history by PyIceberg: every snapshot, branch and tag has PyIceberg's rows, DuckDB agrees about the
          current ones, and random conditions keep the same rows as in a plain table
parquet   a random file by pyarrow with random writer options
duckdb    a random file by DuckDB's COPY
"""
import argparse
import collections
import pathlib
import random as randoms
import shutil
import sys
import tempfile

from pyiceberg.exceptions import ResolveError

import lake_values
import parquet_files
from iceberg_histories import History
from lake_engines import ENGINES
from lake_filters import compare

STEPS = 12
QUESTIONS = 40


def quoted_text(value):
    return "'" + str(value).replace("'", "''") + "'"


def compare_rows(engine, source, expected, report, what, is_ordered=False):
    """The table of a source against an Arrow table; whether they are the same."""
    try:
        name = engine.mount(source)
        names = [row[1] for row in engine.execute(f"PRAGMA temp.table_xinfo({name})") if not row[6]]
        rows = engine.execute(f"SELECT * FROM {name}")
    except engine.error as error:
        report(f"{what}: {error}")
        return False
    if names != expected.column_names:
        report(f"{what}: columns {names}, expected {expected.column_names}")
        return False
    try:
        got = lake_values.sqlite_rows(rows, expected.schema)
    except (ValueError, KeyError, TypeError) as error:
        report(f"{what}: {type(error).__name__}: {error}")
        return False
    wanted = lake_values.arrow_rows(expected)
    if not is_ordered:
        got, wanted = lake_values.in_any_order(got), lake_values.in_any_order(wanted)
    if got == wanted:
        return True
    report(f"{what}: {len(got)} rows, expected {len(wanted)}\n{first_difference(got, wanted, expected.column_names)}")
    return False


def first_difference(got, wanted, names):
    missing = collections.Counter(wanted) - collections.Counter(got)
    unexpected = collections.Counter(got) - collections.Counter(wanted)
    for a, b in zip(sorted(unexpected, key=repr), sorted(missing, key=repr)):
        columns = [f"{name}: {x!r}, expected {y!r}" for name, x, y in zip(names, a, b) if x != y]
        return f"  such as {'; '.join(columns)!s:.600}"
    return f"  missing {list(missing)[:1]!s:.400}\n  unexpected {list(unexpected)[:1]!s:.400}"


def run_iceberg(engine, seed, report):
    """One history; answers what was done, for the test to see that it was something."""
    done = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        history = History(folder, seed).run(STEPS)

        def complain(text):
            report(f"seed {seed}: {text}\n  history: " + "\n           ".join(history.log))

        location = quoted_text(history.location)
        for view, options, read in history.views():
            source = f"iceberg({', '.join([location, *options])})"
            try:
                expected = read()
            except ResolveError:
                # PyIceberg cannot read what it wrote: a name that was dropped and given to another type.
                done["unreadable"] += 1
                continue
            done["views"] += 1
            done["rows"] += len(expected)
            if not compare_rows(engine, source, expected, complain, f"{view}, {source}"):
                continue
            if view == "current" or history.random.random() < 0.2:
                done["selective"] += compare(
                    engine, "t", history.random, QUESTIONS, lambda text: complain(f"{view}: {text}"))
        if done["unreadable"]:
            return done
        check_other_forms(engine, history, complain)
        if not history.has_codec_unknown_to_duckdb:
            done["duckdb"] += check_duckdb(engine, history, complain)
    return done


def check_other_forms(engine, history, complain):
    """The same table by its folder, by its catalog, and moved."""
    expected = history.current()
    folder = quoted_text(history.folder_of_table)
    compare_rows(engine, f"iceberg({folder})", expected, complain, "folder")
    catalog = quoted_text(f"{history.folder}/catalog.db#db.t")
    compare_rows(engine, f"iceberg({catalog})", expected, complain, "catalog")
    if not any(entry.startswith("add_files") for entry in history.log):
        with tempfile.TemporaryDirectory() as other:
            moved = pathlib.Path(other) / "moved here"
            shutil.move(history.folder_of_table, moved)
            try:
                compare_rows(engine, f"iceberg({quoted_text(moved)})", expected, complain, "moved")
            finally:
                shutil.move(moved, history.folder_of_table)


def check_duckdb(engine, history, complain):
    """DuckDB's counts for conditions that mean the same in both dialects; answers how many it could tell."""
    import duckdb_peer
    told = 0
    peer = duckdb_peer.Peer(history.location)
    source = f"iceberg({quoted_text(history.location)})"
    current = history.current()
    engine.mount(source)
    for ours, theirs in duckdb_peer.conditions(history.random, current, 20):
        count = peer.count(theirs)
        if count is None:
            continue
        told += 1
        (got,), = engine.execute(f"SELECT count(*) FROM t WHERE {ours}")
        if got != count and not peer.contradicts(current, theirs, count):
            complain(f"DuckDB counts {count} rows for {theirs}, we count {got} for {ours}")
    return told


def run_parquet(engine, seed, report):
    done = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        random = randoms.Random(seed)
        path = pathlib.Path(folder) / "file.parquet"
        expected, options = parquet_files.write_with_pyarrow(random, path)
        check_file(engine, random, path, expected, done, lambda text: report(f"seed {seed}: {options}: {text}"))
    return done


def run_duckdb(engine, seed, report):
    done = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        random = randoms.Random(seed)
        path = pathlib.Path(folder) / "file.parquet"
        expected, options = parquet_files.write_with_duckdb(random, path)
        check_file(engine, random, path, expected, done, lambda text: report(f"seed {seed}: {options}: {text}"))
    return done


def check_file(engine, random, path, expected, done, complain):
    done["rows"] += len(expected)
    if compare_rows(engine, f"parquet({quoted_text(path)})", expected, complain, "rows", is_ordered=True):
        done["selective"] += compare(engine, "t", random, QUESTIONS, complain)


KINDS = {"iceberg": run_iceberg, "parquet": run_parquet, "duckdb": run_duckdb}


def run(kind, engine_name, seeds, report=print):
    """All seeds of a kind in one engine; the sum of what was done."""
    engine = ENGINES[engine_name]()
    done = collections.Counter()
    try:
        for seed in seeds:
            done += KINDS[kind](engine, seed, report)
    finally:
        engine.close()
    return done


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("--kind", choices=KINDS, default="iceberg")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--engine", choices=ENGINES, default="apsw")
    options = parser.parse_args()
    reports = []
    done = run(options.kind, options.engine, range(options.seed, options.seed + options.seeds), reports.append)
    print("\n".join(reports))
    print(f"{dict(done)}; {len(reports)} differences")
    return 1 if reports else 0


if __name__ == "__main__":
    sys.exit(main())
