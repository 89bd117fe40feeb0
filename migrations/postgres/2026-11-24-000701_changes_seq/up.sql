-- A change has no place in the feed when it is written. An entry for the place that it has not yet got cost as much as one that is
-- looked up, at every write.
ALTER TABLE changes DROP CONSTRAINT changes_seq_key;
CREATE UNIQUE INDEX changes_seq ON changes (seq) WHERE seq IS NOT NULL;
