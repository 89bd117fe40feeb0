//! The faults of a file, in bounded memory: all are counted, and the first are listed.

use std::collections::BTreeMap;

use crate::domain::Text;
use crate::domain::identity_number::masked_within;
use crate::exchange::fault::Fault;

/// The number of faults and warnings that are listed.
pub const LISTED: usize = 200;

/// The number of lines whose messages are stored for a corrected file.
const NOTED: usize = 50_000;

/// The number of messages that are stored of one line, which may have one for each column.
const NOTES_OF_LINE: usize = 20;

/// The number of characters that an answer repeats of a cell.
const MAX_SHOWN: usize = 200;

/// The faults found so far.
#[derive(Debug, Default)]
pub struct Faults {
    listed: BTreeMap<(u64, usize, u64), Fault>,
    /// The number of faults.
    pub total: u64,
    /// The lines with faults, one bit each.
    lines: Vec<u64>,
    /// The messages of each line, for a corrected file.
    notes: Option<BTreeMap<u64, Vec<(String, Text)>>>,
}

impl Faults {
    /// `for_notes`: whether the messages of a corrected file are needed.
    pub fn new(for_notes: bool) -> Self {
        Self { notes: for_notes.then(BTreeMap::new), ..Self::default() }
    }

    pub fn add(&mut self, fault: Fault) {
        let fault = Fault {
            column: fault.column.map(|(position, heading)| (position, shown(&heading))),
            value: fault.value.map(|value| shown(&value)),
            ..fault
        };
        self.mark(fault.line);
        if let Some(notes) = &mut self.notes
            && (notes.len() < NOTED || notes.contains_key(&fault.line))
        {
            let of_line = notes.entry(fault.line).or_default();
            if of_line.len() < NOTES_OF_LINE {
                let heading = fault.column.as_ref().map(|(_, heading)| heading.clone()).unwrap_or_default();
                of_line.push((heading, fault.detail.clone()));
            }
        }
        let column = fault.column.as_ref().map_or(0, |(position, _)| *position);
        // Rows come in the order of units; faults are listed by line.
        self.listed.insert((fault.line, column, self.total), fault);
        self.total += 1;
        if self.listed.len() > LISTED {
            self.listed.pop_last();
        }
    }

    fn mark(&mut self, line: u64) {
        let (Ok(index), bit) = (usize::try_from(line / 64), line % 64) else { return };
        if self.lines.len() <= index {
            self.lines.resize(index + 1, 0);
        }
        if let Some(word) = self.lines.get_mut(index) {
            *word |= 1 << bit;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// The number of lines with faults.
    pub fn lines(&self) -> u64 {
        self.lines.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Whether a line has a fault.
    pub fn has(&self, line: u64) -> bool {
        let index = usize::try_from(line / 64).unwrap_or(usize::MAX);
        self.lines.get(index).is_some_and(|word| word & (1 << (line % 64)) != 0)
    }

    /// The messages of a corrected file at a line.
    pub fn note(&self, line: u64) -> &[(String, Text)] {
        self.notes.as_ref().and_then(|notes| notes.get(&line)).map_or(&[], Vec::as_slice)
    }

    /// The first faults, by line and column.
    pub fn into_listed(self) -> Vec<Fault> {
        self.listed.into_values().collect()
    }
}

/// The content of a cell as an answer may repeat it: shortened, and with identity numbers masked. In a file with shifted columns or
/// without a header any cell may contain one.
pub fn shown(sent: &str) -> String {
    // Masked before it is shortened: a part of a number would not be recognised as one.
    let masked = masked_within(sent);
    match masked.char_indices().nth(MAX_SHOWN) {
        Some((end, _)) => format!("{}…", masked.get(..end).unwrap_or_default()),
        None => masked,
    }
}
