//! What every test stands on: a server of its own with an empty database, a client, and short builders.

mod client;
mod database;
pub(crate) mod given;
mod problem;
mod process;
mod server;
mod sessions;
mod setup;
mod wait;

pub(crate) use client::{Answer, Client};
pub(crate) use database::Backend;
pub(crate) use process::command;
pub(crate) use server::{ADMIN_KEY, Server};
pub(crate) use setup::Setup;
pub(crate) use wait::until;

/// Makes each test body run as `name::sqlite` and as `name::postgres`, each with a fresh server.
macro_rules! both {
    ($( $(#[$meta:meta])* fn $name:ident($server:ident: &Server) $body:block )+) => { $(
        fn $name($server: &$crate::harness::Server) $body

        mod $name {
            $(#[$meta])*
            #[test]
            fn sqlite() {
                super::$name(&$crate::harness::Server::start($crate::harness::Backend::Sqlite));
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                super::$name(&$crate::harness::Server::start($crate::harness::Backend::Postgres));
            }
        }
    )+ };
}

/// The same for tests that start their servers themselves: the body gets the backend.
macro_rules! both_backends {
    ($( $(#[$meta:meta])* fn $name:ident($backend:ident: Backend) $body:block )+) => { $(
        fn $name($backend: $crate::harness::Backend) $body

        mod $name {
            $(#[$meta])*
            #[test]
            fn sqlite() {
                super::$name($crate::harness::Backend::Sqlite);
            }

            $(#[$meta])*
            #[test]
            fn postgres() {
                super::$name($crate::harness::Backend::Postgres);
            }
        }
    )+ };
}
