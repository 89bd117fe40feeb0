//! Merges simultaneous requests for the same evidence into one query. Used on Postgres.
//!
//! A request that arrives during a query waits for the next one, which begins when this one ends. So every answer is read after its
//! request arrived, and the next request sees a write. A single client notices no difference; for many, one round trip serves all.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::pool::Pool;
use crate::store::evidence::cached::{CachedEvidence, Span};

/// The waiting requests, by span. A span is present while a task reads it.
#[derive(Clone, Default)]
pub struct SingleFlight {
    waiting: Arc<Mutex<BTreeMap<Span, Vec<Reply>>>>,
}

type Reply = oneshot::Sender<StoreResult<Arc<CachedEvidence>>>;

impl SingleFlight {
    /// Returns evidence that is read after this call.
    pub async fn read(&self, pool: &Pool, span: Span) -> StoreResult<Arc<CachedEvidence>> {
        let (reply, answer) = oneshot::channel();
        if self.join(&span, reply) {
            tokio::spawn(self.clone().read_until_none_waits(pool.clone(), span));
        }
        answer.await.unwrap_or_else(|_| Err(StoreError::Internal("a shared query ended early".to_owned())))
    }

    async fn read_until_none_waits(self, pool: Pool, span: Span) {
        let mut guard = RemoveOnDrop { single_flight: self.clone(), span: span.clone(), is_removed: false };
        // Each query takes a permit of its own: one permit for all would keep the connection from others until no request waits.
        while !self.remove_if_none_waits(&span) {
            let permit = match pool.permit().await {
                Ok(permit) => permit,
                Err(error) => {
                    send_all(self.take(&span), &Err(error));
                    continue;
                }
            };
            let (single_flight, pool, span) = (self.clone(), pool.clone(), span.clone());
            let read = tokio::task::spawn_blocking(move || {
                single_flight.read_for_all(&pool, &span);
                drop(permit);
            });
            if read.await.is_err() {
                return;
            }
        }
        guard.is_removed = true;
    }

    /// Adds a request. Returns whether no task reads this span yet.
    fn join(&self, span: &Span, reply: Reply) -> bool {
        let mut waiting = self.lock();
        if let Some(replies) = waiting.get_mut(span) {
            replies.push(reply);
            return false;
        }
        waiting.insert(span.clone(), vec![reply]);
        true
    }

    /// Reads once, for all requests that wait when the query begins.
    fn read_for_all(&self, pool: &Pool, span: &Span) {
        let replies = RefCell::new(Vec::new());
        let outcome = pool.read(|session| {
            // Not earlier: this query does not answer a request that arrives after this moment.
            replies.borrow_mut().append(&mut self.take(span));
            session.evidence(span)
        });
        let mut replies = replies.into_inner();
        if outcome.is_err() {
            // Without a connection, the query did not begin.
            replies.append(&mut self.take(span));
        }
        send_all(replies, &outcome);
    }

    fn take(&self, span: &Span) -> Vec<Reply> {
        self.lock().get_mut(span).map(std::mem::take).unwrap_or_default()
    }

    /// Removes the span when no request waits, so that the next request starts a new task.
    fn remove_if_none_waits(&self, span: &Span) -> bool {
        let mut waiting = self.lock();
        let is_done = waiting.get(span).is_none_or(Vec::is_empty);
        if is_done {
            waiting.remove(span);
        }
        is_done
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Span, Vec<Reply>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn send_all(replies: Vec<Reply>, outcome: &StoreResult<Arc<CachedEvidence>>) {
    for reply in replies {
        // The client may have disconnected.
        let _ = reply.send(outcome.clone());
    }
}

/// Removes the span when the task ends early. A panic then fails the waiting requests and no later one.
struct RemoveOnDrop {
    single_flight: SingleFlight,
    span: Span,
    /// The task has removed the span itself: an entry is one of a later task.
    is_removed: bool,
}

impl Drop for RemoveOnDrop {
    fn drop(&mut self) {
        if !self.is_removed {
            self.single_flight.lock().remove(&self.span);
        }
    }
}
