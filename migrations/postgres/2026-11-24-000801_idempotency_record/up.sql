-- Which record an answer made, as participants/7: what is personal in it goes when it goes from the record.
ALTER TABLE idempotency ADD COLUMN record TEXT COLLATE "C";
CREATE INDEX idempotency_record ON idempotency (record) WHERE record IS NOT NULL;
-- Of answers from before nobody knows whether the record still holds what they show.
UPDATE idempotency SET body = NULL, request = ''
WHERE location LIKE '/umkm/%' OR location LIKE '/trainings/%/participants/%';
