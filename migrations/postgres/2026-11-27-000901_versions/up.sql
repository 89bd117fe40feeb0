-- version counts the changes of a record from 1 and equals the last version of the record in changes, so that a write need not
-- look that up. A record whose changes were never recorded has version 1, which the first start gives it in changes too.
ALTER TABLE regions ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE cooperatives ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE cooperative_reports ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE umkm ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE umkm_reports ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE trainings ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE participants ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE figures ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
ALTER TABLE keys ADD COLUMN version BIGINT NOT NULL DEFAULT 1;

UPDATE regions SET version = last.version
FROM (SELECT record, MAX(version) AS version FROM changes WHERE resource = 'regions' GROUP BY record HAVING MAX(version) > 1) AS last
WHERE regions.code = last.record;
UPDATE cooperatives SET version = last.version
FROM (SELECT record, MAX(version) AS version FROM changes WHERE resource = 'cooperatives' GROUP BY record HAVING MAX(version) > 1) AS last
WHERE cooperatives.id = CAST(last.record AS BIGINT);
UPDATE cooperative_reports SET version = last.version
FROM (SELECT record, MAX(version) AS version FROM changes WHERE resource = 'cooperative-reports' GROUP BY record HAVING MAX(version) > 1) AS last
WHERE cooperative_reports.id = CAST(last.record AS BIGINT);
UPDATE umkm SET version = last.version
FROM (SELECT record, MAX(version) AS version FROM changes WHERE resource = 'umkm' GROUP BY record HAVING MAX(version) > 1) AS last
WHERE umkm.id = CAST(last.record AS BIGINT);
UPDATE umkm_reports SET version = last.version
FROM (SELECT record, MAX(version) AS version FROM changes WHERE resource = 'umkm-reports' GROUP BY record HAVING MAX(version) > 1) AS last
WHERE umkm_reports.id = CAST(last.record AS BIGINT);
UPDATE trainings SET version = last.version
FROM (SELECT record, MAX(version) AS version FROM changes WHERE resource = 'trainings' GROUP BY record HAVING MAX(version) > 1) AS last
WHERE trainings.id = CAST(last.record AS BIGINT);
UPDATE participants SET version = last.version
FROM (SELECT record, MAX(version) AS version FROM changes WHERE resource = 'participants' GROUP BY record HAVING MAX(version) > 1) AS last
WHERE participants.id = CAST(last.record AS BIGINT);
UPDATE figures SET version = last.version
FROM (SELECT record, MAX(version) AS version FROM changes WHERE resource = 'figures' GROUP BY record HAVING MAX(version) > 1) AS last
WHERE figures.id = CAST(last.record AS BIGINT);
UPDATE keys SET version = last.version
FROM (SELECT record, MAX(version) AS version FROM changes WHERE resource = 'keys' GROUP BY record HAVING MAX(version) > 1) AS last
WHERE keys.id = CAST(last.record AS BIGINT);
