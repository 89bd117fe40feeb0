DROP TABLE umkm_reports;
DROP TABLE umkm;
