//! Finds a column by its heading in a file, in either language, or the column with the most similar heading.

use crate::exchange::columns::Column;
use crate::exchange::dataset::FileDataset;

/// A heading in the form in which headings are compared: in lower case, with single spaces between words.
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

/// The known heading with the smallest edit distance to this one.
pub fn nearest(dataset: FileDataset, heading: &str) -> &'static str {
    let wanted: String = normalised(heading).chars().take(60).collect();
    let names = dataset.columns().iter().filter(|column| column.is_set());
    let names = names.flat_map(|column| [column.heading, column.name]);
    names.min_by_key(|name| strsim::levenshtein(&wanted, &normalised(name))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_heading_belongs_to_one_column() {
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
    }
}
