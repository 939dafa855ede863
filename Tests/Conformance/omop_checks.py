#!/usr/bin/env python3
"""Compares omop_checks() with DuckDB over random small CDMs.

Usage: Tests/Conformance/omop_checks.py --shell PROGRAM [--seed N] [--rounds N]

Each round writes CSV files with nulls, duplicates, references to nothing, dates around every limit, and asks
both sides for violated rows and denominators. The SQL here follows what DataQualityDashboard's templates count
(v2.8.4), one statement a check; the product reads each table once. Needs the Python package duckdb.
"""
import argparse
import csv
import datetime
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import duckdb

AS_OF = "2026-01-01"
# Table, its date, its end date, its concept, its source value.
EVENTS = [
    ("condition_occurrence", "condition_start_date", "condition_end_date", "condition_concept_id",
     "condition_source_value", "Condition"),
    ("drug_exposure", "drug_exposure_start_date", "drug_exposure_end_date", "drug_concept_id", "drug_source_value",
     "Drug"),
    ("procedure_occurrence", "procedure_date", "procedure_end_date", "procedure_concept_id",
     "procedure_source_value", "Procedure"),
]
CONCEPTS = [0, 26662, 26935, 4090861, 11, 12, 13, 14, 99]


def day(rng):
    kind = rng.random()
    if kind < 0.15:
        return None
    if kind < 0.25:
        return rng.choice(["1949-12-31", "1950-01-01", "2026-01-02", "2026-01-03"])
    return str(datetime.date(1999, 11, 1) + datetime.timedelta(days=rng.randrange(200)))


def maybe(rng, values, nulls=0.15):
    return None if rng.random() < nulls else rng.choice(values)


def make(rng):
    """Tables as name: (columns, rows)."""
    rows = lambda top: range(1, rng.randrange(top) + 2)
    tables = {}
    tables["person"] = (
        ["person_id", "gender_concept_id", "year_of_birth", "month_of_birth", "day_of_birth", "birth_datetime"],
        [[rng.randrange(1, 9), maybe(rng, [8507, 8532, 0]), maybe(rng, [1999, 2000], 0.05), maybe(rng, [1, 12]),
          maybe(rng, [1, 28]), (lambda d: d and d + " 10:00:00")(maybe(rng, ["2000-01-10", "1999-12-01"], 0.5))]
         for _ in rows(8)])
    tables["death"] = (["person_id", "death_date"],
                       [[maybe(rng, range(1, 9)), day(rng)] for _ in rows(5)])
    tables["visit_occurrence"] = (
        ["visit_occurrence_id", "person_id", "visit_start_date", "visit_end_date"],
        [[maybe(rng, range(1, 12), 0.05), maybe(rng, range(1, 10)), day(rng), day(rng)] for _ in rows(15)])
    tables["concept"] = (
        ["concept_id", "domain_id", "concept_class_id", "standard_concept", "invalid_reason"],
        [[c, maybe(rng, ["Condition", "Drug", "Procedure"]), "Disorder", maybe(rng, ["S", "C"]),
          maybe(rng, ["U"], 0.7)] for c in CONCEPTS[:-1]])
    tables["concept_ancestor"] = (
        ["ancestor_concept_id", "descendant_concept_id"],
        [[rng.choice([4090861, 4025213, 4041261]), rng.choice(CONCEPTS)] for _ in rows(10)])
    for name, start, end, concept, source, _ in EVENTS:
        tables[name] = (
            [name + "_id", "person_id", concept, start, end, source, "visit_occurrence_id"],
            [[maybe(rng, range(1, 40), 0.05), maybe(rng, range(1, 10)), maybe(rng, CONCEPTS), day(rng), day(rng),
              maybe(rng, ["a", "b", "c,d", 'e"f']), maybe(rng, range(1, 13))] for _ in rows(40)])
    tables["condition_era"] = (["person_id"], [[maybe(rng, range(1, 10))] for _ in rows(5)])
    tables["observation_period"] = (
        ["observation_period_id", "person_id", "observation_period_start_date", "observation_period_end_date"],
        [[i, maybe(rng, range(1, 9), 0.05), day(rng), day(rng)] for i in rows(12)])
    tables["measurement"] = (
        ["measurement_id", "measurement_concept_id", "unit_concept_id", "unit_source_value"],
        [[i, maybe(rng, [3006906, 5]), maybe(rng, [0, 8840, 9999]), maybe(rng, ["mg"])] for i in rows(30)])
    return tables


