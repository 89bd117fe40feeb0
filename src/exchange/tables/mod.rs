//! The columns of each data set's files. The type of a column is in `columns`.

pub(crate) mod build;
pub(crate) mod cooperatives;
pub(crate) mod figures;
pub(crate) mod headings;
pub(crate) mod trainings;
pub(crate) mod umkm;

use crate::exchange::columns::Column;
use crate::exchange::dataset::FileDataset;

impl FileDataset {
    /// The columns of the data set, in the order of a template.
    pub fn columns(self) -> &'static [Column] {
        match self {
            FileDataset::Cooperatives => cooperatives::COOPERATIVES,
            FileDataset::CooperativeReports => cooperatives::COOPERATIVE_REPORTS,
            FileDataset::Umkm => umkm::UMKM,
            FileDataset::UmkmReports => umkm::UMKM_REPORTS,
            FileDataset::Trainings => trainings::TRAININGS,
            FileDataset::Participants => trainings::PARTICIPANTS,
            FileDataset::Figures => figures::FIGURES,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::figures::{CooperativesInput, TrainingsInput, UmkmInput};
    use crate::entry::{cooperative_reports, cooperatives, participants, trainings, umkm, umkm_reports};
    use crate::exchange::columns::{Content, Need};

    /// The members of a data set's records, each with whether it is required.
    fn members(dataset: FileDataset) -> Vec<(&'static str, bool)> {
        let lists: &[&[(&str, &str)]] = match dataset {
            FileDataset::Cooperatives => &[cooperatives::Input::NEEDS],
            FileDataset::CooperativeReports => &[cooperative_reports::Input::NEEDS],
            FileDataset::Umkm => &[umkm::Input::NEEDS],
            FileDataset::UmkmReports => &[umkm_reports::Input::NEEDS],
            FileDataset::Trainings => &[trainings::Input::NEEDS],
            FileDataset::Participants => &[participants::Input::NEEDS],
            FileDataset::Figures => &[CooperativesInput::NEEDS, UmkmInput::NEEDS, TrainingsInput::NEEDS],
        };
        lists.iter().flat_map(|list| list.iter()).map(|(member, need)| (*member, *need == "required")).collect()
    }

    /// Columns that are no member of the record itself: the key of its place, and other ways to write a member.
    const BESIDE: [&str; 7] =
        ["register_number", "year", "training_code", "dataset", "region_name", "cooperative_number", "umkm_number"];

    #[test]
    fn each_member_has_a_column_and_each_settable_column_a_member() {
        for dataset in FileDataset::ALL {
            let members = members(*dataset);
            for (member, is_required) in &members {
                let column = dataset.columns().iter().find(|column| column.name == *member);
                let column = column.unwrap_or_else(|| panic!("{dataset}: the member {member} has no column"));
                assert!(column.is_set(), "{dataset}: a row cannot set {member}");
                assert_eq!(column.need != Need::Optional, *is_required, "{dataset}: whether {member} is required");
            }
            for column in dataset.columns().iter().filter(|column| column.is_set()) {
                let is_member = members.iter().any(|(member, _)| *member == column.name);
                let is_place = *dataset == FileDataset::Figures && column.name == "region";
                assert!(
                    is_member || is_place || BESIDE.contains(&column.name),
                    "{dataset}: the column {} has no member",
                    column.name
                );
                assert!(column.content != Content::ReadOnly);
            }
        }
    }
}
