//! What the system tells the process.

/// Ends when the process is told to stop. Actix by itself would drop requests under way at SIGINT.
pub async fn stop() {
    #[cfg(unix)]
    {
        use actix_web::rt::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            let terminated = std::pin::pin!(terminate.recv());
            let interrupted = std::pin::pin!(actix_web::rt::signal::ctrl_c());
            either(terminated, interrupted).await;
            return;
        }
    }
    if let Err(error) = actix_web::rt::signal::ctrl_c().await {
        log::error!("cannot listen for signals: {error}");
        std::future::pending::<()>().await;
    }
}

/// Waits for the first of two.
#[cfg(unix)]
async fn either(mut one: impl Future + Unpin, mut other: impl Future + Unpin) {
    use std::pin::Pin;
    std::future::poll_fn(|context| {
        if Pin::new(&mut one).poll(context).is_ready() || Pin::new(&mut other).poll(context).is_ready() {
            return std::task::Poll::Ready(());
        }
        std::task::Poll::Pending
    })
    .await;
}

/// That the surroundings changed (SIGHUP). From the moment that it is made the signal no longer ends the process.
pub struct Hangups {
    #[cfg(unix)]
    signal: Option<actix_web::rt::signal::unix::Signal>,
}

impl Hangups {
    /// Listens. Needs the runtime.
    pub fn listen() -> Self {
        Self {
            #[cfg(unix)]
            signal: actix_web::rt::signal::unix::signal(actix_web::rt::signal::unix::SignalKind::hangup())
                .inspect_err(|error| log::error!("cannot listen for SIGHUP: {error}"))
                .ok(),
        }
    }

    /// Does something at each of them, for as long as the process runs.
    #[cfg_attr(not(unix), expect(unused_variables, reason = "there is no such signal"))]
    pub async fn at_each(self, act: impl Fn()) {
        #[cfg(unix)]
        if let Some(mut signal) = self.signal {
            while signal.recv().await.is_some() {
                act();
            }
        }
    }
}
