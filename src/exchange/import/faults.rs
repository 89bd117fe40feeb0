//! All that is wrong with a file, in bounded memory: so many faults are listed, all are counted.

use std::collections::BTreeMap;

use crate::domain::Text;
use crate::domain::identity_number::masked_within;
use crate::exchange::fault::Fault;

/// So many faults and warnings are listed.
pub const LISTED: usize = 200;

/// For so many lines are the messages kept that a corrected file has beside them.
const NOTED: usize = 50_000;

/// Of one line so many, of which there may be as many as columns.
const NOTES_OF_LINE: usize = 20;

/// So many characters are repeated of what was sent.
const LONGEST_SHOWN: usize = 200;

/// The faults found so far.
#[derive(Debug, Default)]
pub struct Faults {
    listed: BTreeMap<(u64, usize, u64), Fault>,
    /// How many there are.
    pub total: u64,
    /// Lines that have any, as bits.
    lines: Vec<u64>,
    /// Lines and their messages, for a corrected file.
    notes: Option<BTreeMap<u64, Vec<(String, Text)>>>,
}

impl Faults {
    /// `for_notes`: a corrected file is wanted, which has a message at every line.
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
        // Rows come by unit, faults are listed by line.
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

    /// How many lines have any.
    pub fn lines(&self) -> u64 {
        self.lines.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Whether a line has any.
    pub fn has(&self, line: u64) -> bool {
        let index = usize::try_from(line / 64).unwrap_or(usize::MAX);
        self.lines.get(index).is_some_and(|word| word & (1 << (line % 64)) != 0)
    }

    /// What a corrected file says at a line.
    pub fn note(&self, line: u64) -> &[(String, Text)] {
        self.notes.as_ref().and_then(|notes| notes.get(&line)).map_or(&[], Vec::as_slice)
    }

    /// The first of them, by line and column.
    pub fn into_listed(self) -> Vec<Fault> {
        self.listed.into_values().collect()
    }
}

/// What was sent, as it is repeated: not at any length, and without identity numbers. In a file whose columns are shifted, or that
/// has no header, one may stand anywhere.
pub fn shown(sent: &str) -> String {
    // Masked before it is cut: the piece of a number that is left would not be known for one.
    let masked = masked_within(sent);
    match masked.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", masked.get(..end).unwrap_or_default()),
        None => masked,
    }
}
