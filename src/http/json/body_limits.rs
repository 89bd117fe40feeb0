//! TODO head

use std::time::Duration;

use crate::http::json::syntax::DocumentLimits;

/// How much of a body is read and for how long one waits for it. Put into the application's data.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    /// The most bytes; more is 413.
    pub bytes: usize,
    /// The longest that a body may take to arrive; that of a file has the time that it earned besides. The server itself waits for ever.
    pub time: Duration,
    /// The limits within the document.
    pub document: DocumentLimits,
    /// The most bytes of a file to import.
    pub file: u64,
}

/// A file that comes faster than this, in bytes a second, has time until it is there. So slow is a poor line in a far district, and
/// whoever means harm must send all that he holds a connection for.
pub const LEAST_RATE: u64 = 16 * 1024;

/// How much longer a body may take for having brought so many bytes.
pub fn time_earned(bytes: u64) -> Duration {
    Duration::from_micros(bytes.saturating_mul(1_000_000) / LEAST_RATE)
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self {
            bytes: 1024 * 1024,
            time: Duration::from_secs(30),
            document: DocumentLimits::default(),
            file: 256 * 1024 * 1024,
        }
    }
}
