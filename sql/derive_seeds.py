#!/usr/bin/env python3
"""Derives the seeds that restate the vocabulary subset: concept_codes.csv, drug_ingredients.csv.

    python3 sql/derive_seeds.py [--check]

Both come from Sources/CFacts (omop_concepts.csv, omop_relationships.csv, omop_ancestors.csv; sources
and terms in the README there). FHIR resources carry codes, not concepts: these two seeds are what
lets the models run on FHIR alone. With --check nothing is written: exit status 1 when a seed is stale,
or when a seed written by hand names a concept that the subset does not have as a standard concept.
"""
import csv
import io
import pathlib
import sys

SQL = pathlib.Path(__file__).resolve().parent
FACTS = SQL.parent / "Sources" / "CFacts"
SEEDS = SQL / "seeds"
VOCABULARIES = ("SNOMED", "LOINC", "RxNorm", "CVX")
BY_HAND = (
    ("condition_group_concepts.csv", "concept_id"), ("charlson_concepts.csv", "concept_id"),
    ("drug_classes.csv", "ingredient_concept_id"), ("measures.csv", "concept_id"),
)
SOURCE = "Sources/CFacts/omop_concepts.csv"
ANCESTORS = "Sources/CFacts/omop_ancestors.csv"


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text(header, lines):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return out.getvalue()


def concept_codes(concepts, relationships):
    """A code of each vocabulary with its standard concept; the lowest id where it maps to two."""
    targets = {}
    for row in relationships:
        if row["relationship_id"] == "Maps to":
            targets.setdefault(row["concept_id_1"], []).append(int(row["concept_id_2"]))
    names = {row["concept_id"]: row for row in concepts}
    lines = []
    for row in concepts:
        if row["vocabulary_id"] not in VOCABULARIES:
            continue
        source = row["concept_id"]
        target = source if row["standard_concept"] == "S" else str(min(targets.get(source, [0])))
        standard = names.get(target, row)
        lines.append([
            row["vocabulary_id"], row["concept_code"], source, target,
            (standard if target != "0" else row)["concept_name"],
            (standard if target != "0" else row)["domain_id"], SOURCE,
        ])
    lines.sort(key=lambda line: (line[0], line[1]))
    header = ["vocabulary_id", "concept_code", "source_concept_id", "concept_id",
              "concept_name", "domain_id", "source"]
    return text(header, lines)


def drug_ingredients(concepts, ancestors):
    """Each drug with each of its RxNorm ingredients; an ingredient is its own."""
    names = {row["concept_id"]: row for row in concepts}
    lines = []
    for row in ancestors:
        ingredient = names.get(row["ancestor_concept_id"])
        drug = names.get(row["descendant_concept_id"])
        if not ingredient or not drug or drug["domain_id"] != "Drug":
            continue
        if (ingredient["vocabulary_id"], ingredient["concept_class_id"]) == ("RxNorm", "Ingredient"):
            lines.append([int(drug["concept_id"]), int(ingredient["concept_id"]),
                          ingredient["concept_name"], ANCESTORS])
    lines.sort()
    header = ["drug_concept_id", "ingredient_concept_id", "ingredient_name", "source"]
    return text(header, lines)


def main():
    concepts = rows(FACTS / "omop_concepts.csv")
    wanted = {
        "concept_codes.csv": concept_codes(concepts, rows(FACTS / "omop_relationships.csv")),
        "drug_ingredients.csv": drug_ingredients(concepts, rows(FACTS / "omop_ancestors.csv")),
    }
    standard = {row["concept_id"] for row in concepts if row["standard_concept"] == "S"}
    faults = [
        f"sql/seeds/{name}: concept {row[column]} is no standard concept of the subset"
        for name, column in BY_HAND for row in rows(SEEDS / name) if row[column] not in standard
    ]
    for name, content in wanted.items():
        path = SEEDS / name
        if "--check" not in sys.argv:
            path.write_text(content, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != content:
            faults.append(f"sql/seeds/{name} is stale: run sql/derive_seeds.py")
    print("\n".join(faults), file=sys.stderr, end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
