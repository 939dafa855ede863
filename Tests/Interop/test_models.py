"""The dbt project under sql/, run by dbt-core with dbt-duckdb: a hand-made lake with answers worked out
by hand, a generated one from both sides, and the compiled SQL on stock SQLite.

dbt is the one beside this Python, or HEALTHLAKE_DBT. The last part is about the files that healthlake builds.
"""
import collections
import concurrent.futures
import csv
import datetime
import json
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys

import duckdb
import pytest

import generated
from conftest import ROOT, SHELL, unavailable

PROJECT = ROOT / "sql"
DBT = os.environ.get("HEALTHLAKE_DBT", str(pathlib.Path(sys.executable).parent / "dbt"))
AS_OF = "2026-01-01"
# Of the generated population: so many that no mart but one is empty.
POPULATION = 30
# These differ from run to run.
VOLATILE = {"lineage_last_updated_ts", "lineage_first_seen_ts", "lineage_pipeline_run_id", "lineage_run_id"}

# In CI it has to be there.
pytestmark = pytest.mark.skipif(
    not pathlib.Path(DBT).exists() and "CI" not in os.environ, reason="dbt is not installed")


class Lake:
    """A DuckDB file that the project has been built in."""

    def __init__(self, folder, project=PROJECT):
        self.folder, self.project = pathlib.Path(folder), project
        self.path = self.folder / "lake.duckdb"
        self.output = ""

    def dbt(self, *arguments, **environment):
        settings = {
            "HEALTHLAKE_DUCKDB": str(self.path), "DBT_PROFILES_DIR": str(self.project / "profiles"),
            "DBT_TARGET_PATH": str(self.folder / "target"), "DBT_LOG_PATH": str(self.folder / "logs"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        }
        return subprocess.run(
            [DBT, "--no-use-colors", "--no-version-check", *arguments], cwd=self.project, text=True,
            capture_output=True, timeout=1200, check=False, env={**os.environ, **settings, **environment})

    def mount(self, **directories):
        arguments = json.dumps({name: str(path) for name, path in directories.items()})
        done = self.dbt("run-operation", "mount_sources", "--args", arguments)
        assert done.returncode == 0, done.stdout
        self.output = done.stdout
        return self

    def copied(self, folder):
        """The same file elsewhere; its sources are named by their whole paths."""
        shutil.copy(self.path, folder)
        return Lake(folder, self.project)

    def build(self, **variables):
        done = self.dbt("build", "--vars", json.dumps(variables))
        assert done.returncode == 0, "\n".join(done.stdout.splitlines()[-60:])
        assert "ERROR=0" in done.stdout and "WARN=0" in done.stdout, done.stdout
        return self

    def rows(self, sql):
        with duckdb.connect(str(self.path), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def relations(self, *folders):
        """Names of the models in folders of the project that are tables or views."""
        names = {path.stem for folder in folders for path in (self.project / "models" / folder).rglob("*.sql")}
        there = {name for name, in self.rows(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main'")}
        return sorted(names & there)

    def contents(self, relation):
        """The columns that do not change from run to run, and the rows as a multiset of text."""
        with duckdb.connect(str(self.path), read_only=True) as connection:
            cursor = connection.execute(f"SELECT * FROM main.{relation} LIMIT 0")
            columns = [column[0] for column in cursor.description if column[0] not in VOLATILE]
            selected = connection.execute(f"SELECT {', '.join(columns)} FROM main.{relation}").fetchall()
        return columns, multiset(selected)


def plain(value):
    """A value as text, the same for every engine."""
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if value is None else str(value)


def multiset(rows):
    return collections.Counter(tuple(plain(value) for value in row) for row in rows)


# A lake by hand. Concepts: 8507 male, 8532 female, 9201 inpatient, 9202 outpatient, 320128 hypertension,
# 201826 type 2 diabetes, 192279 diabetic kidney disease, 443597 CKD stage 3, 3004249 systolic,
# 3012888 diastolic, 3004410 HbA1c, 32838 prescription.

STATIN = 1539411        # simvastatin 20 MG Oral Tablet
LISINOPRIL = 19080128   # lisinopril 10 MG Oral Tablet

PERSONS = [
    (1, 8532, "1960-06-15"), (2, 8507, "1950-01-01"), (3, 8507, "1960-01-01"), (4, 8507, "1960-01-01"),
    (5, 8532, "1940-05-05"), (6, 8532, "1955-02-02"), (7, 8507, "2008-01-01"), (8, 8507, "2008-01-02"),
]
CONDITIONS = [
    (1, 320128, "2020-03-01"), (2, 201826, "2019-01-01"), (2, 192279, "2021-01-01"), (2, 443597, "2021-01-01"),
    (3, 201826, "2019-01-01"), (4, 201826, "2019-01-01"), (7, 0, "2020-01-01"),
]
MEASUREMENTS = [
    (1, 3004249, "2025-07-01", 150.0), (1, 3012888, "2025-07-01", 95.0),
    # Two readings on the last day, and a lone systolic after it.
    (1, 3004249, "2025-11-01", 138.0), (1, 3012888, "2025-11-01", 92.0),
    (1, 3004249, "2025-11-01", 142.0), (1, 3012888, "2025-11-01", 85.0), (1, 3004249, "2025-12-01", 170.0),
    (2, 3004410, "2024-12-31", 7.9), (3, 3004410, "2025-01-02", 7.1), (4, 3004410, "2025-01-01", 7.2),
]
VISITS = [
    (1, 9202, "2025-02-10", "2025-02-10"),
    (5, 9201, "2025-01-01", "2025-01-05"), (5, 9201, "2025-01-05", "2025-01-08"),
    (5, 9201, "2025-02-07", "2025-02-09"), (5, 9201, "2025-03-15", "2025-03-20"),
    (5, 9201, "2025-12-15", "2025-12-20"),
]
DRUGS = [
    (6, STATIN, "2025-03-01", 30, 1), (6, STATIN, "2025-04-20", 30, 0), (6, LISINOPRIL, "2024-12-20", 30, 0),
]


def cdm_tables():
    """Rows of the lake by table; a field that is not named is NULL."""
    concepts = [
        {**row, "invalid_reason": None, "standard_concept": row["standard_concept"] or None}
        for row in generated.facts("omop_concepts.csv")]
    yield "concept", concepts
    yield "concept_ancestor", [
        {"ancestor_concept_id": row["ancestor_concept_id"], "descendant_concept_id": row["descendant_concept_id"]}
        for row in generated.facts("omop_ancestors.csv")]
    yield "person", [
        {"person_id": number, "gender_concept_id": gender, "race_concept_id": 0, "ethnicity_concept_id": 0,
         "year_of_birth": birth[:4], "month_of_birth": birth[5:7], "day_of_birth": birth[8:]}
        for number, gender, birth in PERSONS]
    yield "observation_period", [{
        "observation_period_id": 1, "person_id": 1, "observation_period_start_date": "2025-01-15",
        "observation_period_end_date": "2025-03-02", "period_type_concept_id": 32817}]
    yield "payer_plan_period", [{
        "payer_plan_period_id": 1, "person_id": 1, "payer_plan_period_start_date": "2025-02-01",
        "payer_plan_period_end_date": "2025-12-31", "payer_source_value": "Aetna"}]
    yield "condition_occurrence", [
        {"condition_occurrence_id": key, "person_id": person, "condition_concept_id": concept,
         "condition_start_date": start, "condition_source_value": "local"}
        for key, (person, concept, start) in enumerate(CONDITIONS, 1)]
    yield "measurement", [
        {"measurement_id": key, "person_id": person, "measurement_concept_id": concept, "measurement_date": day,
         "value_as_number": value, "value_source_value": str(value)}
        for key, (person, concept, day, value) in enumerate(MEASUREMENTS, 1)]
    yield "visit_occurrence", [
        {"visit_occurrence_id": key, "person_id": person, "visit_concept_id": concept, "visit_start_date": start,
         "visit_end_date": end}
        for key, (person, concept, start, end) in enumerate(VISITS, 1)]
    yield "drug_exposure", [
        {"drug_exposure_id": key, "person_id": person, "drug_concept_id": concept,
         "drug_exposure_start_date": start, "drug_type_concept_id": 32838, "days_supply": days, "refills": refills}
        for key, (person, concept, start, days, refills) in enumerate(DRUGS, 1)]
    yield "cost", [{
        "cost_id": 1, "cost_event_id": 1, "cost_domain_id": "Visit", "total_charge": 120.5,
        "paid_by_payer": 100.25, "paid_by_patient": 20.25, "payer_plan_period_id": 1}]


def write_cdm(folder):
    types = {"integer": "BIGINT", "float": "DOUBLE", "date": "DATE", "datetime": "TIMESTAMP"}
    fields = collections.defaultdict(list)
    for fact in generated.facts("omop_fields.csv"):
        fields[fact["table"].lower()].append((fact["field"], types.get(fact["datatype"].lower(), "VARCHAR")))
    folder.mkdir()
    with duckdb.connect() as connection:
        for table, rows in cdm_tables():
            columns = ", ".join(f"{name} {kind}" for name, kind in fields[table])
            connection.execute(f"CREATE TABLE {table} ({columns})")
            marks = ", ".join("?" * len(fields[table]))
            connection.executemany(
                f"INSERT INTO {table} VALUES ({marks})", [[row.get(name) for name, _ in fields[table]] for row in rows])
            connection.execute(f"COPY {table} TO '{folder / table}.parquet' (FORMAT parquet)")
    return folder


@pytest.fixture(scope="module")
def lakes(tmp_path_factory):
    """Every lake that dbt builds, by name: made at the same time, since dbt mostly waits for itself."""
    folder = tmp_path_factory.mktemp("lakes")
    names = ["by_hand", "mounted", "from_omop", "from_fhir"]
    for name in names:
        (folder / name).mkdir()
    new = {name: Lake(folder / name) for name in names}
    with concurrent.futures.ThreadPoolExecutor() as pool:
        def from_hand():
            return new["by_hand"].mount(omop=write_cdm(folder / "cdm")).build(as_of_date=AS_OF)

        def from_both():
            new["mounted"].mount(omop=population / "omop", fhir=population / "fhir")
            return new["mounted"].copied(folder / "from_omop").build()

        by_hand = pool.submit(from_hand)
        population = populate(folder)
        both = pool.submit(from_both) if population else None
        alone = pool.submit(lambda: new["from_fhir"].mount(fhir=population / "fhir").build()) if population else None
    made = {"by_hand": by_hand.result()}
    if population:
        made |= {"population": population, "mounted": new["mounted"], "from_omop": both.result(), "from_fhir": alone.result()}
    return made


def populate(folder):
    """The population as FHIR and OMOP, or None where there is no healthlake to make them."""
    if not pathlib.Path(SHELL).exists():
        return None
    done = generated.generate(
        "--count", POPULATION, "--seed", 7, "--fhir-dir", folder / "fhir", "--omop-dir", folder / "omop",
        "--omop-format", "parquet")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def by_hand(lakes):
    assert lakes["by_hand"].relations("marts", "metrics")
    return lakes["by_hand"]


def test_parse(by_hand):
    """Nothing that a later dbt refuses."""
    assert "Deprecat" not in by_hand.output.replace("version of dbt is deprecated", ""), by_hand.output


def test_ages_count_from_the_as_of_date(by_hand):
    assert by_hand.rows("SELECT patient_id, age_years, age_band FROM dim_patient ORDER BY patient_id") == [
        ("1", 65, "60-69"), ("2", 76, "70-79"), ("3", 66, "60-69"), ("4", 66, "60-69"), ("5", 85, "80+"),
        ("6", 70, "70-79"), ("7", 18, "18-29"), ("8", 17, "00-17")]


def test_a_code_without_concept_keeps_its_row(by_hand):
    assert by_hand.rows("SELECT condition_name FROM fct_condition WHERE condition_concept_id = 0") == [("local",)]


def test_blood_pressure_takes_the_lowest_of_the_last_complete_day(by_hand):
    assert by_hand.rows(
        "SELECT patient_id, last_reading_date::text, systolic, diastolic, is_controlled FROM blood_pressure_control"
    ) == [("1", "2025-11-01", 138.0, 85.0, 1)]


def test_hba1c_of_365_days_ago_is_too_old(by_hand):
    assert by_hand.rows(
        "SELECT patient_id, days_since_last_hba1c FROM diabetics_without_hba1c ORDER BY patient_id"
    ) == [("2", 366), ("4", 365)]


def test_charlson_counts_the_severe_form(by_hand):
    """Diabetes (1) is superseded by complications (2), and renal disease (2) is added; 76 years give 3."""
    assert by_hand.rows(
        "SELECT charlson_score, age_points, age_adjusted_score, has_diabetes, has_renal_disease "
        "FROM charlson_comorbidity WHERE patient_id = '2'") == [(4, 3, 7, 1, 1)]
    assert by_hand.rows("SELECT count(*), sum(charlson_score) FROM charlson_comorbidity") == [(8, 4 + 1 + 1)]


def test_readmission_within_30_days_of_an_episode(by_hand):
    """The stays of January are one episode; the one of December ended too late to tell."""
    assert by_hand.rows(
        "SELECT admission_date::text, discharge_date::text, days_to_readmission, is_readmitted "
        "FROM readmission_30_day ORDER BY 1") == [
            ("2025-01-01", "2025-01-08", 30, 1), ("2025-02-07", "2025-02-09", None, 0),
            ("2025-03-15", "2025-03-20", None, 0)]


def test_overlapping_supply_counts_once(by_hand):
    """60 days from March 1, then 30 from April 20, of which 20 are new; lisinopril reaches into the period."""
    assert by_hand.rows(
        "SELECT drug_class, fill_count, covered_days, treatment_days, is_measured, is_adherent "
        "FROM medication_adherence_pdc ORDER BY 1") == [
            ("ras_antagonist", 1, 17, 365, 0, 0), ("statin", 3, 80, 307, 1, 0)]


def test_member_months_have_payer_and_costs(by_hand):
    assert by_hand.rows(
        "SELECT month_start_date::text, payer_name, charge, paid_by_payer, paid_by_patient "
        "FROM cost_member_month ORDER BY 1") == [
            ("2025-01-01", None, 0.0, 0.0, 0.0), ("2025-02-01", "Aetna", 120.5, 100.25, 20.25),
            ("2025-03-01", "Aetna", 0.0, 0.0, 0.0)]


def test_utilisation_is_per_member_year(by_hand):
    assert by_hand.rows(
        "SELECT encounter_count, member_month_count, encounters_per_1000_member_years FROM encounter_utilisation "
        "WHERE encounter_class = 'ambulatory'") == [(1, 3, 4000.0)]


def test_metrics(by_hand):
    assert by_hand.rows("SELECT metric_value, living_count FROM patient_count") == [(8, 8)]
    assert by_hand.rows(
        "SELECT a.metric_value, b.metric_value, c.metric_value FROM chronic_condition_patient_count a "
        "JOIN chronic_condition_prevalence b USING (condition_group) JOIN age_at_first_condition c "
        "USING (condition_group) WHERE condition_group = 'diabetes'") == [(3, 0.375, (69 + 59 + 59) / 3)]


def test_lineage_is_quoted_and_never_null(by_hand, tmp_path):
    name = "o'run; DROP TABLE x --"
    shutil.copy(by_hand.path, tmp_path / "lake.duckdb")
    lake = Lake(tmp_path)
    done = lake.dbt("run", "--select", "int_patient", "dim_patient", PIPELINE_RUN_ID=name)
    assert done.returncode == 0, done.stdout
    assert lake.rows(
        "SELECT DISTINCT lineage_pipeline_run_id, lineage_model, lineage_source_origin, lineage_run_id IS NULL "
        "FROM dim_patient") == [(name, "dim_patient", "omop.person", False)]


def test_yaml_describes_every_column(by_hand):
    """Names in order and types are those that the models have; every column has a description."""
    manifest = json.loads((by_hand.folder / "target" / "manifest.json").read_text())
    types = {"text": "VARCHAR"}
    for node in manifest["nodes"].values():
        if node["resource_type"] != "model" or node["config"]["materialized"] == "ephemeral":
            continue
        stated = [(name, column["data_type"]) for name, column in node["columns"].items()]
        found = by_hand.rows(f"DESCRIBE main.{node['name']}")
        assert [(name, types.get(kind, kind.upper())) for name, kind in stated] == [row[:2] for row in found], node["name"]
        assert node["description"] and all(column["description"] for column in node["columns"].values()), node["name"]
        assert [name for name, _ in stated][-8:] == [
            "lineage_last_updated_ts", "lineage_first_seen_ts", "lineage_pipeline_run_id", "lineage_source_origin",
            "lineage_run_id", "lineage_model", "lineage_env", "lineage_snapshot_id"], node["name"]


def test_seeds_are_derived():
    done = subprocess.run(
        [sys.executable, PROJECT / "derive_seeds.py", "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# Stock SQLite: the project with the macros of SQLite in place of DuckDB's, and the SQL that dbt compiles.

def sqlite_project(folder):
    project = folder / "project"
    shutil.copytree(PROJECT, project)
    for path in (project / "macros").rglob("*.sql"):
        macros = re.split(r"(?=\{%- macro )", path.read_text())
        if any("macro sqlite__" in macro for macro in macros):
            kept = [macro for macro in macros if not macro.startswith("{%- macro duckdb__")]
            # Which sources there are and what repeats in them, healthlake alone can say.
            path.write_text("".join(
                macro if "has_source" in macro or "has_repeated" in macro else macro.replace("sqlite__", "duckdb__") for macro in kept))
    return project


def fill(connection, name, columns, rows):
    connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
    connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)


def build_in_sqlite(lake, folder, **variables):
    """The models of a DuckDB lake, built once more by Python's sqlite3; returns the connection."""
    compiled = Lake(lake.folder, sqlite_project(folder))
    done = compiled.dbt("compile", "--vars", json.dumps(variables), "--target-path", str(folder / "target"))
    assert done.returncode == 0, done.stdout
    manifest = json.loads((folder / "target" / "manifest.json").read_text())
    connection = sqlite3.connect(":memory:")
    with duckdb.connect(str(lake.path), read_only=True) as source:
        for schema in ("omop", "fhir"):
            connection.execute(f"ATTACH ':memory:' AS {schema}")
            for table, in source.execute(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = ?", [schema]).fetchall():
                cursor = source.execute(f'SELECT * FROM {schema}."{table}"')
                columns = [f'"{column[0]}" {column[1]}' for column in cursor.description]
                columns = [re.sub(r" JSON$", " TEXT", column) for column in columns]
                rows = [[value if isinstance(value, (int, float)) else plain(value) for value in row]
                        for row in cursor.fetchall()]
                fill(connection, f'{schema}."{table}"', columns, rows)
    nodes, built = manifest["nodes"], set()
    for node in nodes.values():
        if node["resource_type"] == "seed":
            with open(PROJECT / node["original_file_path"], encoding="utf-8", newline="") as file:
                header, *rows = csv.reader(file)
            kinds = node["config"]["column_types"]
            columns = [
                f"{name} {kinds.get(name) or ('integer' if rows[0][index].isdigit() else 'text')}"
                for index, name in enumerate(header)]
            fill(connection, node["name"], columns, [[value or None for value in row] for row in rows])

    def build(identity):
        node = nodes.get(identity)
        if identity in built or node is None or node["resource_type"] != "model":
            return
        built.add(identity)
        for other in node["depends_on"]["nodes"]:
            build(other)
        sql = node["compiled_code"].replace('"lake".', "").replace('"main".', "")
        if node["config"]["materialized"] == "view":
            connection.execute(f"CREATE VIEW {node['name']} AS {sql}")
        elif node["config"]["materialized"] == "table":
            columns = [f"{name} {column['data_type']}" for name, column in node["columns"].items()]
            connection.execute(f"CREATE TABLE {node['name']} ({', '.join(columns)})")
            connection.execute(f"INSERT INTO {node['name']} {sql}")

    for identity in sorted(nodes):
        build(identity)
    return connection


def assert_equal_in_sqlite(lake, connection):
    for relation in lake.relations("staging", "intermediate", "marts", "metrics"):
        columns, wanted = lake.contents(relation)
        found = multiset(connection.execute(f"SELECT {', '.join(columns)} FROM {relation}"))
        assert found == wanted, (relation, list((wanted - found).elements())[:2], list((found - wanted).elements())[:2])


def test_by_hand_is_equal_in_sqlite(by_hand, tmp_path):
    assert_equal_in_sqlite(by_hand, build_in_sqlite(by_hand, tmp_path, as_of_date=AS_OF))


# A generated population, from both sides.

def generated_lake(lakes, name):
    if name not in lakes:
        unavailable("healthlake is not built")
    return lakes[name]


@pytest.fixture(scope="module")
def population(lakes):
    return generated_lake(lakes, "population")


@pytest.fixture(scope="module")
def from_omop(lakes):
    """Both sides are staged; OMOP feeds the marts."""
    return generated_lake(lakes, "from_omop")


@pytest.fixture(scope="module")
def from_fhir(lakes):
    """FHIR alone: there is no OMOP source."""
    return generated_lake(lakes, "from_fhir")


@pytest.mark.parametrize("mart", [
    "fct_encounter", "fact_chronic_condition", "condition_prevalence", "charlson_comorbidity",
    "blood_pressure_control", "diabetics_without_hba1c", "readmission_30_day", "chronic_condition_patient_count",
    "chronic_condition_prevalence", "age_at_first_condition"])
def test_both_sides_give_the_same_mart(from_omop, from_fhir, mart):
    def without_lineage(lake):
        names = [row[0] for row in lake.rows(f"DESCRIBE main.{mart}") if not row[0].startswith("lineage")]
        return multiset(lake.rows(f"SELECT {', '.join(names)} FROM main.{mart}"))
    assert without_lineage(from_omop) == without_lineage(from_fhir)


def test_generated_marts_have_rows(from_omop, from_fhir):
    for lake in (from_omop, from_fhir):
        for mart in lake.relations("marts", "metrics"):
            # In so few persons there need not be a diabetic who missed the test.
            assert mart == "diabetics_without_hba1c" or lake.rows(f"SELECT count(*) FROM main.{mart}")[0][0] > 0, mart


def test_generated_is_equal_in_sqlite(from_fhir, tmp_path):
    """OMOP is what the lake by hand is made of."""
    assert_equal_in_sqlite(from_fhir, build_in_sqlite(from_fhir, tmp_path))


def test_the_other_side_can_be_left_out(lakes, tmp_path):
    lake = generated_lake(lakes, "mounted").copied(tmp_path)
    done = lake.dbt(
        "build", "--select", "+int_patient", "+stg_fhir__observation", "--indirect-selection", "cautious",
        "--vars", '{"stage_both_sources": false}')
    assert done.returncode == 0, done.stdout
    assert lake.rows("SELECT count(*) FROM stg_fhir__observation") == [(0,)]
    assert lake.rows("SELECT count(*) FROM int_patient") == [(POPULATION,)]


# The file that healthlake builds from the same sources.

def healthlake_build(folder, *arguments, environment=(), **sources):
    """Runs `healthlake build`; the path of the file and the run's results."""
    path = folder / "lake.sqlite"
    places = [word for name, place in sources.items() for word in ("--source", f"{name}={place}")]
    done = subprocess.run(
        [SHELL, "build", "--project", str(PROJECT), "--database", str(path), "--output", "json", *places, *arguments],
        text=True, capture_output=True, timeout=300, check=False,
        env={**{name: value for name, value in os.environ.items() if name != "PIPELINE_RUN_ID"}, **dict(environment)})
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
    return path, json.loads(done.stdout)


def query(path, sql):
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def built(population, tmp_path_factory):
    return healthlake_build(
        tmp_path_factory.mktemp("built"), omop=population / "omop", fhir=population / "fhir",
        environment={"PIPELINE_RUN_ID": "run '1'"})


def marts():
    return sorted(
        path.stem for folder in ("marts", "metrics") for path in (PROJECT / "models" / folder).rglob("*.sql"))


def test_healthlake_gives_the_rows_of_dbt(from_omop, built):
    with sqlite3.connect(f"file:{built[0]}?mode=ro", uri=True) as connection:
        assert_equal_in_sqlite(from_omop, connection)


def test_healthlake_gives_the_rows_of_dbt_from_fhir(from_fhir, population, tmp_path):
    path, results = healthlake_build(tmp_path, fhir=population / "fhir")
    assert {result["status"] for result in results["results"]} <= {"success", "pass"}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        assert_equal_in_sqlite(from_fhir, connection)


def test_omop_alone_is_enough(population, tmp_path):
    path, results = healthlake_build(tmp_path, omop=population / "omop")
    assert {result["status"] for result in results["results"]} <= {"success", "pass"}
    assert query(path, "SELECT count(*) FROM dim_patient") == [(POPULATION,)]


def test_a_few_resources_are_enough(population, tmp_path):
    """Marts of what is missing are there and empty."""
    (tmp_path / "fhir").mkdir()
    for name in ("Patient", "Encounter"):
        shutil.copy(population / "fhir" / f"{name}.ndjson", tmp_path / "fhir")
    path, results = healthlake_build(tmp_path, fhir=tmp_path / "fhir")
    assert {result["status"] for result in results["results"]} <= {"success", "pass", "warn"}
    assert query(path, "SELECT count(*) FROM dim_patient") == [(POPULATION,)]
    for mart in marts():
        query(path, f"SELECT * FROM {mart}")
    assert query(path, "SELECT count(*) FROM fct_condition") == [(0,)]


def test_repeated_resources_count_once(population, tmp_path):
    (tmp_path / "fhir").mkdir()
    text = (population / "fhir" / "Patient.ndjson").read_text()
    (tmp_path / "fhir" / "Patient.ndjson").write_text(text + text)
    path, _ = healthlake_build(tmp_path, fhir=tmp_path / "fhir")
    assert query(path, "SELECT count(*) FROM stg_fhir__patient") == [(POPULATION,)]


def test_file_is_ordinary(built):
    """One file in DELETE mode, without anything that other tools cannot read."""
    path, results = built
    assert [other.name for other in path.parent.iterdir()] == [path.name]
    header = path.read_bytes()[:100]
    assert header[18:20] == b"\x01\x01"
    assert int.from_bytes(header[68:72], "big") == 0x686C7468 and int.from_bytes(header[60:64], "big") == 1
    schema = query(path, "SELECT type, name, sql FROM sqlite_schema")
    assert {kind for kind, _, _ in schema} <= {"table", "view", "index"}
    assert not [name for _, name, sql in schema if sql and sql.upper().startswith("CREATE VIRTUAL")]
    assert query(path, "SELECT count(*) > 50 FROM sqlite_stat1") == [(1,)]
    # Also of what is not portable.
    assert results["warnings"] == []
    for mart in marts():
        assert ("view", mart) in {(kind, name) for kind, name, _ in schema}
        query(path, f"SELECT * FROM {mart}")
    assert query(path, "PRAGMA integrity_check") == [("ok",)]


def test_file_documents_its_columns(built):
    text = dict(query(built[0], "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"))
    names = {path.stem for folder in ("staging", "intermediate") for path in (PROJECT / "models" / folder).rglob("*.sql")}
    for name in names & set(text):
        head, *columns, end = text[name].splitlines()
        assert " -- " in head and end == ")", name
        assert all(" -- " in column for column in columns), (name, columns)


def test_dates_and_times_have_one_form(built):
    path, _ = built
    forms = {"DATE": r"\d{4}-\d\d-\d\d", "TIMESTAMP": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?"}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        connection.create_function("matches", 2, lambda form, text: re.fullmatch(form, str(text)) is not None)
        for table, in query(path, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'"):
            for _, column, kind, *_ in connection.execute(f"PRAGMA table_info({table})").fetchall():
                wrong = [f"{column} = ''"]
                if kind in forms:
                    wrong.append(f"NOT matches('{forms[kind]}', {column})")
                for condition in wrong:
                    found = connection.execute(
                        f"SELECT {column} FROM {table} WHERE {column} IS NOT NULL AND {condition} LIMIT 1").fetchall()
                    assert not found, (table, column, found)


def test_every_row_names_the_pipeline_run(built):
    path, results = built
    for table, in query(path, "SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')"):
        columns = [row[1] for row in query(path, f"PRAGMA table_info({table})")]
        if "lineage_pipeline_run_id" in columns:
            assert query(path, f"SELECT DISTINCT lineage_pipeline_run_id FROM {table}") in ([("run '1'",)], []), table
    assert query(path, "SELECT DISTINCT run_id FROM lineage_run") == [("run '1'",)]
    assert results["metadata"]["pipeline_run_id"] == "run '1'"


def test_rows_keep_when_they_were_first_seen(population, tmp_path):
    healthlake_build(tmp_path, omop=population / "omop")
    path = tmp_path / "lake.sqlite"
    # As if the first build had been earlier.
    with sqlite3.connect(path) as connection:
        for table in ("stg_omop__person", "int_patient"):
            connection.execute(f"UPDATE {table} SET lineage_first_seen_ts = '2020-01-01 00:00:00'")
    healthlake_build(tmp_path, omop=population / "omop")
    assert query(path, "SELECT DISTINCT lineage_first_seen_ts FROM dim_patient") == [("2020-01-01 00:00:00",)]
    assert query(path, "SELECT count(*) FROM dim_patient WHERE lineage_last_updated_ts > '2020-01-02'") == [(POPULATION,)]
    # Made, where the environment has none.
    runs = query(path, "SELECT DISTINCT run_id FROM lineage_run")
    assert len(runs) == 2 and all(run for run, in runs)
    assert query(path, "SELECT count(DISTINCT lineage_pipeline_run_id) FROM dim_patient") == [(1,)]


def test_lineage_goes_to_file_and_snapshot(tmp_path):
    done = generated.generate("--count", 5, "--seed", 7, "--omop-dir", tmp_path / "omop")
    assert done.returncode == 0, done.stderr
    path, _ = healthlake_build(tmp_path, omop=tmp_path / "omop")
    done = subprocess.run(
        [SHELL, "lineage", "dim_patient.birth_date", "--database", str(path)], text=True, capture_output=True,
        timeout=60, check=True)
    snapshot, = {row[0] for row in query(path, "SELECT DISTINCT lineage_snapshot_id FROM dim_patient")}
    assert str(tmp_path / "omop" / "person") in done.stdout, done.stdout
    assert snapshot and snapshot in done.stdout, done.stdout
