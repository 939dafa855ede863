"""The packs iceberg-dev and parquet-dev: tables and files whose rows are known.

A pack lists cases: a location, a snapshot, and the digest of its rows (or that it must end in an error). Here each
case becomes questions, one for each way to name the same table:

    metadata     the metadata file, with snapshot_id, ref or as_of (milliseconds) where the case has one
    as-of-text   the instant as text
    directory    the table's folder, when the case is the table as it is now
    catalog      catalog.db#namespace.table
    uri          file:// and a percent-encoded path
    copied       the metadata file in a copy of the pack in another place, asked from another folder
    file         a Parquet file
    from-path    SELECT … FROM 'path', in our shell only

`check_rows.py` of the packs judges the rows. On top of it the values must have the form that the documentation
promises: dates as text, booleans as 0 and 1, and so on.
"""
import dataclasses
import datetime
import importlib.util
import json
import os
import pathlib
import re
import urllib.parse

# Catalogs of the pack, with the folder that holds the tables of a namespace.
CATALOGS = {"wh/db/": "wh/catalog.db#db.", "wh_abs/moved/": "wh_abs/catalog.db#moved."}


@dataclasses.dataclass(frozen=True)
class Question:
    name: str
    folder: str
    """The current folder while it is asked."""
    source: str
    """What follows USING, or a quoted path for the shell."""
    expected: dict = dataclasses.field(repr=False)
    hidden: tuple = ()
    where: str = ""
    outcome: str = "rows"
    """rows, error, or rows-or-error."""
    named: str = ""
    """What an error must name."""

    @property
    def is_path(self):
        return self.source.startswith("'")

    @property
    def row_count(self):
        return self.expected.get("row_count") or 0


def text(value):
    return "'" + str(value).replace("'", "''") + "'"


# ------------------------------------------------------------------------------------------------- the cases

def iceberg_questions(pack, copy):
    """Every case by every way that applies to it. `copy` is another place with the same files, or None."""
    cases = [{**json.loads(path.read_text()), "file": str(path)}
             for path in sorted((pack / "expected").glob("*.json"))]
    listed = json.loads((pack / "index.json").read_text())["cases"]
    if len(cases) != len(listed):
        raise ValueError(f"{pack}: {len(cases)} cases in expected, {len(listed)} in index.json")
    for case in cases:
        yield from case_questions(pack, copy, case)


def case_questions(pack, copy, case):
    hidden = ("_row_id", "_last_updated_sequence_number") if case["case"].endswith("_lineage") else ()

    def question(form, location, *options, folder=pack, **more):
        source = f"iceberg({', '.join([text(location), *options])})"
        return Question(**{
            "name": f"{case['case']}/{form}", "folder": str(folder), "source": source, "expected": case,
            "hidden": hidden, "outcome": case["expect"], "named": pathlib.Path(case["table_dir"]).name, **more})

    if "filter" in case:
        yield question("metadata", case["metadata"], where=case["filter"])
        yield question("unfiltered", case["metadata"], outcome="error")
        return
    selections = list(selections_of(case))
    for form, option in selections:
        yield question(form, case["metadata"], *option)
    form, option = selections[0]
    for folder, prefix in CATALOGS.items():
        if case["table_dir"].startswith(folder):
            yield question("catalog", prefix + case["table_dir"].removeprefix(folder), *option)
    if copy:
        yield question("copied", copy / case["metadata"], *option, folder="/")
    if is_current(pack, case):
        yield question("directory", case["table_dir"])
        yield question("uri", "file://" + urllib.parse.quote(str(pack / case["table_dir"])))
        yield dataclasses.replace(question("from-path", ""), source=text(case["table_dir"]))


