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
    PRIMARY KEY (year, region)
) STRICT, WITHOUT ROWID;

-- How many units are expected to report, by year and present region: a row for every year that the service keeps and every
-- registered region. Rows of a year stand together: the indicators are read along them.
CREATE TABLE expectations (
    year INTEGER NOT NULL,
    region TEXT NOT NULL REFERENCES regions (code),
    cooperatives INTEGER NOT NULL DEFAULT 0 CHECK (cooperatives >= 0),
    umkm INTEGER NOT NULL DEFAULT 0 CHECK (umkm >= 0),
    PRIMARY KEY (year, region)
) STRICT, WITHOUT ROWID;
INSERT INTO expectations (year, region)
WITH RECURSIVE years (year) AS (SELECT 1990 UNION ALL SELECT year + 1 FROM years WHERE year < 2100)
SELECT years.year, regions.code FROM years CROSS JOIN regions;