BIRTH = """try_cast(coalesce(cast(cast(p.birth_datetime AS date) AS varchar), concat(p.year_of_birth, '-',
    coalesce(lpad(cast(p.month_of_birth AS varchar), 2, '0'), '01'), '-',
    coalesce(lpad(cast(p.day_of_birth AS varchar), 2, '0'), '01'))) AS date)"""
JUNE = """coalesce(cast(p.birth_datetime AS date), try_cast(concat(p.year_of_birth, '-06-01') AS date))"""


def questions():
    """Check ids with SQL for violated rows and denominator."""
    def own(table, condition, kept="true"):
        return f"SELECT count(*) FROM {table} t WHERE {condition}", f"SELECT count(*) FROM {table} t WHERE {kept}"
    for name, start, end, concept, source, domain in EVENTS:
        field = lambda kind, column: f"field_{kind}_{name}_{column}"
        key = name + "_id"
        yield field("isrequired", "person_id"), own(name, "person_id IS NULL")
        yield field("isprimarykey", key), own(
            name, f"{key} IN (SELECT {key} FROM {name} GROUP BY 1 HAVING count(*) > 1)")
        yield field("isforeignkey", "person_id"), own(
            name, "person_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM person p WHERE p.person_id = t.person_id)")
        yield field("isforeignkey", "visit_occurrence_id"), own(
            name, "visit_occurrence_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM visit_occurrence v "
            "WHERE v.visit_occurrence_id = t.visit_occurrence_id)")
        yield field("isforeignkey", concept), own(
            name, f"{concept} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM concept c WHERE c.concept_id = t.{concept})")
        yield field("fkdomain", concept), own(
            name, f"EXISTS (SELECT 1 FROM concept c WHERE c.concept_id = t.{concept} AND c.concept_id <> 0 "
            f"AND c.domain_id <> '{domain}')")
        yield field("isstandardvalidconcept", concept), own(
            name, f"EXISTS (SELECT 1 FROM concept c WHERE c.concept_id = t.{concept} AND c.concept_id <> 0 "
            "AND (c.standard_concept IS DISTINCT FROM 'S' OR c.invalid_reason IS NOT NULL))",
            f"{concept} IS NOT NULL")
        yield field("standardconceptrecordcompleteness", concept), own(name, f"{concept} = 0", f"{concept} IS NOT NULL")
        yield field("sourcevaluecompleteness", source), (
            f"SELECT count(*) FROM (SELECT DISTINCT {source} FROM {name} WHERE {concept} = 0)",
            f"SELECT count(*) FROM (SELECT DISTINCT {source} FROM {name})")
        yield field("plausiblevaluelow", start), own(name, f"{start} < DATE '1950-01-01'", f"{start} IS NOT NULL")
        yield field("plausiblevaluehigh", start), own(
            name, f"{start} > DATE '{AS_OF}' + 1", f"{start} IS NOT NULL")
        yield field("plausibleafterbirth", start), (
            f"SELECT count(*) FROM {name} t JOIN person p USING (person_id) WHERE t.{start} < {BIRTH}",
            f"SELECT count(*) FROM {name} WHERE {start} IS NOT NULL")
        yield field("plausibletemporalafter", start), (
            f"SELECT count(*) FROM {name} t JOIN person p USING (person_id) WHERE t.{start} < {JUNE}",
            f"SELECT count(*) FROM {name}")
        yield field("plausiblebeforedeath", start), (
            f"SELECT count(*) FROM {name} t JOIN death d USING (person_id) WHERE t.{start} > d.death_date + 60",
            f"SELECT count(*) FROM {name} t JOIN death d USING (person_id) WHERE t.{start} IS NOT NULL")
        yield field("plausibleduringlife", start), (
            f"SELECT count(*) FROM {name} t JOIN death d USING (person_id) WHERE t.{start} > d.death_date + 60",
            f"SELECT count(*) FROM {name} WHERE person_id IN (SELECT person_id FROM death)")
        yield field("plausiblestartbeforeend", start), own(
            name, f"{start} > {end}", f"{start} IS NOT NULL AND {end} IS NOT NULL")
        yield field("plausibletemporalafter", end), own(name, f"{start} > {end}")
        visits = f"FROM {name} t JOIN visit_occurrence v USING (visit_occurrence_id)"
        yield field("withinvisitdates", start), (
            f"SELECT count(*) {visits} WHERE t.{start} < v.visit_start_date - 7 OR t.{start} > v.visit_end_date + 7",
            f"SELECT count(*) {visits}")
    persons = "SELECT count(*) FROM person"
    for name in ("condition_era", "death", "observation_period", "drug_exposure"):
        yield f"table_measurepersoncompleteness_{name}", (
            persons + f" p WHERE NOT EXISTS (SELECT 1 FROM {name} t WHERE t.person_id = p.person_id)", persons)
    some = "SELECT count(DISTINCT person_id) FROM condition_occurrence t WHERE condition_concept_id <> 0"
    yield "table_measureconditioneracompleteness_condition_era", (
        some + " AND NOT EXISTS (SELECT 1 FROM condition_era e WHERE e.person_id = t.person_id)", some)
    start, end = "observation_period_start_date", "observation_period_end_date"
    yield "table_measureobservationperiodoverlap_observation_period", (
        "SELECT count(DISTINCT a.person_id) FROM observation_period a JOIN observation_period b ON a.person_id = "
        "b.person_id AND a.observation_period_id <> b.observation_period_id WHERE "
        f"(a.{start} <= b.{end} AND a.{end} >= b.{start}) OR a.{end} + 1 = b.{start}",
        "SELECT count(DISTINCT person_id) FROM observation_period")
    of = "FROM condition_occurrence t JOIN person p USING (person_id) WHERE"
    yield "concept_plausiblegender_condition_occurrence_condition_concept_id_26662", (
        f"SELECT count(*) {of} condition_concept_id = 26662 AND p.gender_concept_id <> 8507",
        "SELECT count(*) FROM condition_occurrence WHERE condition_concept_id = 26662")
    below = ("FROM condition_occurrence t JOIN concept_ancestor a ON a.descendant_concept_id = t.condition_concept_id "
             "AND a.ancestor_concept_id IN (4090861, 4025213)")
    yield ("concept_plausiblegenderusedescendants_condition_occurrence_condition_concept_id_4090861,4025213"), (
        f"SELECT count(*) {below} JOIN person p USING (person_id) WHERE p.gender_concept_id <> 8507",
        f"SELECT count(*) {below}")
    yield "concept_plausibleunitconceptids_measurement_measurement_concept_id_3006906", (
        "SELECT count(*) FROM measurement WHERE measurement_concept_id = 3006906 AND unit_concept_id NOT IN (0, 8840)",
        "SELECT count(*) FROM measurement WHERE measurement_concept_id = 3006906 AND unit_concept_id IS DISTINCT FROM 0")
    yield "field_standardconceptrecordcompleteness_measurement_unit_concept_id", own(
        "measurement", "unit_concept_id = 0 OR (unit_concept_id IS NULL AND unit_source_value IS NOT NULL)",
        "unit_concept_id IS NOT NULL OR unit_source_value IS NOT NULL")


