//! A row of a file, whatever the file is.

/// What a cell was in the file. CSV has nothing but texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text; numbers and dates in it are written in the file's style.
    Text,
    /// A number, written plainly: digits, at most one point, perhaps a minus.
    Number,
    /// A number with more digits than a spreadsheet keeps.
    Inexact,
    /// A day, written `YYYY-MM-DD`.
    Date,
    /// `true` or `false`.
    Flag,
    /// A formula, whose result may be out of date.
    Formula,
    /// What a formula that failed left behind.
    Error,
}

impl Kind {
    const ALL: [Self; 7] =
        [Self::Text, Self::Number, Self::Inexact, Self::Date, Self::Flag, Self::Formula, Self::Error];

    /// One character that stands for it.
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

/// One row. Reused from row to row, so that reading allocates nothing once it is warm.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The line on which it begins, from 1; of a spreadsheet the row's number.
    pub line: u64,
    /// Empty cells at its end are not written, as in a spreadsheet.
    pub may_be_short: bool,
    text: String,
    ends: Vec<(usize, Kind)>,
}

impl Row {
    /// Empties it for the row at this line.
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

    /// How many cells it has.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many bytes its cells have together.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Whether no cell holds anything.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The cell at a position from 0, without blanks around it; empty beyond the last.
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
