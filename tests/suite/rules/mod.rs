//! The rules of single records: money, derived members, identity numbers.

mod activity;
mod business_class;
mod counts;
mod identity_numbers;
mod money;
mod rating;
mod read_only;
mod sum_limit;
