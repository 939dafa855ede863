"""->, ->> and json_extract, which healthlake answers itself, against SQLite's own, over random JSON and paths."""
import random
import sqlite3

import apsw
import pytest

from conftest import EXTENSION, connect, in_own_process

KEYS = ["a", "b", "code", "a b", "é", "x.y", "0", "", "a\\\"b", "\\u0061", "$", "[0]", "-1"]


def value(rng, depth=0):
    pick = rng.randrange(10 if depth < 4 else 7)
    if pick < 2:
        return rng.choice(['"x"', '""', '"a\\nb"', '"\\u00e9"', '"\\ud83d\\ude00"', '"é"', '"1.50"', '"a\\/b"', '"\\u0000"'])
    if pick < 4:
        return rng.choice(["0", "-0", "1.50", "1E3", "-2.5e-3", "12345678901234567890", "9007199254740993", "1e400",
                           "0.1", "5.0", "123456789012345678901234567890.5", "1e-400", "-0.0"])
    if pick < 7:
        return rng.choice(["true", "false", "null", "{}", "[]"])
    space = rng.choice(["", " ", "\n", "\t "])
    if pick < 9:
        keys = [rng.choice(KEYS) for _ in range(rng.randrange(4))]
        return "{" + ("," + space).join(f'"{key}"{space}:{value(rng, depth + 1)}' for key in keys) + space + "}"
    return "[" + ("," + space).join(value(rng, depth + 1) for _ in range(rng.randrange(4))) + space + "]"


def path(rng):
    if rng.random() < 0.3:
        return rng.choice(["a", "b", "x.y", "a b", 0, 1, -1, 7, "", "0", "$.", "[0]", 1.5, None, "é", "'", '"a"', b"a"])
    steps = "".join(rng.choice([".a", ".b", ".code", '."a b"', '."x.y"', ".é", "[0]", "[1]", "[#-1]", "[7]", "[#]", ".", "[",
                                "[x]", ".0", '.""', "[-1]", "[ 0 ]", '."a', ".a b", "..a", "[#-0]", "[#-9]", "[00]"])
                    for _ in range(rng.choice([0, 1, 1, 1, 2, 2, 3])))
    return rng.choice(["$", "$", "$", "$", "$", ""]) + steps


def document(rng):
    text = rng.choice(["", " ", "\n"]) + value(rng) + rng.choice(["", "", " ", "x", ",", "]"] if rng.random() < 0.1 else [""])
    if rng.random() < 0.05:
        return rng.choice([None, 1, 1.5, b"{}", "", "nope", "{", "[1,", '{"a":}', "\u00a0[]", "{'a':1}", "[1,]"])
    return text


SHAPES = ["?1 -> ?2", "?1 ->> ?2", "json_extract(?1, ?2)", "json_extract(?1, ?2, ?3)", "json_extract(?1)", "json_extract()",
          "typeof(?1 ->> ?2)", "json_array(?1 -> ?2)", "json_object('k', json_extract(?1, ?2))", "(?1 -> ?2) -> ?3",
          "(?1 -> ?2) ->> ?3", "json(?1 -> ?2)", "json_extract(json(?1), ?2)", "json_array(?1 ->> ?2, json_extract(?1, ?2))",
          "json_set('{}', '$.k', ?1 -> ?2)", "json_type(?1 -> ?2)", "quote(?1 ->> ?2)"]


def ask(connection, sql, parameters, errors):
    try:
        return [tuple(row) for row in connection.execute(sql, parameters)]
    except errors as error:
        return "error"


def differences(host, seed):
    rng = random.Random(seed)
    if host == "apsw":
        ours, theirs, errors = connect(), apsw.Connection(":memory:"), apsw.Error
    else:
        ours, theirs, errors = sqlite3.connect(":memory:"), sqlite3.connect(":memory:"), sqlite3.Error
        ours.enable_load_extension(True)
        ours.load_extension(EXTENSION)
    differing = []
    for _ in range(4000):
        expression = rng.choice(SHAPES)
        count = max([int(mark[0]) for mark in expression.split("?")[1:]], default=0)
        parameters = (document(rng), path(rng), path(rng))[:count]
        got, expected = (ask(side, f"SELECT {expression}", parameters, errors) for side in (ours, theirs))
        if repr(got) != repr(expected):
            differing.append(f"{expression} {parameters!r}: got {got!r}, expected {expected!r}")
    return differing


@pytest.mark.parametrize("host", ["apsw", "sqlite3"])
@pytest.mark.parametrize("seed", range(6))
def test_agree(host, seed):
    differing = differences(host, seed) if host == "apsw" else in_own_process(differences, host, seed)
    assert not differing, f"{len(differing)} differ:\n" + "\n".join(differing[:12])


@pytest.mark.parametrize("seed", range(3))
def test_agree_on_columns(seed, tmp_path):
    """The same over columns of a table of ours, whose texts are known to be JSON."""
    rng = random.Random(seed)
    file = tmp_path / "p.ndjson"
    values = [value(rng).replace("\n", " ") for _ in range(300)]
    file.write_text("".join(f'{{"resourceType":"Patient","id":"{n}","name":{text}}}\n' for n, text in enumerate(values)))
    ours, theirs = connect(), apsw.Connection(":memory:")
    theirs.execute("CREATE TABLE p(id TEXT, name TEXT)")
    theirs.executemany("INSERT INTO p VALUES (?, ?)",
                       [(str(n), None if text == "null" else text) for n, text in enumerate(values)])
    source = {id(ours): f"fhir_patient('{file}') AS p", id(theirs): "p"}
    differing = []
    for _ in range(150):
        steps = [path(rng), path(rng)]
        shape = rng.choice(["p.name -> ?1", "p.name ->> ?1", "json_extract(p.name, ?1)", "p.name -> ?1 ->> ?2",
                            "json_extract(p.name, ?1, ?2)", "count(p.name ->> ?1)", "min(p.name ->> ?1)"])
        where = rng.choice(["", "", " WHERE p.name ->> ?1 IS NOT NULL", " WHERE json_extract(p.name, ?1) = 'x'"])
        parameters = tuple(steps if "?2" in shape else steps[:1])
        answers = []
        for side in (ours, theirs):
            key = "p.id, " if not shape.startswith(("count", "min")) else ""
            sql = f"SELECT {key}{shape} FROM {source[id(side)]}{where}"
            answers.append(ask(side, sql, parameters, apsw.Error))
        if repr(answers[0]) != repr(answers[1]):
            pairs = [pair for pair in zip(*answers) if repr(pair[0]) != repr(pair[1])][:1]
            known = values[int(pairs[0][0][0])] if pairs and key else ""
            differing.append(f"{shape}{where} {parameters!r}: {pairs or answers!r} {known}"[:600])
    assert not differing, f"{len(differing)} differ:\n" + "\n".join(differing[:8])
