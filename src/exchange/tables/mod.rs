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
    use crate::entry::members::FromRow;
    use crate::entry::{cooperative_reports, cooperatives, participants, trainings, umkm, umkm_reports};
    use crate::exchange::columns::{Content, Need};

    /// The members of a data set's records, each with its need and the name of its check.
    fn members(dataset: FileDataset) -> Vec<(&'static str, &'static str, &'static str)> {
        let lists: &[&[(&str, &str, &str)]] = match dataset {
            FileDataset::Cooperatives => &[cooperatives::Input::LINES],
            FileDataset::CooperativeReports => &[cooperative_reports::Input::LINES],
            FileDataset::Umkm => &[umkm::Input::LINES],
            FileDataset::UmkmReports => &[umkm_reports::Input::LINES],
            FileDataset::Trainings => &[trainings::Input::LINES],
            FileDataset::Participants => &[participants::Input::LINES],
            FileDataset::Figures => &[CooperativesInput::LINES, UmkmInput::LINES, TrainingsInput::LINES],
        };
        lists.iter().flat_map(|list| list.iter()).copied().collect()
    }

    /// Whether the cells of a column have the content that a check reads.
    fn fits(content: Content, check: &str) -> bool {
        match check {
            "text" | "kbli" => content == Content::Text,
            "digits" | "identity_number" => matches!(content, Content::Digits(_)),
            "registered" | "registered_or" => content == Content::Region,
            "money" | "signed_money" => content == Content::Money,
            "score" => content == Content::Score,
            "count" => content == Content::Count,
            "date" => content == Content::Date,
            "code" => matches!(content, Content::Code(_)),
            "any" => matches!(content, Content::Flag | Content::Id),
            other => panic!("the check {other} is not in this list"),
        }
    }

    /// Columns that are no member of the record itself: the key of its place, and other ways to write a member.
    const BESIDE: [&str; 7] =
        ["register_number", "year", "training_code", "dataset", "region_name", "cooperative_number", "umkm_number"];

    #[test]
    fn each_member_has_a_column_and_each_settable_column_a_member() {
        for dataset in FileDataset::ALL {
            let members = members(*dataset);
            for (member, need, check) in &members {
                let column = dataset.columns().iter().find(|column| column.name == *member);
                let column = column.unwrap_or_else(|| panic!("{dataset}: the member {member} has no column"));
                assert!(fits(column.content, check), "{dataset}: the cells of {member} are not what {check} reads");
                let is_required = *need == "required";
                assert_eq!(column.need != Need::Optional, is_required, "{dataset}: whether {member} is required");
            }
            for column in dataset.columns().iter().filter(|column| column.is_set()) {
                let is_member = members.iter().any(|(member, ..)| *member == column.name);
                let is_place = *dataset == FileDataset::Figures && column.name == "region";
                assert!(
                    is_member || is_place || BESIDE.contains(&column.name),
                    "{dataset}: the column {} has no member",
                    column.name
                );
            }
        }
    }
}
