-- Answers to requests with an Idempotency-Key, kept for a day in the transaction of the work itself.
CREATE TABLE idempotency (
    -- SHA-256 of who asked, for what, and the key.
    digest TEXT PRIMARY KEY,
    -- SHA-256 of what was asked.
    request TEXT NOT NULL,
    status INTEGER NOT NULL,
    location TEXT,
    -- Null where it holds a secret and may not be given twice.
    body TEXT,
    created_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_created_at ON idempotency (created_at);
