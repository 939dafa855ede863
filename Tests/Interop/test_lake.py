"""Random Iceberg tables and Parquet files of other programs: the same rows, with and without conditions.

HEALTHLAKE_SEEDS multiplies the number of seeds. One seed is repeated with lake_differential.py, which a failure names.
"""
import collections
import concurrent.futures
import multiprocessing
import os

import pytest

import lake_differential
from conftest import in_own_process

FACTOR = int(os.environ.get("HEALTHLAKE_SEEDS", "1"))
# Kind of table, engine, first seed, number of seeds, and what they must do at least, for each of them.
RUNS = [
    ("iceberg", "apsw", 1, 10, {"views": 5, "rows": 100, "selective": 5}),
    ("iceberg", "sqlite3", 101, 6, {"views": 5, "rows": 100, "selective": 5}),
    ("parquet", "apsw", 1, 60, {"rows": 100, "selective": 5}),
    ("parquet", "sqlite3", 1001, 30, {"rows": 100, "selective": 5}),
    ("duckdb", "apsw", 1, 8, {"rows": 500, "selective": 5}),
]


def outcome(kind, engine, seed):
    reports = []
    done = lake_differential.run(kind, engine, [seed], reports.append)
    return done, reports


def outcomes(kind, engine, seeds):
    """What each seed did and reports. A seed that ends its process is found by asking it again, alone."""
    results = {}
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(os.cpu_count(), mp_context=context) as pool:
        futures = {seed: pool.submit(outcome, kind, engine, seed) for seed in seeds}
        for seed, future in futures.items():
            try:
                results[seed] = future.result()
            except concurrent.futures.process.BrokenProcessPool:
                results[seed] = None
    for seed in [seed for seed, result in results.items() if result is None]:
        try:
            results[seed] = in_own_process(outcome, kind, engine, seed)
        except concurrent.futures.process.BrokenProcessPool:
            results[seed] = collections.Counter(), ["the process ended"]
    return results


@pytest.mark.parametrize("kind, engine, first, count, least", RUNS, ids=[f"{run[0]}-{run[1]}" for run in RUNS])
def test_same_rows(kind, engine, first, count, least):
    count *= FACTOR
    results = outcomes(kind, engine, range(first, first + count))
    wrong = [f"lake_differential.py --kind {kind} --engine {engine} --seed {seed}\n" + "\n".join(reports[:3])
             for seed, (_, reports) in results.items() if reports]
    assert not wrong, f"{len(wrong)} of {count} seeds differ\n" + "\n\n".join(text[:3000] for text in wrong[:5])
    total = sum((done for done, _ in results.values()), collections.Counter())
    # A run that compared next to nothing would pass, too.
    assert all(total[key] >= number * count for key, number in least.items()), total
    if kind == "iceberg":
        assert total["duckdb"] >= count, "DuckDB could read next to none of the tables"
