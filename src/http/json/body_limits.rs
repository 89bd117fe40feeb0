//! Bounds on request bodies: size, and time to arrive.

use std::time::Duration;

/// The bounds of a request's body. Put into the application's data.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    /// The largest body in bytes; a larger one is 413.
    pub bytes: usize,
    /// The time for a body to arrive; a file has the time of [`time_earned`] besides. Actix itself sets no limit.
    pub time: Duration,
    /// The largest file to import, in bytes.
    pub file: u64,
}

/// The slowest file that is read to its end, in bytes a second. It admits a poor line in a remote district; an attacker must
/// keep sending at this rate for as long as it holds a connection.
const LEAST_RATE: u64 = 16 * 1024;

/// The extra time of a body of which this many bytes have arrived.
pub fn time_earned(bytes: u64) -> Duration {
    Duration::from_micros(bytes.saturating_mul(1_000_000) / LEAST_RATE)
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self { bytes: 1024 * 1024, time: Duration::from_secs(30), file: 256 * 1024 * 1024 }
    }
}
