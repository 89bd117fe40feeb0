DROP TABLE expectations;
DROP TABLE totals;
