#!/usr/bin/env python3
"""Runs a shell with the SQL of standard input as its last argument: sql_argument.py PROGRAM [OPTIONS…] DATABASE

Linux takes no argument of 128 KiB and more: longer SQL is read from a file by the dot-command .read.
"""
import os
import sys
import tempfile

ARGUMENT_BYTES_MAX = 131_071

sql = sys.stdin.read()
if len(sql.encode()) < ARGUMENT_BYTES_MAX:
    os.execvp(sys.argv[1], [*sys.argv[1:], sql])
with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as file:
    file.write(sql)
    file.flush()
    sys.exit(os.spawnvp(os.P_WAIT, sys.argv[1], [*sys.argv[1:], f".read {file.name}"]))
