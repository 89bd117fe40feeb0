-- Sums over the unit records of one year at one region, kept in the transaction of every write; `iku verify` recomputes them.
-- A sum below zero would be a wrong figure in the making: the write fails instead.
CREATE TABLE totals (
    year INTEGER NOT NULL,
    region TEXT COLLATE "C" NOT NULL REFERENCES regions (code),
    cooperative_reports BIGINT NOT NULL DEFAULT 0 CHECK (cooperative_reports >= 0),
    active BIGINT NOT NULL DEFAULT 0 CHECK (active >= 0),
    quality BIGINT NOT NULL DEFAULT 0 CHECK (quality >= 0),
    quality_active BIGINT NOT NULL DEFAULT 0 CHECK (quality_active >= 0),
    cooperatives_outside_dates BIGINT NOT NULL DEFAULT 0 CHECK (cooperatives_outside_dates >= 0),
    rating_contradictions BIGINT NOT NULL DEFAULT 0 CHECK (rating_contradictions >= 0),
    volume_sum BIGINT NOT NULL DEFAULT 0 CHECK (volume_sum >= 0),
    volume_given BIGINT NOT NULL DEFAULT 0 CHECK (volume_given >= 0),
    volume_matched BIGINT NOT NULL DEFAULT 0 CHECK (volume_matched >= 0),
    volume_matched_current BIGINT NOT NULL DEFAULT 0 CHECK (volume_matched_current >= 0),
    volume_matched_previous BIGINT NOT NULL DEFAULT 0 CHECK (volume_matched_previous >= 0),
    umkm_reports BIGINT NOT NULL DEFAULT 0 CHECK (umkm_reports >= 0),
    umkm_outside_dates BIGINT NOT NULL DEFAULT 0 CHECK (umkm_outside_dates >= 0),
    turnover_sum BIGINT NOT NULL DEFAULT 0 CHECK (turnover_sum >= 0),
    turnover_given BIGINT NOT NULL DEFAULT 0 CHECK (turnover_given >= 0),
    turnover_matched BIGINT NOT NULL DEFAULT 0 CHECK (turnover_matched >= 0),
    turnover_matched_current BIGINT NOT NULL DEFAULT 0 CHECK (turnover_matched_current >= 0),
    turnover_matched_previous BIGINT NOT NULL DEFAULT 0 CHECK (turnover_matched_previous >= 0),
    assets_sum BIGINT NOT NULL DEFAULT 0 CHECK (assets_sum >= 0),
    assets_given BIGINT NOT NULL DEFAULT 0 CHECK (assets_given >= 0),
    assets_matched BIGINT NOT NULL DEFAULT 0 CHECK (assets_matched >= 0),
    assets_matched_current BIGINT NOT NULL DEFAULT 0 CHECK (assets_matched_current >= 0),
    assets_matched_previous BIGINT NOT NULL DEFAULT 0 CHECK (assets_matched_previous >= 0),
    workers_sum BIGINT NOT NULL DEFAULT 0 CHECK (workers_sum >= 0),
    workers_given BIGINT NOT NULL DEFAULT 0 CHECK (workers_given >= 0),
    workers_matched BIGINT NOT NULL DEFAULT 0 CHECK (workers_matched >= 0),
    workers_matched_current BIGINT NOT NULL DEFAULT 0 CHECK (workers_matched_current >= 0),
    workers_matched_previous BIGINT NOT NULL DEFAULT 0 CHECK (workers_matched_previous >= 0),
    participants BIGINT NOT NULL DEFAULT 0 CHECK (participants >= 0),
    graded BIGINT NOT NULL DEFAULT 0 CHECK (graded >= 0),
    good BIGINT NOT NULL DEFAULT 0 CHECK (good >= 0),
    PRIMARY KEY (year, region)
);

-- How many units are expected to report, by year and present region: a row for every year that the service keeps and every
-- registered region. Rows of a year stand together: the indicators are read along them.
CREATE TABLE expectations (
    year INTEGER NOT NULL,
    region TEXT COLLATE "C" NOT NULL REFERENCES regions (code),
    cooperatives BIGINT NOT NULL DEFAULT 0 CHECK (cooperatives >= 0),
    umkm BIGINT NOT NULL DEFAULT 0 CHECK (umkm >= 0),
    PRIMARY KEY (year, region)
);
INSERT INTO expectations (year, region)
WITH RECURSIVE years (year) AS (SELECT 1990 UNION ALL SELECT year + 1 FROM years WHERE year < 2100)
SELECT years.year, regions.code FROM years CROSS JOIN regions;
