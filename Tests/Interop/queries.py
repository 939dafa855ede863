"""Random SELECT statements over the tables of resources.py.

A statement names its tables {Patient}, {Observation}, {ChargeItem}; both sides put their own in. Every statement
has one right answer: rows in any order unless the ORDER BY is total, no bare columns beside aggregates.
"""
import random

from resources import COLUMNS, DATES, REFERENCES, WORDS, hidden_columns

TEXTS = WORDS + DATES + [f"id{n}" for n in range(0, 40, 7)]
NUMBERS = [-3, -1, 0, 1, 2, 5, 9, 12, 0.0625, 1.5, -0.5, 2**53, 2**53 + 1, 2**63 - 1, -2**63, 1e20, 1e3, 5.0]


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    if isinstance(value, str):
        if "\0" in value:
            return "(" + "||char(0)||".join(literal(part) for part in value.split("\0")) + ")"
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


class Maker:
    def __init__(self, seed, has_joins=True):
        self.random = random.Random(seed)
        self.has_joins = has_joins
        self.parameters = []

    def pick(self, *options):
        return self.random.choice(options)

    def chance(self, probability):
        return self.random.random() < probability

    # Values

    def text(self):
        return self.random.choice(TEXTS)

    def value(self, type_):
        """A value that is compared with a column: mostly of its kind."""
        if self.chance(0.06):
            return None
        if self.chance(0.05):
            return self.text().encode()
        is_text = type_ == "TEXT"
        if self.chance(0.15):
            is_text = not is_text
        if is_text:
            if type_ != "TEXT" and self.chance(0.6):
                return self.pick("1", "0", "5", "1.0", " 1 ", "1e0", "abc", "", "100000000000000000000")
            return self.text()
        return self.random.choice(NUMBERS)

    def operand(self, type_):
        value = self.value(type_)
        if self.chance(0.4):
            self.parameters.append(value)
            return f"?{len(self.parameters)}"
        text = literal(value)
        if self.chance(0.05):
            text = f"CAST({text} AS {self.pick('TEXT', 'INTEGER', 'NUMERIC', 'REAL')})"
        return text

    # Columns

    def columns(self, kind):
        """Names with SQLite's declared type."""
        found = [(name, "TEXT" if type_ == "json" else type_) for name, type_ in COLUMNS[kind]]
        found += hidden_columns(kind)
        return found

    def column(self, kind):
        return self.random.choice(self.columns(kind))

    def names(self, kind, alias, count):
        return [f"{alias}.{name}" for name, _ in self.random.sample(self.columns(kind), count)]

    # Conditions

    def condition(self, kind, alias, depth=0):
        if depth < 3 and self.chance(0.45):
            pick = self.random.randrange(5)
            if pick == 0:
                return f"NOT ({self.condition(kind, alias, depth + 1)})"
            word = "OR" if pick < 3 else "AND"
            return (f"({self.condition(kind, alias, depth + 1)} {word} "
                    f"{self.condition(kind, alias, depth + 1)})")
        return self.test(kind, alias)

    def test(self, kind, alias):
        name, type_ = self.column(kind)
        if self.chance(0.06):
            name, type_ = "_line", "INTEGER"
        column = f"{alias}.{name}"
        pick = self.random.randrange(20)
        if pick < 5:
            return f"{column} {self.pick('=', '==')} {self.operand(type_)}"
        if pick < 9:
            operation = self.pick("<", "<=", ">", ">=", "<>")
            if self.chance(0.2):
                return f"{self.operand(type_)} {operation} {column}"
            return f"{column} {operation} {self.operand(type_)}"
        if pick == 9:
            return f"{column} {self.pick('', 'NOT')} BETWEEN {self.operand(type_)} AND {self.operand(type_)}"
        if pick < 12:
            values = ", ".join(self.operand(type_) for _ in range(self.random.randrange(0, 6)))
            return f"{column} {self.pick('', '', 'NOT')} IN ({values})"
        if pick == 12:
            return f"{column} IS {self.pick('', 'NOT ')}NULL"
        if pick < 15:
            return f"{column} {self.pick('', '', 'NOT ')}{self.like()}"
        if pick == 15:
            return f"{column} IS {self.pick('', 'NOT ')}{self.operand(type_)}"
        if pick == 16:
            return f"{column} {self.pick('=', '<', '>')} {self.operand(type_)} COLLATE {self.pick('NOCASE', 'RTRIM')}"
        if pick == 17:
            other, _ = self.column(kind)
            return f"{column} {self.pick('=', '<', 'IS')} {alias}.{other}"
        if pick == 18:
            return self.pick(
                f"length({column}) > 3", f"{column} || '' = {self.operand('TEXT')}",
                f"+{column} = {self.operand(type_)}", f"abs({column}) = 1", f"typeof({column}) = 'text'",
                column, f"coalesce({column}, 'x') = {self.operand(type_)}")
        if self.has_joins:
            source, _ = self.column("Observation")
            return (f"{column} {self.pick('', 'NOT ')}IN (SELECT s.{source} FROM {{Observation}} AS s"
                    f"{self.pick('', ' WHERE s._line < 20')})")
        return f"{column} = {self.operand(type_)}"

    def like(self):
        text = self.text()
        cut = self.random.randrange(len(text) + 1)
        if self.chance(0.5):
            pattern = self.pick(text[:cut] + "%", "%" + text[cut:], text, text.upper() + "%", text[:cut] + "_%",
                                "%", "_%", "", text[:cut].lower() + "%" + text[cut:])
            escape = " ESCAPE '\\'" if self.chance(0.1) else ""
            return f"LIKE {self.pattern(pattern)}{escape}"
        pattern = self.pick(text[:cut] + "*", "*" + text[cut:], text, text[:cut] + "?*", "*", "[a-m]*", "",
                            text[:cut] + "[!x]*")
        return f"GLOB {self.pattern(pattern)}"

    def pattern(self, pattern):
        if self.chance(0.3):
            self.parameters.append(pattern)
            return f"?{len(self.parameters)}"
        return literal(pattern)

    def where(self, kind, alias):
        return f" WHERE {self.condition(kind, alias)}" if self.chance(0.85) else ""

    # Statements

    def statement(self):
        """SQL, its parameters, and whether the order of the rows is part of the answer."""
        self.parameters = []
        shapes = [self.plain, self.aggregate, self.grouped, self.grouped, self.distinct, self.ordered,
                  self.keys_only, self.json]
        if self.has_joins:
            shapes += [self.join, self.join, self.correlated, self.compound]
        sql, is_ordered = self.random.choice(shapes)()
        return sql, tuple(self.parameters), is_ordered

    def kind(self):
        return self.pick("Patient", "Observation", "ChargeItem")

    def plain(self):
        kind = self.kind()
        names = ", ".join(self.names(kind, "t", self.random.randrange(1, 4)))
        extra = self.pick("", "", ", t.resource", ", t._line")
        return f"SELECT {names}{extra} FROM {{{kind}}} AS t{self.where(kind, 't')}", False

    def aggregate(self):
        kind = self.kind()
        return f"SELECT {self.aggregates(kind, 't')} FROM {{{kind}}} AS t{self.where(kind, 't')}", False

    def aggregates(self, kind, alias):
        found = ["count(*)"]
        for _ in range(self.random.randrange(0, 4)):
            name = f"{alias}.{self.column(kind)[0]}"
            found.append(self.pick(
                f"count({name})", f"min({name})", f"max({name})", f"total({name})", f"avg({name})",
                f"count(DISTINCT {name})", f"count(*) FILTER (WHERE {self.test(kind, alias)})"))
        return ", ".join(found)

    def direction(self):
        return self.pick("", "", " DESC", " ASC")

    def grouped(self):
        kind = self.kind()
        keys = self.names(kind, "t", self.random.randrange(1, 4))
        grouping = list(keys)
        self.random.shuffle(grouping)
        if self.chance(0.15):
            keys.append(f"length({keys[0]})")
        sql = (f"SELECT {', '.join(keys)}, {self.aggregates(kind, 't')} FROM {{{kind}}} AS t"
               f"{self.where(kind, 't')} GROUP BY {', '.join(grouping)}")
        if self.chance(0.2):
            sql += f" HAVING count(*) > {self.random.randrange(3)}"
        if self.chance(0.5):
            order = list(grouping)
            if self.chance(0.5):
                self.random.shuffle(order)
            sql += " ORDER BY " + ", ".join(key + self.direction() for key in order)
            if self.chance(0.3):
                sql += f" LIMIT {self.random.randrange(1, 9)}"
            return sql, True
        return sql, False

    def keys_only(self):
        kind = self.kind()
        keys = self.names(kind, "t", self.random.randrange(1, 4))
        sql = f"SELECT {', '.join(keys)} FROM {{{kind}}} AS t{self.where(kind, 't')} GROUP BY {', '.join(keys)}"
        if self.chance(0.4):
            return sql + " ORDER BY " + ", ".join(key + self.direction() for key in keys), True
        return sql, False

    def distinct(self):
        kind = self.kind()
        names = self.names(kind, "t", self.random.randrange(1, 4))
        sql = f"SELECT DISTINCT {', '.join(names)} FROM {{{kind}}} AS t{self.where(kind, 't')}"
        if self.chance(0.4):
            return sql + " ORDER BY " + ", ".join(name + self.direction() for name in names), True
        if self.chance(0.2):
            return f"SELECT count(*) FROM ({sql})", False
        return sql, False

    def ordered(self):
        kind = self.kind()
        names = self.names(kind, "t", self.random.randrange(1, 3))
        order = [name + self.direction() + self.pick("", "", " NULLS LAST", " NULLS FIRST") for name in names]
        if self.chance(0.2):
            order[0] = names[0] + " COLLATE NOCASE" + self.direction()
        order.append("t._line" + self.direction())
        sql = (f"SELECT {', '.join(names)}, t._line FROM {{{kind}}} AS t{self.where(kind, 't')} "
               f"ORDER BY {', '.join(order)}")
        if self.chance(0.6):
            sql += f" LIMIT {self.random.randrange(0, 12)}"
            if self.chance(0.5):
                sql += f" OFFSET {self.random.randrange(0, 12)}"
        return sql, True

    def json(self):
        return self.pick(
            "SELECT t.id, t.name ->> '$[0].code' FROM {Patient} AS t" + self.where("Patient", "t"),
            "SELECT t.id, j.key, j.value FROM {Patient} AS t, json_each(t.name) AS j"
            " WHERE json_valid(t.name) AND " + self.condition("Patient", "t"),
            "SELECT json_array(json(t.name), t.gender || '') FROM {Patient} AS t WHERE json_valid(t.name)"
            " AND t.name LIKE '[%'",
        ), False

    def join(self):
        left, right = "Patient", self.pick("Observation", "ChargeItem", "Patient")
        on = self.pick(
            "b.id = a.id", "a.id = b.id", f"b.{REFERENCES[right][0]}_id = a.id",
            f"a.id = b.{REFERENCES[right][0]}_id", "b.id = a.gender", "b.id = a.active",
            f"b.{self.column(right)[0]} = a.{self.column(left)[0]}",
            f"b.{self.column(right)[0]} = a.{self.column(left)[0]}",
            f"b.id = a.id AND b.{self.column(right)[0]} = a.{self.column(left)[0]}",
            "b.id = a.id COLLATE NOCASE", "b.id > a.id AND b._line < 9", "b.id IS a.id",
            f"b.id = a.id OR b.{REFERENCES[right][0]}_id = a.id")
        word = self.pick("JOIN", "JOIN", "LEFT JOIN", "CROSS JOIN")
        if self.chance(0.2) and word != "CROSS JOIN":
            on += f" AND {self.test(right, 'b')}"
        names = ", ".join(self.names(left, "a", 2) + self.names(right, "b", 2))
        if self.chance(0.4):
            names = f"{self.aggregates(left, 'a')}, count(b.id)"
        return (f"SELECT {names} FROM {{{left}}} AS a {word} {{{right}}} AS b ON {on}"
                f"{self.where(left, 'a')}"), False

    def correlated(self):
        inner = self.pick("Observation", "ChargeItem")
        link = self.pick("s.subject_id = t.id", "t.id = s.subject_id", "s.id = t.id",
                         f"s.{self.column(inner)[0]} = t.{self.column('Patient')[0]}")
        more = f" AND {self.test(inner, 's')}" if self.chance(0.5) else ""
        select = self.pick("count(*)", "max(s.id)", f"count(s.{self.column(inner)[0]})")
        if self.chance(0.5):
            return (f"SELECT t.id, t._line, (SELECT {select} FROM {{{inner}}} AS s WHERE {link}{more}) "
                    f"FROM {{Patient}} AS t{self.where('Patient', 't')}"), False
        return (f"SELECT t.id, t._line FROM {{Patient}} AS t WHERE {self.pick('', 'NOT ')}EXISTS "
                f"(SELECT 1 FROM {{{inner}}} AS s WHERE {link}{more}) AND {self.test('Patient', 't')}"), False

    def compound(self):
        kind = self.kind()
        name = self.column(kind)[0]
        word = self.pick("UNION", "UNION ALL", "EXCEPT", "INTERSECT")
        return (f"SELECT t.{name} FROM {{{kind}}} AS t{self.where(kind, 't')} {word} "
                f"SELECT u.id FROM {{Patient}} AS u{self.where('Patient', 'u')}"), False
