DROP INDEX participants_by_identity_number;
DROP TABLE identity_reads;
