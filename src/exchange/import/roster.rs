//! Who takes part in a training, as rows of a file find them.

use std::collections::{HashMap, VecDeque};

use crate::domain::identity_number::masked;
use crate::domain::{Text, ViolationCode};
use crate::store::models::participant::Participant;

/// What a row says of who is meant.
#[derive(Clone, Copy)]
pub struct RosterQuery<'a> {
    /// The participation's id, as an export has it; of another database it is of somebody else, or nobody.
    pub id: Option<i64>,
    pub number: Option<&'a str>,
    pub name: Option<&'a str>,
    /// Whether the file has the column of the number at all.
    pub has_numbers: bool,
}

impl RosterQuery<'_> {
    fn is_named(&self, person: &Participant) -> bool {
        self.name.is_none_or(|name| name == person.name)
    }

    /// Whether the row can be of this person, as far as the number goes.
    fn fits(&self, person: &Participant) -> bool {
        match (self.number, &person.identity_number) {
            (None, None) => true,
            (None, Some(_)) => !self.has_numbers,
            (Some(_), None) => false,
            (Some(sent), Some(number)) => sent == number || sent == masked(number),
        }
    }
}

/// Those of one name.
#[derive(Debug, Default)]
struct Namesakes {
    /// With a number, in the order of entry.
    numbered: Vec<usize>,
    /// Whether there was anybody without.
    had_nameless: bool,
    /// Without a number and perhaps not yet found, in the order of entry.
    nameless: VecDeque<usize>,
}

/// Those who took part before the file came, and which rows have found them. Whom the file enters is found by none of its rows.
#[derive(Debug, Default)]
pub struct Roster {
    people: Vec<Participant>,
    /// The line that found each.
    found: HashMap<usize, i64>,
    ids: HashMap<i64, usize>,
    numbers: HashMap<String, usize>,
    /// By the mask of the number.
    masks: HashMap<String, Vec<usize>>,
    names: HashMap<String, Namesakes>,
    /// The numbers in the file, with their lines.
    sent: HashMap<String, i64>,
}

impl Roster {
    /// Of everybody who takes part, in the order of entry.
    pub fn new(people: Vec<Participant>) -> Self {
        let mut roster = Self::default();
        for (place, person) in people.iter().enumerate() {
            roster.ids.insert(person.id, place);
            let namesakes = roster.names.entry(person.name.clone()).or_default();
            if let Some(number) = &person.identity_number {
                namesakes.numbered.push(place);
                roster.masks.entry(masked(number)).or_default().push(place);
                roster.numbers.insert(number.clone(), place);
            } else {
                namesakes.had_nameless = true;
                namesakes.nameless.push_back(place);
            }
        }
        Self { people, ..roster }
    }

    /// The person at a place that [`Roster::find`] gave.
    pub fn person(&self, place: usize) -> Option<&Participant> {
        self.people.get(place)
    }

    /// Notes that a line found a person; gives the line that had done so before.
    pub fn take(&mut self, place: usize, line: i64) -> Option<i64> {
        self.found.insert(place, line)
    }

    /// Notes that a line has a number in full; gives the line that had it before.
    pub fn note_number(&mut self, number: &str, line: i64) -> Option<i64> {
        self.sent.insert(number.to_owned(), line)
    }

    /// Who is meant: by the id of an export, where name and number agree; by the number; by its mask and the name; or without a
    /// number by the name, where only one can be meant. Several of one name and without a number are found one after the other.
    /// `Ok(None)` is a new person.
    pub fn find(&mut self, asked: RosterQuery<'_>) -> Result<Option<usize>, (ViolationCode, Text)> {
        let by_id = asked.id.and_then(|id| self.ids.get(&id)).copied();
        let of_id = by_id.and_then(|place| self.people.get(place));
        let (is_named, fits) = of_id.map_or((false, false), |person| (asked.is_named(person), asked.fits(person)));
        if is_named && fits {
            return Ok(by_id);
        }
        match (asked.number, asked.name) {
            (None, None) => Ok(None),
            (None, Some(name)) => match self.by_name(name, asked.has_numbers)? {
                // Who was found by the id has another name: that he is renamed and that a new one came look the same.
                None if fits => Err(other_name()),
                found => Ok(found),
            },
            (Some(mask), _) if mask.starts_with('*') => self.by_mask(mask, asked).map(Some),
            (Some(number), name) => {
                let same = self.numbers.get(number).copied();
                // Somebody entered without a number gets one.
                Ok(same.or_else(|| name.and_then(|name| self.next_nameless(name))))
            }
        }
    }

    fn by_name(&mut self, name: &str, has_numbers: bool) -> Result<Option<usize>, (ViolationCode, Text)> {
        let Some(namesakes) = self.names.get(name) else { return Ok(None) };
        match (namesakes.had_nameless, namesakes.numbered.as_slice()) {
            (_, []) => Ok(self.next_nameless(name)),
            (false, [person]) => Ok(Some(*person)),
            // An empty number is that of whoever has none.
            (true, _) if has_numbers => Ok(self.next_nameless(name)),
            _ => Err(unclear(
                "beberapa peserta diklat ini bernama sama; tulis NIK, atau id dari hasil ekspor",
                "several participants of the training have this name; write the number, or the id of an export",
            )),
        }
    }

    fn by_mask(&self, mask: &str, asked: RosterQuery<'_>) -> Result<usize, (ViolationCode, Text)> {
        let same = self.masks.get(mask).map_or(&[][..], Vec::as_slice);
        let is_named = |place: &&usize| self.people.get(**place).is_some_and(|person| asked.is_named(person));
        let mut found = same.iter().filter(is_named);
        match (found.next(), found.next()) {
            (Some(place), None) => Ok(*place),
            (None, _) => Err(unclear(
                "NIK tersamar ini tidak cocok dengan peserta bernama sama di diklat ini; tulis NIK lengkap",
                "this mask fits no participant of that name in the training; write the number in full",
            )),
            (Some(_), Some(_)) => Err(unclear(
                "NIK tersamar ini cocok dengan lebih dari satu peserta; tulis NIK lengkap",
                "this mask fits more than one participant; write the number in full",
            )),
        }
    }

    /// The next of a name who has no number and whom no row has found.
    fn next_nameless(&mut self, name: &str) -> Option<usize> {
        let nameless = &mut self.names.get_mut(name)?.nameless;
        while let Some(place) = nameless.front() {
            if !self.found.contains_key(place) {
                return Some(*place);
            }
            nameless.pop_front();
        }
        None
    }
}

fn unclear(id: &str, en: &str) -> (ViolationCode, Text) {
    (ViolationCode::UnknownReference, Text::new(id, en))
}

fn other_name() -> (ViolationCode, Text) {
    let detail = Text::new(
        "id ini milik peserta lain di diklat ini; ganti nama lewat PATCH, dan untuk peserta baru kosongkan id",
        "the id is of a participant of another name in this training; change a name by PATCH, and leave the id of somebody new empty",
    );
    (ViolationCode::Inconsistent, detail)
}
