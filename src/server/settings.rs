//! The settings of connections: flags and variables, and the values that the server uses.

use std::time::Duration;

use clap::Args;

use crate::server::time_limit;

/// The time for which a connection is read after an answer that did not wait for the request's end. Closing at once would
/// destroy the answer on its way.
pub const LINGER: Duration = Duration::from_secs(1);

/// The flags and variables.
#[derive(Args, Clone, Debug)]
pub struct ServerArgs {
    /// Threads that answer requests, 1 to 512; one for each processor by default
    #[arg(long, global = true, env = "IKU_WORKERS", value_name = "NUMBER",
        value_parser = clap::value_parser!(u16).range(1..=512))]
    workers: Option<u16>,

    /// Connections from clients at a time, 1 to 1000000; further ones are answered with 503 and closed. The service raises
    /// the limit on open files to match, and accepts fewer connections if the system grants fewer files
    #[arg(long, global = true, env = "IKU_MAX_CONNECTIONS", value_name = "NUMBER", default_value = "4096",
        value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    max_connections: u32,

    /// How long the head of a request may take to arrive: seconds, or a number with its unit (300ms, 2m), 1ms to 10m
    #[arg(long, global = true, env = "IKU_CLIENT_TIMEOUT", value_name = "TIME", default_value = "5",
        value_parser = time_limit::parse)]
    client_timeout: Duration,

    /// How long the body of a request may take to arrive; 1ms to 10m. One second is added for every 16 KiB received
    #[arg(long, global = true, env = "IKU_BODY_TIMEOUT", value_name = "TIME", default_value = "30",
        value_parser = time_limit::parse)]
    body_timeout: Duration,

    /// How long a client may read nothing of its answer before its connection is closed; 1ms to 10m
    #[arg(long, global = true, env = "IKU_WRITE_TIMEOUT", value_name = "TIME", default_value = "30",
        value_parser = time_limit::parse)]
    write_timeout: Duration,

    /// How long a connection without a request is kept; 1ms to 10m. Behind a reverse proxy it must be longer than the
    /// proxy's own time
    #[arg(long, global = true, env = "IKU_KEEP_ALIVE", value_name = "TIME", default_value = "75",
        value_parser = time_limit::parse)]
    keep_alive: Duration,

    /// How long running requests may take to end when the service stops, in seconds, 0 to 600
    #[arg(long, global = true, env = "IKU_SHUTDOWN_TIMEOUT", value_name = "SECONDS", default_value = "30",
        value_parser = clap::value_parser!(u64).range(0..=600))]
    shutdown_timeout: u64,
}

/// The settings of the server.
#[derive(Clone, Copy, Debug)]
pub struct ServerSettings {
    /// Threads that answer requests; one for each processor if `None`.
    pub workers: Option<usize>,
    /// The largest number of connections.
    pub max_connections: usize,
    /// The time limits of a connection.
    pub limits: TimeLimits,
    /// The time for running requests to end when the service stops, in seconds.
    pub shutdown_timeout: u64,
}

/// The time limits of a connection.
#[derive(Clone, Copy, Debug)]
pub struct TimeLimits {
    /// For a complete head, from its first byte; on a new connection from its start.
    pub head: Duration,
    /// For a complete body, from the start of its request.
    pub body: Duration,
    /// For the client to read some of its answer.
    pub write: Duration,
    /// For the next request.
    pub idle: Duration,
}

impl ServerArgs {
    /// The settings that the server uses.
    pub fn settings(&self) -> ServerSettings {
        ServerSettings {
            workers: self.workers.map(usize::from),
            // Every supported machine has addresses of at least 32 bits, so the fallback is never used.
            max_connections: usize::try_from(self.max_connections).unwrap_or(usize::MAX),
            limits: TimeLimits {
                head: self.client_timeout,
                body: self.body_timeout,
                write: self.write_timeout,
                idle: self.keep_alive,
            },
            shutdown_timeout: self.shutdown_timeout,
        }
    }
}
