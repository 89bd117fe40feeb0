-- Codes are Kemendagri's; bps_code is the other system in daily use. Four of Jambi's eleven differ such that each wrong
-- code is another valid region: both stand beside each other, always named.
CREATE TABLE regions (
    code TEXT COLLATE "C" PRIMARY KEY,
    bps_code TEXT COLLATE "C" NOT NULL UNIQUE,
    name TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    created_at TIMESTAMP NOT NULL,
    updated_at TIMESTAMP NOT NULL
);

INSERT INTO regions (code, bps_code, name, kind, created_at, updated_at) VALUES
    ('15', '15', 'Jambi', 'province', '2017-12-01 00:00:00', '2017-12-01 00:00:00'),
    ('15.01', '1501', 'Kerinci', 'kabupaten', '2017-12-01 00:00:00', '2017-12-01 00:00:00'),
    ('15.02', '1502', 'Merangin', 'kabupaten', '2017-12-01 00:00:00', '2017-12-01 00:00:00'),
    ('15.03', '1503', 'Sarolangun', 'kabupaten', '2017-12-01 00:00:00', '2017-12-01 00:00:00'),
    ('15.04', '1504', 'Batang Hari', 'kabupaten', '2017-12-01 00:00:00', '2017-12-01 00:00:00'),
    ('15.05', '1505', 'Muaro Jambi', 'kabupaten', '2017-12-01 00:00:00', '2017-12-01 00:00:00'),
    ('15.06', '1507', 'Tanjung Jabung Barat', 'kabupaten', '2017-12-01 00:00:00', '2017-12-01 00:00:00'),
    ('15.07', '1506', 'Tanjung Jabung Timur', 'kabupaten', '2017-12-01 00:00:00', '2017-12-01 00:00:00'),
    ('15.08', '1509', 'Bungo', 'kabupaten', '2017-12-01 00:00:00', '2017-12-01 00:00:00'),
    ('15.09', '1508', 'Tebo', 'kabupaten', '2017-12-01 00:00:00', '2017-12-01 00:00:00'),
    ('15.71', '1571', 'Jambi', 'kota', '2017-12-01 00:00:00', '2017-12-01 00:00:00'),
    ('15.72', '1572', 'Sungai Penuh', 'kota', '2017-12-01 00:00:00', '2017-12-01 00:00:00');
