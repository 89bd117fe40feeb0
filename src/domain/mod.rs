//! The rules of the field: pure values and functions, with no HTTP, no database, no clock and no input or output.

pub(crate) mod activity;
pub(crate) mod business_class;
pub(crate) mod catalogue;
pub(crate) mod change;
pub(crate) mod codes;
pub(crate) mod contributions;
pub(crate) mod health;
pub(crate) mod identity_number;
pub(crate) mod indicators;
pub(crate) mod money;
pub(crate) mod organization;
pub(crate) mod records;
pub(crate) mod region;
pub(crate) mod role;
pub(crate) mod scope;
pub(crate) mod text;
pub(crate) mod totals;
pub(crate) mod violation;
pub(crate) mod year;

pub(crate) use activity::ActivityStatus;
pub(crate) use business_class::BusinessClass;
pub(crate) use catalogue::{FORMULA_VERSION, IndicatorCode};
pub(crate) use change::{ActorKind, ChangeKind, Resource};
pub(crate) use codes::codes;
pub(crate) use codes::{Authority, CooperativeForm, CooperativeKind, Dataset, RegionKind};
pub(crate) use health::HealthRating;
pub(crate) use money::{DecimalError, MAX_DECIMAL, Money, Percentage, Score};
pub(crate) use organization::Objective;
pub(crate) use region::RegionCode;
pub(crate) use role::Role;
pub(crate) use scope::{Scope, Visibility};
pub(crate) use text::{Language, Text, text};
pub(crate) use totals::{Contributions, Place, Totals};
pub(crate) use violation::{Violation, ViolationCode};
pub(crate) use year::Year;
