//! The participants of a training, and how the rows of a file find them.

use std::collections::{HashMap, VecDeque};

use crate::domain::identity_number::masked;
use crate::domain::{Text, ViolationCode};
use crate::store::Participant;

/// The part of a row that identifies a person.
#[derive(Clone, Copy)]
pub struct RosterQuery<'a> {
    /// The id of an exported participation. An id of another database belongs to another person, or to nobody.
    pub id: Option<i64>,
    pub number: Option<&'a str>,
    pub name: Option<&'a str>,
    /// Whether the file has the column of the number.
    pub has_numbers: bool,
}

impl RosterQuery<'_> {
    fn is_named(&self, person: &Participant) -> bool {
        self.name.is_none_or(|name| name == person.name)
    }

    /// Whether the number permits that the row is this person's.
    fn fits(&self, person: &Participant) -> bool {
        match (self.number, &person.identity_number) {
            (None, None) => true,
            (None, Some(_)) => !self.has_numbers,
            (Some(_), None) => false,
            (Some(sent), Some(number)) => sent == number || sent == masked(number),
        }
    }
}

/// The participants of one name.
#[derive(Debug, Default)]
struct Namesakes {
    /// Those with a number, in the order of entry.
    numbered: Vec<usize>,
    /// Whether there was one without a number.
    had_unnumbered: bool,
    /// Those without a number, in the order of entry. The front ones may have been found.
    unnumbered: VecDeque<usize>,
}

/// The participants before the import, and which rows have found them. No row finds a person whom the file itself adds.
#[derive(Debug, Default)]
pub struct Roster {
    people: Vec<Participant>,
    /// The line that found each person.
    found: HashMap<usize, i64>,
    ids: HashMap<i64, usize>,
    numbers: HashMap<String, usize>,
    /// By the masks of the numbers.
    masks: HashMap<String, Vec<usize>>,
    names: HashMap<String, Namesakes>,
    /// The lines of the numbers in the file.
    sent: HashMap<String, i64>,
}

impl Roster {
    /// The roster of all participants, in the order of entry.
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
                namesakes.had_unnumbered = true;
                namesakes.unnumbered.push_back(place);
            }
        }
        Self { people, ..roster }
    }

    /// The person at a place from [`Roster::find`].
    pub fn person(&self, place: usize) -> Option<&Participant> {
        self.people.get(place)
    }

    /// Notes that a line found a person. Gives the line that found the same person before.
    pub fn take(&mut self, place: usize, line: i64) -> Option<i64> {
        self.found.insert(place, line)
    }

    /// Notes that a line has a full number. Gives the line that had the same number before.
    pub fn note_number(&mut self, number: &str, line: i64) -> Option<i64> {
        self.sent.insert(number.to_owned(), line)
    }

    /// Finds the person: by the id of an export, where name and number agree; by the number; by its mask and the name; or without a
    /// number by the name, where that is unambiguous. Several persons of one name without a number are found one after the other.
    /// `Ok(None)` is a new person.
    pub fn find(&mut self, query: RosterQuery<'_>) -> Result<Option<usize>, (ViolationCode, Text)> {
        let by_id = query.id.and_then(|id| self.ids.get(&id)).copied();
        let of_id = by_id.and_then(|place| self.people.get(place));
        let (is_named, fits) = of_id.map_or((false, false), |person| (query.is_named(person), query.fits(person)));
        if is_named && fits {
            return Ok(by_id);
        }
        match (query.number, query.name) {
            (None, None) => Ok(None),
            (None, Some(name)) => match self.by_name(name, query.has_numbers)? {
                // The person of the id has another name. A renamed person and a new one look the same.
                None if fits => Err(other_name()),
                found => Ok(found),
            },
            (Some(mask), _) if mask.starts_with('*') => self.by_mask(mask, query).map(Some),
            (Some(number), name) => {
                let same = self.numbers.get(number).copied();
                // A person who was entered without a number gets one.
                Ok(same.or_else(|| name.and_then(|name| self.next_unnumbered(name))))
            }
        }
    }

    fn by_name(&mut self, name: &str, has_numbers: bool) -> Result<Option<usize>, (ViolationCode, Text)> {
        let Some(namesakes) = self.names.get(name) else { return Ok(None) };
        match (namesakes.had_unnumbered, namesakes.numbered.as_slice()) {
            (_, []) => Ok(self.next_unnumbered(name)),
            (false, [person]) => Ok(Some(*person)),
            // An empty number means a person without one.
            (true, _) if has_numbers => Ok(self.next_unnumbered(name)),
            _ => Err(unclear(
                "Beberapa peserta diklat ini bernama sama. Tulis NIK, atau ID dari hasil ekspor.",
                "Several participants of the training have this name. Give the number, or the id of an export.",
            )),
        }
    }

    fn by_mask(&self, mask: &str, query: RosterQuery<'_>) -> Result<usize, (ViolationCode, Text)> {
        let same = self.masks.get(mask).map_or(&[][..], Vec::as_slice);
        let is_named = |place: &&usize| self.people.get(**place).is_some_and(|person| query.is_named(person));
        let mut found = same.iter().filter(is_named);
        match (found.next(), found.next()) {
            (Some(place), None) => Ok(*place),
            (None, _) => Err(unclear(
                "NIK tersamar ini tidak cocok dengan peserta bernama sama di diklat ini. Tulis NIK lengkap.",
                "The mask fits no participant of that name in the training. Give the number in full.",
            )),
            (Some(_), Some(_)) => Err(unclear(
                "NIK tersamar ini cocok dengan lebih dari satu peserta. Tulis NIK lengkap.",
                "The mask fits more than one participant. Give the number in full.",
            )),
        }
    }

    /// The next person of a name without a number whom no row has found.
    fn next_unnumbered(&mut self, name: &str) -> Option<usize> {
        let unnumbered = &mut self.names.get_mut(name)?.unnumbered;
        while let Some(place) = unnumbered.front() {
            if !self.found.contains_key(place) {
                return Some(*place);
            }
            unnumbered.pop_front();
        }
        None
    }
}

fn unclear(id: &str, en: &str) -> (ViolationCode, Text) {
    (ViolationCode::UnknownReference, Text::new(id, en))
}

fn other_name() -> (ViolationCode, Text) {
    let detail = Text::new(
        "ID ini milik peserta dengan nama lain di diklat ini. Ganti nama lewat PATCH, dan untuk peserta baru kosongkan ID.",
        "The id belongs to a participant of another name in this training. Change a name by PATCH, and leave the id of a new person empty.",
    );
    (ViolationCode::Inconsistent, detail)
}
