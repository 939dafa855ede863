"""Random FHIR-like NDJSON with the rows that a reader must see in it.

Texts are put together piece by piece, so the exact source text of every element is known without a parser, and
every line is read back with Python's json module, so the values do not depend on the code that wrote them.
"""
import json
import random
import re

# Columns of the tables under test with their declared types; "json" stands for the exact text of a structure.
COLUMNS = {
    "Patient": [
        ("id", "TEXT"), ("text", "json"), ("active", "BOOLEAN"), ("name", "json"), ("gender", "TEXT"),
        ("birthDate", "TEXT"), ("deceasedBoolean", "BOOLEAN"), ("maritalStatus", "json"),
        ("multipleBirthInteger", "INTEGER"), ("managingOrganization", "json"),
    ],
    "Observation": [
        ("id", "TEXT"), ("status", "TEXT"), ("code", "json"), ("subject", "json"),
        ("effectiveDateTime", "TEXT"), ("valueQuantity", "json"), ("valueString", "TEXT"),
        ("valueBoolean", "BOOLEAN"), ("valueInteger", "INTEGER"),
    ],
    "ChargeItem": [
        ("id", "TEXT"), ("status", "TEXT"), ("subject", "json"), ("factorOverride", "DECIMAL"),
    ],
}
# Hidden columns: the id that a reference names.
REFERENCES = {"Patient": ["managingOrganization"], "Observation": ["subject"], "ChargeItem": ["subject"]}
# Hidden columns: the code of a concept's first coding.
CONCEPTS = {"Patient": ["maritalStatus"], "Observation": ["code"], "ChargeItem": []}

WORDS = ["male", "female", "other", "Unknown", "final", "amended", "MALE", "ma", "mal", "Zoë", "ñandú", "日本",
         "😀", "a%b", "a_b", "[x]", "*", "", " ", "abc", "abd", "ab", "100", "1.5", "0x10", "NULL", "null",
         "é", "e\u0301", "\u007f", "a'b", 'a"b', "a\\b", "tab\there", "new\nline", "x" * 40]
DATES = ["1970", "1970-01", "1970-01-01", "1969-12-31", "2024-02-29", "1984-02-29T10:00:00Z", "2024"]


def all_columns(kind):
    return ([name for name, _ in COLUMNS[kind]] + [name for name, _ in hidden_columns(kind)]
            + ["resource", "_line"])


def hidden_columns(kind):
    return ([(name + "_id", "TEXT") for name in REFERENCES[kind]]
            + [(name + "_code", "TEXT") for name in CONCEPTS[kind]])


def declared_types(kind):
    return ([("TEXT" if type_ == "json" else type_) for _, type_ in COLUMNS[kind]]
            + ["TEXT"] * len(hidden_columns(kind)) + ["TEXT", "INTEGER"])


