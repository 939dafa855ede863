"""A generated population, read with other tools only."""
import csv
import json
import pathlib

from conftest import ROOT, SHELL, run

PERSONS = 200
FACTS = ROOT / "Sources" / "CFacts"


def generate(*arguments, timeout=600):
    """Runs `healthlake generate`; the process, whatever came of it."""
    return run([SHELL, "generate", *arguments], timeout=timeout)


def make(folder: pathlib.Path, *arguments):
    """A population below `folder`: fhir/, omop/ (Iceberg) and parquet/."""
    common = ["--count", PERSONS, "--seed", 7, *arguments]
    done = generate(*common, "--fhir-dir", folder / "fhir", "--omop-dir", folder / "omop")
    assert done.returncode == 0, done.stderr
    done = generate(*common, "--omop-dir", folder / "parquet", "--omop-format", "parquet")
    assert done.returncode == 0, done.stderr
    return folder


def resources(folder: pathlib.Path):
    """Every resource: (type, object)."""
    for path in sorted((folder / "fhir").glob("*.ndjson")):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                yield path.name.split(".")[0], json.loads(line)


def facts(name):
    """Rows of a table of facts in the repository."""
    with open(FACTS / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def references(value):
    """All literal references in a resource."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "reference" and isinstance(inner, str):
                yield inner
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)
