//! Concurrent writers: exactly one wins, and no sum is lost or counted twice.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use crate::agreement::{check_sums, same_indicators, verify_is_clean};
use crate::harness::{Answer, Server, given};
use crate::history::read_back;

/// Runs all functions at the same moment, each in its own thread, and returns their results in order.
fn at_once<'a, T: Send>(tasks: Vec<Box<dyn FnOnce() -> T + Send + 'a>>) -> Vec<T> {
    let barrier = Barrier::new(tasks.len());
    std::thread::scope(|scope| {
        let barrier = &barrier;
        let start = |task: Box<dyn FnOnce() -> T + Send + 'a>| {
            scope.spawn(move || {
                barrier.wait();
                task()
            })
        };
        let running: Vec<_> = tasks.into_iter().map(start).collect();
        running.into_iter().map(|task| task.join().expect("a task that ends")).collect()
    })
}

/// Reports that the writer has ended, also when it panics. Otherwise the readers would run for ever.
struct SetAtTheEnd<'a>(&'a AtomicBool);

impl Drop for SetAtTheEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

fn statuses(answers: &[Answer]) -> Vec<u16> {
    let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
    statuses.sort_unstable();
    statuses
}

/// The totals match the records that exist, whichever request won.
fn totals_match(server: &Server, years: impl Iterator<Item = i32>) {
    let stored = read_back(server);
    for year in years {
        same_indicators(server, &stored, year, None);
    }
    verify_is_clean(server);
}

