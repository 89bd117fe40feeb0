"""Measures single commits of the disk, without the service."""

import sqlite3
import time


def commits_of_the_disk(folder, seconds=1):
    """Returns bare inserts a second, each flushed to the disk (WAL, synchronous=FULL), in a separate file beside the services' files."""
    connection = sqlite3.connect(folder / "disk.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE IF NOT EXISTS bare (number INTEGER)")
    began, count = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        connection.execute("INSERT INTO bare VALUES (?)", (count,))
        count += 1
    rate = count / (time.monotonic() - began)
    connection.close()
    return rate
