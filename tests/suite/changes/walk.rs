//! Every writing operation of the API, and exactly the changes that it records.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Follower;
use crate::harness::{Answer, Server, given};

/// Runs operations one after the other and compares the changes of each.
struct Walk<'a> {
    server: &'a Server,
    copy: Follower,
    /// Method and path of the operations run so far, as in the document.
    done: BTreeSet<(String, String)>,
}

impl Walk<'_> {
    /// Runs one operation, which must record these changes, as `kind resource natural_key`.
    #[track_caller]
    fn step(&mut self, method: &str, pattern: &str, path: &str, body: Value, status: u16, left: &[&str]) -> Answer {
        let request = self.server.request(method, path).header("x-request-id", "walk-1");
        let answer = match (method, body) {
            (_, Value::Null) => request,
            // A text body is a file.
            (_, Value::String(file)) => request.body(file, "text/csv"),
            ("PATCH", body) => request.body(body.to_string(), "application/merge-patch+json"),
            (_, body) => request.json(&body),
        };
        let answer = answer.send().expect(status);
        self.done.insert((method.to_lowercase(), pattern.to_owned()));
        let changes = self.copy.follow(self.server);
        let text = |change: &Value, name: &str| change[name].as_str().unwrap_or_default().to_owned();
        let found: Vec<String> = changes
            .iter()
            .map(|change| {
                format!("{} {} {}", text(change, "kind"), text(change, "resource"), text(change, "natural_key"))
            })
            .collect();
        assert_eq!(found, left, "{method} {path}");
        self.copy.is_exact(self.server);
        self.is_audited(&changes, left.len());
        answer
    }

    /// The latest entry of the audit that is not in the feed.
    #[track_caller]
    fn is_only_audited(&self, kind: &str, resource: &str, natural_key: &str) {
        let entry = self.server.get(&format!("/audit?resource={resource}&limit=1")).expect(200).at("/items/0");
        assert_eq!([&entry["kind"], &entry["natural_key"]], [kind, natural_key], "{entry}");
        assert_eq!(entry["request_id"], "walk-1", "{entry}");
    }

    /// The audit has the same changes, with their author.
    fn is_audited(&self, changes: &[Value], count: usize) {
        let entries = self.server.get("/audit?limit=500").expect(200).items();
        for (change, entry) in changes.iter().rev().zip(&entries) {
            for name in ["resource", "natural_key", "record_id", "kind", "version", "after", "at"] {
                assert_eq!(entry[name], change[name], "{name} of {entry}");
            }
            assert_eq!(entry["actor"], "settings_key", "{entry}");
            assert_eq!(entry["key_id"], json!(null), "{entry}");
            assert_eq!(entry["request_id"], "walk-1", "{entry}");
        }
        let of_this = entries.iter().take_while(|entry| entry["request_id"] == "walk-1").count();
        assert!(of_this >= count, "{of_this} of {count} in the audit");
    }
}

