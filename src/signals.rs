//! Signals of the operating system: stop, and reload the certificate.

use actix_web::rt::signal::ctrl_c;
use actix_web::rt::signal::unix::{Signal, SignalKind, signal};

/// Resolves at SIGTERM or SIGINT. Actix's own handler would abort running requests at SIGINT.
pub async fn stop() {
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! {
            _ = terminate.recv() => {}
            _ = ctrl_c() => {}
        },
        Err(error) => {
            log::error!("cannot listen for SIGTERM: {error}");
            std::future::pending::<()>().await;
        }
    }
}

/// SIGHUP: the certificate's files have changed. Once this value exists the signal no longer ends the process.
pub struct Hangups {
    signal: Option<Signal>,
}

impl Hangups {
    /// Listens for the signal. Needs the runtime.
    pub fn listen() -> Self {
        let signal = signal(SignalKind::hangup()).inspect_err(|error| log::error!("cannot listen for SIGHUP: {error}"));
        Self { signal: signal.ok() }
    }

    /// Calls `act` at each signal, for as long as the process runs.
    pub async fn at_each(self, act: impl Fn()) {
        if let Some(mut signal) = self.signal {
            while signal.recv().await.is_some() {
                act();
            }
        }
    }
}
