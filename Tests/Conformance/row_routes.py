"""Asks the questions of row_packs by each route: Python with the extension, stock sqlite3, our shell.

Python gives every value as it is, so that this route takes all questions. A shell prints text: there each column is
asked for in a form that survives it, and large tables are left out. A question that ends or hangs its process fails
alone; the ones after it are asked in a new process.
"""
import concurrent.futures
import multiprocessing
import os
import pathlib
import re
import shlex
import sqlite3
import subprocess
import threading

import row_packs

WORKERS = os.cpu_count() or 1
SECONDS_MAX = 180
# The shells are asked only for tables that are not much longer.
SHELL_ROWS_MAX = 12_000


def name(value):
    return '"' + value.replace('"', '""') + '"'


# ------------------------------------------------------------------------------------------------------ Python

def ask_python(extension, question):
    """The names and rows of an answer, or the text of its error."""
    os.chdir(question.folder)
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.enable_load_extension(True)
        connection.load_extension(extension)
        connection.execute(f"CREATE VIRTUAL TABLE temp.t USING {question.source}")
        names = [row[1] for row in connection.execute("PRAGMA temp.table_xinfo(t)") if not row[6]]
        names_all = names + list(question.hidden)
        columns = ", ".join(["*", *map(name, question.hidden)])
        where = f" WHERE {question.where}" if question.where else ""
        return names_all, connection.execute(f"SELECT {columns} FROM t{where}").fetchall()
    except sqlite3.Error as error:
        return str(error)
    finally:
        connection.close()


def serve(pipe, extension, packs):
    """The life of a worker process: a question in, the names of its columns and what is wrong out."""
    check_rows = row_packs.load_check_rows(pathlib.Path(packs))
    while (question := pipe.recv()) is not None:
        answer = ask_python(extension, question)
        names = [] if isinstance(answer, str) else answer[0]
        pipe.send((names, row_packs.judged(check_rows, question, answer)))


class Worker:
    """A process that answers questions, and another one when it ended."""

    def __init__(self, *arguments):
        self.arguments = arguments
        self.start()

    def start(self):
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=serve, args=(theirs, *self.arguments), daemon=True)
        self.process.start()
        theirs.close()

    def ask(self, question):
        try:
            self.pipe.send(question)
            if self.pipe.poll(SECONDS_MAX):
                return self.pipe.recv()
            wrong = f"no answer in {SECONDS_MAX} s"
        except (EOFError, OSError):
            self.process.join()
            wrong = f"the process ended with status {self.process.exitcode}"
        self.stop()
        self.start()
        return [], [wrong]

    def stop(self):
        self.process.kill()
        self.process.join()
        self.pipe.close()


def by_python(questions, extension, packs):
    """What is wrong with each question's answer, and the names of its columns, by the question's name."""
    results = {}
    rest = iter([question for question in questions if not question.is_path])
    lock = threading.Lock()

    def work():
        worker = Worker(extension, str(packs))
        try:
            while True:
                with lock:
                    question = next(rest, None)
                if question is None:
                    return
                results[question.name] = worker.ask(question)
        finally:
            worker.stop()

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        for future in [pool.submit(work) for _ in range(WORKERS)]:
            future.result()
    return ({key: wrong for key, (_, wrong) in results.items()},
            {key: names for key, (names, _) in results.items()})


# ------------------------------------------------------------------------------------------------------ shells

def encoded(column):
    """SQL for a column as text without separators, from which `decoded` gets the value back."""
    return (f"CASE typeof({column}) WHEN 'text' THEN 't' || hex({column}) WHEN 'blob' THEN 'b' || hex({column}) "
            f"ELSE quote({column}) END")


def decoded(cell):
    if cell[:1] == "t":
        return bytes.fromhex(cell[1:]).decode("utf-8", "surrogateescape")
    if cell[:1] == "b":
        return bytes.fromhex(cell[1:])
    if cell == "NULL":
        return None
    return int(cell) if re.fullmatch(r"-?\d+", cell) else float(cell)


def script_of(question, names):
    """The SQL of a question for a shell in list mode."""
    columns = ", ".join(encoded(name(column)) for column in names) or "*"
    where = f" WHERE {question.where}" if question.where else ""
    if question.is_path:
        return f"SELECT {columns} FROM {question.source}{where};"
    return (f"CREATE VIRTUAL TABLE temp.t USING {question.source};\n"
            f"SELECT {columns} FROM temp.t{where};")


def ask_shell(command, question, names):
    """Whether there is an answer, and the answer: names and rows, or the text of the error."""
    try:
        process = subprocess.run(shlex.split(command), input=script_of(question, names), text=True,
                                 cwd=question.folder, capture_output=True, timeout=SECONDS_MAX, check=False)
    except subprocess.TimeoutExpired:
        return False, f"no answer in {SECONDS_MAX} s"
    if process.returncode < 0 or process.returncode > 128:
        return False, f"the shell ended with status {process.returncode}: {process.stderr[-300:]}"
    if process.returncode:
        return True, process.stderr.strip()
    return True, (names, [tuple(map(decoded, line.split("|"))) for line in process.stdout.splitlines()])


def by_shell(questions, command, names_of, packs, is_ours):
    check_rows = row_packs.load_check_rows(packs)

    def work(question):
        known = names_of.get(question.name.replace("/from-path", "/directory")) or names_of.get(
            question.name.replace("/from-path", "/file"))
        is_answered, answer = ask_shell(command, question, known or [
            column["name"] for column in question.expected.get("columns", [])])
        return row_packs.judged(check_rows, question, answer) if is_answered else [answer]

    wanted = [question for question in questions
              if question.row_count <= SHELL_ROWS_MAX and (is_ours or not question.is_path)]
    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        return dict(zip([question.name for question in wanted], pool.map(work, wanted)))
