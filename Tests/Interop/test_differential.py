"""Random questions to random files: our tables against plain tables of the same rows."""
import pytest

import differential
from conftest import in_own_process

SMALL = [
    (engine, seed, odd, threads, end)
    for engine, odd in (("apsw-virtual", True), ("apsw-table", False), ("sqlite3", False))
    for seed, threads, end in ((1, 1, "\n"), (2, 4, "\n"), (3, 1, "\r\n"), (4, 2, "\n"), (5, 1, "\n"), (6, 4, "\n"))
]


def reports_of(arguments, options):
    reports = []
    differential.run(*arguments, report=reports.append, **options)
    return reports


def check(engine, *arguments, **options):
    arguments = (engine, *arguments)
    reports = (in_own_process if engine == "sqlite3" else lambda call, *rest: call(*rest))(
        reports_of, arguments, options)
    assert not reports, "\n".join(reports[:5])


@pytest.mark.parametrize("engine, seed, odd, threads, end", SMALL)
def test_small(engine, seed, odd, threads, end):
    check(engine, seed, 60 if seed % 2 else 150, 300, odd, threads, end=end)


@pytest.mark.parametrize("engine, odd, threads", [
    ("apsw-table", False, 1), ("apsw-table", False, 4), ("sqlite3", False, 4), ("apsw-virtual", True, 4)])
def test_blocks_and_threads(engine, odd, threads):
    """More than 2 MB: several blocks and, with them, threads; lines cross the borders of blocks."""
    check(engine, 77, 4000, 60, odd, threads, padding=2000)


def test_little_memory():
    """Groups, sorts and nested loops that do not fit in memory."""
    check("apsw-table", 78, 3000, 60, False, 4, padding=2000, memory=1 << 20)
