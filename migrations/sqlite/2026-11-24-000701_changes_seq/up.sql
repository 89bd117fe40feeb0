-- Of Postgres alone, where places in the feed are given later. Here so that both schemas have the same versions.
SELECT 1;
