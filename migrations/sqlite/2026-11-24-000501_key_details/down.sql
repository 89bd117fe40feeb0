-- SQLite drops no column that refers to another table.
CREATE TABLE keys_before (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    created_at TEXT NOT NULL
) STRICT;
INSERT INTO keys_before SELECT id, name, role, hash, created_at FROM keys;
DROP TABLE keys;
ALTER TABLE keys_before RENAME TO keys;
