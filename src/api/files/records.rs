//! One walk over all records of a data set, as the documents that JSON answers show. Exports and templates are made from it.

use serde_json::Value;

use crate::api::documents;
use crate::api::files::making::{Made, as_json, by_id, pages};
use crate::domain::{RegionCode, Scope, Year};
use crate::exchange::FileDataset;
use crate::store::resources::{
    cooperative_reports, cooperatives, figures, participants, trainings, umkm, umkm_reports,
};
use crate::store::{
    Business, Connection, FigureFilter, Keyset, Listing, NamedParticipant, ParticipantFilter, ReportFilter,
    StoreResult, TrainingFilter, UnitFilter,
};

/// The part of a data set that is exported.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Only records at this region or below it.
    pub region: Option<RegionCode>,
    /// Only records of this year; registers have none.
    pub year: Option<Year>,
    /// Whether identity numbers are exported in full: only for somebody who has the database itself.
    pub has_identity_numbers: bool,
}

/// Passes the document of each record to `put`, in the order of entry, as a caller with this scope sees it. `progress` is called
/// with the number of records of each chunk.
pub fn walk(
    connection: &mut Connection,
    dataset: FileDataset,
    selection: &Selection,
    scope: &Scope,
    mut put: impl FnMut(Value) -> Made,
    progress: &dyn Fn(u64),
) -> Made {
    let Selection { region, year, has_identity_numbers } = selection.clone();
    macro_rules! all {
        ($records:ident, $filter:ident { $($member:ident),+ }, $view:expr) => {{
            let filter = $filter { $($member,)+ ..$filter::default() };
            let fetch = |connection: &mut Connection, listing: &Listing| $records::list(connection, &filter, listing);
            each(connection, fetch, $view, &mut put, progress)
        }};
    }
    match dataset {
        FileDataset::Cooperatives => {
            all!(cooperatives, UnitFilter { region }, |unit| as_json(&documents::cooperatives::View::from(unit)))
        }
        FileDataset::CooperativeReports => all!(cooperative_reports, ReportFilter { region, year }, |report| as_json(
            &documents::cooperative_reports::NamedView::from(report)
        )),
        FileDataset::Umkm => {
            all!(umkm, UnitFilter { region }, |unit: Business| {
                let visibility = scope.visibility(&unit.region);
                as_json(&documents::umkm::View::new(unit, visibility))
            })
        }
        FileDataset::UmkmReports => all!(umkm_reports, ReportFilter { region, year }, |report| as_json(
            &documents::umkm_reports::NamedView::from(report)
        )),
        FileDataset::Trainings => all!(trainings, TrainingFilter { region, year }, |training| as_json(
            &documents::trainings::View::from(training)
        )),
        FileDataset::Participants => {
            all!(participants, ParticipantFilter { region, year }, |found| participant(
                found,
                scope,
                has_identity_numbers
            ))
        }
        FileDataset::Figures => {
            all!(figures, FigureFilter { region, year }, |figure| as_json(&documents::figures::View::from(figure)))
        }
    }
}

fn each<R: Keyset>(
    connection: &mut Connection,
    fetch: impl Fn(&mut Connection, &Listing) -> StoreResult<Vec<R>>,
    view: impl Fn(R) -> StoreResult<Value>,
    put: &mut impl FnMut(Value) -> Made,
    progress: &dyn Fn(u64),
) -> Made {
    pages(connection, by_id(), fetch, |_, records| {
        let count = u64::try_from(records.len()).unwrap_or_default();
        records.into_iter().try_for_each(|record| put(view(record)?))?;
        progress(count);
        Ok(())
    })
}

fn participant(found: NamedParticipant, scope: &Scope, has_identity_number: bool) -> StoreResult<Value> {
    let number = found.participant.identity_number.clone().filter(|_| has_identity_number);
    let mut value = as_json(&documents::participants::named(found, scope))?;
    if let (Some(number), Some(members)) = (number, value.as_object_mut()) {
        members.insert("identity_number".to_owned(), number.into());
    }
    Ok(value)
}
