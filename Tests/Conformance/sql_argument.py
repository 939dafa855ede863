#!/usr/bin/env python3
"""Gives the SQL on standard input to a program as its last argument: sql_argument.py PROGRAM ARGUMENT …"""
import os
import sys

os.execvp(sys.argv[1], [*sys.argv[1:], sys.stdin.read()])
