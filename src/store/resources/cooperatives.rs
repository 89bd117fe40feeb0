//! Lists of cooperatives.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::store::database::connection::Connection;
use crate::store::database::error::StoreResult;
use crate::store::lists::filters::UnitFilter;
use crate::store::lists::listing::{Listing, containing, page, within};
use crate::store::models::cooperative::Cooperative;
use crate::store::resources::units::list_of_units;
use crate::store::schema::tables::cooperatives;

list_of_units!(Cooperative in cooperatives);
