DROP TABLE participants;
DROP TABLE trainings;
