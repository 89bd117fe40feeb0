-- Sums over the unit records of one year at one region, kept in the transaction of every write; `iku verify` recomputes them.
-- A sum below zero would be a wrong figure in the making: the write fails instead.
CREATE TABLE totals (
    year INTEGER NOT NULL,
    region TEXT NOT NULL REFERENCES regions (code),
    cooperative_reports INTEGER NOT NULL DEFAULT 0 CHECK (cooperative_reports >= 0),
    active INTEGER NOT NULL DEFAULT 0 CHECK (active >= 0),
    quality INTEGER NOT NULL DEFAULT 0 CHECK (quality >= 0),
    quality_active INTEGER NOT NULL DEFAULT 0 CHECK (quality_active >= 0),
    cooperatives_outside_dates INTEGER NOT NULL DEFAULT 0 CHECK (cooperatives_outside_dates >= 0),
    rating_contradictions INTEGER NOT NULL DEFAULT 0 CHECK (rating_contradictions >= 0),
    volume_sum INTEGER NOT NULL DEFAULT 0 CHECK (volume_sum >= 0),
    volume_given INTEGER NOT NULL DEFAULT 0 CHECK (volume_given >= 0),
    volume_matched INTEGER NOT NULL DEFAULT 0 CHECK (volume_matched >= 0),
    volume_matched_current INTEGER NOT NULL DEFAULT 0 CHECK (volume_matched_current >= 0),
    volume_matched_previous INTEGER NOT NULL DEFAULT 0 CHECK (volume_matched_previous >= 0),
    umkm_reports INTEGER NOT NULL DEFAULT 0 CHECK (umkm_reports >= 0),
    umkm_outside_dates INTEGER NOT NULL DEFAULT 0 CHECK (umkm_outside_dates >= 0),
    turnover_sum INTEGER NOT NULL DEFAULT 0 CHECK (turnover_sum >= 0),
    turnover_given INTEGER NOT NULL DEFAULT 0 CHECK (turnover_given >= 0),
    turnover_matched INTEGER NOT NULL DEFAULT 0 CHECK (turnover_matched >= 0),
    turnover_matched_current INTEGER NOT NULL DEFAULT 0 CHECK (turnover_matched_current >= 0),
    turnover_matched_previous INTEGER NOT NULL DEFAULT 0 CHECK (turnover_matched_previous >= 0),
    assets_sum INTEGER NOT NULL DEFAULT 0 CHECK (assets_sum >= 0),
    assets_given INTEGER NOT NULL DEFAULT 0 CHECK (assets_given >= 0),
    assets_matched INTEGER NOT NULL DEFAULT 0 CHECK (assets_matched >= 0),
    assets_matched_current INTEGER NOT NULL DEFAULT 0 CHECK (assets_matched_current >= 0),
    assets_matched_previous INTEGER NOT NULL DEFAULT 0 CHECK (assets_matched_previous >= 0),
    workers_sum INTEGER NOT NULL DEFAULT 0 CHECK (workers_sum >= 0),
    workers_given INTEGER NOT NULL DEFAULT 0 CHECK (workers_given >= 0),
    workers_matched INTEGER NOT NULL DEFAULT 0 CHECK (workers_matched >= 0),
    workers_matched_current INTEGER NOT NULL DEFAULT 0 CHECK (workers_matched_current >= 0),
    workers_matched_previous INTEGER NOT NULL DEFAULT 0 CHECK (workers_matched_previous >= 0),
    participants INTEGER NOT NULL DEFAULT 0 CHECK (participants >= 0),
    graded INTEGER NOT NULL DEFAULT 0 CHECK (graded >= 0),
    good INTEGER NOT NULL DEFAULT 0 CHECK (good >= 0),
    PRIMARY KEY (region, year)
) STRICT;

-- How many units enter and leave the expectation to report, by their present region. Year 0: before 1990, or unknown.
-- Expected in n: all entries to n, less all exits before n.
CREATE TABLE expectations (
    year INTEGER NOT NULL,
    region TEXT NOT NULL REFERENCES regions (code),
    cooperative_entries INTEGER NOT NULL DEFAULT 0 CHECK (cooperative_entries >= 0),
    cooperative_exits INTEGER NOT NULL DEFAULT 0 CHECK (cooperative_exits >= 0),
    umkm_entries INTEGER NOT NULL DEFAULT 0 CHECK (umkm_entries >= 0),
    umkm_exits INTEGER NOT NULL DEFAULT 0 CHECK (umkm_exits >= 0),
    PRIMARY KEY (region, year)
) STRICT;
