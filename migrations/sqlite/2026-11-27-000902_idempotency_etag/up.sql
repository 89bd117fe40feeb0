-- The entity tag of the record that an answer created: it is made of the record's version and can't be calculated from the body.
ALTER TABLE idempotency ADD COLUMN etag TEXT;
