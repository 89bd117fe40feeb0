//! Rows of `cooperatives`.

use crate::entry::cooperatives::CooperativeEntry;
use crate::exchange::import::job::or_kept;
use crate::exchange::import::reading::Reading;
use crate::exchange::import::registers::FileUnit;
use crate::store::database::error::StoreResult;
use crate::store::models::cooperative::{Cooperative, CooperativeData};

impl FileUnit for Cooperative {
    fn read(reading: &mut Reading<'_>, current: Option<&Self>) -> StoreResult<Option<CooperativeData>> {
        let cells = &mut reading.cells;
        let entry = CooperativeEntry {
            register_number: Some(reading.number.into()),
            name: or_kept(cells.text("name"), || current.map(|unit| unit.name.clone().into())),
            region: or_kept(cells.text("region"), || current.map(|unit| unit.region.to_string().into())),
            authority: or_kept(cells.text("authority"), || {
                current.and_then(|unit| unit.authority).map(|code| code.as_str().into())
            }),
            kind: or_kept(cells.text("kind"), || current.and_then(|unit| unit.kind).map(|code| code.as_str().into())),
            form: or_kept(cells.text("form"), || current.and_then(|unit| unit.form).map(|code| code.as_str().into())),
            sharia: or_kept(cells.flag("sharia"), || current.and_then(|unit| unit.sharia)),
            nik_koperasi: or_kept(cells.text("nik_koperasi"), || {
                current.and_then(|unit| unit.nik_koperasi.clone()).map(Into::into)
            }),
            legal_entity_number: or_kept(cells.text("legal_entity_number"), || {
                current.and_then(|unit| unit.legal_entity_number.clone()).map(Into::into)
            }),
            established_on: or_kept(cells.text("established_on"), || {
                current.and_then(|unit| unit.established_on).map(|date| date.to_string().into())
            }),
            dissolved_on: or_kept(cells.text("dissolved_on"), || {
                current.and_then(|unit| unit.dissolved_on).map(|date| date.to_string().into())
            }),
        };
        entry.check(&mut reading.check, reading.regions)
    }
}
