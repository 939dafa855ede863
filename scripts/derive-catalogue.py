#!/usr/bin/env python3
"""Derives the catalogue of the synthetic population from tables of published facts.

Usage: scripts/derive-catalogue.py FACTS_DIRECTORY [TABLE ...]

FACTS_DIRECTORY holds the tables that Sources/CFacts/README.md names as sources, tab-separated with
a header. Written are CSV files in Sources/CFacts/catalogue, one function each; with TABLE only
those. A value that no fact gives is a choice, and its row says so in the column source:
"choice: why".
"""
import csv
import pathlib
import sys

TARGET = pathlib.Path(__file__).resolve().parent.parent / "Sources" / "CFacts" / "catalogue"


def rows(facts, name):
    with open(facts / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def write(name, header, lines):
    TARGET.mkdir(parents=True, exist_ok=True)
    with open(TARGET / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(lines)
    print(f"{name}: {len(lines)} rows")


# Persons: who they are, where they live, how they are insured.

def population(facts):
    """Persons by sex and band of ages; the last band is open."""
    lines = []
    for row in rows(facts, "population.tsv"):
        first, _, last = row["age_band"].rstrip("+").partition("-")
        lines.append([row["sex"], first, last, row["persons"]])
    write("population", ["sex", "age_from", "age_to", "persons"], lines)


def mortality(facts):
    write("mortality", ["sex", "age", "annual_death_probability"],
          [[row["sex"], row["age"], row["annual_death_probability"]]
           for row in rows(facts, "mortality.tsv")])


def race_ethnicity(facts):
    """The groups of NHANES 2011-2012 as a race of the OMB and a Hispanic origin.

    NHANES asks Hispanics for no race; its group of others takes in several races.
    """
    share = {row["group"]: float(row["share"]) for row in rows(facts, "race-ethnicity.tsv")
             if row["classification"] == "Race3"}
    nhanes = "NHANES 2011-2012 (NCHS), weighted"
    other = "other incl. Asian and multi-racial (excl. Asian)"
    omb = {
        "White": ("2106-3", 8527), "Black or African American": ("2054-5", 8516),
        "Asian": ("2028-9", 8515), "American Indian or Alaska Native": ("1002-5", 8657),
        "Native Hawaiian or Other Pacific Islander": ("2076-8", 8557), "": ("", 0),
    }
    parts = [
        ("non-Hispanic White", "White", 0, 1.0, nhanes),
        ("non-Hispanic Black", "Black or African American", 0, 1.0, nhanes),
        ("non-Hispanic Asian", "Asian", 0, 1.0, nhanes),
        (other, "American Indian or Alaska Native", 0, 0.3,
         nhanes + "; choice: the group is not divided further, most of it has several races"),
        (other, "Native Hawaiian or Other Pacific Islander", 0, 0.1,
         nhanes + "; choice: as above"),
        (other, "", 0, 0.6,
         nhanes + "; choice: as above; several races have no single code and stay unknown"),
    ]
    for group in ["Mexican American", "other Hispanic"]:
        why = nhanes + "; choice: no race is asked of Hispanics; many name none of the OMB's"
        parts += [(group, "White", 1, 0.65, why), (group, "Black or African American", 1, 0.05, why),
                  (group, "", 1, 0.3, why)]
    write("race_ethnicity",
          ["group", "race", "race_code", "race_concept_id", "is_hispanic", "share", "source"],
          [[group, race, *omb[race], hispanic, f"{share[group] * part:.6f}", source]
           for group, race, hispanic, part, source in parts])


def marital_status(facts):
    """Shares by sex and band; who lives with a partner counts as never married."""
    names = {"LivePartner": "never_married", "NeverMarried": "never_married",
             "Married": "married", "Divorced": "divorced", "Separated": "separated",
             "Widowed": "widowed"}
    order = ["never_married", "married", "divorced", "widowed", "separated"]
    shares = {}
    for row in rows(facts, "marital-status.tsv"):
        first, _, last = row["age_band"].rstrip("+").partition("-")
        cell = shares.setdefault((row["sex"], first, last), dict.fromkeys(order, 0.0))
        cell[names[row["status"]]] += float(row["share"])
    lines = []
    for sex in ["M", "F"]:
        lines.append([sex, 0, 19, "never_married", "1.0000"])
        for (cell_sex, first, last), cell in shares.items():
            if cell_sex == sex:
                lines += [[sex, first, last, status, f"{cell[status]:.4f}"] for status in order]
    write("marital_status", ["sex", "age_from", "age_to", "status", "share"], lines)


def languages(facts):
    """Languages that the facts name; speakers of the others are written down as English-speaking."""
    display = {"en-US": "English (United States)", "es": "Spanish", "zh": "Chinese",
               "tl": "Tagalog"}
    group = {"es": "hispanic", "zh": "Asian", "tl": "Asian"}
    published = "ACS 2018-2022 (Census Bureau)"
    lines = []
    rest = 0.0
    for row in rows(facts, "languages.tsv"):
        code = row["bcp47"]
        if not code:
            rest = float(row["share"])
            continue
        within = "0.85" if code in group else ""
        source = published + ("; choice: 85 % of the speakers are of the group" if within else "")
        lines.append([code, display[code], float(row["share"]), group.get(code, ""), within, source])
    lines[0][2] += rest
    lines[0][5] += "; choice: languages without a share of their own are counted here"
    for line in lines:
        line[2] = f"{line[2]:.4f}"
    write("languages", ["code", "display", "share", "group", "share_in_group", "source"], lines)


def payers(facts):
    kinds = {"Medicare": "medicare", "Medicaid": "medicaid", "Dual Eligible": "dual"}
    lines = []
    for row in rows(facts, "payers.tsv"):
        if row["payer_or_type"].startswith("type:"):
            continue
        kind = kinds.get(row["payer_or_type"], "private")
        source = "Synthea insurance_companies.csv (Apache-2.0)"
        if kind == "private":
            source += "; choice: private payers are equally frequent"
        lines.append([row["payer_or_type"], row["ownership"], kind, 1, source])
    write("payers", ["name", "ownership", "kind", "weight", "source"], lines)


def coverage_shares(facts):
    """Kinds of coverage by age, for persons in order of their income, the poorest first."""
    total = "choice: so that the whole meets 18.8 % Medicaid, 7.9 % uninsured (Census Bureau, 2022)"
    dual = "choice: 15 % of 18.8 % in Medicaid are in Medicare too (Census Bureau, 2022)"
    write("coverage_shares", ["age_from", "age_to", "kind", "share", "source"], [
        [0, 18, "medicaid", 0.36, total], [0, 18, "uninsured", 0.05, total],
        [0, 18, "private", 0.59, total],
        [19, 64, "medicaid", 0.13, total], [19, 64, "uninsured", 0.11, total],
        [19, 64, "private", 0.76, total],
        [65, "", "dual", 0.16, dual], [65, "", "medicare", 0.84, dual],
    ])


def places(facts):
    write("places", ["city", "state", "population", "latitude", "longitude", "zip_codes"],
          [[row["city"], row["state"], row["population"], row["latitude"], row["longitude"],
            row["zips"]] for row in rows(facts, "places.tsv")])


def given_names(facts):
    write("given_names", ["sex", "name", "weight"],
          [[row["sex"], row["name"], row["weight"]] for row in rows(facts, "given-names.tsv")])


def surnames(facts):
    write("surnames", ["name", "weight"],
          [[row["name"], row["weight"]] for row in rows(facts, "surnames.tsv")])


def streets(facts):
    """Every name with three of the plain suffixes, taking turns."""
    table = rows(facts, "streets.tsv")
    known = {row["value"] for row in table if row["part"] == "street_suffix"}
    suffixes = [suffix for suffix in ["Street", "Avenue", "Road", "Drive", "Lane", "Court", "Way",
                                      "Place", "Boulevard"] if suffix in known]
    names = [row["value"] for row in table if row["part"] == "street_name"]
    write("streets", ["street"],
          [[f"{name} {suffixes[(3 * index + turn) % len(suffixes)]}"]
           for index, name in enumerate(names) for turn in range(3)])


TABLES = [
    population, mortality, race_ethnicity, marital_status, languages, payers, coverage_shares,
    places, given_names, surnames, streets,
]


def main(arguments):
    if not arguments:
        raise SystemExit(__doc__)
    wanted = set(arguments[1:])
    unknown = wanted - {table.__name__ for table in TABLES}
    if unknown:
        raise SystemExit(f"there is no table {', '.join(sorted(unknown))}")
    for table in TABLES:
        if not wanted or table.__name__ in wanted:
            table(pathlib.Path(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
