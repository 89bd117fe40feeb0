//! Whose turn it is on a connection: what the stream and the application have to know of each other.

use std::cell::Cell;
use std::time::Duration;

use actix_web::rt::time::Instant;

use crate::http::json::body_limits::time_earned;
use crate::server::framing::Framing;
use crate::server::settings::TimeLimits;

/// Where a connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The next head is awaited or comes in.
    Head,
    /// A whole head was handed over: its request begins, or is no request.
    Judged,
    /// A request is being answered.
    Answering,
    /// The answer is out, but not all of the request's body is in.
    Draining,
}

/// The state that the stream shares with the application, which tells it of the begin and the end of each request.
#[derive(Debug)]
pub struct ConnectionState {
    stage: Cell<Stage>,
    body: Cell<Framing>,
    deadline: Cell<Option<Instant>>,
    limits: TimeLimits,
}

/// How much longer than the application the stream waits for a body, so that there is time for an answer.
const GRACE: Duration = Duration::from_millis(250);

impl ConnectionState {
    /// Of a new connection, which has as long for its first byte as for a head.
    pub fn new(limits: TimeLimits) -> Self {
        Self {
            stage: Cell::new(Stage::Head),
            body: Cell::new(Framing::NONE),
            deadline: Cell::new(Some(Instant::now() + limits.head)),
            limits,
        }
    }

    pub fn limits(&self) -> &TimeLimits {
        &self.limits
    }

    pub fn stage(&self) -> Stage {
        self.stage.get()
    }

    /// Until when what is awaited must be there; `None` while it is the service that is awaited.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline.get()
    }

    /// Waits no longer.
    pub fn give_up(&self) {
        self.deadline.set(None);
    }

    /// The first byte of a head is there.
    pub fn head_begins(&self) {
        self.deadline.set(Some(Instant::now() + self.limits.head));
    }

    /// A whole head was handed over.
    pub fn head_ends(&self) {
        self.stage.set(Stage::Judged);
    }

    /// The application has a request.
    pub fn begin(&self, body: Framing) {
        self.stage.set(Stage::Answering);
        self.set_body(body);
        if !body.is_over() {
            self.deadline.set(Some(Instant::now() + self.limits.body + GRACE));
        }
    }

    /// What is to come of the request's body.
    pub fn body(&self) -> Framing {
        self.body.get()
    }

    /// Some of the body is there. With its end nothing is awaited of the client any more, or the next request.
    pub fn set_body(&self, body: Framing) {
        self.body.set(body);
        if body.is_over() {
            self.deadline.set(None);
            if self.stage.get() == Stage::Draining {
                self.await_head();
            }
        }
    }

    /// So many bytes of the body have come, which is worth some time.
    pub fn came(&self, bytes: usize) {
        if let (Stage::Answering, Some(deadline)) = (self.stage.get(), self.deadline.get()) {
            let earned = time_earned(u64::try_from(bytes).unwrap_or_default());
            self.deadline.set(Some(deadline + earned));
        }
    }

    /// The answer is out.
    pub fn answered(&self) {
        if self.body.get().is_over() {
            self.await_head();
        } else {
            // Nobody waits for the rest of this body any more.
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
