//! Bounds on the size of request bodies. The time to arrive is bounded by `server`.

/// The largest bodies, in bytes; a larger one is 413. Put into the application's data.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    /// Of a JSON document.
    pub bytes: usize,
    /// Of a file to import.
    pub file: u64,
}

impl Default for BodyLimits {
    fn default() -> Self {
        Self { bytes: 1024 * 1024, file: 256 * 1024 * 1024 }
    }
}
