//! Filters of lists that several resources share.

use chrono::NaiveDateTime;

use crate::domain::{RegionCode, Year};

/// Filter of a register of units.
#[derive(Clone, Debug, Default)]
pub struct UnitFilter {
    /// At this region or below it.
    pub region: Option<RegionCode>,
    /// With this text in the name or the register number, in any case.
    pub q: Option<String>,
    /// Changed at or after this time, in UTC.
    pub updated_since: Option<NaiveDateTime>,
}

/// Filter of yearly reports.
#[derive(Clone, Debug, Default)]
pub struct ReportFilter {
    /// Of this unit.
    pub unit: Option<i64>,
    /// Of this year.
    pub year: Option<Year>,
    /// At this region or below it.
    pub region: Option<RegionCode>,
    /// Changed at or after this time, in UTC.
    pub updated_since: Option<NaiveDateTime>,
}
