-- search_key is the lower-case name and register number: text order and LIKE differ between the two databases.
CREATE TABLE cooperatives (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    register_number TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    search_key TEXT NOT NULL,
    region TEXT NOT NULL REFERENCES regions (code),
    authority TEXT,
    kind TEXT,
    form TEXT,
    sharia INTEGER,
    nik_koperasi TEXT UNIQUE,
    legal_entity_number TEXT,
    established_on TEXT,
    dissolved_on TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX cooperatives_by_region ON cooperatives (region, id);
CREATE INDEX cooperatives_by_name ON cooperatives (name, id);
CREATE INDEX cooperatives_by_update ON cooperatives (updated_at, id);

-- Money in hundredths of a rupiah, scores in thousandths.
CREATE TABLE cooperative_reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    cooperative_id INTEGER NOT NULL REFERENCES cooperatives (id),
    year INTEGER NOT NULL,
    region TEXT NOT NULL REFERENCES regions (code),
    rat_held INTEGER NOT NULL,
    rat_held_on TEXT,
    serves_members INTEGER NOT NULL,
    business_volume INTEGER,
    health_rating TEXT,
    health_score INTEGER,
    members INTEGER,
    employees INTEGER,
    assets INTEGER,
    equity INTEGER,
    surplus INTEGER,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (cooperative_id, year)
) STRICT;
CREATE INDEX cooperative_reports_by_year ON cooperative_reports (year, id);
CREATE INDEX cooperative_reports_by_region ON cooperative_reports (region, year);
CREATE INDEX cooperative_reports_by_update ON cooperative_reports (updated_at, id);
