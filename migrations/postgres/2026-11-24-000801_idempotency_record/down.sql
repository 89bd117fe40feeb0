DROP INDEX idempotency_record;
ALTER TABLE idempotency DROP COLUMN record;
