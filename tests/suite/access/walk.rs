//! Every operation of the published document, as every caller, on a record of the caller's region and of another
//! region.

use std::cell::Cell;
use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::keys::{await_expiry, soon};
use super::make_key;
use super::table::{CALLERS, PROBES, TABLE};
use crate::harness::{Answer, Server, given};

const OWN: &str = "15.71";
const OTHER: &str = "15.72";
const NUMBER: &str = "1571010101900001";

/// Creates the records that requests concern, anew for each caller, since one caller may delete them.
pub(super) struct Givens<'a> {
    pub(super) server: &'a Server,
    pub(super) count: Cell<u32>,
}

/// A request that is valid for every caller.
pub(super) struct Right {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) body: Option<Value>,
}

impl Givens<'_> {
    fn fresh(&self) -> u32 {
        self.count.set(self.count.get() + 1);
        self.count.get()
    }

    pub(super) fn request(&self, operation: &str, region: &str) -> Right {
        let (method, pattern) = operation.split_once(' ').unwrap();
        let n = self.fresh();
        let mut path = pattern.to_owned();
        let put = |path: &mut String, name: &str, value: String| *path = path.replace(&format!("{{{name}}}"), &value);
        let training_body =
            json!({"code": format!("D-{n}"), "title": "Diklat", "region": region, "ends_on": "2023-05-05"});
        let unit_body = json!({"register_number": format!("X-{n}"), "name": "Baru", "region": region});
        let report = if pattern.starts_with("/cooperatives") {
            json!({"rat_held": true, "serves_members": true})
        } else {
            json!({"turnover": "1.00"})
        };
        match pattern.split('/').nth(1).unwrap() {
            "cooperatives" if path.contains("{id}") => {
                let id = given::cooperative(self.server, &format!("K-{n}"), region);
                if path.contains("{year}") {
                    given::cooperative_report(self.server, id, 2023, json!({}));
                }
                put(&mut path, "id", id.to_string());
            }
            "umkm" if path.contains("{id}") => {
                let id = given::umkm(self.server, &format!("U-{n}"), region);
                if path.contains("{year}") {
                    given::umkm_report(self.server, id, 2023, json!({"turnover": "5.00"}));
                }
                put(&mut path, "id", id.to_string());
            }
            "trainings" if path.contains("{id}") => {
                let id = given::training(self.server, &format!("T-{n}"), region, "2023-05-05");
                if path.contains("{pid}") {
                    put(&mut path, "pid", given::participant(self.server, id, "Siti", None).to_string());
                }
                put(&mut path, "id", id.to_string());
            }
            "figures" if path.contains("{dataset}") => {
                given::figure(self.server, "umkm", 2020, region, json!({"turnover": "5.00"}));
                path = format!("/figures/umkm/2020/{region}");
            }
            "regions" if path.contains("{code}") => {
                // 15 is Jambi; a hundred two-digit codes suffice for all callers.
                let code = format!("{}", 16 + n % 80);
                let province = json!({"bps_code": code, "name": "Provinsi", "kind": "province"});
                self.server.delete(&format!("/regions/{code}"));
                if method != "PUT" {
                    self.server.put(&format!("/regions/{code}"), province).expect(201);
                }
                let body = json!({"bps_code": code, "name": "Provinsi", "kind": "province"});
                put(&mut path, "code", code);
                return Right { method: method.to_owned(), path, body: (method == "PUT").then_some(body) };
            }
            "keys" if path.contains("{id}") => {
                put(&mut path, "id", make_key(self.server, "viewer", None).0.to_string())
            }
            _ => {}
        }
        put(&mut path, "dataset", "umkm".to_owned());
        put(&mut path, "year", "2023".to_owned());
        put(&mut path, "code", "training-good-grade".to_owned());
        if pattern == "/series" {
            path.push_str("?from=2022&to=2023");
        }
        assert!(!path.contains('{'), "{operation} is not filled in: {path}");
        let body = match (method, pattern) {
            ("GET" | "DELETE", _) => None,
            // A text body is a file.
            (_, "/imports/{dataset}") => Some(json!(format!("register_number,name,region\nX-{n},Baru,{region}\n"))),
            (_, "/keys") => Some(json!({"name": "baru", "role": "viewer"})),
            (_, "/participants/search") => Some(json!({"identity_number": NUMBER})),
            (_, pattern) if pattern.ends_with("/identity-number") => None,
            (_, pattern) if pattern.contains("/participants") => Some(json!({"name": "Siti Aminah"})),
            (_, pattern) if pattern.contains("/reports") => Some(report),
            (_, pattern) if pattern.starts_with("/trainings") => Some(training_body),
            (_, pattern) if pattern.starts_with("/figures") => Some(json!({"turnover": "6.00", "source": "Buku"})),
            _ => Some(unit_body),
        };
        Right { method: method.to_owned(), path, body }
    }
}

