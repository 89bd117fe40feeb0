DROP INDEX keys_by_region;
ALTER TABLE keys DROP COLUMN created_by;
ALTER TABLE keys DROP COLUMN last_used_at;
ALTER TABLE keys DROP COLUMN revoked_at;
ALTER TABLE keys DROP COLUMN expires_at;
ALTER TABLE keys DROP COLUMN region;