both! {
    fn one_of_fifty_creates_of_one_register_number_succeeds(server: &Server) {
        let bodies = [
            ("/cooperatives", json!({"register_number": "SAMA", "name": "Koperasi", "region": "15.71"})),
            ("/umkm", json!({"register_number": "SAMA", "name": "Usaha", "region": "15.71"})),
            ("/trainings", json!({"code": "SAMA", "title": "Diklat", "region": "15.71", "ends_on": "2024-05-01"})),
        ];
        for (path, body) in bodies {
            let answers = at_once(
                (0..50)
                    .map(|_| -> Box<dyn FnOnce() -> Answer + Send> {
                        let body = body.clone();
                        Box::new(move || server.post(path, body))
                    })
                    .collect(),
            );
            let mut expected = vec![409; 49];
            expected.insert(0, 201);
            assert_eq!(statuses(&answers), expected, "{path}: {}", answers[0].whole());
            for answer in answers.into_iter().filter(|answer| answer.status == 409) {
                answer.has_code("duplicate_key");
            }
            assert_eq!(server.get(path).expect(200).items().len(), 1);
        }
    }

    fn one_of_two_writes_with_one_etag_is_stale(server: &Server) {
        let cooperative = given::cooperative(server, "K-1", "15.71");
        given::cooperative_report(server, cooperative, 2023, json!({"business_volume": "1.00"}));
        let training = given::training(server, "D-1", "15.71", "2024-05-01");
        let participant = given::participant(server, training, "Siti", None);
        given::figure(server, "umkm", 2022, "15", json!({"workers": 1}));
        let report = json!({"rat_held": true, "serves_members": true});
        let targets: [(String, &str, Value); 4] = [
            (format!("/cooperatives/{cooperative}"), "name", json!({"register_number": "K-1", "region": "15.71"})),
            (format!("/cooperatives/{cooperative}/reports/2023"), "business_volume", report),
            (format!("/trainings/{training}/participants/{participant}"), "score", json!({"name": "Siti"})),
            ("/figures/umkm/2022/15".to_owned(), "workers", json!({"source": "x"})),
        ];
        for round in 0..12 {
            for (path, member, body) in &targets {
                let etag = server.get(path).expect(200).etag();
                let value = |writer: usize| match *member {
                    "name" => json!(format!("Koperasi {round}-{writer}")),
                    "workers" => json!(10 * round + writer),
                    "score" => json!(format!("{}.{}", 2 * round + 10, writer + 1)),
                    _ => json!(format!("{}.{}0", round + 2, writer + 1)),
                };
                let answers = at_once(
                    (0..2)
                        .map(|writer| -> Box<dyn FnOnce() -> Answer + Send> {
                            let body = given::merged(body.clone(), json!({(*member): value(writer)}));
                            let request = server.request("PUT", path).header("if-match", &etag).json(&body);
                            Box::new(move || request.send())
                        })
                        .collect(),
                );
                assert_eq!(statuses(&answers), [200, 412], "{path}\n{}\n{}", answers[0].whole(), answers[1].whole());
                let winner = answers.iter().position(|answer| answer.status == 200).unwrap();
                let now = server.get(path).expect(200);
                assert_eq!(now.json()[*member], value(winner), "what is stored is the winner's: {path}");
                assert_eq!(answers[1 - winner].etag(), now.etag(), "a stale answer has the tag of the current version");
                assert_eq!(answers[winner].etag(), now.etag());
            }
        }
        totals_match(server, 2021..=2025);
    }

    fn one_of_two_creating_puts_creates(server: &Server) {
        let cooperative = given::cooperative(server, "K-1", "15.71");
        let business = given::umkm(server, "U-1", "15.71");
        for year in 2010..=2022 {
            let targets = [
                (
                    format!("/cooperatives/{cooperative}/reports/{year}"),
                    json!({"rat_held": true, "serves_members": true, "business_volume": "5.00"}),
                ),
                (format!("/umkm/{business}/reports/{year}"), json!({"turnover": "5.00", "workers": 3})),
                (
                    format!("/figures/trainings/{year}/15"),
                    json!({"participants": 7, "good_participants": 5, "source": "x"}),
                ),
            ];
            for (path, body) in &targets {
                let put = |_| -> Box<dyn FnOnce() -> Answer + Send> {
                    Box::new(move || server.request("PUT", path).header("if-none-match", "*").json(body).send())
                };
                let answers = at_once((0..2).map(put).collect());
                assert_eq!(statuses(&answers), [201, 412], "{path}\n{}\n{}", answers[0].whole(), answers[1].whole());
                // Without the condition the later write replaces the earlier one.
                server.delete(path).expect(204);
                let put =
                    |_| -> Box<dyn FnOnce() -> Answer + Send> { Box::new(move || server.put(path, body.clone())) };
                let answers = at_once((0..2).map(put).collect());
                assert_eq!(statuses(&answers), [200, 201], "{path}\n{}\n{}", answers[0].whole(), answers[1].whole());
            }
        }
        totals_match(server, 2009..=2023);
    }

    /// A participant added while its training moves must count in the training's final year and region, and nowhere
    /// else.
    fn a_training_moves_while_participants_come_and_go(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2020-05-01");
        let path = format!("/trainings/{training}");
        let mover: Box<dyn FnOnce() + Send> = Box::new(|| {
            for step in 0..40 {
                let region = ["15.01", "15.71", "15"][step % 3];
                let body = json!({"region": region, "ends_on": format!("{}-12-31", 2019 + step % 4)});
                server.patch(&path, body).expect(200);
            }
        });
        let mut tasks = vec![mover];
        for writer in 0..4 {
            let participants = format!("{path}/participants");
            tasks.push(Box::new(move || {
                for number in 0..20 {
                    let score = ["74.999", "75", "90"][number % 3];
                    let body = json!({"name": format!("Peserta {writer}-{number}"), "score": score});
                    let id = server.post(&participants, body).expect(201).id();
                    match number % 4 {
                        0 => drop(server.delete(&format!("{participants}/{id}")).expect(204)),
                        1 => drop(server.patch(&format!("{participants}/{id}"), json!({"score": null})).expect(200)),
                        _ => {}
                    }
                }
            }));
        }
        at_once(tasks);
        let training = read_back(server).trainings.remove(&training).expect("it is still there");
        assert_eq!(training.participants.len(), 4 * 15, "a quarter of eighty went again");
        let answer = given::indicator(server, &training.year.to_string(), "training-good-grade");
        assert_eq!(answer["denominator"], "60");
        totals_match(server, 2018..=2023);
    }

    /// A report written while its unit is deleted is either deleted too or refused; it never remains in a sum.
    fn a_unit_is_deleted_while_its_reports_are_written(server: &Server) {
        for round in 0..8 {
            let cooperative = given::cooperative(server, &format!("K-{round}"), "15.71");
            let business = given::umkm(server, &format!("U-{round}"), "15.01");
            let units = [format!("/cooperatives/{cooperative}"), format!("/umkm/{business}")];
            let mut tasks: Vec<Box<dyn FnOnce() -> Vec<u16> + Send>> = Vec::new();
            for unit in &units {
                for writer in 0..2 {
                    tasks.push(Box::new(move || {
                        let put = |step: i32| {
                            let body = if unit.starts_with("/umkm") {
                                json!({"turnover": "10.00", "assets": "1.00", "workers": 2})
                            } else {
                                json!({"rat_held": true, "serves_members": true, "business_volume": 9})
                            };
                            server.put(&format!("{unit}/reports/{}", 2018 + (step + writer) % 5), body).status
                        };
                        (0..12).map(put).collect()
                    }));
                }
                tasks.push(Box::new(move || {
                    // After some reports exist, and before the writers end.
                    std::thread::sleep(std::time::Duration::from_millis(4 * round));
                    server.delete(&format!("{unit}?cascade=true")).expect(204);
                    Vec::new()
                }));
            }
            for statuses in at_once(tasks) {
                assert!(statuses.iter().all(|status| matches!(status, 200 | 201 | 404)), "{statuses:?}");
                let deleted = statuses.iter().position(|status| *status == 404).unwrap_or(statuses.len());
                assert!(statuses[deleted..].iter().all(|status| *status == 404), "a deleted report is found again: {statuses:?}");
            }
            for unit in &units {
                server.get(unit).expect(404);
                server.get(&format!("{unit}/reports")).expect(404);
            }
        }
        assert!(server.get("/cooperative-reports").expect(200).items().is_empty());
        assert!(server.get("/umkm-reports").expect(200).items().is_empty());
        let answer = given::indicator(server, "2020", "umkm-turnover-growth");
        assert_eq!((&answer["reason"], &answer["current"]), (&json!("no_data"), &Value::Null));
        totals_match(server, 2017..=2024);
    }

    /// A participation that is linked to a unit during its deletion is stored without the link, or refused.
    fn a_unit_is_deleted_while_participants_are_linked_to_it(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2020-05-01");
        let path = format!("/trainings/{training}/participants");
        let mut created = 0;
        for round in 0..25 {
            let unit = given::umkm(server, &format!("U-{round}"), "15.01");
            given::umkm_report(server, unit, 2020, json!({"workers": 2}));
            let mut tasks: Vec<Box<dyn FnOnce() -> Vec<u16> + Send>> = vec![Box::new(move || {
                std::thread::sleep(std::time::Duration::from_millis(round % 5));
                vec![server.delete(&format!("/umkm/{unit}?cascade=true")).status]
            })];
            for _ in 0..3 {
                let path = path.as_str();
                let link = move || server.post(path, json!({"name": "Siti", "score": "75", "umkm_id": unit})).status;
                tasks.push(Box::new(move || (0..4).map(|_| link()).collect()));
            }
            let statuses = at_once(tasks);
            assert_eq!(statuses[0], [204], "a cascade answered {statuses:?} must be done");
            let posted: Vec<u16> = statuses[1..].concat();
            assert!(posted.iter().all(|status| matches!(status, 201 | 422)), "{posted:?}");
            created += posted.iter().filter(|status| **status == 201).count();
        }
        let stored = read_back(server);
        assert!(stored.businesses.is_empty());
        let participants = &stored.trainings[&training].participants;
        assert_eq!(participants.len(), created, "the participations stand");
        assert!(
            participants.values().all(|participant| participant.business.is_none()),
            "and none is linked to nothing"
        );
        totals_match(server, 2019..=2022);
    }

    /// A region is not deleted while a record is being added to it.
    fn a_region_is_deleted_while_records_are_added(server: &Server) {
        for round in 0..15 {
            let body = json!({"bps_code": "1771", "name": "Bengkulu", "kind": "kota"});
            if round == 0 {
                server
                    .put("/regions/17", json!({"bps_code": "17", "name": "Bengkulu", "kind": "province"}))
                    .expect(201);
            }
            server.put("/regions/17.71", body).expect(201);
            let deleted = || server.delete("/regions/17.71").status;
            let number = format!("K-{round}");
            let unit = json!({"register_number": number, "name": "Koperasi", "region": "17.71"});
            let put_to_use = || server.post("/cooperatives", unit.clone()).status;
            let figure = json!({"workers": 1, "source": "x"});
            let counted = || server.put("/figures/umkm/2020/17.71", figure.clone()).status;
            let statuses = at_once(vec![
                Box::new(deleted) as Box<dyn FnOnce() -> u16 + Send>,
                Box::new(put_to_use),
                Box::new(counted),
            ]);
            match statuses[..] {
                [204, 422, 422] => continue,
                [409, unit, figure] => {
                    assert!(unit == 201 || figure == 201, "{statuses:?}");
                    assert!(matches!(unit, 201 | 422) && matches!(figure, 201 | 422), "{statuses:?}");
                    for item in server.get("/cooperatives?region=17.71").expect(200).items() {
                        server.delete(&format!("/cooperatives/{}", item["id"])).expect(204);
                    }
                    if figure == 201 {
                        server.delete("/figures/umkm/2020/17.71").expect(204);
                    }
                    server.delete("/regions/17.71").expect(204);
                }
                _ => panic!("in round {round}: {statuses:?}"),
            }
        }
        totals_match(server, 2019..=2022);
    }

    /// One answer reads one snapshot: a report that moves from one region to another is never in both, nor in neither.
    fn readers_see_a_move_completely_or_not_at_all(server: &Server) {
        let business = given::umkm(server, "U-1", "15.01");
        let steady = given::umkm(server, "U-2", "15.02");
        for (id, year, turnover) in [(business, 2023, "100.00"), (business, 2024, "150.00"), (steady, 2024, "7.00")] {
            given::umkm_report(server, id, year, json!({"turnover": turnover, "workers": 4}));
        }
        let training = given::training(server, "D-1", "15.01", "2024-05-01");
        for number in 0..3 {
            given::participant(server, training, &format!("Peserta {number}"), Some("80"));
        }
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let done = &done;
            for _ in 0..3 {
                scope.spawn(move || {
                    let mut reads = 0;
                    while !done.load(Ordering::Relaxed) || reads < 3 {
                        let document = server.get("/indicators/2024?region=15&breakdown=region").expect(200).json();
                        for indicator in document["indicators"].as_array().unwrap() {
                            check_sums("a reader's answer", indicator);
                        }
                        let turnover = given::pick(&document, "umkm-turnover-growth");
                        assert_eq!((&turnover["current"], &turnover["previous"]), (&json!("157.00"), &json!("100.00")));
                        assert_eq!(turnover["like_for_like"]["units"], 1, "{turnover}");
                        let grade = given::pick(&document, "training-good-grade");
                        assert_eq!(grade["denominator"], "3");
                        reads += 1;
                    }
                });
            }
            scope.spawn(move || {
                let _done = SetAtTheEnd(done);
                for step in 0..120 {
                    let region = ["15.71", "15", "15.01"][step % 3];
                    server.patch(&format!("/umkm/{business}/reports/2024"), json!({"region": region})).expect(200);
                    server.patch(&format!("/umkm/{business}/reports/2023"), json!({"region": region})).expect(200);
                    server.patch(&format!("/trainings/{training}"), json!({"region": region})).expect(200);
                }
            });
        });
        totals_match(server, 2022..=2025);
    }
}
