//! The limit on connections. Actix's own limit leaves further clients waiting without an answer; this one answers 503.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_http::error::DispatchError;
use actix_web::rt::net::TcpStream;
use actix_web::rt::time::timeout;

use crate::domain::Text;
use crate::http::Problem;
use crate::server::refusal::refusal;
use crate::server::settings::LINGER;

/// The largest number of connections that are refused with an answer at a time; further ones are closed without.
const MAX_REFUSED: usize = 256;

/// Counts the connections of all workers and refuses those beyond the limit. Clones share the count.
#[derive(Clone)]
pub struct ConnectionLimiter {
    open: Arc<AtomicUsize>,
    refused: Arc<AtomicUsize>,
    limit: usize,
}

impl ConnectionLimiter {
    /// A limiter for this many connections.
    pub fn new(limit: usize) -> Self {
        Self { open: Arc::default(), refused: Arc::default(), limit }
    }

    /// The largest number of streams that one worker may have, with those that are being refused.
    pub fn max_streams(&self) -> usize {
        self.limit.saturating_add(2 * MAX_REFUSED)
    }

    /// Takes a slot for a connection, which is free again when the slot is dropped.
    ///
    /// # Errors
    /// If all slots are taken: the stream was answered and can be dropped.
    pub async fn acquire(&self, stream: &TcpStream) -> Result<Slot, DispatchError> {
        if let Some(slot) = Slot::take(&self.open, self.limit) {
            return Ok(slot);
        }
        if let Some(_slot) = Slot::take(&self.refused, MAX_REFUSED) {
            let _ = timeout(LINGER, refuse(stream)).await;
        }
        Err(DispatchError::Io(io::Error::from(io::ErrorKind::ConnectionRefused)))
    }
}

/// One counted connection.
pub struct Slot(Arc<AtomicUsize>);

impl Slot {
    /// Takes a slot of `count`, if fewer than `limit` are taken.
    pub fn take(count: &Arc<AtomicUsize>, limit: usize) -> Option<Self> {
        let slot = Self(Arc::clone(count));
        // A slot beyond the limit is dropped here, which decrements the count again.
        (count.fetch_add(1, Ordering::Relaxed) < limit).then_some(slot)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn refuse(stream: &TcpStream) -> io::Result<()> {
    let problem = Problem::unavailable(Text::new(
        "Terlalu banyak sambungan. Coba lagi sebentar.",
        "There are too many connections. Try again shortly.",
    ));
    stream.writable().await?;
    // Plain text even where the service uses TLS: a handshake would need a slot. The empty send buffer of a new connection is far
    // larger than the answer.
    stream.try_write(&refusal(&problem, false))?;
    let mut piece = [0; 1024];
    // Closing a connection with unread bytes would reset it, and the answer would be lost.
    loop {
        stream.readable().await?;
        match stream.try_read(&mut piece) {
            Ok(0) => return Ok(()),
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error),
            _ => {}
        }
    }
}
