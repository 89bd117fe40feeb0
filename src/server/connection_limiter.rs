//! How many connections there are.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_http::error::DispatchError;
use actix_web::rt::net::TcpStream;
use actix_web::rt::time::timeout;

use crate::domain::Text;
use crate::http::problem::Problem;
use crate::server::LINGER;
use crate::server::refusal::refusal;

/// How many may be turned away with an answer at a time; more are closed without.
const TURNED_AWAY: usize = 256;

/// Counts the connections of all workers, and lets no more in than there may be.
#[derive(Clone)]
pub struct ConnectionLimiter {
    inside: Arc<AtomicUsize>,
    turned_away: Arc<AtomicUsize>,
    most: usize,
}

impl ConnectionLimiter {
    pub fn new(most: usize) -> Self {
        Self { inside: Arc::default(), turned_away: Arc::default(), most }
    }

    /// How many streams one worker may have at a time, with those that are being turned away.
    pub fn most_at_once(&self) -> usize {
        self.most.saturating_add(2 * TURNED_AWAY)
    }

    /// A seat, for as long as it is held.
    ///
    /// # Errors
    /// When all are taken: the stream was answered and can be dropped.
    pub async fn enter(&self, stream: &TcpStream) -> Result<Slot, DispatchError> {
        if let Some(seat) = Slot::take(&self.inside, self.most) {
            return Ok(seat);
        }
        if let Some(_place) = Slot::take(&self.turned_away, TURNED_AWAY) {
            let _ = timeout(LINGER, turn_away(stream)).await;
        }
        Err(DispatchError::Io(io::Error::from(io::ErrorKind::ConnectionRefused)))
    }
}

/// One place among those that are counted.
pub struct Slot(Arc<AtomicUsize>);

impl Slot {
    pub fn take(count: &Arc<AtomicUsize>, most: usize) -> Option<Self> {
        let seat = Self(Arc::clone(count));
        // Without a place the seat is dropped, which counts it off again.
        (count.fetch_add(1, Ordering::Relaxed) < most).then_some(seat)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn turn_away(stream: &TcpStream) -> io::Result<()> {
    let problem = Problem::unavailable(Text::new(
        "Terlalu banyak sambungan. Coba lagi sebentar.",
        "There are too many connections. Try again shortly.",
    ));
    stream.writable().await?;
    // In plain text whatever the service speaks: there is no seat for a handshake. It is far smaller than the empty buffer of a new connection.
    stream.try_write(&refusal(&problem, false))?;
    let mut piece = [0; 1024];
    // Closed with bytes unread, the connection would be reset and the answer lost.
    loop {
        stream.readable().await?;
        match stream.try_read(&mut piece) {
            Ok(0) => return Ok(()),
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error),
            _ => {}
        }
    }
}
