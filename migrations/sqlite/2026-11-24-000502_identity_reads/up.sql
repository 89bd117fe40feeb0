-- Who was shown a full identity number, and when. The participation may be gone; that its number was read stays.
CREATE TABLE identity_reads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    read_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    training_id INTEGER NOT NULL,
    participant_id INTEGER NOT NULL,
    request_id TEXT NOT NULL
) STRICT;
CREATE INDEX identity_reads_by_participant ON identity_reads (participant_id, id);
CREATE INDEX participants_by_identity_number ON participants (identity_number);
