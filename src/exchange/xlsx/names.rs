//! Names of sheets that every spreadsheet takes. With one that it does not, Excel calls the whole file damaged.

/// The most characters, as UTF-16 counts them.
const MOST: usize = 31;

/// The names, each changed as little as is needed: none is empty, too long, or another's in another case.
pub fn legal<'a>(wanted: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for wanted in wanted {
        let plain = plain(wanted);
        let endings = std::iter::once(String::new()).chain((2_u64..).map(|number| format!(" ({number})")));
        let free = endings
            .map(|ending| with_ending(&plain, &ending))
            .find(|name| !names.iter().any(|other| other.to_lowercase() == name.to_lowercase()));
        names.extend(free);
    }
    names
}

/// Without the characters that may not be in a name.
fn plain(wanted: &str) -> String {
    let is_forbidden = |character: char| character.is_control() || r":\/?*[]".contains(character);
    let name: String = wanted.chars().map(|character| if is_forbidden(character) { '-' } else { character }).collect();
    match trimmed(&name) {
        "" => "Data".to_owned(),
        // Excel keeps it for itself.
        name if name.eq_ignore_ascii_case("history") => format!("{name}_"),
        name => name.to_owned(),
    }
}

/// A name may have `'` within, and not at an end.
fn trimmed(name: &str) -> &str {
    name.trim_matches(|character: char| character == '\'' || character.is_whitespace())
}

/// As much of the name as leaves room for the ending.
fn with_ending(name: &str, ending: &str) -> String {
    let mut room = MOST.saturating_sub(ending.encode_utf16().count());
    let fits = |character: &char| match room.checked_sub(character.len_utf16()) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    };
    let short: String = name.chars().take_while(fits).collect();
    let short = if short.len() < name.len() { short.trim_end_matches(['-', '_', ' ', '.']) } else { &short };
    format!("{}{ending}", trimmed(short))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn one(name: &str) -> String {
        legal(std::iter::once(name)).remove(0)
    }

    #[test]
    fn a_name_is_changed_only_where_it_must_be() {
        assert_eq!(one("cooperative-volume-growth 2024"), "cooperative-volume-growth 2024");
        assert_eq!(one("cooperative-volume-growth-2024-records"), "cooperative-volume-growth-2024");
        assert_eq!(one("'a/b:c'"), "a-b-c");
        assert_eq!(one("HISTORY"), "HISTORY_");
        assert_eq!(one(" ' "), "Data");
        let long = "x".repeat(40);
        let names = legal([long.as_str(), long.to_uppercase().as_str()].into_iter());
        assert_eq!(names, ["x".repeat(31), format!("{} (2)", "X".repeat(27))]);
    }

    proptest! {
        #[test]
        fn every_name_is_legal(wanted in proptest::collection::vec("(?s).{0,40}", 1..5)) {
            let names = legal(wanted.iter().map(String::as_str));
            prop_assert_eq!(names.len(), wanted.len());
            for (index, name) in names.iter().enumerate() {
                prop_assert!((1..=31).contains(&name.encode_utf16().count()), "{}", name);
                prop_assert!(!name.chars().any(|character| character.is_control() || r":\/?*[]".contains(character)), "{}", name);
                prop_assert!(!name.starts_with('\'') && !name.ends_with('\''), "{}", name);
                prop_assert!(!names.iter().take(index).any(|other| other.to_lowercase() == name.to_lowercase()), "{}", name);
            }
        }
    }
}
