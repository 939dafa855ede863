"""A hundred builds of the models that are killed at some moment: stock SQLite answers every mart after each,
with what was there before or with what the build has made.
"""
import pathlib
import random
import signal
import sqlite3
import subprocess
import time

import pytest

import generated
from conftest import ROOT, SHELL

PROJECT = ROOT / "sql"
KILLS = 70
FIRST_KILLS = 30
MARTS = sorted(path.stem for folder in ("marts", "metrics") for path in (PROJECT / "models" / folder).rglob("*.sql"))

pytestmark = pytest.mark.skipif(
    not pathlib.Path(SHELL).exists() and "CI" not in os.environ, reason="healthlake is not built")


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    folder = tmp_path_factory.mktemp("killed")
    done = generated.generate(
        "--count", 15, "--seed", 7, "--fhir-dir", folder / "fhir", "--omop-dir", folder / "omop")
    assert done.returncode == 0, done.stderr
    return folder


def command(folder, database, run):
    """OMOP alone and without tests: a build that is over soon meets more kills in what it writes."""
    return [SHELL, "build", "--project", str(PROJECT), "--database", str(database), "--quiet",
            "--exclude", "resource_type:test",
            "--source", f"omop={folder / 'omop'}", "--vars", f'{{"pipeline_run_id": "{run}"}}']


def build(folder, database, run):
    begin = time.monotonic()
    done = subprocess.run(command(folder, database, run), capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return time.monotonic() - begin


def answers(database):
    """Rows of each mart, and the runs that the rows name: a mart without rows names none."""
    with sqlite3.connect(f"file:{database}?mode=rw", uri=True) as connection:
        counts = {mart: connection.execute(f"SELECT count(*) FROM {mart}").fetchone()[0] for mart in MARTS}
        runs = {
            run for mart in MARTS if counts[mart]
            for run, in connection.execute(f"SELECT DISTINCT lineage_pipeline_run_id FROM {mart}")}
    return counts, runs


def test_killed_builds_leave_old_marts_or_new_ones(sources, tmp_path):
    database = tmp_path / "lake.sqlite"
    build(sources, database, "before")
    seconds = build(sources, database, "whole")
    counts, runs = answers(database)
    assert runs == {"whole"}
    dice, current, finished = random.Random(7), "whole", 0
    for number in range(KILLS):
        name = f"kill-{number}"
        with subprocess.Popen(
                command(sources, database, name), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(dice.uniform(0, seconds))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        found, runs = answers(database)
        assert found == counts, name
        # All marts are of one run: the last that was whole, or this one.
        assert runs in ({current}, {name}), (name, current)
        finished += runs == {name}
        current, = runs
    assert 0 < KILLS - finished
    with sqlite3.connect(database) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    build(sources, database, "after")
    assert answers(database) == (counts, {"after"})


def test_killed_first_builds_leave_nothing_or_everything(sources, tmp_path):
    """A new file is written without a WAL."""
    seconds = build(sources, tmp_path / "whole.sqlite", "whole")
    counts, _ = answers(tmp_path / "whole.sqlite")
    dice = random.Random(8)
    for number in range(FIRST_KILLS):
        database = tmp_path / f"lake-{number}.sqlite"
        with subprocess.Popen(
                command(sources, database, "killed"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                process.wait(dice.uniform(0, seconds))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        if not database.exists():
            continue
        with sqlite3.connect(database) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        assert tables == 0 or answers(database) == (counts, {"killed"})
    build(sources, tmp_path / "lake-0.sqlite", "after")
    assert answers(tmp_path / "lake-0.sqlite") == (counts, {"after"})
