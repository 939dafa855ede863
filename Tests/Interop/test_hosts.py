"""healthlake.so in SQLites that are not ours: apsw's own, Debian's, the sqlite3 program."""
import re
import subprocess
import sys
import threading
import time

import apsw
import pytest

from conftest import EXTENSION, FIXTURES, PYTHON, SHELL, SYNTHEA, connect, rows, run

COUNTS = [
    ("AllergyIntolerance", 11), ("Condition", 250), ("Device", 16), ("Encounter", 1215), ("Immunization", 161),
    ("Location", 44), ("MedicationRequest", 1745), ("Organization", 43), ("Patient", 13), ("Practitioner", 43)]


def test_counts(db):
    assert rows(db, f"SELECT resource_type, count(*) FROM fhir_resources('{SYNTHEA}') GROUP BY 1 ORDER BY 1") == COUNTS


def test_every_resource_type_has_a_table(db):
    names = [name for name, in rows(db, "SELECT name FROM healthlake_functions() WHERE signature LIKE 'fhir_%(path [, on_error])'")]
    assert len(names) > 140
    for name in names:
        assert rows(db, f"SELECT count(*) >= 0 FROM {name}('{SYNTHEA}/Patient*')") == [(1,)], name


@pytest.mark.parametrize("sql, expected", [
    (f"SELECT count(*) FROM fhir_immunization('{SYNTHEA}') AS i JOIN fhir_patient('{SYNTHEA}') AS p"
     " ON p.id = i.patient_id", 161),
    (f"SELECT count(*) FROM (SELECT DISTINCT gender FROM fhir_patient('{SYNTHEA}'))", 2),
    (f"SELECT max(n) FROM (SELECT count(*) AS n FROM fhir_patient('{SYNTHEA}') GROUP BY gender)", 9),
    (f"SELECT count(*) FROM fhir_patient('{SYNTHEA}') WHERE birthDate IN ('1927-05-21', '1960-04-13', 'x')", 5),
    (f"SELECT count(*) FROM fhir_patient('{SYNTHEA}') WHERE birthDate LIKE '19%'", 10),
    (f"SELECT count(*) FROM fhir_patient('{SYNTHEA}') WHERE name ->> '$[0].family' GLOB '[A-J]*'", 6),
    (f"SELECT count(*) FROM fhir_encounter('{SYNTHEA}') AS e, json_each(e.type) AS t", 1215),
    (f"SELECT count(*) FROM fhir_condition('{SYNTHEA}') WHERE subject_id IN"
     f" (SELECT id FROM fhir_patient('{SYNTHEA}') WHERE gender = 'male')", None),
])
def test_queries(db, sql, expected):
    got = rows(db, sql)
    assert len(got) == 1 and (expected is None or got == [(expected,)])
    # Stock SQLite of another version gives the same.
    stock = run(["sqlite3", "-cmd", f".load {EXTENSION}", ":memory:", sql])
    assert (stock.returncode, stock.stdout.strip()) == (0, str(got[0][0])), stock.stderr


def test_bound_path(db):
    assert rows(db, "SELECT count(*) FROM fhir_patient(?)", str(SYNTHEA)) == [(13,)]
    paths = [f"{SYNTHEA}/Patient*", f"{SYNTHEA}/Device*"]
    assert rows(db, "WITH f(p) AS (VALUES (?), (?)) SELECT count(*) FROM f, fhir_resources(f.p)", *paths) == [(29,)]


def test_debian_python():
    script = (
        "import sqlite3, sys\n"
        "db = sqlite3.connect(':memory:')\n"
        "db.enable_load_extension(True)\n"
        "db.load_extension(sys.argv[1])\n"
        "print(db.execute('SELECT count(*) FROM fhir_patient(?)', (sys.argv[2],)).fetchone()[0])\n")
    done = run([PYTHON, "-c", script, EXTENSION, SYNTHEA])
    assert (done.returncode, done.stdout) == (0, "13\n"), done.stderr