pub(super) fn send(server: &Server, key: Option<&str>, right: &Right) -> Answer {
    let client = key.map_or_else(|| server.anonymous(), |key| server.with_key(key));
    let request = client.request(&right.method, &right.path);
    match &right.body {
        None => request.send(),
        Some(Value::String(file)) => request.body(file.clone(), "text/csv").send(),
        Some(body) if right.method == "PATCH" => request.body(body.to_string(), "application/merge-patch+json").send(),
        Some(body) => request.json(body).send(),
    }
}

/// Every operation of the document.
fn documented(server: &Server) -> BTreeSet<String> {
    let document = server.anonymous().get("/openapi.json").expect(200).json();
    let paths = document["paths"].as_object().unwrap().clone();
    let of_path = |(path, item): (String, Value)| {
        let methods: Vec<String> = item.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        methods.into_iter().map(move |method| format!("{method} {path}"))
    };
    paths.into_iter().flat_map(of_path).collect()
}

both! {
    fn every_operation_as_every_caller(server: &Server) {
        let expected: BTreeSet<String> = TABLE.iter().map(|(operation, _)| (*operation).to_owned()).collect();
        let documented = documented(server);
        let differing: Vec<_> = documented.symmetric_difference(&expected).collect();
        assert!(differing.is_empty(), "only in the document, or only in the table of access/table.rs: {differing:?}");

        let key = |role, region| Some(make_key(server, role, region).1);
        let bound = key("operator", Some(OWN));
        let keys = [
            None, key("viewer", None), key("operator", None), bound.clone(), bound, key("approver", None),
            key("admin", None),
        ];
        let givens = Givens { server, count: Cell::new(0) };
        let mut wrong = Vec::new();
        for (operation, statuses) in TABLE {
            for ((caller, key), expected) in CALLERS.iter().zip(&keys).zip(statuses) {
                let places: &[&str] = match *caller {
                    "bound own" => &[OWN],
                    "bound other" => &[OTHER, "15"],
                    _ => &[OWN, OTHER],
                };
                for place in places {
                    let mut right = givens.request(operation, place);
                    let answer = send(server, key.as_deref(), &right);
                    if answer.status != *expected {
                        wrong.push(format!("{operation} by {caller} at {place}: not {expected} but {}", answer.whole()));
                    } else if *expected == 403 && *caller == "bound other" && statuses[2] < 300 {
                        assert_eq!(answer.at("/errors/0/code"), "outside_region", "{}", answer.whole());
                    }
                    if right.method == "GET" {
                        right.method = "HEAD".to_owned();
                        assert_eq!(send(server, key.as_deref(), &right).status, *expected, "HEAD, {operation} by {caller}");
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} answers are not as expected:\n{}", wrong.len(), wrong.join("\n\n"));
    }

    fn invalid_keys_are_refused(server: &Server) {
        let (revoked, revoked_key) = make_key(server, "admin", None);
        server.delete(&format!("/keys/{revoked}")).expect(204);
        let short = server.post("/keys", json!({"name": "sebentar", "role": "admin", "expires_at": soon()}));
        let expired_key = short.expect(201).at("/key").as_str().unwrap().to_owned();
        server.with_key(&expired_key).get("/keys").expect(200);
        let mut mistyped = make_key(server, "admin", None).1;
        mistyped.replace_range(10..11, if &mistyped[10..11] == "0" { "1" } else { "0" });
        await_expiry(server, &expired_key);
        let givens = Givens { server, count: Cell::new(0) };
        for (operation, _) in TABLE {
            let right = givens.request(operation, OWN);
            for (what, key) in [("revoked", &revoked_key), ("expired", &expired_key), ("mistyped", &mistyped)] {
                let answer = send(server, Some(key), &right);
                let expected = if PROBES.contains(operation) { 200 } else { 401 };
                assert_eq!(answer.status, expected, "{operation} with a {what} key: {}", answer.whole());
            }
        }
    }
}
