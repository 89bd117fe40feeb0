-- Who changed what, when, from what to what: written in the transaction of the change itself, and never changed afterwards.
-- It serves the audit, the change feed and whoever asks what changed between two times.
CREATE TABLE changes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    -- The place in the feed; null where it has none (yet).
    seq INTEGER UNIQUE,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    key_id INTEGER,
    request_id TEXT,
    resource TEXT NOT NULL,
    -- What people call the record by, as it was called then.
    natural_key TEXT NOT NULL,
    -- What never changes of a record: its id, or a region's code.
    record TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- Counts the changes of the record from 1; null where it was only read.
    version INTEGER,
    -- Documents without what is personal.
    before TEXT,
    after TEXT,
    -- Which members that the documents do not show were given or changed, with commas between.
    withheld TEXT,
    -- Whether it belongs to the feed; what was only read does not.
    in_feed INTEGER NOT NULL
) STRICT;
-- Finds a record's changes and its latest version, and keeps two writers from giving the same one.
CREATE UNIQUE INDEX changes_version ON changes (resource, record, version);
CREATE INDEX changes_natural_key ON changes (resource, natural_key, id);
CREATE INDEX changes_key ON changes (key_id, id) WHERE key_id IS NOT NULL;
CREATE INDEX changes_at ON changes (at, id);
