#!/usr/bin/env python3
"""Derives the project's tables of the checks of OHDSI DataQualityDashboard for CDM v5.4.

Usage: scripts/derive-dqd-facts.py FACTS_DIRECTORY

FACTS_DIRECTORY holds dqd-checks.tsv, dqd-table-thresholds.tsv, dqd-field-thresholds.tsv and
dqd-concept-thresholds.tsv (OHDSI/DataQualityDashboard@2f81ca9, v2.8.4). Written are, in Sources/CFacts:

  dqd_checks.csv    name,level,context,category,subcategory,severity
  dqd_tables.csv    table,check,threshold,default_run
  dqd_fields.csv    table,field,check,threshold,datatype,fk_table,fk_field,fk_domain,fk_class,
                    standard_concept_field,value,other_table,other_field,default_run
  dqd_concepts.csv  table,field,concept_id,concept_name,check,value,threshold,unit_concept_id,default_run

Left out: prevalence thresholds, for which there is no check. `default_run` is 0 for the tables that a
default run excludes and for the concept-level value checks, which v5.4 ships but no longer lists.
"""
import csv
import pathlib
import sys


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write(path, header, lines):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    print(f"{path}: {len(lines)} rows, {path.stat().st_size} bytes")


def flag(row):
    return "1" if row["run_by_default"] == "yes" else "0"


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    facts = pathlib.Path(sys.argv[1])
    target = pathlib.Path(__file__).resolve().parent.parent / "Sources/CFacts"
    write(
        target / "dqd_checks.csv", "name level context category subcategory severity".split(),
        [(row["name"], row["level"], row["kahn_context"], row["kahn_category"], row["kahn_subcategory"],
          row["severity"]) for row in rows(facts / "dqd-checks.tsv")])
    write(
        target / "dqd_tables.csv", "table check threshold default_run".split(),
        [(row["table"], row["check"], row["threshold"], flag(row))
         for row in rows(facts / "dqd-table-thresholds.tsv")])
    columns = ("table field check threshold datatype fk_table fk_field fk_domain fk_class "
               "standard_concept_field value other_table other_field").split()
    fields = rows(facts / "dqd-field-thresholds.tsv")
    for row in fields:
        # The only two forms that there are: the row's own table, or PERSON.
        assert not row["other_table"] or row["other_table"] in ("PERSON", row["table"]), row
    write(
        target / "dqd_fields.csv", columns + ["default_run"],
        [[row[column] for column in columns] + [flag(row)] for row in fields])
    columns = "table field concept_id concept_name check value threshold unit_concept_id".split()
    write(
        target / "dqd_concepts.csv", columns + ["default_run"],
        [[row[column].strip() for column in columns] + ["1" if row["run_in_v54"] == "yes" else "0"]
         for row in rows(facts / "dqd-concept-thresholds.tsv")
         if not row["check"].startswith("validPrevalence")])
    return 0


if __name__ == "__main__":
    sys.exit(main())
