//! Rights of each role, and the personal data that each caller sees.

mod keys;
mod last_use;
mod leaks;
mod persons;
mod recovery;
mod regions;
mod sight;
mod table;
mod walk;

use serde_json::json;

use crate::harness::{Answer, Server};

/// A new key, made by the admin: its id and the key itself.
#[track_caller]
pub(crate) fn make_key(server: &Server, role: &str, region: Option<&str>) -> (i64, String) {
    let made = new_key(server, role, region).expect(201);
    (made.id(), made.at("/key").as_str().unwrap().to_owned())
}

fn new_key(server: &Server, role: &str, region: Option<&str>) -> Answer {
    server.post("/keys", json!({"name": format!("kunci {role}"), "role": role, "region": region}))
}
