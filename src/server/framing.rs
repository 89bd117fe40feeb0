//! Finding the end of a request's body. Actix decodes bodies but does not report their end, which the connection needs in
//! order to hold back the next request.

/// The rest of a body, by its length or by its chunks.
///
/// Actix reads the bytes; this only decides how many of them to pass on. It is at least as strict as Actix: bytes that it
/// considers broken are held back, and the connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// This many bytes; 0 if there is no body, or no more of it.
    Length(u64),
    /// Chunks.
    Chunks(Chunk),
    /// Malformed chunks, or a body without a known end.
    Broken,
}

/// The position within a chunk. The numbers are the size as read so far, or the bytes left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chunk {
    /// Before the first digit of a size.
    Start,
    /// In the size.
    Size(u64),
    /// Blanks after the size.
    Blank(u64),
    /// In an extension.
    Extension(u64),
    /// Before the line feed of the size's line.
    SizeEnd(u64),
    /// In the data; never 0.
    Data(u64),
    /// Before the carriage return after the data.
    DataReturn,
    /// Before the line feed after the data.
    DataEnd,
    /// At the start of a line after the last chunk.
    Trailer,
    /// In a line after the last chunk.
    TrailerText,
    /// Before the line feed of a line after the last chunk.
    TrailerEnd,
    /// Before the last line feed.
    End,
}

impl Framing {
    /// No body.
    pub const NONE: Self = Self::Length(0);

    /// Whether the body is complete.
    pub fn is_over(self) -> bool {
        self == Self::NONE
    }

    /// Counts how many of these bytes belong to the body and can be passed on.
    pub fn take(&mut self, bytes: &[u8]) -> usize {
        let available = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        match self {
            Self::Broken => 0,
            Self::Length(left) => {
                let taken = available.min(*left);
                *left -= taken;
                usize::try_from(taken).unwrap_or(bytes.len())
            }
            Self::Chunks(_) => self.take_chunks(bytes),
        }
    }

    fn take_chunks(&mut self, bytes: &[u8]) -> usize {
        let mut taken = 0;
        while let (Self::Chunks(chunk), Some(rest)) = (*self, bytes.get(taken..)) {
            let Some(first) = rest.first() else { break };
            if let Chunk::Data(left) = chunk {
                let length = usize::try_from(left).unwrap_or(usize::MAX).min(rest.len());
                taken += length;
                let left = left - u64::try_from(length).unwrap_or(left);
                *self = Self::Chunks(if left == 0 { Chunk::DataReturn } else { Chunk::Data(left) });
                continue;
            }
            *self = chunk.next(*first);
            if *self != Self::Broken {
                taken += 1;
            }
        }
        taken
    }
}

impl Chunk {
    /// The position after a byte that is not data.
    fn next(self, byte: u8) -> Framing {
        let next = match (self, byte) {
            (Self::Start, _) => digit(byte).map(Self::Size),
            (Self::Size(size) | Self::Blank(size), b' ' | b'\t') => Some(Self::Blank(size)),
            (Self::Size(size) | Self::Blank(size), b';') => Some(Self::Extension(size)),
            (Self::Size(size) | Self::Blank(size) | Self::Extension(size), b'\r') => Some(Self::SizeEnd(size)),
            (Self::Size(size), _) => digit(byte).and_then(|digit| append_digit(size, digit)).map(Self::Size),
            (Self::Extension(size), b'\t' | b' '..=b'~' | 0x80..) => Some(Self::Extension(size)),
            (Self::SizeEnd(0), b'\n') | (Self::TrailerEnd, b'\n') => Some(Self::Trailer),
            (Self::SizeEnd(size), b'\n') => Some(Self::Data(size)),
            (Self::DataReturn, b'\r') => Some(Self::DataEnd),
            (Self::DataEnd, b'\n') => Some(Self::Start),
            (Self::Trailer, b'\r') => Some(Self::End),
            (Self::TrailerText, b'\r') => Some(Self::TrailerEnd),
            (Self::Trailer | Self::TrailerText, b'\t' | b' '..=b'~' | 0x80..) => Some(Self::TrailerText),
            (Self::End, b'\n') => return Framing::NONE,
            _ => None,
        };
        next.map_or(Framing::Broken, Framing::Chunks)
    }
}

fn digit(byte: u8) -> Option<u64> {
    char::from(byte).to_digit(16).map(u64::from)
}

fn append_digit(size: u64, digit: u64) -> Option<u64> {
    size.checked_mul(16)?.checked_add(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How much of a text is taken and what remains, read at once and byte by byte.
    fn taken(text: &str) -> (usize, Framing) {
        let mut whole = Framing::Chunks(Chunk::Start);
        let count = whole.take(text.as_bytes());
        let mut pieces = Framing::Chunks(Chunk::Start);
        let by_byte: usize = text.bytes().map(|byte| pieces.take(&[byte])).sum();
        assert_eq!((count, whole), (by_byte, pieces), "{text:?}");
        (count, whole)
    }

    #[test]
    fn a_length_is_counted_down() {
        let mut body = Framing::Length(5);
        assert_eq!((body.take(b"abc"), body.is_over()), (3, false));
        assert_eq!((body.take(b"deGET"), body.is_over()), (2, true));
        assert_eq!(body.take(b"GET"), 0);
    }

    #[test]
    fn the_empty_chunk_ends_the_body() {
        for body in
            ["0\r\n\r\n", "3\r\nabc\r\n0\r\n\r\n", "A;x=\"y\"\r\n0123456789\r\n00 \t;q\r\nTrailer: x\r\nY: z\r\n\r\n"]
        {
            assert_eq!(taken(&format!("{body}GET /")), (body.len(), Framing::NONE), "{body:?}");
            for end in 0..body.len() {
                let begin = body.get(..end).unwrap();
                let (count, rest) = taken(begin);
                assert!(count == end && !rest.is_over() && rest != Framing::Broken, "{begin:?}");
            }
        }
    }

    #[test]
    fn malformed_chunks_are_held_back() {
        for (body, count) in [
            ("\r\n", 0),
            ("g\r\n", 0),
            ("-1\r\n", 0),
            (" 3\r\n", 0),
            ("3\nabc", 1),
            ("3 4\r\n", 2),
            ("3\r\nabcd\r\n", 6),
            ("3\r\nabc\n", 6),
            ("3;a\nb\r\n", 3),
            ("0\r\n\n", 3),
            ("0\r\nX\n", 4),
            ("11111111111111111\r\n", 16),
        ] {
            assert_eq!(taken(body), (count, Framing::Broken), "{body:?}");
        }
    }
}
