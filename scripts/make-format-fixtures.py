#!/usr/bin/env python3
"""Makes Fixtures/fhir/validation/formats.tsv: texts, and whether they are values of a primitive type of FHIR R4.

Usage: scripts/make-format-fixtures.py FACTS_DIRECTORY

FACTS_DIRECTORY holds r4-primitive-regex.tsv, the regular expressions and ranges of package hl7.fhir.r4.core 4.0.1
(CC0-1.0). Python's `re` decides, on sound values and on random edits of them; dates have to be days of the calendar
besides. Columns: type, text as a JSON string, 1 or 0. The same every time.
"""
import csv
import datetime
import json
import pathlib
import random
import re
import sys

SEEDS = {
    "base64Binary": ["TWFu", "TWFuTWE=", "TQ==", "TWFu TWFu", "TWFu\nTWFu\n", " TWFu", "+/+/", "TWFuTWFuTWFuTWFu"],
    "canonical": ["http://hl7.org/fhir/ValueSet/x|4.0.1", "#local", "urn:x:ä"],
    "code": ["final", "a b", "entered-in-error", "é", "<=", "a b c d e f g h"],
    "date": ["2020", "2020-02", "2020-02-29", "1900-02-28", "2019-12-31", "0001-01-01", "9999-12-31", "2000-02-29"],
    "dateTime": ["2020", "2020-02", "2020-02-29", "2015-02-07T13:28:17.239+02:00", "2015-02-07T13:28:17Z",
                 "2015-02-07T23:59:60-14:00", "2015-02-07T00:00:00+13:59"],
    "decimal": ["0", "-0.0", "1.50", "1e10", "-12.5E-3", "100", "1.0e+7"],
    "id": ["a", "A-b.9", "x" * 64, "x" * 63],
    "instant": ["2015-02-07T13:28:17.239+02:00", "2017-01-01T00:00:00Z", "2020-02-29T24:00:00Z",
                "2016-12-31T23:59:60.123456789-00:00"],
    "integer": ["0", "-0", "1", "-2147483648", "2147483647", "2147483648", "-2147483649", "99999999999999999999"],
    "markdown": ["# A\r\n\tb", "x", " ", "ä"],
    "oid": ["urn:oid:1.2.3.4.5", "urn:oid:2.16.840.1.113883", "urn:oid:0.0", "urn:oid:1.10.0"],
    "positiveInt": ["1", "2147483647", "2147483648", "10", "0"],
    "string": ["a", " ", "ä\t\r\n", "line\u000bbreak", "form\u000cfeed", "\u00a0"],
    "time": ["00:00:00", "23:59:60", "12:30:00.5", "12:30:00.123456789"],
    "unsignedInt": ["0", "1", "2147483647", "2147483648"],
    "uri": ["http://x.org/a?b=c#d", "urn:uuid:1", "a", "mailto:ä@b"],
    "url": ["http://x.org/a?b=c#d", "https://x/", "ftp://a"],
    "uuid": ["urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:00000000-0000-0000-0000-000000000000"],
}
# Decimals and integers stand in JSON as numbers, so only what numbers are made of is tried.
NUMBERS = {"decimal", "integer", "positiveInt", "unsignedInt"}
LETTERS = "0123456789-+.:TZabfgxE /=_#é\n\t\u000b "


def edits(seed, alphabet, random_source):
    text = list(seed)
    for _ in range(random_source.choice([1, 1, 1, 2, 3])):
        kind = random_source.randrange(4)
        place = random_source.randrange(len(text) + 1)
        if kind == 0 and text:
            del text[min(place, len(text) - 1)]
        elif kind == 1:
            text.insert(place, random_source.choice(alphabet))
        elif text:
            text[min(place, len(text) - 1)] = random_source.choice(alphabet)
    return "".join(text)


def is_day(text):
    if len(text) < 10:
        return True
    try:
        datetime.date(int(text[:4]), int(text[5:7]), int(text[8:10]))
        return True
    except ValueError:
        return False


def main(arguments):
    if len(arguments) != 1:
        raise SystemExit(__doc__)
    with open(pathlib.Path(arguments[0]) / "r4-primitive-regex.tsv", encoding="utf-8", newline="") as file:
        facts = {row["type"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    random_source = random.Random(4)
    lines = []
    for name, seeds in SEEDS.items():
        fact = facts[name]
        expression = re.compile(fact["regex"], re.ASCII)
        alphabet = "0123456789-+.eE" if name in NUMBERS else LETTERS
        texts = set(seeds)
        while len(texts) < len(seeds) + 300:
            texts.add(edits(random_source.choice(seeds), alphabet, random_source))
        texts.discard("")
        for text in sorted(texts):
            sound = expression.fullmatch(text) is not None
            if sound and name in ("date", "dateTime", "instant"):
                sound = is_day(text[:10])
            if sound and fact["min_value"]:
                sound = int(fact["min_value"]) <= int(text) <= int(fact["max_value"])
            elif sound and fact["max_value"]:
                sound = int(text) <= int(fact["max_value"])
            lines.append(f"{name}\t{json.dumps(text)}\t{int(sound)}\n")
    target = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "fhir" / "validation" / "formats.tsv"
    target.write_text("".join(lines), encoding="utf-8")
    print(f"{target}: {len(lines)} rows, {sum(line.endswith('1' + chr(10)) for line in lines)} of them sound")


if __name__ == "__main__":
    main(sys.argv[1:])
