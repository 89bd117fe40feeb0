//! A circuit breaker decides whether the database is unreachable, from the attempts to connect since the last success.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The number of consecutive failures that opens the breaker. A single failure, or several at once, may come from connections that
/// were cut while they were opened.
const FAILURES_TO_OPEN: u32 = 2;

/// An attempt that fails only after this time failed because the server did not answer; libpq waits at least this long. A connection
/// that was cut fails at once, although later on a busy machine.
pub const NO_ANSWER: Duration = Duration::from_secs(2);

/// The circuit breaker. Clones share their state.
#[derive(Clone, Debug, Default)]
pub struct CircuitBreaker(Arc<Mutex<State>>);

/// The failures since the last success.
#[derive(Debug, Default)]
struct State {
    failures: u32,
    last_failure: Option<Instant>,
    last_success: Option<Instant>,
}

impl CircuitBreaker {
    /// Records that an attempt which began at `began` failed. Returns whether it is the first failure since the last success.
    pub fn record_failure(&self, began: Instant) -> bool {
        let mut state = self.state();
        if state.last_success.is_some_and(|success| began <= success) {
            // The server is back since: a later attempt has succeeded.
            return false;
        }
        let is_first = state.failures == 0;
        let now = Instant::now();
        if now.duration_since(began) >= NO_ANSWER {
            state.failures = FAILURES_TO_OPEN;
        } else if state.last_failure.is_none_or(|last| began > last) {
            state.failures = state.failures.saturating_add(1);
        }
        state.last_failure = Some(now);
        is_first
    }

    /// Records that an attempt succeeded. Returns whether attempts before it had failed.
    pub fn record_success(&self) -> bool {
        let mut state = self.state();
        let had_failures = state.failures > 0;
        *state = State { last_success: Some(Instant::now()), ..State::default() };
        had_failures
    }

    /// Whether the server is unreachable, rather than some connections cut.
    pub fn is_open(&self) -> bool {
        self.state().failures >= FAILURES_TO_OPEN
    }

    /// Nothing that can panic runs under this lock.
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_cut_at_the_same_time_count_as_one_failure() {
        let breaker = CircuitBreaker::default();
        let began = Instant::now();
        assert!(breaker.record_failure(began), "the first is reported");
        assert!(!breaker.record_failure(began) && !breaker.record_failure(began));
        assert!(!breaker.is_open());
        std::thread::sleep(Duration::from_millis(1));
        assert!(!breaker.record_failure(Instant::now()));
        assert!(breaker.is_open(), "the next attempt failed too");
    }

    #[test]
    fn one_attempt_without_an_answer_opens_the_breaker() {
        let breaker = CircuitBreaker::default();
        let Some(long_ago) = Instant::now().checked_sub(NO_ANSWER) else { return };
        breaker.record_failure(long_ago);
        assert!(breaker.is_open());
    }

    #[test]
    fn an_attempt_that_began_before_the_last_success_does_not_count() {
        let breaker = CircuitBreaker::default();
        let began = Instant::now();
        assert!(breaker.record_failure(began));
        assert!(breaker.record_success(), "there was a failure");
        let Some(long_before) = began.checked_sub(NO_ANSWER) else { return };
        for late in [began, long_before] {
            assert!(!breaker.record_failure(late) && !breaker.is_open());
        }
        assert!(!breaker.record_success());
        std::thread::sleep(Duration::from_millis(1));
        assert!(breaker.record_failure(Instant::now()), "a new failure");
    }
}
