-- year is the year of ends_on.
CREATE TABLE trainings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    search_key TEXT NOT NULL,
    region TEXT NOT NULL REFERENCES regions (code),
    starts_on TEXT,
    ends_on TEXT NOT NULL,
    year INTEGER NOT NULL,
    organizer TEXT,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX trainings_by_year ON trainings (year, region, id);
CREATE INDEX trainings_by_region ON trainings (region, id);
CREATE INDEX trainings_by_end ON trainings (ends_on, id);
CREATE INDEX trainings_by_update ON trainings (updated_at, id);

-- A participation outlives the unit it was linked to: the score counts all the same.
CREATE TABLE participants (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    training_id INTEGER NOT NULL REFERENCES trainings (id),
    name TEXT NOT NULL,
    identity_number TEXT,
    cooperative_id INTEGER REFERENCES cooperatives (id),
    umkm_id INTEGER REFERENCES umkm (id),
    score INTEGER,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    UNIQUE (training_id, identity_number)
) STRICT;
CREATE INDEX participants_by_training ON participants (training_id, id);
CREATE INDEX participants_by_cooperative ON participants (cooperative_id);
CREATE INDEX participants_by_umkm ON participants (umkm_id);
CREATE INDEX participants_by_update ON participants (updated_at, id);
