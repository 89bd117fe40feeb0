//! The rules of the field: pure values and functions, with no HTTP, no database, no clock and no input or output.

pub mod activity;
pub mod business_class;
pub mod catalogue;
mod change;
mod codes;
pub mod contributions;
pub mod health;
pub mod identity_number;
pub mod indicators;
mod money;
pub mod organization;
mod reach;
pub mod records;
mod region;
pub mod role;
mod text;
pub mod totals;
mod violation;
mod year;

pub use activity::ActivityStatus;
pub use business_class::BusinessClass;
pub use catalogue::{FORMULA_VERSION, IndicatorCode};
pub use change::{ActorKind, ChangeKind, Resource};
pub(crate) use codes::codes;
pub use codes::{Authority, CooperativeForm, CooperativeKind, Dataset, RegionKind};
pub use health::HealthRating;
pub use money::{DecimalError, MAX_DECIMAL, Money, Percentage, Score};
pub use organization::Objective;
pub use reach::{Reach, Sight};
pub use region::RegionCode;
pub use role::Role;
pub use text::{Language, Text};
pub use totals::{Contributions, Place, Totals};
pub use violation::{Violation, ViolationCode};
pub use year::Year;