both! {
    fn every_write_records_its_changes(server: &Server) {
        let mut walk = Walk { server, copy: Follower::default(), done: BTreeSet::new() };
        walk.copy.follow(server);
        let none = Value::Null;

        let body = json!({"bps_code": "16", "name": "Sumsel", "kind": "province"});
        let region = "/regions/{code}";
        walk.step("PUT", region, "/regions/16", body.clone(), 201, &["created regions 16"]);
        walk.step("PUT", region, "/regions/16", body, 200, &["changed regions 16"]);
        walk.step("DELETE", region, "/regions/16", none.clone(), 204, &["deleted regions 16"]);

        let (all, one) = ("/cooperatives", "/cooperatives/{id}");
        let body = json!({"register_number": "K/1", "name": "Maju", "region": "15.01"});
        let id = walk.step("POST", all, all, body.clone(), 201, &["created cooperatives K/1"]).id();
        let path = format!("{all}/{id}");
        walk.step("PUT", one, &path, body, 200, &["changed cooperatives K/1"]);
        walk.step("PATCH", one, &path, json!({"name": "Jaya"}), 200, &["changed cooperatives K/1"]);
        let report = "/cooperatives/{id}/reports/{year}";
        let of_year = format!("{path}/reports/2024");
        let body = json!({"rat_held": true, "serves_members": true, "surplus": "-1.50"});
        walk.step("PUT", report, &of_year, body.clone(), 201, &["created cooperative-reports K/1/2024"]);
        walk.step("PUT", report, &of_year, body.clone(), 200, &["changed cooperative-reports K/1/2024"]);
        let members = json!({"members": 12});
        walk.step("PATCH", report, &of_year, members, 200, &["changed cooperative-reports K/1/2024"]);
        walk.step("DELETE", report, &of_year, none.clone(), 204, &["deleted cooperative-reports K/1/2024"]);
        for year in [2022, 2023] {
            let left = format!("created cooperative-reports K/1/{year}");
            walk.step("PUT", report, &format!("{path}/reports/{year}"), body.clone(), 201, &[&left]);
        }

        let (all, one) = ("/umkm", "/umkm/{id}");
        let body = json!({"register_number": "U-1", "name": "Warung", "region": "15.01", "owner_name": "Budi"});
        let unit = walk.step("POST", all, all, body.clone(), 201, &["created umkm U-1"]).id();
        let unit_path = format!("{all}/{unit}");
        walk.step("PUT", one, &unit_path, body, 200, &["changed umkm U-1"]);
        walk.step("PATCH", one, &unit_path, json!({"register_number": "U-2"}), 200, &["changed umkm U-2"]);
        let report = "/umkm/{id}/reports/{year}";
        let of_year = format!("{unit_path}/reports/2024");
        walk.step("PUT", report, &of_year, json!({"workers": 1}), 201, &["created umkm-reports U-2/2024"]);
        walk.step("PUT", report, &of_year, json!({"workers": 2}), 200, &["changed umkm-reports U-2/2024"]);
        walk.step("PATCH", report, &of_year, json!({"workers": 3}), 200, &["changed umkm-reports U-2/2024"]);
        walk.step("DELETE", report, &of_year, none.clone(), 204, &["deleted umkm-reports U-2/2024"]);
        walk.step("PUT", report, &of_year, json!({"workers": 1}), 201, &["created umkm-reports U-2/2024"]);

        let (all, one) = ("/trainings", "/trainings/{id}");
        let body = json!({"code": "D-1", "title": "Diklat", "region": "15.01", "ends_on": "2024-05-01"});
        let training = walk.step("POST", all, all, body.clone(), 201, &["created trainings D-1"]).id();
        let training_path = format!("{all}/{training}");
        walk.step("PUT", one, &training_path, body, 200, &["changed trainings D-1"]);
        walk.step("PATCH", one, &training_path, json!({"ends_on": "2023-05-01"}), 200, &["changed trainings D-1"]);
        let (people, person) = ("/trainings/{id}/participants", "/trainings/{id}/participants/{pid}");
        let people_path = format!("{training_path}/participants");
        let first = walk.copy.records.keys().filter(|(resource, _)| resource == "participants").count() + 1;
        let body = json!({"name": "Siti", "identity_number": "1571012345678901", "score": "80"});
        let created = format!("created participants D-1/{first}");
        let pid = walk.step("POST", people, &people_path, body.clone(), 201, &[&created]).id();
        assert_eq!(pid as usize, first);
        let person_path = format!("{people_path}/{pid}");
        let changed = format!("changed participants D-1/{pid}");
        walk.step("PUT", person, &person_path, body, 200, &[&changed]);
        walk.step("PATCH", person, &person_path, json!({"score": "74.995"}), 200, &[&changed]);
        // Reading an identity number is recorded in the audit and changes nothing.
        let (look, search) = ("/trainings/{id}/participants/{pid}/identity-number", "/participants/search");
        walk.step("POST", look, &format!("{person_path}/identity-number"), none.clone(), 200, &[]);
        walk.is_only_audited("read", "participants", &format!("D-1/{pid}"));
        walk.step("POST", search, search, json!({"identity_number": "1571012345678901"}), 200, &[]);
        walk.step("DELETE", person, &person_path, none.clone(), 204, &[&format!("deleted participants D-1/{pid}")]);

        let figure = "/figures/{dataset}/{year}/{region}";
        let path_15 = "/figures/umkm/2020/15";
        let body = json!({"source": "Buku", "turnover": "12.50"});
        walk.step("PUT", figure, path_15, body.clone(), 201, &["created figures umkm/2020/15"]);
        walk.step("PUT", figure, path_15, body, 200, &["changed figures umkm/2020/15"]);
        walk.step("DELETE", figure, path_15, none.clone(), 204, &["deleted figures umkm/2020/15"]);

        let file = json!("register_number,name,region\nU-9,Warung,15.01\n");
        walk.step("POST", "/imports/{dataset}", "/imports/umkm", file, 200, &["created umkm U-9"]);

        // The feed has no keys, since a copy of the data does not need them.
        let key = walk.step("POST", "/keys", "/keys", json!({"name": "x", "role": "viewer"}), 201, &[]).id();
        walk.is_only_audited("created", "keys", &key.to_string());
        walk.step("DELETE", "/keys/{id}", &format!("/keys/{key}"), none.clone(), 204, &[]);
        walk.is_only_audited("deleted", "keys", &key.to_string());

        // Dependants that are deleted, and participations that lose their link.
        let mut linked = Vec::new();
        for (name, member, id) in [("A", "cooperative_id", id), ("B", "umkm_id", unit), ("C", "cooperative_id", id)] {
            let body = json!({"name": name, member: id});
            linked.push(server.post(&people_path, body).expect(201).id());
        }
        walk.copy.follow(server);
        let [a, b, c] = linked.as_slice() else { panic!("three") };
        let (changed_a, changed_c) = (format!("changed participants D-1/{a}"), format!("changed participants D-1/{c}"));
        let one = "/cooperatives/{id}";
        walk.step("DELETE", one, &path, none.clone(), 409, &[]);
        let left = [
            changed_a.as_str(),
            changed_c.as_str(),
            "deleted cooperative-reports K/1/2022",
            "deleted cooperative-reports K/1/2023",
            "deleted cooperatives K/1",
        ];
        walk.step("DELETE", one, &format!("{path}?cascade=true"), none.clone(), 204, &left);
        let changed_b = format!("changed participants D-1/{b}");
        let left = [changed_b.as_str(), "deleted umkm-reports U-2/2024", "deleted umkm U-2"];
        walk.step("DELETE", "/umkm/{id}", &format!("{unit_path}?cascade=true"), none.clone(), 204, &left);
        let left: Vec<String> = linked.iter().map(|id| format!("deleted participants D-1/{id}")).collect();
        let left: Vec<&str> = left.iter().map(String::as_str).chain(["deleted trainings D-1"]).collect();
        walk.step("DELETE", "/trainings/{id}", &format!("{training_path}?cascade=true"), none, 204, &left);

        let documented = writes_of_the_document(server);
        let differing: Vec<_> = documented.symmetric_difference(&walk.done).collect();
        assert!(differing.is_empty(), "only in the document, or only in this test: {differing:?}");
    }

    /// Writing the same values again confirms them: the record gets the new time, and the change is recorded.
    fn an_unchanged_write_is_recorded(server: &Server) {
        let id = given::cooperative(server, "K-1", "15.01");
        let before = server.get(&format!("/cooperatives/{id}")).expect(200).json();
        server.put(&format!("/cooperatives/{id}"), before.clone()).expect(200);
        let entry = server.get(&format!("/audit?resource=cooperatives&record_id={id}")).expect(200).at("/items/0");
        assert_eq!((&entry["kind"], &entry["version"]), (&json!("changed"), &json!(2)));
        assert_ne!(entry["before"]["updated_at"], entry["after"]["updated_at"]);
        assert_eq!(entry["before"]["name"], entry["after"]["name"]);
    }
}

/// The writing operations of the document.
fn writes_of_the_document(server: &Server) -> BTreeSet<(String, String)> {
    let document = server.get("/openapi.json").expect(200).json();
    let paths = document["paths"].as_object().expect("paths").clone();
    paths
        .into_iter()
        .flat_map(|(path, item)| {
            let methods: Vec<String> = item.as_object().expect("methods").keys().cloned().collect();
            methods.into_iter().filter(|method| method != "get").map(move |method| (method, path.clone()))
        })
        .collect()
}
