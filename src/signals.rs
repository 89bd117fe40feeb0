//! What the system tells the process.

/// Ends when the process is told to stop. Actix by itself would drop requests under way at SIGINT.
pub(crate) async fn stop() {
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

/// Does something whenever the process is told that its surroundings changed (SIGHUP), for as long as it runs.
pub(crate) async fn at_each_hangup(act: impl Fn()) {
    #[cfg(unix)]
    {
        use actix_web::rt::signal::unix::{SignalKind, signal};
        match signal(SignalKind::hangup()) {
            Ok(mut hangup) => {
                while hangup.recv().await.is_some() {
                    act();
                }
            }
            Err(error) => log::error!("cannot listen for SIGHUP: {error}"),
        }
    }
}
