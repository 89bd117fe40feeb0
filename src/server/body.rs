//! The body of an answer on its way out.

use std::error::Error;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

use crate::server::connection_state::ConnectionState;

/// How much of an answer is copied for sending at a time. Actix copies a body's pieces whole, so that a client that does
/// not read would hold a second copy of a long answer.
const PIECE: usize = 16 * 1024;

/// A body that tells its connection when it is out, whether sent or given up.
pub struct WatchedBody {
    body: BoxBody,
    rest: Bytes,
    turn: Option<Rc<ConnectionState>>,
}

impl WatchedBody {
    pub fn new(body: BoxBody, turn: Option<Rc<ConnectionState>>) -> Self {
        Self { body, rest: Bytes::new(), turn }
    }
}

impl MessageBody for WatchedBody {
    type Error = Box<dyn Error>;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let this = self.get_mut();
        if this.rest.is_empty() {
            match ready!(Pin::new(&mut this.body).poll_next(context)) {
                Some(Ok(bytes)) => this.rest = bytes,
                end => return Poll::Ready(end),
            }
        }
        let length = this.rest.len().min(PIECE);
        Poll::Ready(Some(Ok(this.rest.split_to(length))))
    }
}

impl Drop for WatchedBody {
    fn drop(&mut self) {
        if let Some(turn) = &self.turn {
            turn.answered();
        }
    }
}
