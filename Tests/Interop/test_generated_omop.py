"""Generated OMOP data against the facts of the CDM, with DuckDB; the Iceberg tables with PyIceberg."""
import duckdb
import pytest
from pyiceberg.table import StaticTable

import generated


@pytest.fixture(scope="module")
def population(tmp_path_factory):
    return generated.make(tmp_path_factory.mktemp("population"))


@pytest.fixture(scope="module")
def cdm(population):
    connection = duckdb.connect()
    for path in (population / "parquet").glob("*.parquet"):
        connection.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM '{path}'")
    return connection


def tables(cdm):
    return {row[0] for row in cdm.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal").fetchall()}


def one(cdm, sql):
    return cdm.execute(sql).fetchone()[0]


def test_the_tables_have_rows(cdm):
    names = tables(cdm)
    for name in (
            "person observation_period visit_occurrence visit_detail condition_occurrence drug_exposure "
            "procedure_occurrence measurement observation death device_exposure note location care_site provider "
            "payer_plan_period cost condition_era drug_era cdm_source concept vocabulary domain concept_class "
            "concept_relationship concept_ancestor relationship drug_strength fhir_omop_map").split():
        assert name in names
        assert one(cdm, f"SELECT count(*) FROM {name}") > 0, name
    assert one(cdm, "SELECT count(*) FROM person") == generated.PERSONS


def test_every_field_keeps_its_facts(cdm):
    """Columns in order, required fields filled, primary keys unique, foreign keys found, types."""
    types = {"integer": ("INTEGER", "BIGINT"), "float": ("DOUBLE",), "date": ("DATE",), "datetime": ("TIMESTAMP",)}
    fields = {}
    for fact in generated.facts("omop_fields.csv"):
        fields.setdefault(fact["table"], []).append(fact)
    names = tables(cdm)
    violations = []
    for table in sorted(names & set(fields)):
        described = cdm.execute(f"DESCRIBE {table}").fetchall()
        assert [row[0] for row in described] == [fact["field"] for fact in fields[table]], table
        for fact, column in zip(fields[table], described):
            name, datatype = fact["field"], fact["datatype"]
            wanted = types.get(datatype, ("VARCHAR",))
            if column[1] not in wanted:
                violations.append((table, name, "type", column[1]))
            checks = {}
            if fact["required"] == "Yes":
                checks["required"] = f"SELECT count(*) FROM {table} WHERE {name} IS NULL"
            if fact["primary_key"] == "Yes":
                checks["unique"] = f"SELECT count(*) - count(DISTINCT {name}) FROM {table}"
            if fact["fk_table"] and fact["fk_table"] in names:
                target, key = fact["fk_table"], fact["fk_field"]
                checks["key"] = (f"SELECT count(*) FROM {table} t WHERE t.{name} IS NOT NULL AND NOT EXISTS "
                                 f"(SELECT 1 FROM {target} k WHERE k.{key} = t.{name})")
            if fact["fk_domain"]:
                checks["domain"] = (f"SELECT count(*) FROM {table} t JOIN concept c ON c.concept_id = t.{name} "
                                    f"WHERE c.concept_id <> 0 AND c.domain_id <> '{fact['fk_domain']}'")
            if datatype.startswith("varchar("):
                checks["length"] = (f"SELECT count(*) FROM {table} WHERE length(\"{name}\") > "
                                    f"{datatype[8:-1].lower().replace('max', '1000000')}")
            violations += [(table, name, kind, count) for kind, sql in checks.items() if (count := one(cdm, sql))]
    assert not violations


def test_concepts_are_standard_and_the_domain_decides_the_table(cdm):
    for table, column, domain in [
            ("condition_occurrence", "condition_concept_id", "Condition"), ("drug_exposure", "drug_concept_id", "Drug"),
            ("procedure_occurrence", "procedure_concept_id", "Procedure"),
            ("measurement", "measurement_concept_id", "Measurement"),
            ("device_exposure", "device_concept_id", "Device"),
            ("observation", "observation_concept_id", "Observation")]:
        assert one(cdm, f"SELECT count(*) FROM {table} t JOIN concept c ON c.concept_id = t.{column} "
                        f"WHERE c.concept_id <> 0 AND (c.standard_concept IS DISTINCT FROM 'S' OR c.domain_id <> '{domain}')"
                   ) == 0, table
        # Whatever the vocabulary knows is mapped.
        assert one(cdm, f"SELECT avg((t.{column} = 0)::INT) FROM {table} t") < 0.05, table


def test_events_lie_within_lives(cdm):
    for table, start, end in [
            ("visit_occurrence", "visit_start_date", "visit_end_date"),
            ("condition_occurrence", "condition_start_date", "condition_end_date"),
            ("drug_exposure", "drug_exposure_start_date", "drug_exposure_end_date"),
            ("procedure_occurrence", "procedure_date", "procedure_end_date"),
            ("measurement", "measurement_date", "measurement_date"),
            ("observation", "observation_date", "observation_date"),
            ("device_exposure", "device_exposure_start_date", "device_exposure_end_date")]:
        assert one(cdm, f"""
            SELECT count(*) FROM {table} t JOIN person p USING (person_id) LEFT JOIN death d USING (person_id)
            WHERE t.{start} < p.birth_datetime::DATE OR t.{end} < t.{start} OR t.{start} > DATE '2026-01-01'
               OR t.{start} > d.death_date OR t.{end} > d.death_date""") == 0, table


def test_observation_periods_hold_the_events_and_do_not_overlap(cdm):
    assert one(cdm, "SELECT count(*) FROM person WHERE person_id NOT IN (SELECT person_id FROM observation_period)") <= (
        generated.PERSONS // 20)
    assert one(cdm, """
        SELECT count(*) FROM visit_occurrence v WHERE v.visit_start_date >= DATE '1950-01-01'
        AND NOT EXISTS (SELECT 1 FROM observation_period o
        WHERE o.person_id = v.person_id AND v.visit_start_date BETWEEN o.observation_period_start_date
          AND o.observation_period_end_date)""") == 0
    assert one(cdm, """
        SELECT count(*) FROM observation_period a JOIN observation_period b ON a.person_id = b.person_id
        AND a.observation_period_id < b.observation_period_id
        AND a.observation_period_start_date <= b.observation_period_end_date
        AND b.observation_period_start_date <= a.observation_period_end_date""") == 0


def test_conditions_lie_at_the_visit_that_recorded_them(cdm):
    """DQD's withinVisitDates: a week before the visit to a week after it."""
    for table, start in (("condition_occurrence", "condition_start_date"), ("measurement", "measurement_date"),
                         ("procedure_occurrence", "procedure_date"), ("observation", "observation_date")):
        assert one(cdm, f"""
            SELECT count(*) FROM {table} t JOIN visit_occurrence v USING (visit_occurrence_id)
            WHERE t.{start} < v.visit_start_date - 7 OR t.{start} > v.visit_end_date + 7""") == 0, table
    assert one(cdm, "SELECT count(*) FROM observation_period WHERE observation_period_start_date < DATE '1950-01-01'") == 0


def test_scores_have_no_unit_in_measurement(cdm):
    assert one(cdm, "SELECT count(*) FROM measurement WHERE measurement_concept_id = 43055141") > 0
    assert one(cdm, """SELECT count(*) FROM measurement WHERE measurement_concept_id = 43055141
        AND (unit_concept_id IS NOT NULL OR unit_source_value IS NOT NULL)""") == 0


def test_the_ledger_adds_up(cdm, population):
    """Every resource stands in it, every row of an event table stands in it once."""
    resources = {}
    for kind, resource in generated.resources(population):
        resources.setdefault(kind, set()).add(resource["id"])
    mapped = {}
    for kind, identifier in cdm.execute(
            "SELECT DISTINCT resource_type, resource_id FROM fhir_omop_map WHERE resource_type <> ''").fetchall():
        mapped.setdefault(kind, set()).add(identifier)
    assert mapped == resources
    for table, key in [
            ("person", "person_id"), ("visit_occurrence", "visit_occurrence_id"),
            ("condition_occurrence", "condition_occurrence_id"), ("drug_exposure", "drug_exposure_id"),
            ("procedure_occurrence", "procedure_occurrence_id"), ("measurement", "measurement_id"),
            ("observation", "observation_id"), ("device_exposure", "device_exposure_id"), ("note", "note_id"),
            ("death", "person_id")]:
        rows = one(cdm, f"SELECT count(*) FROM {table}")
        assert one(cdm, f"SELECT count(*) FROM fhir_omop_map WHERE omop_table = '{table}'") == rows, table
        assert one(cdm, f"SELECT count(*) FROM {table} t WHERE {key} NOT IN "
                        f"(SELECT omop_id FROM fhir_omop_map WHERE omop_table = '{table}')") == 0, table


def omop_unit(part):
    """The unit as OMOP has it: a score of pain has none in MEASUREMENT, FHIR's is {score}."""
    return None if part["code"]["coding"][0]["code"] == "72514-3" else part["valueQuantity"]["code"]


def test_both_sides_tell_the_same(cdm, population):
    """Values, units, codes and dates of paired observations; births and deaths."""
    rows = {}
    for identifier, value, unit, day, source in cdm.execute("""
            SELECT l.resource_id, m.value_as_number, m.unit_source_value, m.measurement_date::VARCHAR,
                   m.measurement_source_value
            FROM fhir_omop_map l JOIN measurement m ON m.measurement_id = l.omop_id
            WHERE l.omop_table = 'measurement' AND l.resource_type = 'Observation'""").fetchall():
        rows.setdefault(identifier, []).append((value, unit, day, source))
    persons = dict((row[0], row[1:]) for row in cdm.execute("""
        SELECT p.person_id, p.birth_datetime::DATE::VARCHAR, p.gender_source_value, d.death_date::VARCHAR
        FROM person p LEFT JOIN death d USING (person_id)""").fetchall())
    compared = 0
    for kind, resource in generated.resources(population):
        if kind == "Patient":
            birth, gender, death = persons[int(resource["id"])]
            assert resource["birthDate"] == birth and resource["gender"] == gender
            assert (resource.get("deceasedDateTime") or "")[:10] == (death or "")
        if kind != "Observation" or resource["id"] not in rows:
            continue
        parts = resource.get("component") or [resource]
        expected = sorted(
            (part["valueQuantity"]["value"], omop_unit(part), resource["effectiveDateTime"][:10],
             part["code"]["coding"][0]["code"]) for part in parts if "valueQuantity" in part)
        found = sorted(row for row in rows[resource["id"]] if row[0] is not None)
        if expected:
            assert found == expected, resource["id"]
            compared += 1
    assert compared > 5000


def test_pyiceberg_reads_the_same_rows(cdm, population):
    names = sorted(path.name for path in (population / "omop").iterdir() if path.is_dir())
    assert set(names) == tables(cdm)
    for name in names:
        metadata = sorted(
            (population / "omop" / name / "metadata").glob("v*.metadata.json"),
            key=lambda path: int(path.name[1:].split(".")[0]))[-1]
        arrow = StaticTable.from_metadata(str(metadata)).scan().to_arrow()
        cdm.register("arrow", arrow)
        assert cdm.execute(
            f"SELECT count(*) FROM (SELECT * FROM arrow EXCEPT ALL SELECT * FROM {name})").fetchone() == (0,), name
        assert one(cdm, f"SELECT count(*) FROM {name}") == arrow.num_rows


def test_the_same_bytes_for_any_number_of_threads(population, tmp_path):
    for threads in (1, 3):
        done = generated.generate(
            "--count", 150, "--seed", 5, "--threads", threads, "--fhir-dir", tmp_path / f"f{threads}",
            "--omop-dir", tmp_path / f"o{threads}", "--omop-format", "parquet", "--compression", "zstd")
        assert done.returncode == 0, done.stderr
    for side in ("f", "o"):
        first = sorted((tmp_path / f"{side}1").iterdir())
        assert [path.name for path in first] == sorted(path.name for path in (tmp_path / f"{side}3").iterdir())
        for path in first:
            assert path.read_bytes() == (tmp_path / f"{side}3" / path.name).read_bytes(), path.name


def test_a_person_does_not_depend_on_the_others(population, tmp_path):
    done = generated.generate("--count", 90, "--seed", 7, "--fhir-dir", tmp_path / "few")
    assert done.returncode == 0, done.stderr
    for path in (tmp_path / "few").glob("*.ndjson"):
        few = path.read_text().splitlines()
        many = (population / "fhir" / path.name).read_text().splitlines()
        if path.name.split(".")[0] in ("Organization", "Practitioner", "PractitionerRole", "Location"):
            assert set(few) <= set(many), path.name
        else:
            assert few == many[:len(few)], path.name
