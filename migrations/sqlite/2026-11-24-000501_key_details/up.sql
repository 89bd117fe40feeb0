-- A revoked key stays, so that what it did can still be told; region binds an operator to it and what lies below.
ALTER TABLE keys ADD COLUMN region TEXT REFERENCES regions (code);
ALTER TABLE keys ADD COLUMN expires_at TEXT;
ALTER TABLE keys ADD COLUMN revoked_at TEXT;
ALTER TABLE keys ADD COLUMN last_used_at TEXT;
ALTER TABLE keys ADD COLUMN created_by TEXT;
CREATE INDEX keys_by_region ON keys (region);
