#!/usr/bin/env python3
"""Derives the project's tables of the OMOP CDM and of its vocabulary subset.

Usage: scripts/derive-omop-facts.py FACTS_DIRECTORY SEEDS_DIRECTORY

FACTS_DIRECTORY holds cdm54-tables.tsv, cdm54-fields.tsv (OHDSI/CommonDataModel@f853f6e), concepts.tsv,
concept-relationships.tsv and concept-ancestors.tsv (sources in each row).
SEEDS_DIRECTORY holds vocabulary, domain, concept_class and relationship as Parquet files (the vocabulary
seeds of OHDSI/dbt-synthea@b948686); pyarrow reads them. Written are, in Sources/CFacts:

  omop_tables.csv         table,schema
  omop_fields.csv         table,field,required,datatype,primary_key,fk_table,fk_field,fk_domain,fk_class
  omop_concepts.csv       the columns of CONCEPT, then fhir_code (where FHIR carries another code than
                          concept_code) and group (what the subset has the concept for)
  omop_relationships.csv  concept_id_1,relationship_id,concept_id_2
  omop_ancestors.csv      ancestor_concept_id,descendant_concept_id,min_levels,max_levels
  omop_metadata.csv       table,id,name,a,b,c: rows of VOCABULARY (reference, version), DOMAIN,
                          CONCEPT_CLASS and RELATIONSHIP (hierarchical, defines ancestry, reverse)

Rows and columns that the sources leave open: valid dates are 1970-01-01 and 2099-12-31; a path between two
concepts whose length is not stored has the length of the shortest one inside the subset, else 1. Fields
with a comma or a quote are quoted.
"""
import collections
import csv
import pathlib
import sys

import pyarrow.parquet

SUPPLEMENT = [
    # concept 0 and the CDM version: CONCEPT of OHDSI/dbt-synthea@b948686.
    (0, "No matching concept", "Metadata", "None", "Undefined", "", "No matching concept", "other"),
    (756265, "OMOP CDM Version 5.4.0", "Metadata", "CDM", "CDM", "S", "CDM v5.4.0", "other"),
    # Named by HL7/fhir-omop-ig@49cff19 (immunization source); the code continues the series of the others.
    (32818, "EHR administration record", "Type Concept", "Type Concept", "Type Concept", "S",
     "OMOP4976891", "type"),
    # The routes PO and IM of HL7/fhir-omop-ig@49cff19; their other columns are those of the two routes
    # that concepts.tsv has.
    (4132161, "Oral route", "Route", "SNOMED", "Qualifier Value", "S", "26643006", "route"),
    (4302612, "Intramuscular route", "Route", "SNOMED", "Qualifier Value", "S", "78421000", "route"),
]
CONCEPT = ("concept_id concept_name domain_id vocabulary_id concept_class_id standard_concept concept_code "
           "valid_start_date valid_end_date invalid_reason").split()
REVERSE = {"Maps to", "Is a", "RxNorm has ing", "Has due to", "Has causative agent"}


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write(path, header, lines):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    print(f"{path}: {len(lines)} rows, {path.stat().st_size} bytes")


def concepts(facts):
    lines = []
    for row in rows(facts / "concepts.tsv"):
        row["valid_start_date"] = row["valid_start_date"] or "1970-01-01"
        row["valid_end_date"] = row["valid_end_date"] or "2099-12-31"
        fhir_code = row["fhir_code"] if row["fhir_code"] != row["concept_code"] else ""
        lines.append([row[name] for name in CONCEPT] + [fhir_code, row["group"]])
    known = {int(line[0]) for line in lines}
    for id, name, domain, vocabulary, kind, standard, code, group in SUPPLEMENT:
        if id not in known:
            lines.append([str(id), name, domain, vocabulary, kind, standard, code, "1970-01-01",
                          "2099-12-31", "", "", group])
    return sorted(lines, key=lambda line: int(line[0]))


def distances(edges):
    """Shortest paths upwards from each concept."""
    paths = {}
    for start in edges:
        queue, seen = collections.deque([(start, 0)]), {start: 0}
        while queue:
            node, distance = queue.popleft()
            for parent in edges.get(node, []):
                if parent not in seen:
                    seen[parent] = distance + 1
                    queue.append((parent, distance + 1))
        for ancestor, distance in seen.items():
            paths[ancestor, start] = distance
    return paths


