//! A cooperative as it is entered.

use crate::domain::{Authority, CooperativeForm, CooperativeKind};
use crate::entry::checker::{Checker, Regions};
use crate::store::database::error::StoreResult;
use crate::store::models::cooperative::CooperativeData;

/// The members as they were sent.
#[derive(Clone, Debug)]
pub struct CooperativeEntry<S> {
    pub register_number: Option<S>,
    pub name: Option<S>,
    pub region: Option<S>,
    pub authority: Option<S>,
    pub kind: Option<S>,
    pub form: Option<S>,
    pub sharia: Option<bool>,
    pub nik_koperasi: Option<S>,
    pub legal_entity_number: Option<S>,
    pub established_on: Option<S>,
    pub dissolved_on: Option<S>,
}

impl<S: AsRef<str> + Into<String>> CooperativeEntry<S> {
    /// What the store keeps; `None` where `check` has found something that leaves nothing to keep.
    ///
    /// # Errors
    /// Those of the database.
    pub fn check(self, check: &mut Checker, regions: &mut impl Regions) -> StoreResult<Option<CooperativeData>> {
        let register_number = check.required("register_number", self.register_number);
        let register_number = check.text("register_number", register_number, 64);
        let name = check.required("name", self.name);
        let name = check.text("name", name, 200);
        let region = check.required("region", self.region);
        let region = check.region(regions, "region", region)?;
        let authority = check.code("authority", self.authority, Authority::parse, Authority::ALL);
        let kind = check.code("kind", self.kind, CooperativeKind::parse, CooperativeKind::ALL);
        let form = check.code("form", self.form, CooperativeForm::parse, CooperativeForm::ALL);
        let nik_koperasi = check.digits("nik_koperasi", self.nik_koperasi, 13);
        let legal_entity_number = check.text("legal_entity_number", self.legal_entity_number, 100);
        let established_on = check.date("established_on", self.established_on);
        let dissolved_on = check.date("dissolved_on", self.dissolved_on);
        check.in_order(("established_on", established_on), ("dissolved_on", dissolved_on));
        Ok(register_number.zip(name).zip(region).map(|((register_number, name), region)| CooperativeData {
            register_number,
            name,
            region,
            authority,
            kind,
            form,
            sharia: self.sharia,
            nik_koperasi,
            legal_entity_number,
            established_on,
            dissolved_on,
        }))
    }
}
