//! On which line of a text a byte stands, for a reader that runs ahead of whoever asks.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io;
use std::io::Read;
use std::rc::Rc;

/// The line ends that were read and not yet passed: `\n`, `\r\n`, or `\r` alone.
#[derive(Debug, Default)]
struct Ends {
    /// Where each begins and what stands after it.
    ahead: VecDeque<(u64, u64)>,
    /// How many bytes were read.
    read: u64,
    /// The last of them was `\r`, whose `\n` may follow.
    is_within: bool,
    /// Line ends before the place that was last asked for.
    passed: u64,
}

impl Ends {
    fn take(&mut self, bytes: &[u8]) {
        let mut before: Option<usize> = None;
        for index in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let start = self.read + to_u64(index);
            let is_second = bytes.get(index) == Some(&b'\n')
                && match index.checked_sub(1) {
                    Some(first) => before == Some(first) && bytes.get(first) == Some(&b'\r'),
                    None => self.is_within,
                };
            if is_second {
                self.stretch(start + 1);
            } else {
                self.ahead.push_back((start, start + 1));
            }
            before = Some(index);
        }
        if let Some(last) = bytes.last() {
            self.is_within = *last == b'\r';
        }
        self.read += to_u64(bytes.len());
    }

    /// The last one has a second character.
    fn stretch(&mut self, end: u64) {
        if let Some(last) = self.ahead.back_mut() {
            last.1 = end;
        }
    }

    /// Passes all line ends before what begins at or after a place: blank lines there are none of it.
    fn pass(&mut self, place: u64) -> u64 {
        let mut place = place;
        while let Some((_, end)) = self.ahead.front().filter(|(start, _)| *start <= place) {
            place = place.max(*end);
            self.ahead.pop_front();
            self.passed += 1;
        }
        self.passed
    }
}

/// Where the lines of what a [`Counting`] reader gives out end.
#[derive(Clone, Debug, Default)]
pub struct Lines(Rc<RefCell<Ends>>);

impl Lines {
    /// How many lines end before the first byte at or after a place that is no line end. Places come in their order.
    pub fn before(&self, place: u64) -> u64 {
        self.0.borrow_mut().pass(place)
    }
}

/// A reader that notes line ends.
#[derive(Debug)]
pub struct Counting<R> {
    inner: R,
    lines: Lines,
}

impl<R: Read> Counting<R> {
    pub fn new(inner: R, lines: Lines) -> Self {
        Self { inner, lines }
    }
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if let Some(read) = buffer.get(..count) {
            self.lines.0.borrow_mut().take(read);
        }
        Ok(count)
    }
}

fn to_u64(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The number of the line on which each non-blank line of a text begins, and where.
    fn expected(text: &str) -> Vec<(u64, u64)> {
        let one = text.replace("\r\n", "\n\u{1}").replace('\r', "\n");
        let (mut place, mut found) = (0, Vec::new());
        for (number, line) in one.split('\n').enumerate() {
            let (skipped, line) = line.strip_prefix('\u{1}').map_or((0, line), |rest| (1, rest));
            place += skipped;
            if !line.is_empty() {
                found.push((place, to_u64(number)));
            }
            place += to_u64(line.len()) + 1;
        }
        found
    }

    proptest! {
        #[test]
        fn lines_are_counted_whatever_ends_them(text in "[a\r\n]{0,40}", pieces in prop::collection::vec(1_usize..5, 40)) {
            let lines = Lines::default();
            let mut reader = Counting::new(text.as_bytes(), lines.clone());
            for length in pieces {
                let mut buffer = vec![0; length];
                let _ = reader.read(&mut buffer).unwrap();
            }
            reader.read_to_end(&mut Vec::new()).unwrap();
            for (place, before) in expected(&text) {
                prop_assert_eq!(lines.before(place), before, "at {}", place);
            }
        }
    }
}
