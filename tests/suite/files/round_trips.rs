//! Exported files can be imported again: into the same database without a change, into an empty one with the same
//! records and figures.

use std::process::Output;

use super::{counts, state};
use crate::agreement::verify_is_clean;
use crate::harness::{Backend, Server, Setup};
use crate::random_history::seed;

const ORDER: [&str; 7] =
    ["cooperatives", "cooperative-reports", "umkm", "umkm-reports", "trainings", "participants", "figures"];

fn province(backend: Backend) -> Server {
    let size = format!("cooperatives=30,umkm=40,participants=60,years=5,seed={}", seed() % 1000);
    Setup::on(backend).env("IKU_DEMO", &size).start()
}

#[track_caller]
fn ran(output: Output) -> Output {
    assert!(output.status.success(), "{output:?}");
    output
}

both_backends! {
    fn a_re_import_changes_nothing(backend: Backend) {
        let server = province(backend);
        let before = state(&server);
        for dataset in ORDER {
            for (format, media) in [("csv", "text/csv"), ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ("csv&numbers=id", "text/csv")] {
                let file = server.get(&format!("/{dataset}?format={format}")).expect(200);
                let back = server.request("POST", &format!("/imports/{dataset}")).body(file.bytes, media).send().expect(200);
                let [created, updated, unchanged, failed] = counts(&back);
                assert_eq!((created, updated, failed), (0, 0, 0), "{dataset} {format} {}", back.whole());
                assert_eq!(unchanged, back.json()["rows"].as_i64().unwrap());
            }
        }
        assert_eq!(state(&server), before);
    }

    fn an_empty_database_gets_the_same_records_and_figures(backend: Backend) {
        let server = province(backend);
        for format in ["csv", "xlsx"] {
            let other = Server::start(backend);
            let folder = tempfile::tempdir().unwrap();
            for dataset in ORDER {
                let file = folder.path().join(format!("{dataset}.{format}"));
                let file = file.to_str().unwrap();
                let mut arguments = vec!["export", dataset, "-o", file];
                if dataset == "participants" {
                    arguments.push("--identity-numbers");
                }
                ran(server.iku(&arguments));
                let output = ran(other.iku(&["import", dataset, file, "--confirm-warnings"]));
                assert!(String::from_utf8_lossy(&output.stdout).contains("imported as number"), "{output:?}");
            }
            assert_eq!(state(&other), state(&server), "{format}");
            verify_is_clean(&other);
        }
    }
}
