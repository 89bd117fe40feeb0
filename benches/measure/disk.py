"""What the disk by itself makes of commits one by one."""

import sqlite3
import time


def commits_of_the_disk(folder, seconds=1):
    """Bare inserts a second, each flushed to the disk (WAL, synchronous=FULL), in a file of its own beside the services'."""
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
