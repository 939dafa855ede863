"""What the interop tests share: where the products under test are."""
import concurrent.futures
import multiprocessing
import os
import pathlib
import subprocess

import apsw
import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "Fixtures" / "fhir"
SYNTHEA = FIXTURES / "synthea-10"
EXTENSION = os.environ.get("HEALTHLAKE_EXTENSION", str(ROOT / "build" / "healthlake.so"))
SHELL = os.environ.get("HEALTHLAKE_BIN", str(ROOT / ".build" / "release" / "healthlake"))
# Debian's Python, whose sqlite3 module can load extensions.
PYTHON = "/usr/bin/python3"


def connect(path=":memory:"):
    """An apsw connection with the extension."""
    connection = apsw.Connection(str(path))
    connection.enable_load_extension(True)
    connection.load_extension(EXTENSION)
    return connection


def rows(connection, sql, *parameters):
    return list(connection.execute(sql, parameters))


def run(command, input=None, timeout=120, **options):
    return subprocess.run(
        [str(word) for word in command], input=input, text=True, capture_output=True, timeout=timeout,
        check=False, **options)


def in_own_process(function, *arguments):
    """Calls a function in a fresh process: healthlake serves one SQLite library a process."""
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(function, *arguments).result()


def unavailable(reason):
    """Something that a test needs is not there: it is left out on a developer's machine, and fails in CI."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)


@pytest.fixture
def db():
    connection = connect()
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def large(tmp_path_factory):
    """About 60 MB of Patients: enough for a scan that takes a while."""
    path = tmp_path_factory.mktemp("large") / "Patient.ndjson"
    line = '{"resourceType":"Patient","id":"p%07d","gender":"%s","birthDate":"19%02d-01-01","text":{"div":"%s"}}\n'
    with open(path, "w", encoding="utf-8") as file:
        for number in range(200_000):
            file.write(line % (number, ("male", "female")[number % 2], number % 100, "x" * 200))
    return path
