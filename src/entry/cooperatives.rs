//! What can be entered of a cooperative.

use crate::domain::{Authority, CooperativeForm, CooperativeKind};
use crate::entry::checker::{Checker, NamedRegion, RegionList, Regions};
use crate::entry::members::entry;
use crate::entry::words::{AUTHORITIES, FORMS, KINDS};
use crate::store::{CooperativeData, StoreResult};

entry! {
    /// What can be set of a cooperative
    #[schema(as = CooperativeInput)]
    Input for CooperativeData, checked with (check, list: &impl RegionList) {
        /// The office's own number, unique.
        #[schema(required, nullable = false, min_length = 1, max_length = 64, example = "KOP-0001")]
        register_number: String, required text(64);
        /// Name.
        #[schema(required, nullable = false, min_length = 1, max_length = 200, example = "Koperasi Maju Bersama")]
        name: String, required text(200);
        /// Where it is (Kemendagri code).
        #[schema(required, nullable = false, format = "region-sent", example = "15.71")]
        region: String, required registered(list);
        /// Who supervises it.
        #[schema(value_type = Option<Authority>)]
        authority: String, optional code(Authority::parse, AUTHORITIES);
        /// What it does.
        #[schema(value_type = Option<CooperativeKind>)]
        kind: String, optional code(CooperativeKind::parse, KINDS);
        /// Primary or secondary.
        #[schema(value_type = Option<CooperativeForm>)]
        form: String, optional code(CooperativeForm::parse, FORMS);
        /// Whether it works by sharia.
        sharia: bool, optional any;
        /// Its national number (*NIK koperasi*, not a person's), unique.
        #[schema(format = "thirteen-digits", example = "1571010010001")]
        nik_koperasi: String, optional digits(13);
        /// The number of its legal entity.
        #[schema(min_length = 1, max_length = 100)]
        legal_entity_number: String, optional text(100);
        /// From when it is expected to report.
        #[schema(format = Date, example = "2010-05-01")]
        established_on: String, optional date;
        /// Until when.
        #[schema(format = Date, example = "2024-12-31")]
        dissolved_on: String, optional date;
    }
    rules {
        check.in_order((("Tanggal Berdiri", "established_on"), established_on), ("dissolved_on", dissolved_on));
    }
}

impl Input {
    /// Checks a document.
    pub fn check(self, check: &mut Checker, regions: &mut impl Regions) -> StoreResult<Option<CooperativeData>> {
        let named = NamedRegion::find(regions, self.region.as_deref())?;
        Ok(self.checked(check, None, &named))
    }
}
