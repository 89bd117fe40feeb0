-- Files that were taken in: written in the transaction of the import itself. A key may go, its imports stay.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset TEXT NOT NULL,
    file_name TEXT,
    digest TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    row_count INTEGER NOT NULL,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    actor TEXT NOT NULL,
    key_id INTEGER,
    imported_at TEXT NOT NULL
) STRICT;
CREATE INDEX imports_by_dataset ON imports (dataset, id);
