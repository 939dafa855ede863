"""Random Arrow types and values, and one form in which values of different readers are compared.

`canonical` brings an Arrow scalar and the value that SQLite gave for it to the same Python value:

    boolean, integer     int                  date        its ISO text
    float, double        float, or None for NaN (SQLite has none); -0.0 is 0.0
    decimal              the unscaled integer (a decimal of up to 15 digits is a REAL in SQLite)
    time, timestamp      microseconds or nanoseconds
    string, uuid         text                 binary      bytes
    list, map, struct    tuples; a map is sorted by its keys, and may come as an object or as pairs
"""
import datetime
import decimal
import json
import math
import re
import string
import struct
import uuid

import pyarrow
import pyarrow.compute
from pyarrow import types

EPOCH = datetime.datetime(1970, 1, 1)
UNITS_A_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}


# ------------------------------------------------------------------------------------------------ random values

WORDS = ["", "a", "A", "alpha", "alphabet", "beta", "b%", "b_c", "ß", "É", "日本", "😀", "naïve", "null", "NULL", " ",
         "a\0b", "it's", '"q"', "\\", "zzzzzzzzzzzzzzzzzzzzzzzzzzzz", "prefix-0001", "prefix-0002", "2020-01-01", "12",
         "1e3", "\U0010ffff\U0010ffff"]


def value(random, kind):
    """A random value for pyarrow.array: few enough to repeat, with the extremes among them."""
    if isinstance(kind, pyarrow.BaseExtensionType):
        return uuid.UUID(int=random.getrandbits(128) if random.random() < 0.5 else random.randrange(4)).bytes
    if types.is_boolean(kind):
        return random.random() < 0.5
    if types.is_integer(kind):
        return integer(random, kind)
    if types.is_floating(kind):
        return floating(random, kind)
    if types.is_decimal(kind):
        digits = random.randint(0, kind.precision)
        return decimal.Decimal(random.choice((1, -1)) * random.randrange(10**digits)).scaleb(
            -kind.scale, decimal.Context(prec=80))
    if types.is_date32(kind):
        return random.choice((0, -1, 18262, -719162, 2932896, random.randint(17000, 17100),
                              random.randint(-9000, 30000)))
    if types.is_time(kind):
        second = UNITS_A_SECOND[kind.unit]
        return random.choice((0, 86400 * second - 1, random.randrange(86400) * second,
                              random.randrange(86400 * second)))
    if types.is_timestamp(kind):
        return timestamp(random, kind)
    if types.is_string(kind) or types.is_large_string(kind):
        return text(random)
    if types.is_fixed_size_binary(kind):
        width = kind.byte_width
        return random.choice((bytes(width), b"\xff" * width, random.randbytes(width)))
    if types.is_binary(kind) or types.is_large_binary(kind):
        return random.choice((b"", b"\0", b"\xff\xff", random.randbytes(random.randrange(24)), text(random).encode()))
    return nested(random, kind)


def integer(random, kind):
    bits = kind.bit_width
    low, high = (-(1 << bits - 1), (1 << bits - 1) - 1) if types.is_signed_integer(kind) else (0, (1 << bits) - 1)
    # SQLite has no unsigned 64-bit integers; their form is tested elsewhere.
    high = min(high, 2**63 - 1)
    return random.choice((low, high, 0, 1, max(low, -1), random.randint(max(low, -50), 50),
                          random.randint(max(low, -50), 100), random.randint(low, high)))


def floating(random, kind):
    number = random.choice((0.0, -0.0, 1.5, -2.25, math.inf, -math.inf, math.nan, 1e-30, 3.4e38,
                            random.uniform(-10, 10), float(random.randint(-20, 20)), random.gauss(0, 1e6)))
    return struct.unpack("<f", struct.pack("<f", number))[0] if kind.bit_width == 32 else number


def timestamp(random, kind):
    second = random.choice((0, -1, 1583020800, 1585699199, random.randint(1577836800, 1593561600),
                            random.randint(-10**9, 4 * 10**9)))
    per_second = UNITS_A_SECOND[kind.unit]
    return second * per_second + random.choice((0, per_second - 1, random.randrange(per_second)))