def selections_of(case):
    """The options that name the snapshot of a case, with a name for each."""
    if case.get("snapshot") is None:
        yield "metadata", ()
    elif case.get("timestamp_ms") is not None:
        instant = datetime.datetime.fromtimestamp(case["timestamp_ms"] // 1000, datetime.timezone.utc)
        yield "metadata", (f"as_of={case['timestamp_ms']}",)
        yield "as-of-text", (
            f"as_of='{instant:%Y-%m-%d %H:%M:%S}.{case['timestamp_ms'] % 1000:03d}'",)
    elif case.get("ref") is not None:
        yield "metadata", (f"ref={text(case['ref'])}",)
        yield "snapshot", (f"snapshot_id={case['snapshot']}",)
    else:
        yield "metadata", (f"snapshot_id={case['snapshot']}",)


def is_current(pack, case):
    """Whether the case reads the table as its folder alone shows it: the hinted or the highest version."""
    if case.get("snapshot") is not None or case["expect"] != "rows" or case["case"].endswith("_lineage"):
        return False
    folder = pack / case["table_dir"] / "metadata"
    files = [path.name for path in folder.glob("*.metadata.json")]
    hint = folder / "version-hint.text"
    if hint.exists():
        # Usually a number; some writers put the file's name without its end there.
        current = [file for file in files
                   if re.fullmatch(r"v?" + re.escape(hint.read_text().strip()) + r"(\.gz)?\.metadata\.json", file)]
    else:
        versions = {file: int(re.match(r"v?(\d+)", file)[1]) for file in files}
        current = [file for file in files if versions[file] == max(versions.values())]
    return current == [pathlib.Path(case["metadata"]).name]


def parquet_questions(pack):
    listed = json.loads((pack / "expected.json").read_text())
    for path, file in {**listed["files"], **listed["errors"]}.items():
        base = Question(path + "/file", str(pack), f"parquet({text(path)})", file, outcome=file["expect"],
                        named=pathlib.Path(path).name)
        yield base
        if path.endswith(".parquet"):
            yield dataclasses.replace(base, name=path + "/from-path", source=text(path))


def copy_of(pack, target):
    """Copies a pack's files, which may be read-only, to a folder that can be removed again."""
    for folder, _, files in os.walk(pack):
        if "expected" in pathlib.Path(folder).relative_to(pack).parts:
            continue
        into = target / pathlib.Path(folder).relative_to(pack)
        into.mkdir(parents=True, exist_ok=True)
        for file in files:
            (into / file).write_bytes((pathlib.Path(folder) / file).read_bytes())
    return target


# ----------------------------------------------------------------------------------------------- the judgement

def load_check_rows(packs):
    specification = importlib.util.spec_from_file_location("check_rows", packs / "check_rows.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


FORMS = {
    "date": r"-?\d{4,}-\d\d-\d\d",
    "time": r"\d\d:\d\d:\d\d(\.\d{6})?", "time_ns": r"\d\d:\d\d:\d\d(\.\d{9})?",
    "timestamp": r"-?\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?",
    "timestamptz": r"-?\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?\+00:00",
    "timestamp_ns": r"-?\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{9})?",
    "timestamptz_ns": r"-?\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{9})?\+00:00",
    "uuid": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
}
CLASSES = {
    "boolean": int, "byte": int, "short": int, "int": int, "long": int, "ubyte": int, "ushort": int, "uint": int,
    "ulong": (int, str), "half": float, "float": float, "double": float, "string": str, "json": str,
    "binary": bytes, "variant": str, "interval": str,
}


def has_documented_form(value, kind):
    """Whether a value that SQLite gave is written as documented for its type."""
    if value is None:
        return True
    if isinstance(kind, dict):
        try:
            return isinstance(value, str) and isinstance(json.loads(value), (list, dict))
        except ValueError:
            return False
    if kind in FORMS:
        return isinstance(value, str) and bool(re.fullmatch(FORMS[kind], value))
    if kind.startswith("decimal"):
        return isinstance(value, float if int(re.search(r"\d+", kind)[0]) <= 15 else str)
    if kind.startswith("fixed"):
        return isinstance(value, bytes)
    return isinstance(value, CLASSES.get(kind, object))


def complaints(check_rows, question, names, rows):
    """What is wrong with the rows of a question; nothing when they are as expected."""
    expected = question.expected
    columns = expected.get("columns")
    if columns is None:
        return [] if len(rows) == expected["row_count"] else [f"{len(rows)} rows, expected {expected['row_count']}"]
    wrong = list(name_complaints([column["name"] for column in columns], names))
    kinds = [column["type"] for column in columns]
    if wrong or len(names) != len(kinds):
        return wrong or [f"{len(names)} columns, expected {len(kinds)}"]
    for index, kind in enumerate(kinds):
        odd = [row[index] for row in rows if not has_documented_form(row[index], kind)]
        if odd:
            wrong.append(f"column {names[index]}, {kind}: {len(odd)} values not in the documented form, such as "
                         f"{odd[0]!r:.80}")
    rows = [[cell.hex() if isinstance(cell, bytes) else cell for cell in row] for row in rows]
    judge = column_complaints if "sha256" in columns[0] else row_complaints
    try:
        return wrong + list(judge(check_rows, question, rows, kinds))
    except (ValueError, KeyError, TypeError, ArithmeticError) as error:
        return wrong + [f"a value does not have its type: {type(error).__name__}: {error!s:.200}"]


def name_complaints(expected, names):
    """Names are as in the source; of those that differ only in case the later have something appended."""
    seen = set()
    for want, got in zip(expected, names):
        if want.lower() in seen:
            good = got.startswith(want) and got != want
        else:
            good = got == want
        if not good:
            yield f"a column is named {got!r}, expected {want!r}"
        seen.add(want.lower())


def column_complaints(check_rows, question, rows, kinds):
    expected = question.expected
    if len(rows) != expected["row_count"]:
        yield f"{len(rows)} rows, expected {expected['row_count']}"
    for index, column in enumerate(expected["columns"]):
        values = [check_rows.dump(check_rows.norm(row[index], column["type"], True)) for row in rows]
        if check_rows.digest_column(values) not in (column["sha256"], column.get("sha256_sqlite")):
            yield (f"column {column['name']}, {column['type']}: not the expected values; got "
                   f"{', '.join(values[:4])!s:.200}; expected {json.dumps(column.get('sample'))!s:.200}")


def row_complaints(check_rows, question, rows, kinds):
    expected = question.expected
    texts = [check_rows.row_text(row, kinds, True) for row in rows]
    good = {expected["rows_sorted_sha256"], expected.get("rows_sorted_sha256_sqlite")}
    good |= {accepted["rows_sorted_sha256"] for accepted in expected.get("accept", [])}
    if check_rows.digest_rows(texts) in good:
        return
    yield f"{len(rows)} rows, expected {expected['row_count']}, and not the expected ones"
    wanted = wanted_rows(check_rows, question, kinds)
    for line in sorted(wanted - set(texts))[:3]:
        yield f"missing    {line:.300}"
    for line in sorted(set(texts) - wanted)[:3] if wanted else sorted(texts)[:3]:
        yield f"unexpected {line:.300}"


def wanted_rows(check_rows, question, kinds):
    """The rows that a failure can be explained with, when the pack holds them."""
    file = question.expected.get("rows_file")
    if not file:
        return set()
    path = pathlib.Path(question.expected["file"]).parent / file
    return {check_rows.row_text(json.loads(line), kinds, True)
            for line in path.read_text(encoding="utf-8").splitlines() if line}


def judged(check_rows, question, answer):
    """What is wrong with an answer: an error's text, or the names and rows."""
    if isinstance(answer, str):
        if question.outcome == "rows":
            return [f"error: {answer:.400}"]
        if not answer.strip():
            return ["an error without a text"]
        return [] if question.named in answer else [f"the error does not name {question.named}: {answer:.400}"]
    names, rows = answer
    if question.outcome == "error":
        return [f"{len(rows)} rows, and no error"]
    return complaints(check_rows, question, names, rows)
