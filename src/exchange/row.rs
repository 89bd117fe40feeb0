//! One row of a file in either format.

/// The kind of a cell in the file. CSV has only texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text. Numbers and dates in it are in the file's style.
    Text,
    /// A plain number: digits, at most one point, perhaps a minus.
    Number,
    /// A number with more digits than a spreadsheet stores.
    Inexact,
    /// A date as `YYYY-MM-DD`.
    Date,
    /// `true` or `false`.
    Flag,
    /// A formula, whose result may be out of date.
    Formula,
    /// The error of a formula.
    Error,
}

impl Kind {
    const ALL: [Self; 7] =
        [Self::Text, Self::Number, Self::Inexact, Self::Date, Self::Flag, Self::Formula, Self::Error];

    /// The letter for it in a payload.
    pub fn letter(self) -> char {
        match self {
            Self::Text => 't',
            Self::Number => 'n',
            Self::Inexact => 'i',
            Self::Date => 'd',
            Self::Flag => 'b',
            Self::Formula => 'f',
            Self::Error => 'e',
        }
    }

    /// The kind of a letter.
    pub fn of_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.letter() == letter)
    }
}

/// One row. It is reused from row to row, so that reading does not allocate.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The line on which the row begins, from 1; in a spreadsheet the row's number.
    pub line: u64,
    /// Whether empty cells at its end may be left out, as in a spreadsheet.
    pub may_be_short: bool,
    text: String,
    ends: Vec<(usize, Kind)>,
}

impl Row {
    /// Empties the row for the one at this line.
    pub fn start(&mut self, line: u64) {
        self.line = line;
        self.text.clear();
        self.ends.clear();
    }

    /// Adds a cell.
    pub fn push(&mut self, text: &str, kind: Kind) {
        self.text.push_str(text);
        self.ends.push((self.text.len(), kind));
    }

    /// The number of cells.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The number of bytes in all cells.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Whether all cells are empty.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The cell at a position from 0, without surrounding spaces; empty beyond the last cell.
    pub fn cell(&self, index: usize) -> (&str, Kind) {
        let Some((end, kind)) = self.ends.get(index) else { return ("", Kind::Text) };
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |(end, _)| *end);
        (self.text.get(start..*end).unwrap_or_default().trim(), *kind)
    }

    /// All cells.
    pub fn cells(&self) -> impl Iterator<Item = (&str, Kind)> {
        (0..self.len()).map(|index| self.cell(index))
    }
}
