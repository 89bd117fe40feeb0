//! A reader that turns every line end (`\n`, `\r\n`, or `\r` alone) into `\n`, so that the reader of CSV counts lines as people do.

use std::io;
use std::io::Read;

/// The reader. It also ends the last line, so that every row of a CSV has a line end.
#[derive(Debug)]
pub struct UnixLines<R> {
    inner: R,
    /// The last byte that was read: after `\r`, an `\n` is dropped.
    last: u8,
}

impl<R: Read> UnixLines<R> {
    pub fn new(inner: R) -> Self {
        Self { inner, last: b'\n' }
    }
}

impl<R: Read> Read for UnixLines<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let count = self.inner.read(buffer)?;
            let Some(read) = buffer.get_mut(..count).filter(|read| !read.is_empty()) else {
                let is_ended = matches!(std::mem::replace(&mut self.last, b'\n'), b'\n' | b'\r');
                buffer.iter_mut().take(1).for_each(|first| *first = b'\n');
                return Ok(usize::from(!is_ended));
            };
            let kept = self.convert(read);
            // A piece may be a single `\n` that is dropped, and 0 would mean the end.
            if kept > 0 {
                return Ok(kept);
            }
        }
    }
}

impl<R> UnixLines<R> {
    /// Converts a piece in place; gives its new length.
    fn convert(&mut self, piece: &mut [u8]) -> usize {
        if self.last != b'\r' && memchr::memchr(b'\r', piece).is_none() {
            self.last = piece.last().copied().unwrap_or(self.last);
            return piece.len();
        }
        let mut kept = 0;
        for index in 0..piece.len() {
            let Some(byte) = piece.get(index).copied() else { break };
            let is_dropped = byte == b'\n' && self.last == b'\r';
            self.last = byte;
            if let Some(place) = piece.get_mut(kept).filter(|_| !is_dropped) {
                *place = if byte == b'\r' { b'\n' } else { byte };
                kept += 1;
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_line_ends_in_one_line_feed(text in "[a\r\n]{0,40}", pieces in prop::collection::vec(1_usize..5, 40)) {
            let mut reader = UnixLines::new(text.as_bytes());
            let mut found = Vec::new();
            for length in pieces {
                let mut buffer = vec![0; length];
                let count = reader.read(&mut buffer).unwrap();
                found.extend(&buffer[..count]);
            }
            reader.read_to_end(&mut found).unwrap();
            let mut expected = text.replace("\r\n", "\n").replace('\r', "\n");
            if !expected.is_empty() && !expected.ends_with('\n') {
                expected.push('\n');
            }
            prop_assert_eq!(String::from_utf8(found).unwrap(), expected);
        }
    }
}
