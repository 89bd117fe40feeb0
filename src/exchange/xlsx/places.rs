//! The size of a sheet, and references to its cells such as `AB12`.

/// The number of rows that a sheet can have.
pub const MAX_ROWS: u64 = 1_048_576;

/// The number of columns that a sheet can have.
pub const MAX_COLUMNS: usize = 16_384;

/// The column of a reference such as `AB12`, from 0.
pub fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_uppercase);
    let number = letters.take(4).fold(0_usize, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}

/// The letters of a column, from 0.
pub fn letters_of(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_and_its_letters_are_the_same() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters_of(column), letters);
            assert_eq!(column_of(&format!("{letters}12")), Some(column));
        }
        assert_eq!(column_of("12"), None);
    }
}
