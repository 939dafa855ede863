"""Tools that open a SQLite file without healthlake, each asked for all rows of its marts.

Every function takes the file and the names, and gives {name: [row, …]} with values as the tool gives them.
"""
import json
import pathlib
import sqlite3
import subprocess
import sys
import time
import urllib.request

# Debian's libxerial-sqlite-jdbc-java and -jni.
DRIVER = "/usr/share/java/sqlite-jdbc.jar"
NATIVE = "/usr/lib/x86_64-linux-gnu/jni:/usr/lib/aarch64-linux-gnu/jni:/usr/lib/jni"


def python(file, names):
    lake = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    return {name: lake.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}


def stock_shell(file, names):
    """The sqlite3 program in JSON mode."""
    answers = {}
    for name in names:
        done = subprocess.run(
            ["sqlite3", "-readonly", "-json", str(file), f'SELECT * FROM "{name}"'], text=True, capture_output=True,
            timeout=120, check=True)
        answers[name] = [list(row.values()) for row in json.loads(done.stdout or "[]")]
    return answers


def pandas(file, names):
    import pandas as peer
    lake = sqlite3.connect(file)
    answers = {}
    for name in names:
        # Objects: a column of integers with gaps is otherwise one of floating-point numbers.
        frame = peer.read_sql_query(f'SELECT * FROM "{name}"', lake, dtype=object)
        answers[name] = [[None if peer.isna(value) else value for value in row] for row in frame.itertuples(index=False)]
    return answers


def sqlite_utils(file, names):
    import sqlite_utils as peer
    lake = peer.Database(file)
    assert set(names) <= set(lake.table_names() + lake.view_names())
    return {name: [list(row.values()) for row in lake.query(f'SELECT * FROM "{name}"')] for name in names}


def duckdb(file, names):
    import duckdb as peer
    import duckdb_extension_sqlite_scanner
    folder = pathlib.Path(duckdb_extension_sqlite_scanner.__file__).parent
    extension = next(folder.rglob("sqlite_scanner.duckdb_extension"))
    connection = peer.connect(config={"allow_unsigned_extensions": "true"})
    connection.execute(f"LOAD '{extension}'")
    connection.execute(f"ATTACH '{file}' AS lake (TYPE sqlite, READ_ONLY)")
    return {name: connection.execute(f'SELECT * FROM lake."{name}"').fetchall() for name in names}


def datasette(file, names):
    """A server, asked over HTTP for every page of each mart."""
    port = 18_731
    server = subprocess.Popen(
        [sys.executable, "-m", "datasette", str(file), "--port", str(port), "--setting", "max_returned_rows", "100000",
         "--setting", "sql_time_limit_ms", "60000"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    base = f"http://127.0.0.1:{port}/{pathlib.Path(file).stem}"
    try:
        answers = {}
        deadline = time.monotonic() + 60
        while True:
            assert server.poll() is None, server.stdout.read()
            try:
                urllib.request.urlopen(base + ".json", timeout=60).read()
                break
            except OSError:
                assert time.monotonic() < deadline, "datasette does not answer"
                time.sleep(0.2)
        for name in names:
            page = urllib.request.urlopen(f"{base}/{name}", timeout=120)
            assert page.status == 200, name
            url = f"{base}/{name}.json?_shape=objects&_size=max&_nocount=1&_nofacet=1"
            answer = json.load(urllib.request.urlopen(url, timeout=120))
            assert not answer["truncated"] and not answer.get("next"), name
            answers[name] = [[row[column] for column in answer["columns"]] for row in answer["rows"]]
        return answers
    finally:
        server.terminate()
        server.wait(30)


def jdbc(file, names):
    """Xerial's driver in a Java virtual machine."""
    from py4j.java_gateway import GatewayParameters, JavaGateway, launch_gateway
    port, process = launch_gateway(
        classpath=DRIVER, javaopts=[f"-Djava.library.path={NATIVE}"], die_on_exit=True, return_proc=True)
    gateway = JavaGateway(gateway_parameters=GatewayParameters(port=port, auto_convert=True))
    try:
        gateway.jvm.java.lang.Class.forName("org.sqlite.JDBC")
        lake = gateway.jvm.java.sql.DriverManager.getConnection(f"jdbc:sqlite:{file}")
        answers = {}
        for name in names:
            result = lake.createStatement().executeQuery(f'SELECT * FROM "{name}"')
            count = result.getMetaData().getColumnCount()
            rows = []
            while result.next():
                rows.append([result.getObject(column) for column in range(1, count + 1)])
            answers[name] = rows
        lake.close()
        return answers
    finally:
        gateway.shutdown()
        process.kill()
