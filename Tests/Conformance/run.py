#!/usr/bin/env python3
"""Runs the conformance packs: SQL with expected answers, computed by other programs.

Usage: Tests/Conformance/run.py --shell PROGRAM --extension FILE [--pack PART] [--route PART] [--case PART]

HEALTHLAKE_SHARED names the folder that holds packs/. Without it nothing is run and the exit status is 0;
with it, a pack that is missing is a failure.

A FHIR pack brings its own check.py, which takes `--shell COMMAND`: a command that reads one SQL statement on
standard input and prints its rows as a JSON array of objects. The packs of tables and files, iceberg-dev and
parquet-dev, hold digests of rows; row_packs.py makes the questions, and judges the answers with their check_rows.py.
omop-dev holds the results of DataQualityDashboard, which omop_checks() must reach number by number.
Each pack is asked by each route:

    shell-stdin       our shell, SQL on standard input
    shell-argument    our shell, SQL as an argument
    sqlite3           stock sqlite3 with the extension loaded
    python            the sqlite3 module of Debian's Python with the extension loaded
"""
import argparse
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import time

import row_packs
import row_routes

HERE = pathlib.Path(__file__).resolve().parent
# The packs that this version must pass, below packs/: those with a check.py, and those with rows.
PACKS = ["fhir-dev/ndjson", "fhir-dev/validation", "fhir-dev/validation-wide"]
# Options of a pack's check.py: invariants need FHIRPath, which does not come with this version.
OPTIONS = {"fhir-dev/validation": ["--no-invariants"], "fhir-dev/validation-wide": ["--no-invariants"]}
# Cases that fail, with the reason.
KNOWN_FAILURES = {
    "cases/risk-assessment-probability-range.json": "the invariant ras-2 needs FHIRPath",
}
ROW_PACKS = ["iceberg-dev", "parquet-dev"]
# Where omop-dev holds a CDM, and what DataQualityDashboard says of it.
CHECKED = [("clean", "dqd-expected.tsv"), ("planted", "dqd-expected-planted.tsv"),
           ("wh/catalog.db#omop", "dqd-expected.tsv"), ("wh/catalog.db#omop_planted", "dqd-expected-planted.tsv")]
# What else its check.py judges, as (mode, statement with {pack}, expected results): FHIR against OMOP by each way of
# pairing, and constraints of domains.
COMPARED = [
    ("cross", "SELECT rule, kind, fhir_id, omop_key AS omop_pk FROM cross_model_issues('{pack}/cross/planted/fhir', "
     f"'{{pack}}/cross/planted/omop', {keys}, {code_map})", "cross/cross-expected.tsv")
    for keys in ("NULL", "'{pack}/cross/keys.tsv'") for code_map in ("NULL", "'{pack}/cross/map.tsv'")
] + [
    ("domain", "SELECT id, checked, violated, status FROM domain_checks('{pack}/domain/constraints.yaml', "
     f"'{{pack}}/{copy}', '{{pack}}/cross/{copy}/fhir')", f"domain/expected-{copy}.tsv")
    for copy in ("clean", "planted")
]
PYTHON = "/usr/bin/python3"


def routes(shell, extension):
    quote = shlex.quote
    yield "shell-stdin", f"{quote(shell)} -json"
    yield "shell-argument", f"{PYTHON} {quote(str(HERE / 'sql_argument.py'))} {quote(shell)} -json :memory:"
    yield "sqlite3", f"sqlite3 -json -cmd {quote('.load ' + extension)}"
    yield "python", f"{PYTHON} {quote(str(HERE / 'sqlite_shell.py'))} {quote(extension)}"


def run(name, pack, command, timeout):
    """Passed, failed and the output of one pack by one route."""
    process = subprocess.run(
        [PYTHON, str(pack / "check.py"), "--shell", command, *OPTIONS.get(name, [])], text=True, cwd=pack,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=timeout, check=False)
    passed = failed = 0
    for good, total in re.findall(r"^[\w -]+: (\d+) of (\d+) pass", process.stdout, re.MULTILINE):
        passed += int(good)
        failed += int(total) - int(good)
    for good, bad in re.findall(r"^(\d+) passed, (\d+) failed", process.stdout, re.MULTILINE):
        passed += int(good)
        failed += int(bad)
    known = [case for case in re.findall(r"^FAIL (\S+):", process.stdout, re.MULTILINE) if case in KNOWN_FAILURES]
    failed -= len(known)
    if process.returncode and not failed and not known:
        failed = 1
    if not passed and not failed:
        failed = 1
    return passed, failed, process.stdout


def run_checks(pack, command, place, expected):
    """As expected, not as expected, and the output of check.py for the results of omop_checks()."""
    statement = ("SELECT check_id, violated_rows, total_rows, status "
                 f"FROM omop_checks('{pack / place}', '2026-01-01')")
    return run_check(pack, command, "dqd", statement, expected)


