"""Runs of `healthlake generate`: what is there already, bad input, damage on purpose and its ledger, a killed run."""
import csv
import json
import os
import random
import signal
import subprocess
import time

import pytest

import generated
from conftest import SHELL, run

SMALL = ["--count", 30, "--seed", 3, "--history-years", 2]


def lines(folder):
    """Every line of the NDJSON files: (type, id) to text."""
    found = {}
    for path in folder.glob("*.ndjson"):
        for line in path.read_text().splitlines():
            found[path.name.split(".")[0], json.loads(line)["id"]] = line
    return found


@pytest.mark.parametrize("arguments, part", [
    (["--count", -1, "--fhir-dir", "f"], "-1 is no number of persons"),
    (["--count", 10**12, "--fhir-dir", "f"], "give 0 to 1000000000"),
    (["--count", 1, "--fhir-dir", "f", "--defects", 2], "give 0 to 0.5"),
    (["--count", 1, "--fhir-dir", "f", "--threads", 0], "give 1 to 256"),
    (["--count", 1, "--fhir-dir", "f", "--mode", "append"], "cannot be appended to"),
    (["--count", 1, "--fhir-dir", "f", "--resources", "Pateint"], "did you mean Patient?"),
    (["--count", 1, "--fhir-dir", "f", "--profile", "none.yml"], "none.yml"),
    (["--count", 1, "--fhir-dir", "f", "--catalogue", "nowhere"], "nowhere"),
])
def test_bad_input_is_refused_before_anything_is_written(arguments, part, tmp_path):
    done = run([SHELL, "generate", *arguments], cwd=tmp_path)
    assert done.returncode == 1
    assert part in done.stderr, done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("arguments, part", [
    ([], "needs --count"), (["--count", 1], "needs --fhir-dir"),
    (["--count", "many", "--fhir-dir", "f"], "a number of persons"),
    (["--count", 1, "--fhir-dri", "f"], "did you mean --fhir-dir?"), (["extra"], "takes options only"),
])
def test_a_command_line_that_makes_no_sense_ends_with_2(arguments, part, tmp_path):
    done = run([SHELL, "generate", *arguments], cwd=tmp_path)
    assert done.returncode == 2
    assert part in done.stderr, done.stderr


def test_what_is_there_is_not_touched_without_a_mode(tmp_path):
    fhir, omop = tmp_path / "fhir", tmp_path / "omop"
    places = ["--fhir-dir", fhir, "--omop-dir", omop]
    assert generated.generate(*SMALL, *places).returncode == 0
    before = lines(fhir)
    done = generated.generate(*SMALL, *places)
    assert done.returncode == 1 and "give mode overwrite" in done.stderr
    done = generated.generate(*SMALL, "--omop-dir", omop)
    assert done.returncode == 1 and "table person" in done.stderr and "give mode" in done.stderr
    assert lines(fhir) == before
    other = ["--count", 10, "--seed", 4, "--history-years", 2, "--mode", "overwrite"]
    assert generated.generate(*other, *places, "--resources", "Patient,Encounter").returncode == 0
    assert sorted(path.name for path in fhir.iterdir()) == ["Encounter.ndjson", "Patient.ndjson", "manifest.json"]
    count = run([SHELL, ":memory:", f"SELECT count(*) FROM '{omop}/person'"]).stdout
    assert count == "10\n"
    assert generated.generate(*other[:-1], "append", "--omop-dir", omop, "--tables", "person").returncode == 0
    assert run([SHELL, ":memory:", f"SELECT count(*) FROM '{omop}/person'"]).stdout == "20\n"


def test_a_directory_that_is_a_file(tmp_path):
    (tmp_path / "file").write_text("mine")
    for option in ("--fhir-dir", "--omop-dir"):
        done = generated.generate(*SMALL, option, tmp_path / "file")
        assert done.returncode == 1 and "file" in done.stderr
    assert (tmp_path / "file").read_text() == "mine"


def test_the_ledger_names_every_damaged_record_and_no_other(tmp_path):
    clean, damaged = tmp_path / "clean", tmp_path / "damaged"
    for folder, more in ((clean, []), (damaged, ["--defects", "0.05"])):
        done = generated.generate(*SMALL, *more, "--fhir-dir", folder / "fhir", "--omop-dir", folder / "omop",
                                  "--omop-format", "csv")
        assert done.returncode == 0, done.stderr
    with open(damaged / "fhir" / "defects.csv", newline="") as file:
        ledger = list(csv.DictReader(file))
    before, after = lines(clean / "fhir"), lines(damaged / "fhir")
    planted = {(row["record"], row["id"]): row for row in ledger if row["layer"] == "fhir"}
    assert len(planted) > 50 and set(before) == set(after)
    assert {key for key in before if before[key] != after[key]} == set(planted)
    for (kind, identifier), row in planted.items():
        sound, broken = json.loads(before[kind, identifier]), json.loads(after[kind, identifier])
        differing = {name for name in {*sound, *broken} if sound.get(name) != broken.get(name)}
        assert differing == {row["element"]}, row
    seen = 0
    for path in (clean / "omop").glob("*.csv"):
        table = path.stem
        wanted = {row["id"]: row for row in ledger if row["record"] == table}
        with open(path, newline="") as one, open(damaged / "omop" / path.name, newline="") as two:
            for sound, broken in zip(csv.DictReader(one), csv.DictReader(two), strict=True):
                key = next(iter(sound.values()))
                differing = [name for name in sound if sound[name] != broken[name]]
                if differing:
                    assert differing == [wanted[key]["element"]], (table, key)
                    seen += 1
        # A field that was NULL and is NULL again is damage that shows nowhere: there is none.
    assert seen == sum(row["layer"] != "fhir" for row in ledger)


