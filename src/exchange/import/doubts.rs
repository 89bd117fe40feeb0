//! Doubts about amounts: an amount 100 times above or below that of the year before may be in the wrong unit.

use crate::domain::{Money, Text};
use crate::exchange::fault::{Fault, FileCode};
use crate::exchange::import::faults::LISTED;
use crate::exchange::import::job::{Job, unsigned};
use crate::exchange::import::report::Slip;

/// An amount that is compared with that of the year before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// In rupiah.
    Money(Money),
    /// In persons.
    Count(i64),
}

impl Amount {
    /// In its smallest unit, without its sign.
    fn size(self) -> u128 {
        match self {
            Self::Money(money) => money.hundredths().unsigned_abs().into(),
            Self::Count(count) => count.unsigned_abs().into(),
        }
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Money(money) => money.fmt(f),
            Self::Count(count) => count.fmt(f),
        }
    }
}

impl From<Money> for Amount {
    fn from(money: Money) -> Self {
        Self::Money(money)
    }
}

impl From<i64> for Amount {
    fn from(count: i64) -> Self {
        Self::Count(count)
    }
}

/// The amounts of a record, by their members.
pub type Amounts = Vec<(&'static str, Option<Amount>)>;

impl Job {
    /// Compares the amounts of a line with those of the year before: lists of the same members. An amount that is stored already
    /// (`stored`) was confirmed before and is not doubted again.
    pub fn doubt_all(&mut self, line: i64, now: &Amounts, stored: Option<&Amounts>, previous: &Amounts) {
        for (index, ((member, now), (_, previous))) in now.iter().zip(previous).enumerate() {
            let stored = stored.and_then(|stored| stored.get(index)).and_then(|(_, amount)| *amount);
            if let (Some(now), Some(previous)) = (*now, *previous)
                && stored != Some(now)
            {
                self.doubt(line, member, now, previous);
            }
        }
    }

    fn doubt(&mut self, line: i64, member: &str, current: Amount, previous: Amount) {
        let (now, before) = (current.size(), previous.size());
        if now == 0 || before == 0 || (now < before * 100 && before < now * 100) {
            return;
        }
        // Without a column the amount is the stored one.
        let Some(slot) = self.header.slot(member) else { return };
        self.slip_total += 1;
        let line = unsigned(line);
        let (id, en) = if now > before { ("di atas", "above") } else { ("di bawah", "below") };
        let (doubt_id, doubt_en) = match current {
            Amount::Money(_) => {
                ("ribuan ditulis sebagai rupiah, atau sebaliknya?", "were thousands entered as rupiah, or the reverse?")
            }
            Amount::Count(_) => (
                "apakah kolomnya tertukar atau nolnya berlebih?",
                "is it another column's, or are there noughts too many?",
            ),
        };
        let fault = Fault {
            line,
            column: Some((slot.position + 1, slot.heading.clone())),
            value: Some(current.to_string()),
            code: FileCode::UnitSlip.into(),
            // Answers that succeed show this text too: it must not change.
            detail: Text::new(
                format!("100 kali atau lebih {id} tahun sebelumnya ({previous}); {doubt_id}"),
                format!("100 times or more {en} the year before ({previous}); {doubt_en}"),
            ),
        };
        self.slips.insert((line, slot.position + 1), Slip { fault, previous: previous.to_string() });
        if self.slips.len() > LISTED {
            self.slips.pop_last();
        }
    }
}
