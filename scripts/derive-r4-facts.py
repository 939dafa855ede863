#!/usr/bin/env python3
"""Derives the project's compact tables of FHIR R4 from tables of the R4 definitions.

Usage: scripts/derive-r4-facts.py FACTS_DIRECTORY

FACTS_DIRECTORY holds r4-types.tsv and r4-elements.tsv: one row for each type and for each element of
every complex type and resource, in definition order; r4-required-codes.tsv: the codes of the value sets with
a required binding; r4-invariants.tsv: the constraints; all as package hl7.fhir.r4.core 4.0.1 (CC0-1.0)
defines them. Written are, beside each other in Sources/CFacts:

  r4_resources.csv   name                      the concrete resource types, sorted
  r4_elements.csv    path,min,max,types,content_reference
                     rows of one type stand together, types sorted by name, elements in definition order;
                     types are separated by |, targets of a reference stand in parentheses
  r4_bindings.csv    path,value_set            the elements whose codes must be of a value set: required bindings,
                                               and value sets that are binding in any case (maximum value sets)
  r4_required_codes.csv  value_set,system,code the codes of these that can be listed, without those that only group
                                               others; system is empty where only elements of type code are bound
  r4_invariants.csv  path,key,severity         the constraints, where they are defined

Value sets are named without http://hl7.org/fhir/ValueSet/.

No field holds a comma, a quote or a line break, so the files need no quoting.
"""
import csv
import pathlib
import sys


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def write(path, header, lines):
    for line in lines:
        if any(c in field for field in line for c in ',"\n'):
            raise SystemExit(f"{path}: a field needs quoting: {line}")
    text = "".join(",".join(line) + "\n" for line in [header, *lines])
    path.write_text(text, encoding="utf-8")
    print(f"{path}: {len(lines)} rows, {len(text)} bytes")


def main(arguments):
    if len(arguments) != 1:
        raise SystemExit(__doc__)
    facts = pathlib.Path(arguments[0])
    target = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CFacts"

    resources = sorted(
        row["name"] for row in rows(facts / "r4-types.tsv")
        if row["kind"] == "resource" and row["abstract"] == "0")
    write(target / "r4_resources.csv", ["name"], [[name] for name in resources])

    by_type = {}
    for row in rows(facts / "r4-elements.tsv"):
        by_type.setdefault(row["path"].partition(".")[0], []).append(
            [row["path"], row["min"], row["max"], row["types"], row["content_reference"]])
    elements = [element for name in sorted(by_type) for element in by_type[name]]
    write(target / "r4_elements.csv",
          ["path", "min", "max", "types", "content_reference"], elements)

    bindings = []
    with_system = set()
    for row in rows(facts / "r4-elements.tsv"):
        value_set = row["value_set"] if row["binding"] == "required" else row["max_value_set"]
        # The units of Age, Duration and Distance are bound where the type is: their invariants say so too.
        if value_set and row["types"]:
            bindings.append([row["path"], short(value_set)])
            if row["types"] != "code":
                with_system.add(short(value_set))
    write(target / "r4_bindings.csv", ["path", "value_set"], sorted(bindings))

    codes = set()
    for row in rows(facts / "r4-required-codes.tsv"):
        name = short(row["value_set"])
        if row["abstract"] == "0":
            codes.add((name, row["system"] if name in with_system else "", row["code"]))
    write(target / "r4_required_codes.csv", ["value_set", "system", "code"], sorted(map(list, codes)))

    write(target / "r4_invariants.csv", ["path", "key", "severity"],
          [[row["path"], row["key"], row["severity"]] for row in rows(facts / "r4-invariants.tsv")])


def short(value_set):
    return value_set.removeprefix("http://hl7.org/fhir/ValueSet/")


if __name__ == "__main__":
    main(sys.argv[1:])
