-- Answers to requests with an Idempotency-Key, kept for a day in the transaction of the work itself.
CREATE TABLE idempotency (
    -- SHA-256 of who asked, for what, and the key.
    digest TEXT COLLATE "C" PRIMARY KEY,
    -- SHA-256 of what was asked.
    request TEXT COLLATE "C" NOT NULL,
    status INTEGER NOT NULL,
    location TEXT COLLATE "C",
    -- Null where it holds a secret and may not be given twice.
    body TEXT COLLATE "C",
    created_at TIMESTAMP NOT NULL
);
CREATE INDEX idempotency_created_at ON idempotency (created_at);