class Writer:
    """Writes lines. `odd` allows values of the wrong type and numbers that no column holds exactly."""

    def __init__(self, seed, odd):
        self.random = random.Random(seed)
        self.odd = odd
        self.ids = [f"id{n}" for n in range(40)]

    def chance(self, probability):
        return self.random.random() < probability

    # Pieces of JSON text

    def space(self):
        return self.random.choice([" ", "\t", "\r", "  "]) if self.chance(0.03) else ""

    def string(self, text):
        """A JSON string for a text, escapes chosen at random."""
        out = ['"']
        for char in text:
            code = ord(char)
            if char in '"\\' or code < 32 or self.chance(0.03):
                short = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "/": "\\/",
                         "\b": "\\b", "\f": "\\f"}.get(char)
                if short and self.chance(0.7):
                    out.append(short)
                elif code > 0xFFFF:
                    high, low = 0xD800 + ((code - 0x10000) >> 10), 0xDC00 + ((code - 0x10000) & 0x3FF)
                    out.append(f"\\u{high:04x}\\u{low:04X}")
                else:
                    out.append(f"\\u{code:04x}")
            else:
                out.append(char)
        return "".join(out) + '"'

    def word(self):
        text = self.random.choice(WORDS)
        if self.odd and self.chance(0.02):
            text += "\0" + text
        return text + self.random.choice(WORDS) if self.chance(0.2) else text

    def number(self):
        pick = self.random.randrange(10)
        if pick < 5:
            return str(self.random.randint(-3, 9))
        if pick < 7:
            return repr(self.random.randint(-40, 40) / 8 + 0.0625)
        if pick == 7:
            return str(self.random.choice([2**31, -2**31, 2**53, 2**53 + 1, 2**63 - 1, -2**63, 10**15]))
        if not self.odd:
            return str(self.random.randint(-10**6, 10**6))
        return self.random.choice(
            ["1E3", "1e+2", "-0", "0.0", "1.50", "-2.5e-3", "100000000000000000000", "9223372036854775808",
             "0.1234567890123456789", "1e400", "5.0", "123456789012345678", "-0.0"])

    def structure(self, depth=0):
        """An object or array with anything inside."""
        def value():
            pick = self.random.randrange(8)
            if pick < 3:
                return self.string(self.word())
            if pick < 5:
                return self.number() if self.odd else str(self.random.randint(0, 99))
            if pick == 5:
                return self.random.choice(["true", "false", "null"])
            return self.structure(depth + 1) if depth < 3 else "[]"
        if self.chance(0.5):
            return "[" + ",".join(self.space() + value() for _ in range(self.random.randrange(4))) + "]"
        keys = self.random.sample(["system", "code", "text", "id", "gender", "resourceType", "reference"],
                                  self.random.randrange(4))
        return "{" + ",".join(
            self.string(key) + self.space() + ":" + self.space() + value() for key in keys) + "}"

    def reference(self):
        target = self.random.choice(self.ids)
        text = self.random.choice([
            "Patient/{}", "Patient/{}", "Patient/{}", "urn:uuid:{}", "http://example.org/fhir/Patient/{}",
            "Patient/{}/_history/3", "#{}", "{}", "Organization/{}"]).format(target)
        if self.odd and self.chance(0.1):
            return self.random.choice(['{"display":"x"}', '{"reference":null}', '"Patient/id1"', "[]", "7"])
        return '{"reference":' + self.space() + self.string(text) + "}"

    def concept(self):
        codings = []
        for _ in range(self.random.randrange(3)):
            code = '"code":' + self.string(self.word())
            if self.odd and self.chance(0.1):
                code = self.random.choice(['"code":null', '"code":7', '"code":["x"]', '"display":"x"'])
            system = '"system":"http://loinc.org"'
            codings.append("{" + ",".join(self.random.sample([code, system], 2)) + "}")
        coding = '"coding":[' + self.space() + ",".join(codings) + "]"
        if self.odd and self.chance(0.1):
            coding = self.random.choice(['"coding":null', '"coding":{"code":"x"}', '"coding":["x"]', '"text":"x"'])
        return "{" + ",".join(self.random.sample([coding, '"extension":[{"code":"no"}]'], 2)) + "}"

    def value(self, name, type_):
        if self.chance(0.05):
            return "null"
        if self.odd and self.chance(0.08):
            # Not of the column's type.
            choices = [self.string(self.word()), self.number(), "true", "false"]
            if type_ != "TEXT" or self.chance(0.3):
                choices.append(self.structure())
            return self.random.choice(choices)
        if name in ("subject", "managingOrganization"):
            return self.reference()
        if name in ("maritalStatus", "code") and self.chance(0.8):
            return self.concept()
        if type_ == "json":
            return self.structure()
        if type_ == "BOOLEAN":
            return self.random.choice(["true", "false"])
        if type_ == "INTEGER":
            return str(self.random.randint(-3, 12)) if not self.odd else self.number()
        if type_ == "DECIMAL":
            return self.number()
        if name == "id":
            return self.string(self.random.choice(self.ids) if self.chance(0.9) else self.word())
        if "ate" in name and name != "status":
            return self.string(self.random.choice(DATES))
        return self.string(self.word())

    def resource(self, padding):
        kind = self.random.choice(["Patient", "Patient", "Observation", "Observation", "ChargeItem"])
        members = []
        for name, type_ in COLUMNS[kind]:
            if self.chance(0.8):
                members.append((name, self.value(name, type_)))
        members.append(("resourceType", '"' + kind + '"'))
        if self.chance(0.3):
            members.append(("extension", '[{"url":"x","valueString":' + self.string(self.word()) + "}]"))
        if padding:
            members.append(("language", self.string("p" * self.random.randrange(padding))))
        if self.chance(0.5):
            self.random.shuffle(members)
        body = ",".join(
            self.space() + (self.string(name) if self.chance(0.05) else f'"{name}"') + self.space() + ":"
            + self.space() + text + self.space() for name, text in members)
        return "{" + body + "}"

    def other(self, good):
        """A line that is no row: blank, of another type, or malformed beyond doubt."""
        pick = self.random.randrange(8)
        raw = good.encode()
        if pick < 2:
            return self.random.choice([b"", b"  ", b"\t"])
        if pick == 2:
            return b'{"resourceType":"Organization","id":"id1","active":true}'
        if pick == 3:
            return raw[:self.random.randrange(1, len(raw) - 1)]
        if pick == 4:
            return raw + b" " + raw
        if pick == 5:
            return self.random.choice([b"[]", b"7", b'"x"', b"null", b'{"id":"no-type"}', b"{}", b"}{", b"nonsense"])
        if pick == 6:
            return raw[:-1] + b',"language":"' + self.random.choice([b"\xff", b"\xc3(", b"\xed\xa0\x80"]) + b'"}'
        return raw[:-1] + b',"language":"\x01"}'

    def lines(self, count, padding=0):
        for _ in range(count):
            good = self.resource(padding)
            if self.chance(0.1):
                yield self.other(good), None
                continue
            yield (self.space() + good + self.space()).encode(), good