def main(arguments):
    if len(arguments) != 2:
        raise SystemExit(__doc__)
    facts, seeds = map(pathlib.Path, arguments)
    target = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CFacts"

    tables = sorted(rows(facts / "cdm54-tables.tsv"), key=lambda row: int(row["order"]))
    write(target / "omop_tables.csv", ["table", "schema"],
          [[row["table"], row["schema"]] for row in tables])
    position = {row["table"]: int(row["order"]) for row in tables}
    fields = sorted(rows(facts / "cdm54-fields.tsv"),
                    key=lambda row: (position[row["table"]], int(row["order"])))
    write(target / "omop_fields.csv",
          "table field required datatype primary_key fk_table fk_field fk_domain fk_class".split(),
          [[row["table"], row["field"], row["required"], row["datatype"], row["is_pk"], row["fk_table"],
            row["fk_field"], row["fk_domain"], row["fk_class"]] for row in fields])

    concept_lines = concepts(facts)
    known = {line[0] for line in concept_lines}
    write(target / "omop_concepts.csv", CONCEPT + ["fhir_code", "group"], concept_lines)

    relationships = sorted(
        {(int(row["concept_id_1"]), row["relationship_id"], int(row["concept_id_2"]))
         for row in rows(facts / "concept-relationships.tsv")
         if row["concept_id_1"] in known and row["concept_id_2"] in known})
    maps = {line[0] for line in relationships if line[1] == "Maps to"}
    relationships += [(int(line[0]), "Maps to", int(line[0])) for line in concept_lines
                      if line[5] == "S" and int(line[0]) not in maps]
    relationships.sort()
    write(target / "omop_relationships.csv", ["concept_id_1", "relationship_id", "concept_id_2"],
          relationships)

    edges = collections.defaultdict(list)
    for first, name, second in relationships:
        if name in ("Is a", "RxNorm has ing"):
            edges[first].append(second)
    paths = distances(edges)
    ancestors = {}
    for row in rows(facts / "concept-ancestors.tsv"):
        pair = int(row["ancestor_concept_id"]), int(row["descendant_concept_id"])
        if str(pair[0]) not in known or str(pair[1]) not in known:
            continue
        minimum = int(row["min_levels"]) if row["min_levels"] else paths.get(pair, 1)
        maximum = int(row["max_levels"]) if row["max_levels"] else minimum
        ancestors[pair] = (minimum, max(minimum, maximum))
    for line in concept_lines:
        if line[5] == "S":
            ancestors.setdefault((int(line[0]), int(line[0])), (0, 0))
    write(target / "omop_ancestors.csv",
          ["ancestor_concept_id", "descendant_concept_id", "min_levels", "max_levels"],
          [[*pair, *levels] for pair, levels in sorted(ancestors.items())])

    def seed(name):
        return pyarrow.parquet.read_table(seeds / f"{name}.parquet").to_pylist()

    metadata = []
    used = {line[3] for line in concept_lines}
    found = {row["vocabulary_id"]: row for row in seed("vocabulary")}
    for name in sorted(used):
        row = found.get(name) or {"vocabulary_name": name}
        version = "v5.0 30-AUG-24" if name == "None" else row.get("vocabulary_version")
        metadata.append(["vocabulary", name, row["vocabulary_name"], row.get("vocabulary_reference") or "",
                         version or "", ""])
    # COST names these domains; no concept of the subset has to be in them.
    used = {line[2] for line in concept_lines} | {"Visit", "Procedure", "Drug", "Device", "Measurement",
                                                  "Observation", "Condition"}
    found = {row["domain_id"]: row["domain_name"] for row in seed("domain")}
    metadata += [["domain", name, found.get(name, name), "", "", ""] for name in sorted(used)]
    found = {row["concept_class_id"]: row["concept_class_name"] for row in seed("concept_class")}
    metadata += [["concept_class", name, found.get(name, name), "", "", ""]
                 for name in sorted({line[4] for line in concept_lines})]
    found = {row["relationship_id"]: row for row in seed("relationship")}
    for name in sorted(REVERSE | {found[name]["reverse_relationship_id"] for name in REVERSE}):
        row = found[name]
        metadata.append(["relationship", name, row["relationship_name"], row["is_hierarchical"],
                         row["defines_ancestry"], row["reverse_relationship_id"]])
    write(target / "omop_metadata.csv", ["table", "id", "name", "a", "b", "c"], metadata)


if __name__ == "__main__":
    main(sys.argv[1:])