def run_check(pack, command, mode, statement, expected):
    """The same for a mode of check.py and the statement that gives the results."""
    answer = subprocess.run(
        shlex.split(command), input=statement + ";\n", text=True, stdout=subprocess.PIPE, timeout=600, check=False)
    try:
        json.loads(answer.stdout)
    except ValueError:
        return 0, 1, "the answer is no JSON: " + answer.stdout[:200]
    process = subprocess.run(
        [PYTHON, str(pack / "check.py"), mode, str(pack / expected), "-"], input=answer.stdout, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    total = re.search(r"^total (\d+): (\d+) as expected.*?(?:(\d+) too many)?$", process.stdout, re.MULTILINE)
    if not total:
        return 0, 1, process.stdout
    return int(total[2]), int(total[1]) - int(total[2]) + int(total[3] or 0), process.stdout


def run_clean(pack, command):
    """The same for a FHIR data set and a CDM that agree."""
    statement = f"SELECT count(*) AS n FROM cross_model_issues('{pack}/cross/clean/fhir', '{pack}/cross/clean/omop')"
    answer = subprocess.run(
        shlex.split(command), input=statement + ";\n", text=True, stdout=subprocess.PIPE, timeout=600, check=False)
    is_good = answer.stdout.split() and json.loads(answer.stdout)[0]["n"] == 0
    return (1, 0, answer.stdout) if is_good else (0, 1, answer.stdout)


def row_routes_of(shell, extension):
    """The commands of the shells in list mode, and whether they are ours."""
    quote = shlex.quote
    yield "shell-stdin", f"{quote(shell)} -list -bail", True
    yield "shell-argument", (f"{PYTHON} {quote(str(HERE / 'sql_argument.py'))} {quote(shell)} -list -bail "
                             ":memory:"), True
    yield "sqlite3", f"sqlite3 -list -bail -cmd {quote('.load ' + extension)}", False


def run_rows(name, pack, options, shell, extension):
    """Passed and failed questions of a pack with rows, by all routes."""
    counts = [0, 0]

    def report(route, results, start):
        bad = {question: wrong for question, wrong in sorted(results.items()) if wrong}
        print(f"{name} by {route}: {len(results) - len(bad)} passed, {len(bad)} failed, "
              f"{time.monotonic() - start:.0f} s", flush=True)
        for question, wrong in bad.items():
            print(f"  FAIL {question} by {route}")
            for line in wrong:
                print(f"    {line}")
        counts[0] += len(results) - len(bad)
        counts[1] += len(bad)

    with tempfile.TemporaryDirectory() as folder:
        if name == "iceberg-dev":
            questions = list(row_packs.iceberg_questions(pack, row_packs.copy_of(pack, pathlib.Path(folder) / name)))
        else:
            questions = list(row_packs.parquet_questions(pack))
        questions = [question for question in questions if options.case in question.name]
        # The names that the Python route finds are needed by the others.
        start = time.monotonic()
        results, names = row_routes.by_python(questions, extension, pack.parent)
        if options.route in "python":
            report("python", results, start)
        for route, command, is_ours in row_routes_of(shell, extension):
            if options.route in route:
                start = time.monotonic()
                report(route, row_routes.by_shell(questions, command, names, pack.parent, is_ours), start)
    return counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shell", required=True)
    parser.add_argument("--extension", required=True)
    parser.add_argument("--pack", default="")
    parser.add_argument("--route", default="")
    parser.add_argument("--case", default="", help="only cases of iceberg-dev and parquet-dev with this in their name")
    options = parser.parse_args()
    shared = os.environ.get("HEALTHLAKE_SHARED")
    if not shared:
        print("conformance: skipped, HEALTHLAKE_SHARED does not name a folder with packs")
        return 0
    shell, extension = os.path.abspath(options.shell), os.path.abspath(options.extension)
    passed = failed = 0
    for name in PACKS:
        if options.pack not in name:
            continue
        pack = (pathlib.Path(shared) / "packs" / name).resolve()
        if not (pack / "check.py").exists():
            print(f"FAIL {name}: there is no {pack}/check.py")
            failed += 1
            continue
        for route, command in routes(shell, extension):
            if options.route not in route:
                continue
            start = time.monotonic()
            good, bad, output = run(name, pack, command, timeout=1200)
            passed += good
            failed += bad
            print(f"{name} by {route}: {good} passed, {bad} failed, {time.monotonic() - start:.0f} s",
                  flush=True)
            if bad:
                print(output)
    name = "omop-dev"
    pack = (pathlib.Path(shared) / "packs" / name).resolve()
    if options.pack in name and not (pack / "check.py").exists():
        print(f"FAIL {name}: there is no {pack}/check.py")
        failed += 1
    elif options.pack in name:
        for route, command in routes(shell, extension):
            for place, expected in CHECKED if options.route in route else []:
                start = time.monotonic()
                good, bad, output = run_checks(pack, command, place, expected)
                passed += good
                failed += bad
                print(f"{name} {place} by {route}: {good} passed, {bad} failed, {time.monotonic() - start:.0f} s",
                      flush=True)
                if bad:
                    print(output)
            if options.route not in route:
                continue
            start = time.monotonic()
            answers = [("cross clean", run_clean(pack, command))]
            for mode, statement, expected in COMPARED:
                answers.append((f"{mode} {expected}", run_check(pack, command, mode, statement.format(pack=pack), expected)))
            for what, (good, bad, output) in answers:
                passed += good
                failed += bad
                if bad:
                    print(what, output, sep="\n")
            print(f"{name} cross and domain by {route}: {sum(a[1][0] for a in answers)} passed, "
                  f"{sum(a[1][1] for a in answers)} failed, {time.monotonic() - start:.0f} s", flush=True)
    for name in ROW_PACKS:
        if options.pack not in name:
            continue
        pack = (pathlib.Path(shared) / "packs" / name).resolve()
        if not (pack / "README.md").exists() or not (pack.parent / "check_rows.py").exists():
            print(f"FAIL {name}: there is no {pack}, or no check_rows.py beside it")
            failed += 1
            continue
        good, bad = run_rows(name, pack, options, shell, extension)
        passed += good
        failed += bad
    print(f"conformance: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
