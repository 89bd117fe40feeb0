//! A file that changes more records than a savepoint keeps in memory.

use super::{counts, import};
use crate::harness::{Backend, Server};

both! {
    fn many_changed_rows_are_imported_at_once(server: &Server) {
        const UNITS: usize = 3000;
        let rows = |head: &str, row: &dyn Fn(usize) -> String| head.to_owned() + &(0..UNITS).map(row).collect::<String>();
        let units = rows("register_number,name,region\n", &|n| format!("U-{n},Usaha {n},15.71\n"));
        import(server, "umkm", "", &units).expect(200);
        for (sen, expected) in [("50", [3 * 3000, 0, 0, 0]), ("75", [0, 3 * 3000, 0, 0])] {
            let of_unit = |n: usize| (2020..2023).map(|year| format!("U-{n},{year},{n}000.{sen},3\n")).collect::<String>();
            let reports = rows("register_number,year,turnover,workers\n", &of_unit);
            let answer = import(server, "umkm-reports", "?confirm=warnings", &reports).expect(200);
            assert_eq!(counts(&answer), expected);
        }
        assert!(server.iku(&["verify"]).status.success());
    }
}

/// Imports of several instances take turns as within one: none is refused because of another.
#[test]
fn imports_of_instances_take_turns() {
    let first = Server::start(Backend::Postgres);
    let second = first.second_instance();
    let file = |from: usize| {
        let rows = (0..3000).map(|number| format!("U-{},Usaha,15.71\n", from + number)).collect::<String>();
        format!("register_number,name,region\n{rows}")
    };
    std::thread::scope(|scope| {
        for (number, server) in [&first, &second, &first, &second].into_iter().enumerate() {
            scope.spawn(move || import(server, "umkm", "", &file(number * 3000)).expect(200));
        }
    });
    assert_eq!(first.get("/imports/umkm").items().len(), 4);
}
