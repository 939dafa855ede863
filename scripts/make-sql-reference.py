#!/usr/bin/env python3
"""Writes docs/sql-reference.md from healthlake_functions(), the list that registration itself uses.

Usage: scripts/make-sql-reference.py PROGRAM [--check]

Every example is run, and its first rows are shown. With --check nothing is written: the status is 1 when the file
is not what would be written.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "sql-reference.md"
HEAD = """# SQL reference

Written by `make docs` from `healthlake_functions()`; do not edit. What is read, which columns there are and what counts
as malformed: [FHIR](formats/fhir-ndjson.md), [Iceberg](formats/iceberg.md), [Parquet](formats/parquet.md). Everything of
SQLite is there as well; `->`, `->>` and `json_extract()` are answered by healthlake where it can do it faster.

Where a path is taken: a file, a directory, a glob (`*`, `?`, `[…]`, `{a,b}`, `**`), a bulk-export manifest, a `file://`
URI. In the shell `SELECT … FROM 'path'` needs no function at all.

Functions that read files cannot be used from views, triggers and indexes of the main schema (SQLite calls them
"direct only"): a database that somebody else wrote must not read your files. TEMP views can use them.
"""
VOLATILE = {"healthlake_version"}


def ask(program, *statements):
    process = subprocess.run([program, ":memory:", *statements], cwd=ROOT, text=True, capture_output=True)
    if process.returncode:
        sys.exit(f"{statements}: {process.stderr}")
    return process.stdout


def section(program, item):
    lines = [f"\n## {item['name']}\n", f"    {item['signature']}\n",
             f"{item['kind'].capitalize()}. {item['description']}\n", "```", item["example"] + ";"]
    # What an example needs to have happened before.
    before = {
        "lake_unmount": ["SELECT lake_mount('patient', 'fhir', 'Fixtures/fhir/synthea-10/Patient.000.ndjson')"],
        "healthlake_scans": ["SELECT count(*) FROM fhir_patient('Fixtures/fhir/synthea-10')"],
    }.get(item["name"], [])
    if item["name"] not in VOLATILE:
        with tempfile.TemporaryDirectory() as scratch:
            example = item["example"].replace("{scratch}", scratch)
            output = ask(program, ".once /dev/null", *before, ".mode box", example).replace(scratch, "{scratch}").splitlines()
        lines += [line for line in output if len(line) <= 200][:12]
    lines.append("```")
    return "\n".join(lines)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    items = json.loads(ask(program, ".mode json", "SELECT * FROM healthlake_functions()"))
    general = {"fhir_resources", "fhir_malformed", "fhir_validate", "fhir_is_valid", "fhir_issues", "fhir_file_issues",
               "fhir_file_validation"}
    typed = [i for i in items if i["name"].startswith("fhir_") and i["name"] not in general]
    simulated = [i for i in items if i["description"].startswith("Rows of the OMOP CDM")]
    shown = [i for i in items if i not in typed and i not in simulated]
    text = HEAD
    for item in shown:
        text += section(program, item) + "\n"
    names = ", ".join(sorted(f"`{i['name']}`" for i in typed))
    text += ("\n## fhir_<resource>\n\n    fhir_patient(path [, on_error])\n\n"
             f"Table-valued functions, one for each of the {len(typed)} resource types of FHIR R4, with a typed column for "
             f"each element: {names}.\n\n```\n"
             "SELECT id, gender, birthDate FROM fhir_patient('Fixtures/fhir/synthea-10') LIMIT 2;\n"
             + ask(program, ".mode box",
                   "SELECT id, gender, birthDate FROM fhir_patient('Fixtures/fhir/synthea-10') LIMIT 2") + "```\n")
    tables = ", ".join(f"`{i['name']}`" for i in simulated)
    text += ("\n## synthetic_<table>\n\n    " + simulated[0]["signature"] + "\n\n"
             f"Table-valued functions, one for each of the {len(simulated)} tables of the OMOP CDM v5.4 that a synthetic "
             f"population fills: {tables}. Rows are simulated while they are read; a condition on `person_id` spares the "
             "other persons.\n\n```\n"
             "SELECT person_id, gender_source_value, year_of_birth FROM synthetic_person(1000000, 42) WHERE person_id = 4711;\n"
             + ask(program, ".mode box", "SELECT person_id, gender_source_value, year_of_birth FROM "
                   "synthetic_person(1000000, 42) WHERE person_id = 4711") + "```\n")
    if "--check" in sys.argv:
        return 0 if TARGET.read_text() == text else sys.exit(f"{TARGET} is out of date: run make docs")
    TARGET.write_text(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
