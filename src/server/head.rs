//! Where the head of a request ends.

use crate::http::problem::head::{MAX_ADDRESS, MAX_HEAD};

/// Follows a head as it comes in. What the head says is Actix's to read: here is only found where it ends, which is the
/// first empty line after one that is not empty, as Actix has it. Lines may end in a line feed alone.
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
    /// How many of these bytes belong to the head, and whether it ends with them.
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

    /// Whether nothing has come yet.
    pub fn is_new(&self) -> bool {
        self.length == 0
    }

    /// Whether it is longer than any may be.
    pub fn is_too_long(&self) -> bool {
        self.length > MAX_HEAD
    }

    /// Whether its first line, which holds the address, is too long already.
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
        // The same byte by byte.
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