def text(random):
    if random.random() < 0.6:
        return random.choice(WORDS)
    return "".join(random.choices(string.ascii_letters + "äöü 012_%", k=random.randrange(30)))


def nested(random, kind):
    if types.is_map(kind):
        keys = {repr(key): key for key in (value(random, kind.key_type) for _ in range(random.randrange(4)))}
        return [(key, optional(random, kind.item_field)) for key in keys.values()]
    if types.is_list(kind) or types.is_large_list(kind):
        return [optional(random, kind.value_field) for _ in range(random.randrange(4))]
    return {field.name: optional(random, field) for field in kind}


def optional(random, field, nulls=0.15):
    return None if field.nullable and random.random() < nulls else value(random, field.type)


def table(random, schema, count):
    """`count` random rows; a column now and then has only nulls, one value, or is sorted."""
    columns = []
    for field in schema:
        nulls = random.choice((0.0, 0.1, 0.5, 1.0)) if field.nullable else 0.0
        values = [optional(random, field, nulls) for _ in range(count)]
        if random.random() < 0.15 and values:
            values = [values[0]] * count
        columns.append(array(values, field.type, random.random() < 0.2))
    return pyarrow.table(columns, schema=schema)


def array(values, kind, is_sorted=False):
    made = pyarrow.array(values, storage(kind))
    if is_sorted and not types.is_nested(made.type) and not types.is_float16(made.type):
        made = made.take(pyarrow.compute.sort_indices(made))
    return made.cast(kind)


def storage(kind):
    """A type without extension types in it: pyarrow makes no arrays of these from Python values, but casts to them."""
    if isinstance(kind, pyarrow.BaseExtensionType):
        return kind.storage_type
    if types.is_map(kind):
        return pyarrow.map_(storage(kind.key_type), kind.item_field.with_type(storage(kind.item_type)))
    if types.is_list(kind):
        return pyarrow.list_(kind.value_field.with_type(storage(kind.value_type)))
    if types.is_large_list(kind):
        return pyarrow.large_list(kind.value_field.with_type(storage(kind.value_type)))
    if types.is_struct(kind):
        return pyarrow.struct([field.with_type(storage(field.type)) for field in kind])
    return kind


# --------------------------------------------------------------------------------------------- canonical values

def from_arrow(scalar):
    """The canonical value of an Arrow scalar."""
    if not scalar.is_valid:
        return None
    kind = scalar.type
    if isinstance(kind, pyarrow.BaseExtensionType):
        return str(uuid.UUID(bytes=scalar.value.as_py()))
    if types.is_dictionary(kind):
        return from_arrow(scalar.dictionary[scalar.index.as_py()])
    if types.is_boolean(kind) or types.is_integer(kind):
        return int(scalar.as_py())
    if types.is_floating(kind):
        return number(scalar.as_py())
    if types.is_decimal(kind):
        return unscaled(scalar.as_py(), kind.scale)
    if types.is_date(kind):
        return scalar.as_py().isoformat()
    if types.is_time(kind) or types.is_timestamp(kind):
        # Microseconds, whatever the unit, and nanoseconds where there are some.
        return scaled_time(scalar.value, kind.unit)
    if types.is_map(kind):
        return tuple(sorted(((from_arrow(entry["key"]), from_arrow(entry["value"])) for entry in scalar.values),
                            key=repr))
    if types.is_struct(kind):
        return tuple(from_arrow(scalar[index]) for index in range(kind.num_fields))
    if types.is_list(kind) or types.is_large_list(kind):
        return tuple(map(from_arrow, scalar.values))
    return scalar.as_py()


