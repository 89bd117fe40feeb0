DROP INDEX changes_seq;
ALTER TABLE changes ADD CONSTRAINT changes_seq_key UNIQUE (seq);
