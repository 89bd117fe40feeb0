//! Finds a column by the heading that a file gives it, in either language, and the nearest one where none fits.

use crate::exchange::columns::Column;
use crate::exchange::dataset::FileDataset;

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
pub fn distance(one: &str, other: &str) -> usize {
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