def from_sqlite(value, kind, is_nested=False):
    """The canonical value of what SQLite gave for a column of an Arrow type; ValueError when it has another form."""
    if value is None:
        return None
    if isinstance(kind, pyarrow.BaseExtensionType):
        return matching(value, r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
    if types.is_dictionary(kind):
        return from_sqlite(value, kind.value_type, is_nested)
    if types.is_boolean(kind):
        return int(of_class(value, bool if is_nested else int))
    if types.is_integer(kind):
        return of_class(value, int)
    if types.is_floating(kind):
        return number(float(value) if is_nested else of_class(value, float), kind.bit_width)
    if types.is_decimal(kind):
        if not is_nested:
            of_class(value, float if kind.precision <= 15 else str)
        return unscaled(decimal.Decimal(str(value)), kind.scale)
    if types.is_date(kind):
        return matching(value, r"-?\d{4,}-\d\d-\d\d")
    if types.is_time(kind):
        return scaled_time(parsed_time(value, UNITS_A_SECOND[kind.unit]), kind.unit)
    if types.is_timestamp(kind):
        return parsed_timestamp(value, kind)
    if types.is_nested(kind):
        return from_json(json.loads(value, parse_float=decimal.Decimal) if not is_nested else value, kind)
    if types.is_string(kind) or types.is_large_string(kind):
        return of_class(value, str)
    return bytes.fromhex(value) if is_nested else of_class(value, bytes)


def from_json(value, kind):
    if types.is_map(kind):
        if isinstance(value, dict):
            value = list(value.items())
        pairs = [(entry["key"], entry["value"]) if isinstance(entry, dict) else entry for entry in value]
        return tuple(sorted(((from_key(key, kind.key_type), from_sqlite(item, kind.item_type, True))
                             for key, item in pairs), key=repr))
    if types.is_struct(kind):
        if list(value) != [field.name for field in kind]:
            raise ValueError(f"a struct has the members {list(value)}, expected {[field.name for field in kind]}")
        return tuple(from_sqlite(value[field.name], field.type, True) for field in kind)
    return tuple(from_sqlite(element, kind.value_type, True) for element in of_class(value, list))


def from_key(key, kind):
    """A map's key: as a member name of an object it is text."""
    if isinstance(key, str) and (types.is_boolean(kind) or types.is_integer(kind) or types.is_floating(kind)):
        key = json.loads(key)
    return from_sqlite(key, kind, True)


def of_class(value, wanted):
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        raise ValueError(f"{value!r:.80} is no {wanted.__name__}")
    return value


def matching(value, pattern):
    if not re.fullmatch(pattern, of_class(value, str)):
        raise ValueError(f"{value!r:.80} does not have the documented form")
    return value


def number(value, bits=64):
    if value is None or math.isnan(value):
        return None
    if bits == 32:
        value = struct.unpack("<f", struct.pack("<f", value))[0]
    return 0.0 if value == 0 else value


def unscaled(value, scale):
    # A REAL of up to 15 digits rounds to the decimal that it came from.
    return int(value.scaleb(scale, decimal.Context(prec=80)).to_integral_value())


def scaled_time(units, unit):
    nanoseconds = units * (10**9 // UNITS_A_SECOND[unit])
    return nanoseconds // 1000 if nanoseconds % 1000 == 0 else (nanoseconds, "ns")


def parsed_time(value, per_second):
    found = re.fullmatch(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?", of_class(value, str))
    if not found:
        raise ValueError(f"{value!r:.80} is no time of the documented form")
    digits = len(str(per_second)) - 1
    fraction = (found[4] or "").ljust(digits, "0")
    if len(fraction) > digits and fraction[digits:].strip("0"):
        raise ValueError(f"{value!r:.80} has more than {digits} fraction digits")
    return (int(found[1]) * 3600 + int(found[2]) * 60 + int(found[3])) * per_second + int(fraction[:digits] or 0)


def parsed_timestamp(value, kind):
    found = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(\+00:00)?", of_class(value, str))
    if not found or bool(found[5]) != bool(kind.tz):
        raise ValueError(f"{value!r:.80} is no timestamp of the documented form for {kind}")
    per_second = UNITS_A_SECOND[kind.unit]
    days = (datetime.date(int(found[1]), int(found[2]), int(found[3])) - EPOCH.date()).days
    return scaled_time(days * 86400 * per_second + parsed_time(found[4], per_second), kind.unit)


def arrow_rows(table):
    """The rows of an Arrow table in canonical form."""
    columns = [[from_arrow(scalar) for scalar in column] for column in table.columns]
    return list(zip(*columns)) if columns else [() for _ in range(table.num_rows)]


def sqlite_rows(rows, schema):
    """Rows of SQLite in canonical form, by the types of an Arrow schema."""
    kinds = [field.type for field in schema]
    return [tuple(map(from_sqlite, row, kinds)) for row in rows]


def in_any_order(rows):
    return sorted(rows, key=repr)