def test_errors_are_errors_not_crashes(db):
    for sql in [
        "SELECT * FROM fhir_patient", "SELECT * FROM fhir_patient('/nowhere/*')", "SELECT * FROM fhir_patient(NULL)",
        "SELECT * FROM fhir_patient(7)", "SELECT * FROM fhir_patient(x'00')", "SELECT * FROM fhir_patient('')",
        "SELECT * FROM fhir_patient('/dev/null')",
        f"SELECT * FROM fhir_patient('{SYNTHEA}', 'never')", "CREATE VIRTUAL TABLE temp.x USING fhir()",
        "CREATE VIRTUAL TABLE temp.x USING fhir('/nowhere')",
        f"CREATE VIRTUAL TABLE temp.x USING fhir('{SYNTHEA}', resource='Pateint')",
        f"CREATE VIRTUAL TABLE temp.x USING fhir('{SYNTHEA}', colour='red')",
        "SELECT healthlake_setting('threads', 0)", "SELECT healthlake_setting('nonsense')",
        "INSERT INTO fhir_patient VALUES (1)", "DELETE FROM fhir_patient",
    ]:
        with pytest.raises(apsw.Error) as failure:
            rows(db, sql)
        assert str(failure.value).strip(), sql
    assert rows(db, f"SELECT count(*) FROM fhir_patient('{SYNTHEA}')") == [(13,)]


def test_interrupt(large):
    db = connect()
    timer = threading.Timer(0.05, db.interrupt)
    start = time.monotonic()
    timer.start()
    with pytest.raises(apsw.InterruptError):
        while time.monotonic() - start < 20:
            rows(db, f"SELECT count(*) FROM fhir_patient('{large}') WHERE text LIKE '%y%'")
    timer.join()
    assert time.monotonic() - start < 5
    # The connection lives.
    assert rows(db, f"SELECT count(*) FROM fhir_patient('{SYNTHEA}')") == [(13,)]
    db.close()


@pytest.mark.parametrize("sql", [
    "SELECT gender, count(*) FROM fhir_patient('{}') GROUP BY gender",
    "SELECT DISTINCT birthDate FROM fhir_patient('{}')",
    "SELECT id, text FROM fhir_patient('{}') GROUP BY id, text",
    "SELECT count(*) FROM fhir_patient('{0}') AS a JOIN fhir_patient('{0}') AS b ON a.id = b.id",
    "SELECT count(*) FROM fhir_malformed('{}')",
])
def test_interrupt_within_operators(large, sql):
    db = connect()
    stop = threading.Event()

    def keep_interrupting():
        while not stop.wait(0.02):
            db.interrupt()
    thread = threading.Thread(target=keep_interrupting)
    thread.start()
    start = time.monotonic()
    try:
        with pytest.raises(apsw.InterruptError):
            while time.monotonic() - start < 20:
                rows(db, sql.format(large))
    finally:
        stop.set()
        thread.join()
    assert time.monotonic() - start < 10
    assert rows(db, f"SELECT count(*) FROM fhir_patient('{SYNTHEA}')") == [(13,)]


def test_connections_in_threads(large):
    """Two connections at once, each with worker threads of its own."""
    answers = {}

    def ask(number):
        db = connect()
        answers[number] = rows(
            db, f"SELECT gender, count(*), min(id), max(birthDate) FROM fhir_patient('{large}') GROUP BY 1 ORDER BY 1")
        db.close()
    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expected = [("female", 100_000, "p0000001", "1999-01-01"), ("male", 100_000, "p0000000", "1998-01-01")]
    assert answers == {number: expected for number in range(4)}


def test_loading_twice():
    one = connect()
    one.load_extension(EXTENSION)
    two = connect()
    for db in (one, two):
        assert rows(db, f"SELECT count(*) FROM fhir_patient('{SYNTHEA}')") == [(13,)]
    one.close()
    assert rows(two, f"SELECT count(*) FROM fhir_patient('{SYNTHEA}')") == [(13,)]
    two.close()


def test_loading_and_closing_again_and_again():
    def threads():
        with open("/proc/self/status", encoding="ascii") as status:
            return int(re.search(r"^Threads:\s*(\d+)", status.read(), re.MULTILINE)[1])
    before = threads()
    for _ in range(100):
        db = connect()
        rows(db, f"SELECT count(*) FROM fhir_resources('{SYNTHEA}')")
        db.close()
    assert threads() <= before + 2


def test_close_while_a_scan_is_open(large):
    db = connect()
    cursor = db.execute(f"SELECT id FROM fhir_patient('{large}')")
    assert next(cursor) == ("p0000000",)
    db.close(True)
    other = connect()
    cursor = other.execute(f"SELECT a.id, b.id FROM fhir_patient('{large}') AS a, fhir_patient('{SYNTHEA}') AS b")
    next(cursor)
    del cursor, other


