//! Personal data that each caller sees: names for those who enter them, amounts and scores for every key.

use serde_json::{Value, json};

use super::make_key;
use crate::harness::{Client, Server, given};

const NUMBER: &str = "1571010101900001";
const MASK: &str = "************0001";
const PERSON: &str = "Siti Rahayuningsih";
const OWNER: &str = "Bambang Sutrisno";

/// A business and a participant in a region, with their addresses.
struct Persons {
    business: String,
    training: i64,
    participant: String,
}

fn persons(server: &Server, region: &str) -> Persons {
    let business = given::umkm_with(server, &format!("U-{region}"), region, json!({"owner_name": OWNER}));
    given::umkm_report(server, business, 2023, json!({"turnover": "5000000.00"}));
    let training = given::training(server, &format!("D-{region}"), region, "2023-05-05");
    let body = json!({"name": PERSON, "identity_number": NUMBER, "score": "81.375"});
    let list = format!("/trainings/{training}/participants");
    let participant = server.post(&list, body).expect(201).id();
    Persons { business: format!("/umkm/{business}"), training, participant: format!("{list}/{participant}") }
}

/// Checks every address that shows persons of one region: whether the names are visible.
fn check(client: &Client<'_>, region: &str, persons: &Persons, names: bool) {
    let shown = |value: &str| if names { json!(value) } else { Value::Null };
    let owner = |item: &Value| assert_eq!(item["owner_name"], shown(OWNER), "{item}");
    let person = |item: &Value| {
        assert_eq!([&item["name"], &item["identity_number"]], [&shown(PERSON), &shown(MASK)], "{item}");
        assert_eq!(item["score"], json!("81.375"), "{item}");
    };
    owner(&client.get(&persons.business).expect(200).json());
    client.get(&format!("/umkm?region={region}")).items().iter().for_each(owner);
    person(&client.get(&persons.participant).expect(200).json());
    client.get(&format!("/trainings/{}/participants", persons.training)).items().iter().for_each(person);
    client.get(&format!("/participants?region={region}")).items().iter().for_each(person);
    let records = client.get(&format!("/indicators/2023/training-good-grade/records?region={region}")).items();
    assert_eq!(records.len(), 1);
    assert_eq!([&records[0]["name"], &records[0]["score"]], [&shown(PERSON), &json!("81.375")]);
    let reports = client.get(&format!("/umkm-reports?region={region}")).items();
    assert_eq!(reports[0]["turnover"], json!("5000000.00"));
    for path in [
        "/umkm",
        "/umkm-reports",
        "/participants",
        &persons.business,
        &persons.participant,
        "/indicators/2023/training-good-grade/records",
        "/indicators/2023/umkm-turnover-growth/records",
    ] {
        let text = client.get(path).expect(200).text;
        assert!(!text.contains(NUMBER), "a full number is shown: {text}");
    }
}

