//! Large files: readers are not blocked, imports take turns, and a kill leaves everything or nothing.

use std::time::Instant;

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection};

use super::import;
use crate::agreement::verify_is_clean;
use crate::harness::{Backend, Server, until};

fn units(numbers: std::ops::Range<usize>) -> String {
    let rows = numbers.map(|number| format!("U-{number},Usaha {number},15.71\n"));
    format!("register_number,name,region\n{}", rows.collect::<String>())
}

fn reports(year: i32, count: usize) -> String {
    let rows = (0..count).map(|number| format!("U-{number},{year},{number}.50,7,{}\n", number % 9));
    format!("register_number,year,turnover,assets,workers\n{}", rows.collect::<String>())
}

fn number_of_reports(server: &Server, year: i32) -> usize {
    let csv = server.get(&format!("/umkm-reports?format=csv&year={year}")).expect(200);
    csv.text.lines().count() - 1
}

/// Finds out from outside whether an import is within its transaction.
enum Watch {
    /// A writer holds the one lock; no other client writes in these tests.
    Sqlite(SqliteConnection),
    /// An import holds a separate lock.
    Postgres(PgConnection),
}

impl Watch {
    fn on(server: &Server) -> Self {
        let url = server.database_url();
        match server.backend() {
            Backend::Sqlite => {
                let mut connection = SqliteConnection::establish(url.trim_start_matches("sqlite:")).expect("the file");
                connection.batch_execute("PRAGMA busy_timeout = 0").expect("a pragma");
                Self::Sqlite(connection)
            }
            Backend::Postgres => Self::Postgres(PgConnection::establish(&url).expect("the database")),
        }
    }

    fn sees_an_import(&mut self) -> bool {
        #[derive(QueryableByName)]
        struct Count {
            #[diesel(sql_type = BigInt)]
            count: i64,
        }
        match self {
            Self::Sqlite(connection) => connection.batch_execute("BEGIN IMMEDIATE; ROLLBACK").is_err(),
            Self::Postgres(connection) => {
                // The number of the imports' advisory lock, in two halves.
                let query = "SELECT count(*) AS count FROM pg_locks WHERE locktype = 'advisory' AND granted \
                    AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
                    AND classid = x'696b7569'::bigint::oid AND objid = x'6d707274'::bigint::oid";
                diesel::sql_query(query).get_result::<Count>(connection).expect("the locks").count > 0
            }
        }
    }
}

both_backends! {
    fn a_kill_leaves_all_or_nothing(backend: Backend) {
        const UNITS: usize = 6000;
        let server = Server::start(backend);
        let started = Instant::now();
        import(&server, "umkm", "", &units(0..UNITS)).expect(200);
        let usual = started.elapsed();
        let (mut done, mut undone) = (0, 0);
        // Kills right after the import has begun, and then later and later.
        for (part, year) in (2020..2024).enumerate() {
            let file = reports(year, UNITS);
            let mut watch = Watch::on(&server);
            std::thread::scope(|scope| {
                let sent = scope.spawn(|| {
                    server.request("POST", "/imports/umkm-reports?confirm=warnings").body(file, "text/csv").try_send()
                });
                until("the import is at work", || sent.is_finished() || watch.sees_an_import());
                std::thread::sleep(usual * u32::try_from(part).unwrap() / 4);
                server.kill9();
            });
            drop(watch);
            server.await_silence();
            server.restart();
            match number_of_reports(&server, year) {
                0 => undone += 1,
                UNITS => done += 1,
                some => panic!("{some} of {UNITS} reports are there"),
            }
            assert_eq!(server.get("/imports/umkm-reports").items().len(), done);
            verify_is_clean(&server);
        }
        assert!(undone > 0, "no kill fell into an import");
        import(&server, "umkm-reports", "", &reports(2024, UNITS)).expect(200);
        assert_eq!(number_of_reports(&server, 2024), UNITS);
        verify_is_clean(&server);
    }

    fn readers_continue_and_imports_take_turns(backend: Backend) {
        const UNITS: usize = 5000;
        let server = Server::start(backend);
        let mut watch = Watch::on(&server);
        let (mut within, mut round) = (0, 0);
        // A read that was answered while an import ran before and after it did not wait for the import. Three imports,
        // since a read may begin within the first and end within the second. Repeated if the imports were too short to
        // tell.
        while within < 3 {
            assert!(round < 10, "reads wait for imports");
            within = 0;
            std::thread::scope(|scope| {
                let from = 2 * UNITS * round;
                let imports = [units(from..from + UNITS), units(from + UNITS..from + 2 * UNITS)]
                    .map(|csv| scope.spawn({ let server = &server; move || import(server, "umkm", "", &csv).expect(200) }));
                let (mut was_under_way, mut done) = (false, 0);
                while done < 2 {
                    server.get("/indicators/2024").expect(200);
                    let is_under_way = watch.sees_an_import();
                    within += usize::from(was_under_way && is_under_way);
                    (was_under_way, done) = (is_under_way, imports.iter().filter(|one| one.is_finished()).count());
                }
                for one in imports {
                    one.join().unwrap();
                }
            });
            round += 1;
        }
        assert_eq!(server.get("/imports/umkm").items().len(), 2 * round);
        verify_is_clean(&server);
    }
}