def test_a_limit_stops_the_read(large, db):
    start = time.monotonic()
    assert rows(db, f"SELECT id FROM fhir_patient('{large}') LIMIT 2") == [("p0000000",), ("p0000001",)]
    limited = time.monotonic() - start
    assert limited < 0.5
    assert rows(db, "SELECT bytes_read < 20000000 FROM healthlake_scans() LIMIT 1") == [(1,)]


def test_a_file_that_changes_while_it_is_read(tmp_path, db):
    path = tmp_path / "x.ndjson"
    line = '{"resourceType":"Patient","id":"%05d","gender":"' + "x" * 200 + '"}\n'
    path.write_text("".join(line % number for number in range(20_000)))
    db.execute(f"CREATE VIRTUAL TABLE temp.p USING fhir('{path}', resource='Patient')")
    cursor = db.execute("SELECT id FROM p")
    next(cursor)
    path.write_text(line % 1)
    try:
        assert len(list(cursor)) < 20_000
    except apsw.Error as error:
        assert str(error)
    path.write_text("".join(line % number for number in range(7)))
    assert rows(db, "SELECT count(*) FROM p") == [(7,)]
    path.unlink()
    with pytest.raises(apsw.Error):
        rows(db, "SELECT count(*) FROM p")


def test_functions_that_touch_files_are_not_for_views(tmp_path):
    """A view in a file that somebody else wrote must not read this machine's files unasked."""
    path = tmp_path / "trap.sqlite"
    db = connect(path)
    db.execute("CREATE VIEW trap AS SELECT lake_mount('x', 'fhir', '/etc/*') AS m")
    db.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    with pytest.raises(apsw.Error):
        rows(db, "SELECT * FROM trap")
    db.close()


# The shell's files

def test_no_virtual_table_in_the_file(tmp_path):
    path = tmp_path / "lake.sqlite"
    done = run([SHELL, path], input=(
        f"CREATE TABLE patient AS SELECT id, gender, birthDate, name FROM fhir_patient('{SYNTHEA}');\n"
        f"CREATE VIRTUAL TABLE main.condition USING fhir('{SYNTHEA}/Condition*');\n"
        f"CREATE VIRTUAL TABLE device USING fhir('{SYNTHEA}/Device*', resource='Device');\n"
        f"SELECT lake_mount('allergy', 'fhir', '{SYNTHEA}/Allergy*');\n"
        "SELECT count(*) FROM condition; SELECT count(*) FROM device; SELECT count(*) FROM allergy;\n"))
    assert (done.returncode, done.stdout.split()) == (0, ["allergy", "250", "16", "11"]), done.stderr
    plain = apsw.Connection(str(path))
    schema = rows(plain, "SELECT type, name, sql FROM sqlite_schema")
    assert {name for _, name, _ in schema if not name.startswith("sqlite_")} == {"patient", "lake_mount"}
    assert not any("CREATE VIRTUAL TABLE" in (sql or "").upper() for _, _, sql in schema)
    assert rows(plain, "SELECT count(*) FROM patient") == [(13,)]
    plain.close()
    # With the extension the mounts are back.
    lake = connect(path)
    assert rows(lake, "SELECT (SELECT count(*) FROM condition), (SELECT count(*) FROM device)") == [(250, 16)]
    assert rows(lake, "SELECT count(*) FROM main.sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL%'") == [(0,)]
    lake.close()


def test_a_mount_that_is_gone_does_not_keep_the_file_closed(tmp_path):
    data = tmp_path / "p.ndjson"
    data.write_text('{"resourceType":"Patient","id":"a"}\n')
    path = tmp_path / "lake.sqlite"
    assert run([SHELL, path, f"SELECT lake_mount('p', 'fhir', '{data}')"]).returncode == 0
    data.unlink()
    done = run([SHELL, path, "SELECT count(*) FROM lake_mount"])
    assert (done.returncode, done.stdout) == (0, "1\n")
    assert "p is not mounted" in done.stderr
    lake = connect(path)
    assert rows(lake, "SELECT count(*) FROM lake_mount") == [(1,)]


