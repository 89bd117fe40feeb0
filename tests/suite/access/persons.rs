//! `iku person`: all data about one person, shown and erased, while the figures stay the same.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use crate::harness::{Server, command, given};
use crate::running::keys::is_not_stored;

const NUMBER: &str = "1571014455667788";
const PERSON: &str = "Marlina Kusumadewi";
const OWNER: &str = "Darmawan Setiabudhi";

/// Runs the command line on the server's database, with this text on standard input.
fn iku(server: &Server, arguments: &[&str], input: &str) -> Output {
    let mut command = command();
    command.env("DATABASE_URL", server.database_url()).args(arguments);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The command may end without reading its input.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
fn done(server: &Server, arguments: &[&str], input: &str) -> String {
    let output = iku(server, arguments, input);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// One person in two trainings together with another person, with a link to a unit. Returns the ids of the two
/// trainings.
fn person_in_two_trainings(server: &Server) -> [i64; 2] {
    let unit = given::cooperative(server, "K-1", "15.71");
    [("D-1", "15.71", "81.375"), ("D-2", "15.72", "60")].map(|(code, region, score)| {
        let training = given::training(server, code, region, "2023-05-05");
        let list = format!("/trainings/{training}/participants");
        let body = json!({"name": PERSON, "identity_number": NUMBER, "score": score, "cooperative_id": unit});
        // The answer is stored under the idempotency key, and must be erased as well.
        let id = server.request("POST", &list).header("idempotency-key", code).json(&body).send().expect(201).id();
        // Changes the row, so that older versions of it exist.
        server.patch(&format!("{list}/{id}"), json!({"score": "75"})).expect(200);
        server.patch(&format!("{list}/{id}"), json!({ "score": score })).expect(200);
        given::participant(server, training, "Orang Lain", Some("90"));
        training
    })
}

both! {
    fn an_export_has_all_data_of_a_person(server: &Server) {
        let [first, _] = person_in_two_trainings(server);
        let found = server.post("/participants/search", json!({"identity_number": NUMBER})).items();
        let id = found[0]["id"].as_i64().unwrap();
        let path = format!("/trainings/{first}/participants/{id}/identity-number");
        server.request("POST", &path).header("x-request-id", "who-looked").send().expect(200);
        let exported: Value = serde_json::from_str(&done(server, &["person", "export"], &format!("{NUMBER}\n"))).unwrap();
        let participations = exported["participations"].as_array().unwrap();
        assert_eq!(participations.len(), 2);
        assert_eq!(participations[0]["identity_number"], json!(NUMBER));
        assert_eq!(participations[0]["name"], json!(PERSON));
        assert_eq!([&participations[0]["training_code"], &participations[0]["score"]], [&json!("D-1"), &json!("81.375")]);
        let reads = exported["identity_number_reads"].as_array().unwrap();
        assert_eq!(reads.len(), 1, "{exported}");
        assert_eq!([&reads[0]["by"], &reads[0]["request_id"], &reads[0]["participant"]], [&json!("settings_key"), &json!("who-looked"), &json!(format!("D-1/{id}"))]);
        // Surrounding blanks and line feeds do not belong to the number.
        let nobody: Value = serde_json::from_str(&done(server, &["person", "export"], " 1571014455667789 \r\n")).unwrap();
        assert_eq!(nobody["participations"], json!([]));
    }

    fn erasure_keeps_the_score_and_so_the_figures(server: &Server) {
        person_in_two_trainings(server);
        let figures = || ["2023", "2023?region=15.71", "2023?region=15.72"].map(|path| given::indicator(server, path, "training-good-grade"));
        let before = figures();
        assert!(done(server, &["person", "erase"], NUMBER).starts_with("2 participations would lose"));
        assert_eq!(server.post("/participants/search", json!({"identity_number": NUMBER})).items().len(), 2, "nothing is erased without --yes");

        assert!(done(server, &["person", "erase", "--yes"], NUMBER).starts_with("2 participations have lost"));
        assert_eq!(figures(), before);
        assert_eq!(server.post("/participants/search", json!({"identity_number": NUMBER})).items().len(), 0);
        let listed = server.get("/participants").items();
        assert_eq!(listed.len(), 4);
        let erased: Vec<&Value> = listed.iter().filter(|item| item["name"] == json!("(dihapus)")).collect();
        assert_eq!(erased.len(), 2);
        for item in erased {
            assert_eq!([&item["identity_number"], &item["cooperative_id"]], [&Value::Null, &Value::Null]);
            assert_ne!(item["score"], Value::Null);
        }
        is_not_stored(server, NUMBER);
        is_not_stored(server, PERSON);
        assert!(server.iku(&["verify"]).status.success());
        assert!(done(server, &["person", "erase", "--yes"], NUMBER).starts_with("0 participations"));
    }

    fn an_owner_is_found_by_the_register_number(server: &Server) {
        let id = given::umkm_with(server, "U-1", "15.71", json!({"owner_name": OWNER, "nib": "1234567890123"}));
        given::umkm_report(server, id, 2022, json!({"turnover": "100.00"}));
        given::umkm_report(server, id, 2023, json!({"turnover": "150.00"}));
        let exported: Value = serde_json::from_str(&done(server, &["person", "export", "--owner", "U-1"], "")).unwrap();
        assert_eq!([&exported["owner_name"], &exported["reports"][1]["turnover"]], [&json!(OWNER), &json!("150.00")]);
        let before = given::indicator(server, "2023", "umkm-turnover-growth");
        assert!(done(server, &["person", "erase", "--owner", "U-1"], "").contains("--yes"));
        assert_eq!(server.get(&format!("/umkm/{id}")).at("/owner_name"), json!(OWNER));
        done(server, &["person", "erase", "--owner", "U-1", "--yes"], "");
        let unit = server.get(&format!("/umkm/{id}")).expect(200);
        assert_eq!([unit.at("/owner_name"), unit.at("/nib")], [Value::Null, json!("1234567890123")]);
        assert_eq!(given::indicator(server, "2023", "umkm-turnover-growth"), before);
        is_not_stored(server, OWNER);
        let missing = iku(server, &["person", "export", "--owner", "U-9"], "");
        assert!(!missing.status.success());
    }

    fn a_wrong_number_is_not_repeated_in_the_message(server: &Server) {
        for (arguments, input) in [
            (&["person", "export"][..], "157101445566778"),
            (&["person", "export"], ""),
            (&["person", "erase", "--yes"], "************7788"),
            // A command line argument would be visible to others, so the number is not accepted there.
            (&["person", "export", NUMBER], ""),
        ] {
            let output = iku(server, arguments, input);
            assert!(!output.status.success(), "{arguments:?}");
            let message = String::from_utf8(output.stderr).unwrap();
            assert_eq!(message.lines().count(), 1, "{message}");
            assert!(input.is_empty() || !message.contains(input), "{message}");
        }
    }
}
