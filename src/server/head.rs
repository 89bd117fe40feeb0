//! Finding the end of a request's head. Actix limits the time for the first head of a connection alone, so each head is
//! followed here.

use crate::http::problem::head::{MAX_ADDRESS, MAX_HEAD};

/// Follows a head as it arrives and finds its end: the first empty line after a line that is not empty, the same as in
/// Actix, which reads the head's content. Lines may end in a line feed alone.
#[derive(Clone, Copy, Debug, Default)]
pub struct HeadScanner {
    length: usize,
    line: Line,
    lines: usize,
    first_line: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Line {
    #[default]
    Empty,
    Return,
    Text,
}

impl HeadScanner {
    /// Counts how many of these bytes belong to the head. The flag is whether the head ends with them.
    pub fn take(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (index, byte) in bytes.iter().enumerate() {
            if self.lines == 0 {
                self.first_line += 1;
            }
            self.line = match (byte, self.line) {
                (b'\n', Line::Text) => {
                    self.lines += 1;
                    Line::Empty
                }
                (b'\n', _) if self.lines > 0 => {
                    self.length += index + 1;
                    return (index + 1, true);
                }
                (b'\n', _) => Line::Empty,
                (b'\r', Line::Empty) => Line::Return,
                _ => Line::Text,
            };
        }
        self.length += bytes.len();
        (bytes.len(), false)
    }

    /// Whether no byte has arrived yet.
    pub fn is_new(&self) -> bool {
        self.length == 0
    }

    /// Whether the head is too long.
    pub fn is_too_long(&self) -> bool {
        self.length > MAX_HEAD
    }

    /// Whether the first line, which contains the address, is too long.
    pub fn has_long_address(&self) -> bool {
        self.first_line > MAX_ADDRESS
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> Option<usize> {
        let mut whole = HeadScanner::default();
        let (taken, is_complete) = whole.take(text.as_bytes());
        // The same text, byte by byte.
        let mut pieces = HeadScanner::default();
        let found = text.bytes().position(|byte| pieces.take(&[byte]).1).map(|index| index + 1);
        assert_eq!(found, is_complete.then_some(taken), "{text:?}");
        found
    }

    #[test]
    fn a_head_ends_at_the_first_empty_line_after_its_first() {
        assert_eq!(end("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET"), Some(27));
        assert_eq!(end("GET / HTTP/1.1\nHost: x\n\nGET"), Some(24));
        assert_eq!(end("\r\n\nGET / HTTP/1.1\r\n\r\n"), Some(21));
        assert_eq!(end("GET / HTTP/1.1\r\nHost: x\r\n\r"), None);
        assert_eq!(end("GET / HTTP/1.1\r\nHost: x\r\n\r\r\n"), None);
        assert_eq!(end("\r\n\r\n\r\n"), None);
        assert_eq!(end(""), None);
    }

    #[test]
    fn the_length_counts_all_pieces() {
        let mut head = HeadScanner::default();
        assert!(head.is_new());
        head.take(&[b'a'; MAX_ADDRESS - 1]);
        head.take(b"\n");
        head.take(&[b'a'; MAX_HEAD - MAX_ADDRESS]);
        assert!(!head.is_new() && !head.has_long_address() && !head.is_too_long());
        head.take(b"\n");
        assert!(!head.has_long_address() && head.is_too_long());
        let mut head = HeadScanner::default();
        head.take(&[b'a'; MAX_ADDRESS + 1]);
        assert!(head.has_long_address());
    }
}