def test_a_killed_run_leaves_what_was_there(tmp_path):
    fhir, omop = tmp_path / "fhir", tmp_path / "omop"
    places = ["--fhir-dir", str(fhir), "--omop-dir", str(omop)]
    assert generated.generate(*SMALL, *places).returncode == 0
    before = lines(fhir)
    draw = random.Random(5)
    for _ in range(10):
        process = subprocess.Popen(
            [SHELL, "generate", "--quiet", "--count", "2000", "--seed", "9", "--mode", "overwrite", *places])
        time.sleep(draw.uniform(0.05, 0.6))
        process.send_signal(signal.SIGKILL)
        process.wait()
        # The files are old or new as a whole; these runs are too long to end.
        assert lines(fhir) == before
        assert run([SHELL, ":memory:", f"SELECT count(*) FROM '{omop}/person'"]).stdout == "30\n"
    orphans = run([SHELL, ":memory:", f"SELECT count(*) > 0 FROM iceberg_orphans('{omop}/measurement')"])
    assert orphans.returncode == 0, orphans.stderr
    assert generated.generate(*SMALL, "--mode", "overwrite", *places).returncode == 0
    assert lines(fhir) == before


@pytest.fixture
def small_disk(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    place = tmp_path / "disk"
    place.mkdir()
    run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", place]).check_returncode()
    yield place
    run(["umount", place])


@pytest.mark.parametrize("count", [40, 60, 80, 400])
@pytest.mark.parametrize("form", ["iceberg", "parquet", "csv"])
def test_a_full_disk_leaves_what_was_there(small_disk, form, count):
    fhir, omop = small_disk / "fhir", small_disk / "omop"
    fhir_side = ["--fhir-dir", fhir, "--compression", "zstd"]
    omop_side = ["--omop-dir", omop, "--omop-format", form]
    first = ["--count", 5, "--seed", 3, "--history-years", 1]
    assert generated.generate(*first, *fhir_side, *omop_side).returncode == 0
    table = {"iceberg": omop / "person", "parquet": omop / "person.parquet", "csv": omop / "person.csv"}[form]
    names = sorted(path.name for path in fhir.iterdir())
    contents = {path.name: path.read_bytes() for path in fhir.iterdir()}
    # So that some runs end in the rows, some in the vocabulary, some in the commits.
    with open(small_disk / "filler", "wb") as file:
        used = sum(path.stat().st_blocks * 512 for path in small_disk.rglob("*") if path.is_file())
        file.write(bytes(max(0, 40 * 2**20 - used - 9 * 2**20)))
    done = generated.generate("--count", count, "--seed", 4, "--mode", "overwrite", *fhir_side, *omop_side)
    assert "Fatal" not in done.stderr
    if done.returncode == 0:
        assert count < 400
        return
    assert done.returncode == 1
    assert "space" in done.stderr and "free some space" in done.stderr, done.stderr
    assert sorted(path.name for path in fhir.iterdir()) == names
    assert {path.name: path.read_bytes() for path in fhir.iterdir()} == contents
    if form != "csv":
        rows = run([SHELL, ":memory:", f"SELECT count(*) FROM '{table}'"])
        assert rows.stdout == "5\n", rows.stderr
    else:
        assert len(table.read_text().splitlines()) == 6
    if form == "iceberg":
        for place in omop.iterdir():
            checked = run([SHELL, ":memory:", f"SELECT count(*) FROM iceberg_snapshots('{place}')"])
            assert checked.stdout == "1\n", (place, checked.stderr)
    else:
        assert not list(omop.glob("*.partial"))
    (small_disk / "filler").unlink()
    assert generated.generate(*first, "--mode", "overwrite", *fhir_side, *omop_side).returncode == 0
    assert {path.name: path.read_bytes() for path in fhir.iterdir()} == contents


def test_the_pipeline_is_named_in_files_and_snapshots(tmp_path):
    import pyarrow.parquet
    environment = {**os.environ, "PIPELINE_RUN_ID": "pipeline-7"}
    for form, folder in (("iceberg", "warehouse"), ("parquet", "files")):
        done = run([SHELL, "generate", "--count", "2", "--omop-dir", tmp_path / folder, "--omop-format", form, "--tables",
                    "person"], env=environment)
        assert done.returncode == 0, done.stderr
    files = [*(tmp_path / "warehouse").rglob("*.parquet"), *(tmp_path / "files").rglob("*.parquet")]
    assert len(files) == 2
    for file in files:
        assert pyarrow.parquet.read_metadata(file).metadata[b"healthlake.pipeline-run-id"] == b"pipeline-7"
    sql = f"SELECT summary ->> '\"healthlake.pipeline-run-id\"' FROM iceberg_snapshots('{tmp_path / 'warehouse' / 'person'}')"
    done = run([SHELL, ":memory:", sql])
    assert done.stdout == "pipeline-7\n", done.stderr


def test_an_interrupted_run_takes_back_what_it_began(tmp_path):
    process = subprocess.Popen(
        [SHELL, "generate", "--count", "1000000", "--fhir-dir", tmp_path / "bulk", "--omop-dir", tmp_path / "warehouse"],
        stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not list(tmp_path.rglob("*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and "interrupted" in errors
    assert not list(tmp_path.rglob("*.parquet")) and not list(tmp_path.rglob("*.ndjson*"))
