//! Which columns the files of each data set have: one table for import, templates and exports alike.

use crate::domain::{Language, Text};

use super::tables::table_of;

crate::domain::codes! {
    /// A data set that comes and goes in whole files.
    FileDataset {
        /// The register of cooperatives.
        Cooperatives => "cooperatives",
        /// Their yearly reports.
        CooperativeReports => "cooperative-reports",
        /// The register of assisted businesses.
        Umkm => "umkm",
        /// Their yearly reports.
        UmkmReports => "umkm-reports",
        /// Trainings.
        Trainings => "trainings",
        /// Their participants.
        Participants => "participants",
        /// Figures.
        Figures => "figures",
    }
}

impl FileDataset {
    /// Its columns, in the order of a template.
    pub fn columns(self) -> &'static [Column] {
        table_of(self)
    }
}

/// What a column's cells hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// A text.
    Text,
    /// A text of digits that is no number: a spreadsheet would round or shorten it.
    Digits(usize),
    /// A region's Kemendagri code.
    Region,
    /// The name of that region, which is checked against it.
    RegionName,
    /// Rupiah.
    Money,
    /// 0 to 100, up to three decimals.
    Score,
    /// A percentage with two decimals, which only lists have.
    Percentage,
    /// Records or persons.
    Count,
    /// A year.
    Year,
    /// An id of the service.
    Id,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
    /// One of a list: the code, and the Indonesian word that is taken as well.
    Code(&'static [(&'static str, &'static str)]),
    /// What the service says: taken back and ignored.
    ReadOnly,
}

/// Whether a row must have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Part of the record's key: the file must have the column, and every row a value.
    Key,
    /// Every record must have it.
    Required,
    /// May be empty.
    Optional,
}

/// Which files that the service writes have a column. The import knows them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// Lists and templates.
    Everywhere,
    /// Lists alone: what the service says.
    Lists,
    /// Lists, and templates that are filled in.
    Filled,
    /// Templates alone.
    Templates,
    /// Templates that are filled in: what this other column had the year before.
    YearBefore(&'static str),
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its English name: the member in the API.
    pub name: &'static str,
    /// Its Indonesian heading.
    pub heading: &'static str,
    /// What it holds.
    pub content: Content,
    /// Whether it must be there.
    pub need: Need,
    /// What it means, for whoever fills it in: Indonesian, English.
    pub about: (&'static str, &'static str),
    /// Whether it names a person: no error repeats what stands there.
    pub is_personal: bool,
    /// Which files have it.
    pub shown: Shown,
}

impl Column {
    /// Whether a row may set it.
    pub fn is_set(&self) -> bool {
        self.content != Content::ReadOnly
    }

    /// Whether lists have it.
    pub fn is_in_lists(&self) -> bool {
        matches!(self.shown, Shown::Everywhere | Shown::Lists | Shown::Filled)
    }

    /// Whether templates have it: empty ones, or those that are filled in.
    pub fn is_in_templates(&self, is_filled: bool) -> bool {
        match self.shown {
            Shown::Everywhere | Shown::Templates => true,
            Shown::Filled | Shown::YearBefore(_) => is_filled,
            Shown::Lists => false,
        }
    }

    /// The heading in a language.
    pub fn title(&self, language: Language) -> &'static str {
        match language {
            Language::Indonesian => self.heading,
            Language::English => self.name,
        }
    }

    /// What it means.
    pub fn meaning(&self) -> Text {
        Text::new(self.about.0, self.about.1)
    }
}

/// A heading as it is compared: in lower case, with single spaces for whatever separates words.
pub fn normalised(heading: &str) -> String {
    let words = heading.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The column with this heading, in either language.
pub fn find(dataset: FileDataset, heading: &str) -> Option<(usize, &'static Column)> {
    let wanted = normalised(heading);
    dataset
        .columns()
        .iter()
        .enumerate()
        .find(|(_, column)| [column.name, column.heading].iter().any(|name| normalised(name) == wanted))
}

/// The known heading that is most like this one.
pub fn nearest(dataset: FileDataset, heading: &str) -> &'static str {
    let wanted: String = normalised(heading).chars().take(60).collect();
    let names = dataset.columns().iter().filter(|column| column.is_set());
    let names = names.flat_map(|column| [column.heading, column.name]);
    names.min_by_key(|name| distance(&wanted, &normalised(name))).unwrap_or_default()
}

/// How many letters must be changed, put in or left out to make one text of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, letter) in one.chars().enumerate() {
        let mut diagonal = index;
        let mut left = index + 1;
        let mut next = vec![left];
        for (above, wanted) in row.iter().skip(1).zip(&other) {
            let changed = diagonal + usize::from(letter != *wanted);
            diagonal = *above;
            left = changed.min(left + 1).min(above + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_heading_means_two_columns() {
        for dataset in FileDataset::ALL {
            for column in dataset.columns() {
                for name in [column.name, column.heading] {
                    assert_eq!(find(*dataset, name).unwrap().1.name, column.name, "{dataset} {name}");
                }
            }
        }
    }

    #[test]
    fn headings_are_found_in_any_case_and_spacing() {
        let name = |heading| find(FileDataset::UmkmReports, heading).map(|(_, column)| column.name);
        assert_eq!(name(" NOMOR  register "), Some("register_number"));
        assert_eq!(name("Register_Number"), Some("register_number"));
        assert_eq!(name("omset"), Some("turnover"));
        assert_eq!(name("omzet"), None);
        assert_eq!(nearest(FileDataset::UmkmReports, "omzet"), "Omset");
        assert_eq!(nearest(FileDataset::UmkmReports, "turnovr"), "turnover");
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
