#!/usr/bin/env python3
"""A small SQL shell on Python's sqlite3 module: SQL on standard input, rows as JSON arrays of objects.

Usage: sqlite_shell.py EXTENSION < script.sql

Prints one array for each statement that gives rows, as `sqlite3 -json` does. A statement that fails goes to
standard error and makes the exit status 1; the ones after it are not run.
"""
import json
import sqlite3
import sys


def statements(script):
    """The statements of a script, split where SQLite says that one is complete."""
    text = ""
    for part in script.split(";"):
        text += part + ";"
        if sqlite3.complete_statement(text):
            if text.strip(" \t\r\n;"):
                yield text
            text = ""
    if text.strip(" \t\r\n;"):
        yield text


def decode(data):
    """Text as it is: bytes that are not UTF-8 survive as surrogates, which JSON can hold."""
    return data.decode("utf-8", "surrogateescape")


def value_of(value):
    return value.hex() if isinstance(value, bytes) else value


def main(extension):
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.text_factory = decode
    connection.enable_load_extension(True)
    connection.load_extension(extension)
    connection.enable_load_extension(False)
    for statement in statements(sys.stdin.read()):
        try:
            cursor = connection.execute(statement)
            names = [column[0] for column in cursor.description or []]
            first = True
            for row in cursor:
                # Pairs, not a dict: two columns may have one name.
                pairs = ",".join(
                    json.dumps(name) + ":" + json.dumps(value_of(value), ensure_ascii=False)
                    for name, value in zip(names, row))
                print(("[{" if first else ",\n{") + pairs + "}", end="")
                first = False
            if not first:
                print("]")
        except sqlite3.Error as error:
            sys.stdout.flush()
            print(f"Error: {error}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
