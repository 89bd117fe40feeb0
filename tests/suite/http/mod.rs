//! The conventions of every route.

mod bodies;
mod conditional;
mod filters;
mod languages;
mod limits;
mod media_types;
mod methods;
mod nasty;
mod numbers;
mod pages;
mod parameters;
mod problems;
mod request_ids;
mod sorting;
mod violations;
