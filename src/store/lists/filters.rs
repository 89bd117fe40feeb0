//! TODO head

use chrono::NaiveDateTime;

use crate::domain::{RegionCode, Year};

/// Which units of a register are listed.
#[derive(Clone, Debug, Default)]
pub struct UnitFilter {
    /// At this region or below it.
    pub region: Option<RegionCode>,
    /// With this in the name or the register number, in any case.
    pub q: Option<String>,
    /// Changed at or after this time, in UTC.
    pub updated_since: Option<NaiveDateTime>,
}

/// Which reports are listed.
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
