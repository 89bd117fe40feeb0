//! A timer for a deadline that moves with every request. Tokio's `timeout` would register a new timer each time.

use std::pin::Pin;
use std::task::Context;

use actix_web::rt::time::{Instant, Sleep, sleep_until};

/// One timer of the runtime. It is reset only if the deadline has come nearer; if the deadline has moved away, the timer
/// fires early once and is reset then. So a busy connection costs no timer operations.
pub struct DeadlineTimer {
    sleep: Pin<Box<Sleep>>,
    is_set: bool,
}

impl DeadlineTimer {
    /// A timer that is set to a deadline.
    pub fn new(deadline: Instant) -> Self {
        Self { sleep: Box::pin(sleep_until(deadline)), is_set: true }
    }

    /// Whether the deadline has passed. If not, the task is woken when it passes.
    pub fn has_passed(&mut self, context: &mut Context<'_>, deadline: Option<Instant>) -> bool {
        let Some(deadline) = deadline else { return false };
        if !self.is_set || self.sleep.deadline() > deadline {
            self.sleep.as_mut().reset(deadline);
            self.is_set = true;
        }
        while self.sleep.as_mut().poll(context).is_ready() {
            if Instant::now() >= deadline {
                self.is_set = false;
                return true;
            }
            self.sleep.as_mut().reset(deadline);
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::task::Poll;
    use std::time::Duration;

    use super::*;

    async fn wait(timer: &mut DeadlineTimer, deadline: Instant) {
        poll_fn(|context| if timer.has_passed(context, Some(deadline)) { Poll::Ready(()) } else { Poll::Pending })
            .await;
    }

    #[actix_web::test]
    async fn the_deadline_may_move_both_ways() {
        let begin = Instant::now();
        let after = |millis| begin + Duration::from_millis(millis);
        let mut timer = DeadlineTimer::new(after(60_000));
        wait(&mut timer, after(10)).await;
        assert!(begin.elapsed() >= Duration::from_millis(10));
        // Whether this deadline has passed already depends on the machine.
        poll_fn(|context| Poll::Ready(timer.has_passed(context, Some(after(20))))).await;
        wait(&mut timer, after(60)).await;
        assert!(begin.elapsed() >= Duration::from_millis(60));
    }
}
