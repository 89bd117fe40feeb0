//! The body of an answer, watched until it is sent.

use std::error::Error;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::web::Bytes;

use crate::server::connection_state::ConnectionState;

/// The largest piece of an answer that is copied for sending at a time. Actix copies whole pieces, so without this bound
/// a client that does not read would hold a second copy of a long answer.
const PIECE: usize = 16 * 1024;

/// A body that notifies its connection when it is sent or dropped.
pub struct WatchedBody {
    body: BoxBody,
    rest: Bytes,
    state: Option<Rc<ConnectionState>>,
}

impl WatchedBody {
    /// Watches a body for its connection.
    pub fn new(body: BoxBody, state: Option<Rc<ConnectionState>>) -> Self {
        Self { body, rest: Bytes::new(), state }
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
        if let Some(state) = &self.state {
            state.answer_sent();
        }
    }
}
