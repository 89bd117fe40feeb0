-- Each data set uses its own members; the others stay null. Money in hundredths of a rupiah.
CREATE TABLE figures (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    dataset TEXT NOT NULL,
    year INTEGER NOT NULL,
    region TEXT NOT NULL REFERENCES regions (code),
    active_cooperatives INTEGER,
    quality_cooperatives INTEGER,
    quality_active_cooperatives INTEGER,
    business_volume INTEGER,
    businesses INTEGER,
    turnover INTEGER,
    assets INTEGER,
    workers INTEGER,
    participants INTEGER,
    good_participants INTEGER,
    source TEXT NOT NULL,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (region, year, dataset)
) STRICT;
CREATE INDEX figures_by_year ON figures (year, id);