def types(columns):
    kinds = {"birth_datetime": "TIMESTAMP"}
    return {c: kinds.get(c, "DATE" if c.endswith("_date") else "BIGINT" if c.endswith("_id") or c.endswith("_of_birth")
                         or c.endswith(("_id_1", "_id_2")) else "VARCHAR") for c in columns}


def round_of(seed, shell, folder):
    rng = random.Random(seed)
    lake = duckdb.connect()
    for name, (columns, rows) in make(rng).items():
        path = folder / f"{name}.csv"
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows(rows)
        declared = types(columns)
        if name == "concept":
            declared.update(domain_id="VARCHAR", concept_class_id="VARCHAR")
        lake.execute(f"CREATE TABLE {name} (" + ", ".join(f'"{c}" {t}' for c, t in declared.items()) + ")")
        lake.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)
    answer = subprocess.run(
        [shell, "-json", ":memory:", f"SELECT check_id, violated_rows, total_rows FROM omop_checks('{folder}', '{AS_OF}')"],
        text=True, stdout=subprocess.PIPE, check=True).stdout
    found = {row["check_id"]: (row["violated_rows"], row["total_rows"]) for row in json.loads(answer)}
    wrong = compared = 0
    for check, statements in questions():
        wanted = tuple(lake.execute(statement).fetchone()[0] for statement in statements)
        compared += 1
        if found.get(check) != wanted:
            wrong += 1
            print(f"  FAIL seed {seed} {check}: DuckDB {wanted}, omop_checks {found.get(check)}")
    return compared, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shell", required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=50)
    options = parser.parse_args()
    compared = wrong = 0
    for seed in range(options.seed, options.seed + options.rounds):
        with tempfile.TemporaryDirectory() as folder:
            counts = round_of(seed, options.shell, pathlib.Path(folder))
        compared, wrong = compared + counts[0], wrong + counts[1]
    print(f"omop_checks against DuckDB: {compared - wrong} of {compared} pass")
    return 1 if wrong or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
