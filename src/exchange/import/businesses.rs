//! Rows of `umkm`.

use crate::entry::umkm::BusinessEntry;
use crate::exchange::import::job::or_kept;
use crate::exchange::import::reading::Reading;
use crate::exchange::import::registers::FileUnit;
use crate::store::database::error::StoreResult;
use crate::store::models::business::{Business, BusinessData};

impl FileUnit for Business {
    fn read(reading: &mut Reading<'_>, current: Option<&Self>) -> StoreResult<Option<BusinessData>> {
        let cells = &mut reading.cells;
        let entry = BusinessEntry {
            register_number: Some(reading.number.into()),
            name: or_kept(cells.text("name"), || current.map(|unit| unit.name.clone().into())),
            region: or_kept(cells.text("region"), || current.map(|unit| unit.region.to_string().into())),
            owner_name: or_kept(cells.text("owner_name"), || {
                current.and_then(|unit| unit.owner_name.clone()).map(Into::into)
            }),
            nib: or_kept(cells.text("nib"), || current.and_then(|unit| unit.nib.clone()).map(Into::into)),
            sector: or_kept(cells.text("sector"), || current.and_then(|unit| unit.sector.clone()).map(Into::into)),
            assisted_since: or_kept(cells.text("assisted_since"), || {
                current.and_then(|unit| unit.assisted_since).map(|date| date.to_string().into())
            }),
            assisted_until: or_kept(cells.text("assisted_until"), || {
                current.and_then(|unit| unit.assisted_until).map(|date| date.to_string().into())
            }),
        };
        entry.check(&mut reading.check, reading.regions)
    }
}
