DROP TABLE cooperative_reports;
DROP TABLE cooperatives;
