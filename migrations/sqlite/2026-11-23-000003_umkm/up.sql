CREATE TABLE umkm (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    register_number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    search_key TEXT NOT NULL,
    region TEXT NOT NULL REFERENCES regions (code),
    owner_name TEXT,
    nib TEXT UNIQUE,
    sector TEXT,
    assisted_since TEXT,
    assisted_until TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX umkm_by_region ON umkm (region, id);
CREATE INDEX umkm_by_name ON umkm (name, id);
CREATE INDEX umkm_by_update ON umkm (updated_at, id);

CREATE TABLE umkm_reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    umkm_id INTEGER NOT NULL REFERENCES umkm (id),
    year INTEGER NOT NULL,
    region TEXT NOT NULL REFERENCES regions (code),
    turnover INTEGER,
    assets INTEGER,
    workers INTEGER,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (umkm_id, year)
) STRICT;
CREATE INDEX umkm_reports_by_year ON umkm_reports (year, id);
CREATE INDEX umkm_reports_by_region ON umkm_reports (region, year);
CREATE INDEX umkm_reports_by_update ON umkm_reports (updated_at, id);
