//! The migrations of both databases, embedded in the program.

use diesel_migrations::{EmbeddedMigrations, embed_migrations};

pub const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Creates the tables in a new SQLite file, for tests.
#[cfg(test)]
pub fn create_tables(connection: &mut crate::store::database::connection::Connection) {
    use crate::store::database::connection::Connection;
    use diesel_migrations::MigrationHarness;
    let Connection::Sqlite(connection) = connection else { panic!("tests of this kind use SQLite") };
    connection.run_pending_migrations(SQLITE).unwrap();
}
