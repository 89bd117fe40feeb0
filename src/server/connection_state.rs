//! The state that a connection's stream shares with the application: the stage of the current request, its body, and the
//! deadline for the client.

use std::cell::Cell;
use std::time::Duration;

use actix_web::rt::time::Instant;

use crate::server::framing::Framing;
use crate::server::settings::TimeLimits;

/// The stage of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The connection waits for a head, or receives one.
    Head,
    /// Actix has a complete head and has not called the application yet; it may refuse the head.
    HeadComplete,
    /// The application answers the request.
    Answering,
    /// The answer is sent, but the rest of the request's body is still arriving.
    Draining,
}

/// The shared state. The application's side notifies it of each request and each answer.
#[derive(Debug)]
pub struct ConnectionState {
    stage: Cell<Stage>,
    body: Cell<Framing>,
    deadline: Cell<Option<Instant>>,
    limits: TimeLimits,
}

/// The slowest body that is read to its end, in bytes a second. It admits a file on a poor line in a remote district; an
/// attacker must keep sending at this rate for as long as it holds a connection.
const LEAST_RATE: u64 = 16 * 1024;

impl ConnectionState {
    /// The state of a new connection, which has as long for its first byte as for a head.
    pub fn new(limits: TimeLimits) -> Self {
        Self {
            stage: Cell::new(Stage::Head),
            body: Cell::new(Framing::NONE),
            deadline: Cell::new(Some(Instant::now() + limits.head)),
            limits,
        }
    }

    /// The time limits.
    pub fn limits(&self) -> &TimeLimits {
        &self.limits
    }

    /// The current stage.
    pub fn stage(&self) -> Stage {
        self.stage.get()
    }

    /// The deadline for the client's next bytes; `None` while the client waits for the service.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline.get()
    }

    /// Removes the deadline.
    pub fn clear_deadline(&self) {
        self.deadline.set(None);
    }

    /// The first byte of a head has arrived.
    pub fn head_started(&self) {
        self.deadline.set(Some(Instant::now() + self.limits.head));
    }

    /// A complete head was passed to Actix.
    pub fn head_complete(&self) {
        self.stage.set(Stage::HeadComplete);
    }

    /// The application has received a request with this body.
    pub fn request_started(&self, body: Framing) {
        self.stage.set(Stage::Answering);
        self.set_body(body);
        if !body.is_over() {
            self.deadline.set(Some(Instant::now() + self.limits.body));
        }
    }

    /// The rest of the request's body.
    pub fn body(&self) -> Framing {
        self.body.get()
    }

    /// Sets the rest of the body after some of it was read. At its end the deadline is removed, or the next request is
    /// awaited.
    pub fn set_body(&self, body: Framing) {
        self.body.set(body);
        if body.is_over() {
            self.deadline.set(None);
            if self.stage.get() == Stage::Draining {
                self.await_head();
            }
        }
    }

    /// Moves the deadline of a body of which this many bytes have arrived. At the deadline the stream ends, which Actix reports
    /// to the application as an incomplete body.
    pub fn extend_deadline(&self, bytes: usize) {
        if let (Stage::Answering, Some(deadline)) = (self.stage.get(), self.deadline.get()) {
            let micros = u64::try_from(bytes).unwrap_or_default().saturating_mul(1_000_000) / LEAST_RATE;
            self.deadline.set(Some(deadline + Duration::from_micros(micros)));
        }
    }

    /// The answer is sent.
    pub fn answer_sent(&self) {
        if self.body.get().is_over() {
            self.await_head();
        } else {
            // The rest of this body is only read away, so it gets little time.
            self.stage.set(Stage::Draining);
            let soon = Instant::now() + self.limits.head;
            self.deadline.set(Some(self.deadline.get().map_or(soon, |deadline| deadline.min(soon))));
        }
    }

    fn await_head(&self) {
        self.stage.set(Stage::Head);
        self.deadline.set(Some(Instant::now() + self.limits.idle));
    }
}