def number_value(text):
    """What SQL sees of a number: an INTEGER that fits 64 bits, a REAL of up to 15 digits, else its text."""
    if re.fullmatch(r"-?\d+", text) and -2**63 <= int(text) < 2**63:
        return int(text)
    mantissa = re.split("[eE]", text)[0]
    digits = re.sub(r"\D", "", mantissa).lstrip("0")
    real = float(text)
    if len(digits) <= 15 and real not in (float("inf"), float("-inf")):
        return real
    return text


class Number(str):
    """A number token, by its text."""


def members(text):
    """The members of an object in its text: name, value, exact text. Of one name the last counts."""
    found = {}
    decoder = json.JSONDecoder(parse_int=Number, parse_float=Number, strict=False)
    blank = re.compile(r"[ \t\r\n]*")
    at = blank.match(text, 1).end()
    while text[at] != "}":
        name, at = json.decoder.scanstring(text, at + 1, True)
        at = blank.match(text, at).end() + 1
        at = blank.match(text, at).end()
        value, end = decoder.raw_decode(text, at)
        found[name] = (value, text[at:end])
        at = blank.match(text, end).end()
        if text[at] == ",":
            at = blank.match(text, at + 1).end()
    return found


def column_value(type_, value, text):
    if value is None:
        return None
    if type_ == "json":
        return text
    if type_ == "TEXT":
        return text if isinstance(value, (Number, bool, dict, list)) else value
    if isinstance(value, Number):
        return number_value(value)
    if isinstance(value, bool):
        return int(value)
    return text if isinstance(value, (dict, list)) else value


def reference_id(value):
    """Source: FHIR R4, References, "Literal References"."""
    if not isinstance(value, dict):
        return None
    text = value.get("reference")
    if not isinstance(text, str) or isinstance(text, Number):
        return None
    for prefix in ("urn:uuid:", "urn:oid:"):
        if text.startswith(prefix):
            return text[len(prefix):] or None
    parts = text.split("/")
    if len(parts) >= 3 and parts[-2] == "_history":
        parts = parts[:-2]
    return parts[-1] or None


def concept_code(value):
    codings = value.get("coding") if isinstance(value, dict) else None
    first = codings[0] if isinstance(codings, list) and codings else None
    code = first.get("code") if isinstance(first, dict) else None
    return code if isinstance(code, str) and code and not isinstance(code, Number) else None


def row(line_number, text):
    """The resource type and the row of a good line."""
    found = members(text)
    kind = found["resourceType"][0]
    values = []
    for name, type_ in COLUMNS[kind]:
        value, source = found.get(name, (None, ""))
        values.append(column_value(type_, value, source))
    for name in REFERENCES[kind]:
        values.append(reference_id(found.get(name, (None, ""))[0]))
    for name in CONCEPTS[kind]:
        values.append(concept_code(found.get(name, (None, ""))[0]))
    return kind, tuple(values + [text, line_number])


def make(path, seed, count, odd, padding=0, end="\n"):
    """Writes a file; answers the rows of each table."""
    rows = {kind: [] for kind in COLUMNS}
    with open(path, "wb") as file:
        for number, (raw, good) in enumerate(Writer(seed, odd).lines(count, padding), start=1):
            file.write(raw)
            if number < count:
                file.write(end.encode())
            if good is not None:
                kind, values = row(number, good)
                rows[kind].append(values)
    return rows