def test_a_mount_cannot_bring_other_modules_or_sql(tmp_path):
    path = tmp_path / "lake.sqlite"
    db = apsw.Connection(str(path))
    db.execute("CREATE TABLE lake_mount(name TEXT PRIMARY KEY, module TEXT NOT NULL, arguments TEXT NOT NULL)")
    db.execute("CREATE TABLE kept(x)")
    for name, module, arguments in [
        ("a", "fts5", "x"), ("b", "fhir", "'/tmp'); DROP TABLE kept; --"), ('c"; DROP TABLE kept; --', "fhir", "'/x'"),
        ("d", "fhir('/tmp'); DROP TABLE kept; --", ""), ("kept", "fhir", f"'{SYNTHEA}'"), ("", "", ""),
    ]:
        db.execute("INSERT INTO lake_mount VALUES (?, ?, ?)", (name, module, arguments))
    db.close()
    lake = connect(path)
    assert rows(lake, "SELECT count(*) FROM main.sqlite_schema WHERE name = 'kept'") == [(1,)]
    assert rows(lake, "SELECT name FROM temp.sqlite_schema WHERE name <> 'kept'") == []


# The library itself

def test_links_only_system_libraries():
    text = subprocess.run(["ldd", EXTENSION], text=True, capture_output=True, check=True).stdout
    names = {line.split()[0].split("/")[-1].split(".so")[0] for line in text.splitlines()}
    allowed = {"linux-vdso", "ld-linux-x86-64", "ld-linux-aarch64", "libc", "libm", "libgcc_s", "libstdc++",
               "libpthread", "libdl", "librt", "libz", "libzstd", "libsnappy", "liblz4", "libbrotlidec",
               "libbrotlicommon", "libbz2", "libsimdjson", "libyaml-0"}
    assert names <= allowed, names - allowed


def test_size():
    import os
    # The vocabulary subset, the catalogue and the definitions of FHIR are inside.
    assert os.path.getsize(EXTENSION) < 20 << 20


def test_exports_one_entry_point():
    text = subprocess.run(["nm", "-D", "--undefined-only", EXTENSION], text=True, capture_output=True, check=True).stdout
    # Weak ones ("w") may stay unresolved: lake_linked_routines() serves programs that link SQLite.
    direct = [line for line in text.splitlines() if " U sqlite3_" in line]
    assert not direct, f"called past the host's routines: {direct}"
    text = subprocess.run(["nm", "-D", "--defined-only", EXTENSION], text=True, capture_output=True, check=True).stdout
    assert " T sqlite3_healthlake_init" in text


@pytest.mark.parametrize("file, good", [
    ("bad/truncated-line.ndjson", 2), ("bad/truncated.ndjson.gz", 247), ("bad/nul-byte.ndjson", 2),
    ("edge/members.ndjson.gz", 3), ("edge/frames.ndjson.zst", 3), ("edge/odd ñame [1].ndjson", 3)])
def test_fixtures_by_name(db, file, good):
    assert rows(db, "SELECT count(resource) FROM fhir_resources(?)", str(FIXTURES / file)) == [(good,)]


def test_a_statement_may_load_it():
    """SELECT load_extension(…): SQLite's own JSON functions are in use then and stay."""
    done = run(["sqlite3", ":memory:", f"SELECT load_extension('{EXTENSION}');", "SELECT healthlake_version();",
                "SELECT json_extract('{\"a\":1}', '$.a'), '{\"a\":2}' ->> 'a';",
                f"SELECT count(*) FROM fhir_patient('{SYNTHEA}')"])
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-2:] == ["1|2", "13"]


def test_a_refusal_leaves_the_host_alive():
    """Two SQLite libraries in one process are refused; the process goes on."""
    script = ("import sqlite3, apsw, sys\n"
              "one = apsw.Connection(':memory:'); one.enable_load_extension(True); one.load_extension(sys.argv[1])\n"
              "two = sqlite3.connect(':memory:'); two.enable_load_extension(True)\n"
              "try: two.load_extension(sys.argv[1])\n"
              "except sqlite3.OperationalError as error: print('refused')\n"
              "print(two.execute('SELECT 1').fetchone()[0], list(one.execute('SELECT 2'))[0][0])\n")
    done = run([sys.executable, "-c", script, EXTENSION])
    assert done.returncode == 0 and done.stdout == "refused\n1 2\n", done.stdout + done.stderr
