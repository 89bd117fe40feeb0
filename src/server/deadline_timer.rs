//! A timer for deadlines that move with every request.

use std::pin::Pin;
use std::task::Context;

use actix_web::rt::time::{Instant, Sleep, sleep_until};

/// One timer of the runtime. It is set anew only where the deadline came nearer; where it went further off, the timer rings
/// in vain once. So a connection that is busy costs no timer at all.
pub struct DeadlineTimer {
    sleep: Pin<Box<Sleep>>,
    is_set: bool,
}

impl DeadlineTimer {
    /// One that is set to a deadline.
    pub fn new(deadline: Instant) -> Self {
        Self { sleep: Box::pin(sleep_until(deadline)), is_set: true }
    }

    /// Whether the deadline has passed. If not, the task is woken when it does.
    pub fn rings(&mut self, context: &mut Context<'_>, deadline: Option<Instant>) -> bool {
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

    async fn wait(alarm: &mut DeadlineTimer, deadline: Instant) {
        poll_fn(|context| if alarm.rings(context, Some(deadline)) { Poll::Ready(()) } else { Poll::Pending }).await;
    }

    #[actix_web::test]
    async fn rings_at_deadlines_that_move_both_ways() {
        let begin = Instant::now();
        let after = |millis| begin + Duration::from_millis(millis);
        let mut alarm = DeadlineTimer::new(after(60_000));
        wait(&mut alarm, after(10)).await;
        assert!(begin.elapsed() >= Duration::from_millis(10));
        // Whether that is over already depends on the machine.
        poll_fn(|context| Poll::Ready(alarm.rings(context, Some(after(20))))).await;
        wait(&mut alarm, after(60)).await;
        assert!(begin.elapsed() >= Duration::from_millis(60));
    }
}
