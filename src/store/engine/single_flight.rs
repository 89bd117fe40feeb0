//! Questions for the same evidence at the same time are put to the server once.
//!
//! Whoever comes while it is being read waits for the next reading, which begins when this one is done: so each answer was read
//! after it was asked for, and a write is seen by the very next question. With one who asks it is as if this were not here; with
//! many, one round trip serves all.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use crate::store::database::error::{StoreError, StoreResult};
use crate::store::engine::pool;
use crate::store::engine::pool::Pool;
use crate::store::evidence::cached::{CachedEvidence, Span};

/// Those who ask; by what they ask for, as long as it is being read.
#[derive(Clone, Default)]
pub struct SingleFlight {
    waiting: Arc<Mutex<BTreeMap<Span, Vec<Asker>>>>,
}

type Asker = oneshot::Sender<StoreResult<Arc<CachedEvidence>>>;

impl SingleFlight {
    /// The evidence as it is now or later.
    pub async fn ask(&self, pool: &Pool, span: Span) -> StoreResult<Arc<CachedEvidence>> {
        let (reply, answer) = oneshot::channel();
        if self.join(&span, reply) {
            let (single_flight, pool) = (self.clone(), pool.clone());
            tokio::spawn(async move {
                let mut end = End { single_flight: single_flight.clone(), span: span.clone(), is_over: false };
                // A turn for each reading: with one for all, whoever else waits for a connection would wait until nobody asks.
                while !single_flight.ends(&span) {
                    let turn = match pool.turn().await {
                        Ok(turn) => turn,
                        Err(error) => {
                            answer_all(single_flight.take(&span), &Err(error));
                            continue;
                        }
                    };
                    let (single_flight, pool, span) = (single_flight.clone(), pool.clone(), span.clone());
                    let read = tokio::task::spawn_blocking(move || {
                        single_flight.read_for_all(&pool, &span);
                        drop(turn);
                    });
                    if read.await.is_err() {
                        return;
                    }
                }
                end.is_over = true;
            });
        }
        answer.await.unwrap_or_else(|_| Err(StoreError::Internal("a reading for several ended early".to_owned())))
    }

    /// Whether nobody is reading this at the moment.
    fn join(&self, span: &Span, asker: Asker) -> bool {
        let mut waiting = self.lock();
        if let Some(askers) = waiting.get_mut(span) {
            askers.push(asker);
            return false;
        }
        waiting.insert(span.clone(), vec![asker]);
        true
    }

    /// Reads once, for all who wait by then.
    fn read_for_all(&self, pool: &Pool, span: &Span) {
        let askers = RefCell::new(Vec::new());
        let outcome = pool::on_live(
            pool,
            |reader| {
                // Only now: who comes after this is not answered by what is read here.
                askers.borrow_mut().append(&mut self.take(span));
                reader.evidence(span)
            },
            |_, known| Ok(known),
        );
        let mut askers = askers.into_inner();
        if outcome.is_err() {
            // There may have been no connection to begin with.
            askers.append(&mut self.take(span));
        }
        answer_all(askers, &outcome);
    }

    fn take(&self, span: &Span) -> Vec<Asker> {
        self.lock().get_mut(span).map(std::mem::take).unwrap_or_default()
    }

    /// Whether nobody waits. Then the next one to ask begins anew.
    fn ends(&self, span: &Span) -> bool {
        let mut waiting = self.lock();
        let ends = waiting.get(span).is_none_or(Vec::is_empty);
        if ends {
            waiting.remove(span);
        }
        ends
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Span, Vec<Asker>>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn answer_all(askers: Vec<Asker>, outcome: &StoreResult<Arc<CachedEvidence>>) {
    for asker in askers {
        // Whoever asked may have gone.
        let _ = asker.send(outcome.clone());
    }
}

/// However the reading ends, nobody waits for it afterwards: a panic fails those who wait and nobody who comes later.
struct End {
    single_flight: SingleFlight,
    span: Span,
    /// It ended as it should: what is there is what others have begun since.
    is_over: bool,
}

impl Drop for End {
    fn drop(&mut self) {
        if !self.is_over {
            self.single_flight.lock().remove(&self.span);
        }
    }
}