both! {
    fn names_are_visible_to_operators_of_the_region(server: &Server) {
        let (own, other) = (persons(server, "15.71"), persons(server, "15.72"));
        for (role, region, sees_own, sees_other) in [
            ("viewer", None, false, false),
            ("operator", None, true, true),
            ("operator", Some("15.71"), true, false),
            ("operator", Some("15"), true, true),
            ("approver", None, true, true),
            ("admin", None, true, true),
        ] {
            let key = make_key(server, role, region).1;
            let client = server.with_key(&key);
            check(&client, "15.71", &own, sees_own);
            check(&client, "15.72", &other, sees_other);
        }
    }

    fn a_search_by_name_finds_no_persons(server: &Server) {
        persons(server, "15.71");
        for key in [make_key(server, "viewer", None).1, make_key(server, "operator", Some("15.72")).1] {
            for path in ["/umkm?q=Sutrisno", "/trainings?q=Rahayuningsih", "/umkm?q=1571010101900001"] {
                assert_eq!(server.with_key(&key).get(path).items(), Vec::<Value>::new(), "{path}");
            }
        }
    }

    fn a_masked_version_allows_no_write(server: &Server) {
        let persons = persons(server, "15.72");
        let (viewer, operator) = (make_key(server, "viewer", None).1, make_key(server, "operator", Some("15.72")).1);
        for path in [&persons.business, &persons.participant] {
            let (masked, full) = (server.with_key(&viewer).get(path), server.with_key(&operator).get(path));
            assert_ne!(masked.etag(), full.etag());
            assert_ne!(masked.text, full.text);
            let change = |tag: &str| {
                let request = server.with_key(&operator).request("PATCH", path).header("if-match", tag);
                request.body(json!({"name": "Baru"}).to_string(), "application/merge-patch+json").send()
            };
            let refused = change(&masked.etag()).problem(412, "stale");
            assert_eq!(refused.etag(), full.etag());
            change(&full.etag()).expect(200);
        }
        // Members that were not sent keep their values.
        assert_eq!(server.get(&persons.business).at("/owner_name"), json!(OWNER));
        assert_eq!(server.get(&persons.participant).at("/identity_number"), json!(MASK));
    }

    fn a_moved_units_persons_follow_its_region(server: &Server) {
        let moved = persons(server, "15.71");
        let operator = make_key(server, "operator", Some("15.71")).1;
        check(&server.with_key(&operator), "15.71", &moved, true);
        server.patch(&moved.business, json!({"region": "15.72"})).expect(200);
        assert_eq!(server.with_key(&operator).get(&moved.business).at("/owner_name"), Value::Null);
    }

    fn a_person_is_found_by_the_full_number_in_a_body(server: &Server) {
        let (own, other) = (persons(server, "15.71"), persons(server, "15.72"));
        let search = |key: &str| server.with_key(key).post("/participants/search", json!({"identity_number": NUMBER}));
        let ids = |answer: crate::harness::Answer| -> Vec<i64> {
            answer.expect(200).items().iter().map(|item| item["id"].as_i64().unwrap()).collect()
        };
        let id = |persons: &Persons| server.get(&persons.participant).id();
        let (all, bound) = (make_key(server, "operator", None).1, make_key(server, "operator", Some("15.71")).1);
        assert_eq!(ids(search(&all)), [id(&own), id(&other)]);
        assert_eq!(ids(search(&bound)), [id(&own)]);
        let found = search(&all).expect(200);
        assert_eq!(found.at("/items/0/training_code"), json!("D-15.71"));
        assert!(!found.text.contains(NUMBER) && found.header("etag").is_none(), "{}", found.whole());
        let nobody = server.post("/participants/search", json!({"identity_number": "1571010101900009"})).expect(200);
        assert_eq!(nobody.items(), Vec::<Value>::new());
        for wrong in [json!({}), json!({"identity_number": "157"}), json!({"identity_number": MASK})] {
            server.post("/participants/search", wrong).problem(422, "invalid");
        }
    }

    fn a_full_number_is_shown_on_request(server: &Server) {
        let persons = persons(server, "15.71");
        let path = format!("{}/identity-number", persons.participant);
        let operator = make_key(server, "operator", Some("15.71")).1;
        let shown = server.with_key(&operator).request("POST", &path).send().expect(200);
        assert_eq!(shown.json(), json!({"identity_number": NUMBER}));
        assert_eq!(shown.header("cache-control").unwrap(), "private, no-store");
        assert_eq!(shown.header("etag"), None, "a digest of sixteen digits is soon undone");
        let nobody = given::participant(server, persons.training, "Tanpa nomor", None);
        let path = format!("/trainings/{}/participants/{nobody}/identity-number", persons.training);
        assert_eq!(server.request("POST", &path).send().expect(200).at("/identity_number"), Value::Null);
        let path = format!("/trainings/{}/participants/4711/identity-number", persons.training);
        server.request("POST", &path).send().problem(404, "not-found");
    }
}
