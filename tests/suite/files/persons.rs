//! Files with persons: sending back a file does not erase members that the reader could not see, and a name alone
//! finds the right person.

use serde_json::json;

use super::{counts, import};
use crate::access::make_key;
use crate::harness::{Server, given};

/// A file as a caller with this key gets it.
#[track_caller]
fn file(server: &Server, key: &str, path: &str) -> String {
    server.with_key(key).get(path).expect(200).text
}

fn scores(server: &Server) -> Vec<(String, serde_json::Value)> {
    let items = server.get("/participants").expect(200).items();
    items.iter().map(|item| (item["name"].as_str().unwrap().to_owned(), item["score"].clone())).collect()
}

both! {
    fn masked_members_are_kept_by_a_re_import(server: &Server) {
        let (_, viewer) = make_key(server, "viewer", None);
        let (_, bound) = make_key(server, "operator", Some("15.71"));
        for (number, region) in [("U-1", "15.71"), ("U-2", "15.72")] {
            given::umkm_with(server, number, region, json!({"owner_name": format!("Pemilik {number}")}));
        }
        let owners = || server.get("/umkm").items().iter().map(|item| item["owner_name"].clone()).collect::<Vec<_>>();
        let before = owners();
        for key in [&viewer, &bound] {
            for path in ["/umkm?format=csv", "/templates/umkm?prefill=2024&format=csv&language=en"] {
                let csv = file(server, key, path);
                assert!(!csv.contains("Pemilik U-2"), "{csv}");
                let answer = import(server, "umkm", "", &csv).expect(200);
                assert_eq!(counts(&answer)[1], 0, "{path}: {}", answer.whole());
                assert_eq!(owners(), before, "{path}");
            }
        }
        // The file contains the personal members that the caller may see.
        assert!(file(server, &bound, "/umkm?format=csv&region=15.71").contains("Pemilik U-1"));
        let template = file(server, &bound, "/templates/umkm?prefill=2024&format=csv");
        assert!(template.contains("Pemilik U-1") && !template.contains("U-2"), "{template}");
    }

    fn a_list_of_scores_by_name_grades_existing_participants(server: &Server) {
        given::training(server, "D-1", "15.71", "2023-05-05");
        let people = "training_code,name,identity_number\nD-1,Ana,1571000000000701\nD-1,Ida,1571000000000702\n";
        import(server, "participants", "", people).expect(200);
        for (csv, score) in [
            ("training_code,name,score\nD-1,Ana,80\nD-1,Ida,90\n", "80.000"),
            ("training_code,name,identity_number,score\nD-1,Ana,,81\nD-1,Ida,,91\n", "81.000"),
        ] {
            let answer = import(server, "participants", "", csv).expect(200);
            assert_eq!(counts(&answer), [0, 2, 0, 0], "{}", answer.whole());
            assert_eq!(scores(server)[0].1.as_str().map(|text| text.parse::<f64>().unwrap()), score.parse().ok());
            assert_ne!(server.get("/participants").at("/items/0/identity_number"), json!(null), "the number stays");
        }
        // Two persons of one name, and the file does not say which one it means.
        import(server, "participants", "", "training_code,name,identity_number\nD-1,Ana,1571000000000703\n").expect(200);
        let refused = import(server, "participants", "", "training_code,name,score\nD-1,Ana,10\n");
        refused.problem(422, "invalid").has_code("unknown_reference");
    }

    fn no_error_repeats_personal_data(server: &Server) {
        given::training(server, "D-1", "15.71", "2023-05-05");
        let owner = "Pemilik Rahasia ".repeat(20);
        for (dataset, csv, shown) in [
            ("participants", "training_code,name,identity_number,score\nD-1,Siti Rahasia,157101234567890,200\n".to_owned(), "200"),
            ("umkm", format!("register_number,name,region,owner_name\nU-1,Usaha,99.99,{owner}\n"), "99.99"),
            ("umkm", "register_number,name,region,\nU-1,Usaha,99.99,Budi Rahasia\n".to_owned(), "99.99"),
        ] {
            let refused = import(server, dataset, "", &csv);
            let refused = refused.problem(422, "invalid");
            assert_eq!(refused.at("/import/errors_total"), 2, "{}", refused.text);
            let text = &refused.text;
            assert!(text.contains(&format!("\"value\":\"{shown}\"")), "{text}");
            for person in ["Rahasia", "157101234567890"] {
                assert!(!text.contains(person), "{text}");
            }
        }
    }

    /// With shifted columns or no header, an identity number may appear in any column.
    fn no_error_repeats_an_identity_number_of_another_column(server: &Server) {
        given::training(server, "D-1", "15.71", "2023-05-05");
        for (dataset, csv, is_told) in [
            ("participants", "D-1,Ani,1571012345678901,80\nD-1,Budi,1571012345678902,70\n", "unknown_column"),
            ("participants", "training_code,name,score\n1571012345678901,Ani,80\n", "unknown_reference"),
            ("participants", "training_code,name,umkm_number\nD-1,Ani,1571012345678901\n", "unknown_reference"),
            ("umkm", "register_number,name,region\nU-1,Ani,NIK 1571012345678901\n", "unknown_region"),
        ] {
            let refused = import(server, dataset, "", csv);
            let refused = refused.problem(422, "invalid").has_code(is_told);
            assert!(refused.text.contains("************8901"), "{}", refused.text);
            assert!(!refused.text.contains("157101234567"), "{}", refused.text);
        }
    }

    /// Ids belong to one database; register numbers belong to the office.
    fn links_follow_the_register_number(server: &Server) {
        given::training(server, "D-1", "15.71", "2023-05-05");
        let units = [given::cooperative(server, "K-1", "15.71"), given::umkm(server, "U-1", "15.71")];
        let other = given::cooperative(server, "K-2", "15.71");
        // A file exported from another database: its ids belong to other units here, or to none.
        let csv = format!(
            "training_code,name,cooperative_number,cooperative_id,umkm_number,umkm_id,score\n\
             D-1,Ana,K-1,{other},,,80\nD-1,Ida,,,U-1,99999,90\nD-1,Eka,,{other},,,70\n"
        );
        import(server, "participants", "", &csv).expect(200);
        let links = || {
            let items = server.get("/participants").expect(200).items();
            let of = |item: &serde_json::Value| {
                ["cooperative_id", "cooperative_number", "umkm_id", "umkm_number"].map(|name| item[name].clone())
            };
            items.iter().map(of).collect::<Vec<_>>()
        };
        let expected = [
            [json!(units[0]), json!("K-1"), json!(null), json!(null)],
            [json!(null), json!(null), json!(units[1]), json!("U-1")],
            [json!(null), json!(null), json!(null), json!(null)],
        ];
        assert_eq!(links(), expected);
        // An exported file changes nothing; without register numbers the ids count.
        let export = server.get("/participants?format=csv").expect(200).text;
        assert_eq!(counts(&import(server, "participants", "", &export).expect(200)), [0, 0, 3, 0]);
        import(server, "participants", "", &format!("training_code,name,cooperative_id\nD-1,Ana,{other}\n")).expect(200);
        assert_eq!(links()[0][1], "K-2");
        // A row may not have both, nor refer to a unit that does not exist.
        for (numbers, code) in [("K-1,U-1", "inconsistent"), ("K-9,", "unknown_reference")] {
            let csv = format!("training_code,name,cooperative_number,umkm_number\nD-1,Ana,{numbers}\n");
            import(server, "participants", "", &csv).problem(422, "invalid").has_code(code);
        }
        assert_eq!(links()[0][1], "K-2");
    }

    fn a_part_of_an_export_matches_its_persons(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        given::participant(server, training, "Edi", Some("50"));
        let second = given::participant(server, training, "Edi", Some("90"));
        server.patch(&format!("/trainings/{training}/participants/{second}"), json!({"score": "91"})).expect(200);
        let before = scores(server);
        let since = server.get(&format!("/trainings/{training}/participants/{second}")).text_at("/updated_at");
        for path in [
            format!("/participants?format=csv&updated_since={since}"),
            "/participants?format=csv&sort=-updated_at".to_owned(),
        ] {
            let csv = server.get(&path).expect(200).text;
            let answer = import(server, "participants", "", &csv).expect(200);
            assert_eq!(counts(&answer)[..2], [0, 0], "{path}: {}", answer.whole());
            assert_eq!(scores(server), before, "{path}");
        }
    }

    fn lines_are_counted_as_in_an_editor(server: &Server) {
        for end in ["\n", "\r\n"] {
            let csv = ["code,title,region,ends_on", "A-1,x,15.71,2024-13-01", "A-2,x,15.71,2024-01-01", "A-1,x,15.71,zz", ""].join(end);
            let refused = import(server, "trainings", "", &csv).problem(422, "invalid");
            let lines: Vec<_> = refused.errors().iter().map(|error| error["line"].as_u64().unwrap()).collect();
            assert_eq!(lines.first(), Some(&2), "{end:?}: {}", refused.whole());
            assert!(lines.contains(&4), "{end:?}: {}", refused.whole());
        }
    }

    fn a_digest_does_not_confirm_a_guessed_number(server: &Server) {
        given::training(server, "D-1", "15.71", "2024-01-01");
        let (_, viewer) = make_key(server, "viewer", None);
        let (_, operator) = make_key(server, "operator", None);
        let (_, bound) = make_key(server, "operator", Some("15.71"));
        let send = |key: &str, dataset: &str, csv: &str| {
            let path = format!("/imports/{dataset}?name=Siti.csv");
            server.with_key(key).request("POST", &path).body(csv, "text/csv").send().expect(200);
        };
        send(&operator, "participants", "training_code,name,identity_number\nD-1,Siti,1571010101900001\n");
        send(&operator, "umkm", "register_number,name,region,owner_name\nU-1,A,15.71,Siti\n");
        send(&operator, "trainings", "code,title,region,ends_on\nD-2,A,15.71,2024-02-02\n");
        send(&bound, "participants", "training_code,name,identity_number\nD-1,Budi,1571010101900002\n");
        // The newest import first: whether its name and its digest are shown.
        let shown = |key: &str, dataset: &str| -> Vec<bool> {
            let items = server.with_key(key).get(&format!("/imports/{dataset}")).expect(200).items();
            let file = file(server, key, &format!("/imports/{dataset}?format=csv"));
            let rows = file.lines().skip(1).map(|line| line.contains("Siti.csv"));
            let shown: Vec<bool> = items.iter().map(|item| item["digest"].is_string()).collect();
            let named: Vec<bool> = items.iter().map(|item| item["file_name"].is_string()).collect();
            assert_eq!((&named, rows.collect::<Vec<_>>()), (&shown, shown.clone()), "{items:?} {file}");
            for item in items.iter().filter(|item| item["digest"].is_string()) {
                assert!(file.contains(item["digest"].as_str().unwrap()), "{file}");
            }
            shown
        };
        assert_eq!(shown(&viewer, "participants"), [false, false]);
        assert_eq!(shown(&viewer, "umkm"), [false]);
        assert_eq!(shown(&viewer, "trainings"), [true]);
        assert_eq!(shown(&operator, "participants"), [true, true]);
        // A caller bound to a region sees no persons of other regions, and the name of a file that he sent himself.
        assert_eq!(shown(&bound, "participants"), [true, false]);
        assert_eq!(server.get("/imports/participants").items()[1]["file_name"], "Siti.csv");
    }
}
