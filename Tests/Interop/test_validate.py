"""`healthlake validate`: exit statuses, formats, what is kept; judged by the models of fhir.resources and by Python."""
import csv
import io
import json
import shutil
import sqlite3

import pytest

from conftest import FIXTURES, SHELL, SYNTHEA, run

DEFECTS = FIXTURES / "validation" / "defects.ndjson"


@pytest.fixture(scope="module")
def lake(tmp_path_factory):
    """Fifteen persons on both sides."""
    folder = tmp_path_factory.mktemp("validate")
    done = run([SHELL, "generate", "--count", "15", "--seed", "3", "--fhir-dir", folder / "bulk",
                "--omop-dir", folder / "warehouse"])
    assert done.returncode == 0, done.stderr
    return folder


def validate(*arguments, cwd):
    return run([SHELL, "validate", *arguments], cwd=cwd)


def test_clean_data_pass(lake, tmp_path):
    done = validate(lake / "bulk", "--omop", lake / "warehouse", "--as-of", "2026-01-01", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\nPASS\n") == 1
    # lake.sqlite is the default.
    runs = sqlite3.connect(tmp_path / "lake.sqlite").execute("SELECT status, layers FROM quality_run").fetchall()
    assert runs == [("PASS", "fhir, omop, cross_model")]


def test_synthea_has_no_errors(tmp_path):
    done = validate(SYNTHEA, "--references", "ignore", "--no-database", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert not list(tmp_path.iterdir())


def test_defects_fail_with_status_1(tmp_path):
    done = validate(DEFECTS, "--database", tmp_path / "q.sqlite", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    places = sqlite3.connect(tmp_path / "q.sqlite").execute(
        "SELECT line, expression FROM quality_issue ORDER BY line").fetchall()
    lines = DEFECTS.read_text().splitlines()
    for line, expression in places:
        # Lines count from 1; the resource type opens the expression.
        text = lines[line - 1]
        assert expression is None or json.loads(text)["resourceType"] == expression.split(".")[0], (line, expression)
    # The file: sound, unknown, missing, … : its 1st and 12th lines are sound, its 5th is empty.
    assert {line for line, _ in places} == set(range(1, len(lines) + 1)) - {1, 5, 12}


@pytest.mark.parametrize("arguments, words", [
    (["nothing-here"], "nothing-here"),
    ([], "nothing to validate"),
    (["--omop", "nothing-here"], "nothing-here"),
    ([str(SYNTHEA), "--rules", "nothing-here.yaml"], "nothing-here.yaml"),
    ([str(SYNTHEA), "--fail-on", "eror"], "error, warning"),
    ([str(SYNTHEA), "--layers", "fire"], "fhir, omop"),
    ([str(SYNTHEA), "--as-of", "someday"], "2026-01-01"),
    ([str(SYNTHEA), "--formt", "csv"], "--format"),
    ([str(SYNTHEA), "--format", "xml"], "operationoutcome"),
    ([str(SYNTHEA), "--issues-max", "-1"], "number"),
    ([str(SYNTHEA), "--database", "/nowhere/at/all.sqlite"], "/nowhere/at/all.sqlite"),
    ([str(SYNTHEA), "--omop"], "needs an argument"),
])
def test_what_cannot_run_ends_with_status_2(tmp_path, arguments, words):
    done = validate(*arguments, cwd=tmp_path)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert words in done.stderr


def test_a_database_that_is_none_is_refused_before_the_work(tmp_path):
    (tmp_path / "text.sqlite").write_text("this is no database" * 100)
    done = validate(DEFECTS, "--database", "text.sqlite", cwd=tmp_path)
    assert done.returncode == 2
    assert "text.sqlite" in done.stderr and not done.stdout


def test_warnings_fail_on_request(tmp_path):
    shutil.copy(DEFECTS, tmp_path / "Patient.ndjson")
    lines = [line for line in DEFECTS.read_text().splitlines() if '"unresolved"' in line]
    (tmp_path / "Patient.ndjson").write_text("\n".join(lines) + "\n")
    arguments = ["Patient.ndjson", "--references", "warn", "--no-database"]
    assert validate(*arguments, cwd=tmp_path).returncode == 0
    assert validate(*arguments, "--fail-on", "warning", cwd=tmp_path).returncode == 1


def test_formats_agree(tmp_path):
    def printed(*arguments):
        done = validate(DEFECTS, "--no-database", *arguments, cwd=tmp_path)
        assert done.returncode == 1, done.stderr
        return done.stdout
    whole = json.loads(printed("--format", "json"))
    checks = list(csv.DictReader(io.StringIO(printed("--format", "csv"))))
    issues = list(csv.DictReader(io.StringIO(printed("--format", "csv", "--issues"))))
    assert [check["check_id"] for check in whole["checks"]] == [check["check_id"] for check in checks]
    assert [issue["message"] for issue in whole["issues"]] == [issue["message"] for issue in issues]
    assert whole["run"]["status"] == "FAIL"
    counted = sum(check.get("violated_rows", 0) for check in whole["checks"])
    assert counted == len(issues) > 0


def test_the_outcome_is_a_resource(tmp_path):
    from fhir.resources.R4B.operationoutcome import OperationOutcome
    done = validate(DEFECTS, "--no-database", "--format", "operationoutcome", cwd=tmp_path)
    outcome = OperationOutcome.model_validate_json(done.stdout)
    assert {issue.severity for issue in outcome.issue} == {"fatal", "error", "information"}
    assert any("Patient.active" in (issue.expression or []) for issue in outcome.issue)
    assert all(f"{DEFECTS}:" in issue.diagnostics for issue in outcome.issue if issue.severity != "information")


def test_planted_defects_are_found_on_both_sides(lake, tmp_path):
    """A wrong gender, a missing row and a broken rule, each seen by its layer and by no other."""
    shutil.copytree(lake / "bulk", tmp_path / "bulk")
    done = run([SHELL, "generate", "--count", "15", "--seed", "3", "--omop-dir", tmp_path / "cdm",
                "--omop-format", "csv"])
    assert done.returncode == 0, done.stderr
    person = (tmp_path / "cdm" / "person.csv").read_text().splitlines(keepends=True)
    swap = {"8507": "8532", "8532": "8507"}
    fields = person[1].split(",")
    fields[1] = swap[fields[1]]
    (tmp_path / "cdm" / "person.csv").write_text(person[0] + ",".join(fields) + "".join(person[2:]))
    done = validate("bulk", "--omop", "cdm", "--as-of", "2026-01-01", "--format", "json", "--no-database", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    failed = [check["check_id"] for check in json.loads(done.stdout)["checks"]
              if check["status"] == "FAIL" and check["layer"] == "cross_model"]
    assert failed == ["person.gender"]


def test_runs_add_up_and_sql_does_the_same(lake, tmp_path):
    database = tmp_path / "q.sqlite"
    for _ in range(2):
        done = validate(lake / "bulk", "--layers", "fhir", "--database", database, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    done = run([SHELL, database, f"SELECT validation_run('{lake / 'bulk'}', NULL, '{{\"layers\": \"fhir\"}}')"])
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["run_number"] == 3
    counts = sqlite3.connect(database).execute(
        "SELECT checks, passed, failed FROM quality_summary ORDER BY run_number").fetchall()
    assert len(counts) == 3 and len(set(counts)) == 1


def test_a_query_of_a_check_lists_its_offenders(tmp_path):
    database = tmp_path / "q.sqlite"
    validate(DEFECTS, "--database", database, cwd=tmp_path)
    failures = sqlite3.connect(database).execute(
        "SELECT query, violated_rows FROM quality_failure").fetchall()
    assert failures
    for query, violated in failures:
        done = run([SHELL, ":memory:", f"SELECT count(*) FROM ({query})"])
        assert done.stdout.strip() == str(violated), (query, done.stderr)
