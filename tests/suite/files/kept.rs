//! Large files: readers go on meanwhile, imports take turns, and a kill leaves all or nothing.

use std::time::{Duration, Instant};

use super::import;
use crate::agreement::verify_is_clean;
use crate::harness::Server;

fn large(rows: usize, first: usize) -> (String, String) {
    let mut units = "register_number,name,region\n".to_owned();
    let mut reports = "register_number,year,turnover,assets,workers\n".to_owned();
    for number in first..first + rows {
        units.push_str(&format!("U-{number},Usaha {number},15.71\n"));
        reports.push_str(&format!("U-{number},2024,{number}.50,7,{}\n", number % 9));
    }
    (units, reports)
}

fn number_of_reports(server: &Server) -> usize {
    let csv = server.get("/umkm-reports?format=csv").expect(200);
    csv.text.lines().count() - 1
}

both_backends! {
    fn a_kill_in_the_middle_leaves_all_or_nothing(backend: Backend) {
        let server = Server::start(backend);
        let (units, reports) = large(6000, 0);
        let started = Instant::now();
        import(&server, "umkm", "", &units).expect(200);
        let usual = started.elapsed();
        for part in 1..=4 {
            std::thread::scope(|scope| {
                scope.spawn(|| {
                    let _ = server.request("POST", "/imports/umkm-reports?confirm=warnings").body(reports.clone(), "text/csv").try_send();
                });
                std::thread::sleep(usual * part / 4);
                server.kill9();
            });
            server.restart();
            // Postgres may still be at what the dead process asked for.
            std::thread::sleep(Duration::from_millis(300));
            let found = number_of_reports(&server);
            assert!(found == 0 || found == 6000, "{found}");
            assert_eq!(server.get("/imports/umkm-reports").items().len(), usize::from(found == 6000));
            verify_is_clean(&server);
            if found > 0 { break; }
        }
        import(&server, "umkm-reports", "", &reports).expect(200);
        assert_eq!(number_of_reports(&server), 6000);
        verify_is_clean(&server);
    }

    fn readers_go_on_and_imports_take_turns(backend: Backend) {
        let server = Server::start(backend);
        let (units, _) = large(5000, 0);
        let (others, _) = large(5000, 5000);
        std::thread::scope(|scope| {
            let imports = [&units, &others].map(|csv| scope.spawn(|| import(&server, "umkm", "", csv).status));
            let mut reads = 0;
            while imports.iter().any(|one| !one.is_finished()) {
                let started = Instant::now();
                server.get("/indicators/2024").expect(200);
                assert!(started.elapsed() < Duration::from_secs(2), "a read waited for an import");
                reads += 1;
            }
            assert!(reads > 3, "{reads}");
            for one in imports {
                let status = one.join().unwrap();
                assert!(status == 200 || status == 503, "{status}");
            }
        });
        verify_is_clean(&server);
    }
}
