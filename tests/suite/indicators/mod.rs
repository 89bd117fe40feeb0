//! The indicators over HTTP.

mod anonymous;
mod answer;
mod breakdown;
mod coverage;
mod explanation;
mod figures;
mod growth;
mod leaks;
mod published_cases;
mod quality;
mod records;
mod series;
mod snapshots;
mod tags;
mod trainings;
mod warnings;
