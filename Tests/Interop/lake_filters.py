"""Random conditions on a table, asked of the table and of the same rows in a plain one.

The plain table is a virtual table in Python that takes over nothing, with the same declared types: SQLite itself
decides every row, so that a row lost to a wrong bound, page or partition shows. In an SQLite without such tables it
is an ordinary table, without the columns whose affinity would change their values.
"""
import math

from lake_values import in_any_order
from rows_table import RowsTable


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def literal(value):
    """SQL for a value, or None when it can only be bound."""
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    if isinstance(value, str):
        return None if "\0" in value else "'" + value.replace("'", "''") + "'"
    if isinstance(value, float) and math.isinf(value):
        return "9e999" if value > 0 else "-9e999"
    return repr(value)


class Table:
    """The columns and rows of a table, as SQLite gives them."""

    def __init__(self, execute, name):
        self.name = name
        shape = [row for row in execute(f"PRAGMA temp.table_xinfo({name})") if not row[6]]
        self.columns = [row[1] for row in shape]
        self.types = [row[2] for row in shape]
        self.rows = list(execute(f"SELECT * FROM {name}"))

    def declaration(self, name):
        return f"CREATE TABLE {name}({', '.join(f'{quoted(c)} {t}' for c, t in zip(self.columns, self.types))})"


class PlainModule:
    """A virtual table module over the rows of a Table."""

    def __init__(self, table):
        self.table = table

    def Connect(self, connection, module, database, name, *arguments):
        return self.table.declaration("x"), RowsTable(self.table.rows)

    Create = Connect


class Maker:
    """Makes questions about a table; `{table}` stands for its name."""

    def __init__(self, random, table, columns):
        self.random = random
        self.table = table
        self.columns = columns
        self.parameters = []

    def values_of(self, column):
        position = self.table.columns.index(column)
        return [row[position] for row in self.table.rows] or [None]

    def value(self, column):
        """A value of the column, one near to it, or one of another kind."""
        value = self.random.choice(self.values_of(column))
        chance = self.random.random()
        if chance < 0.6:
            return value
        if chance < 0.95:
            return self.near(value)
        return self.random.choice((None, 0, 1, -1.5, "", "a", "2020", b"", "12", 10**18, -(2**63), math.inf))

    def near(self, value):
        choose = self.random.choice
        if isinstance(value, int):
            return choose((value - 1, value + 1, value + 0.5, -value)) if abs(value) < 2**62 else float(value)
        if isinstance(value, float):
            whole = round(value) if abs(value) < 1e15 else value
            return choose((math.nextafter(value, math.inf), value + 1, -value, whole))
        if isinstance(value, str):
            cut = self.random.randrange(len(value) + 1)
            changed = value[:cut] + choose(("", "0", "5", "a", "~", " ")) + value[cut + 1:]
            return choose((value[:cut], value + "a", changed, value.upper()))
        if isinstance(value, bytes):
            return choose((value[:-1], value + b"\0", value + b"\xff"))
        return value

    def put(self, value):
        """SQL for a value: written out, or a parameter."""
        written = literal(value)
        if written is not None and self.random.random() < 0.5:
            return written
        self.parameters.append(value)
        return f"?{len(self.parameters)}"

    def term(self):
        column = self.random.choice(self.columns)
        name, value = quoted(column), self.value(column)
        kind = self.random.randrange(10)
        if kind <= 3:
            return f"{name} {self.random.choice(('=', '=', '<', '<=', '>', '>=', '<>', 'IS'))} {self.put(value)}"
        if kind == 4:
            low, high = self.put(value), self.put(self.value(column))
            return f"{name} BETWEEN {low} AND {high}"
        if kind == 5:
            members = [self.put(self.value(column)) for _ in range(self.random.randrange(1, 6))]
            return f"{name} {self.random.choice(('IN', 'IN', 'IN', 'NOT IN'))} ({', '.join(members)})"
        if kind == 6:
            return f"{name} {self.random.choice(('IS NULL', 'IS NOT NULL'))}"
        if kind == 7:
            prefix = str(value if not isinstance(value, bytes) else "")[:self.random.randrange(8)].split("\0")[0]
            return f"{name} LIKE {self.put(prefix + '%')}"
        if kind == 8:
            prefix = value[:self.random.randrange(8)] if isinstance(value, str) else ""
            return f"{name} GLOB {self.put(prefix.replace('[', '?').replace(chr(0), '?') + '*')}"
        return f"{self.put(value)} {self.random.choice(('=', '<', '>='))} {name}"

    def condition(self):
        terms = [self.term() for _ in range(self.random.choice((1, 1, 1, 2, 2, 3)))]
        terms = [f"NOT ({term})" if self.random.random() < 0.1 else term for term in terms]
        return self.random.choice((" AND ", " AND ", " OR ")).join(f"({term})" for term in terms)

    def question(self):
        """SQL, its parameters, and whether the order of its rows is meant."""
        self.parameters = []
        condition = self.condition()
        column = quoted(self.random.choice(self.columns))
        kind = self.random.randrange(8)
        if kind <= 3:
            sql, ordered = f"SELECT {', '.join(map(quoted, self.columns))} FROM {{table}} WHERE {condition}", False
        elif kind == 4:
            sql, ordered = (f"SELECT count(*), count({column}), min({column}), max({column}), "
                            f"count(DISTINCT {column}) FROM {{table}} WHERE {condition}"), False
        elif kind == 5:
            sql, ordered = f"SELECT {column}, count(*) FROM {{table}} WHERE {condition} GROUP BY 1", False
        elif kind == 6:
            order = self.random.choice(("", "DESC"))
            sql, ordered = f"SELECT {column} FROM {{table}} WHERE {condition} ORDER BY 1 {order} LIMIT 7", True
        else:
            sql, ordered = f"SELECT min({column}), max({column}), count(*) FROM {{table}}", False
        return sql, tuple(self.parameters), ordered


def plain(value):
    # -0.0 and 0.0 are equal; which of them a statistic holds is open.
    return 0.0 if isinstance(value, float) and value == 0 else value


def compare(engine, name, random, count, report):
    """Asks `count` questions about the table `name`; answers how many conditions kept some rows, but not all."""
    table = Table(engine.execute, name)
    columns = engine.make_plain(table)
    maker = Maker(random, table, columns)
    selective = 0
    for _ in range(count):
        sql, parameters, is_ordered = maker.question()
        answers = []
        for source in (name, engine.plain_name):
            try:
                rows = [tuple(map(plain, row)) for row in engine.execute(sql.replace("{table}", source), parameters)]
                answers.append(rows if is_ordered else in_any_order(rows))
            except engine.error as error:
                answers.append(f"error: {type(error).__name__}: {error}")
        got, expected = answers
        if isinstance(expected, str):
            # Such as a pattern that is too long: then both sides refuse it.
            if not isinstance(got, str):
                report(f"{sql} {parameters!r}: expected {expected}")
            continue
        selective += 0 < len(expected) < len(table.rows)
        if got != expected:
            report(describe(sql, parameters, got, expected))
    return selective


def describe(sql, parameters, got, expected):
    text = f"{sql}\n  parameters {parameters!r}\n"
    if isinstance(got, str):
        return text + f"  {got}"
    more = [row for row in got if row not in expected][:2]
    less = [row for row in expected if row not in got][:2]
    return text + (f"  {len(got)} rows, expected {len(expected)}\n  too many, such as {str(more)[:400]}\n"
                   f"  missing, such as {str(less)[:400]}")
