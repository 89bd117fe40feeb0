//! A follower: it keeps a copy of the data by the change feed alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::harness::Server;

/// A copy, and its position in the feed.
#[derive(Default)]
pub(crate) struct Follower {
    /// The `seq` of the last applied change.
    pub(crate) after: i64,
    /// The documents, by resource and by the part of a record that never changes.
    pub(crate) records: BTreeMap<(String, String), Value>,
    /// The version of every record that ever existed.
    versions: BTreeMap<(String, String), i64>,
    deleted: BTreeSet<(String, String)>,
}

impl Follower {
    /// Applies the new changes of the feed and returns them.
    pub(crate) fn follow(&mut self, server: &Server) -> Vec<Value> {
        let mut taken = Vec::new();
        loop {
            let page = server.get(&format!("/changes?after={}&limit=200", self.after)).expect(200);
            for change in page.items() {
                self.take(&change);
                taken.push(change);
            }
            assert_eq!(page.at("/next_after"), self.after, "{}", page.whole());
            if page.at("/more") == false {
                return taken;
            }
        }
    }

    fn take(&mut self, change: &Value) {
        let seq = change["seq"].as_i64().expect("a place");
        assert_eq!(seq, self.after + 1, "the feed has no gaps: {change}");
        self.after = seq;
        let resource = change["resource"].as_str().expect("a resource").to_owned();
        let record = match &change["record_id"] {
            Value::Null => change["natural_key"].as_str().expect("a code").to_owned(),
            id => id.to_string(),
        };
        let key = (resource, record);
        let version = self.versions.entry(key.clone()).or_default();
        *version += 1;
        assert_eq!(change["version"], *version, "a record's versions are without gaps: {change}");
        match change["kind"].as_str() {
            Some("created") => {
                let is_new = self.records.insert(key.clone(), change["after"].clone()).is_none();
                assert!(is_new, "created, but there already: {change}");
                let was_deleted = self.deleted.remove(&key);
                assert!(*version == 1 || was_deleted, "{change}");
            }
            Some("changed") => {
                let was_there = self.records.insert(key, change["after"].clone()).is_some();
                assert!(was_there, "changed, but not there: {change}");
            }
            Some("deleted") => {
                assert_eq!(change["after"], json!(null), "{change}");
                assert!(self.records.remove(&key).is_some(), "deleted, but not there: {change}");
                self.deleted.insert(key);
            }
            _ => panic!("no kind of the feed: {change}"),
        }
    }

    /// Fails unless the copy has exactly the records of the lists, with all members that the feed may show.
    pub(crate) fn is_exact(&self, server: &Server) {
        let mut left: BTreeSet<&(String, String)> = self.records.keys().collect();
        for resource in LISTS {
            for item in everything(server, &format!("/{resource}")) {
                let same = |(key, document): &(&(String, String), &Value)| {
                    key.0 == resource && identity(resource).iter().all(|name| document[*name] == item[*name])
                };
                let found: Vec<_> = self.records.iter().filter(same).collect();
                let [(key, document)] = found.as_slice() else {
                    panic!("{resource}: {} in the copy for {item}", found.len());
                };
                let members = document.as_object().expect("an object");
                for (name, value) in members {
                    match item.get(name) {
                        Some(_) if is_withheld(resource, name) => assert!(value.is_null(), "{name} in {document}"),
                        Some(known) => assert_eq!(value, known, "{name} of {resource} {item}\nin the copy {document}"),
                        // A figure shows the members of its data set alone; reports and figures show no ids.
                        None => assert!(value.is_null() || name == "id" || name == "year", "{name} in {document}"),
                    }
                }
                assert!(left.remove(*key), "twice in the list: {item}");
            }
        }
        assert!(left.is_empty(), "in the copy, and nowhere else: {left:?}");
    }
}

/// The resources, which are also the addresses of their lists.
pub(crate) const LISTS: [&str; 8] =
    ["regions", "cooperatives", "cooperative-reports", "umkm", "umkm-reports", "trainings", "participants", "figures"];

/// The members that the feed never shows.
fn is_withheld(resource: &str, name: &str) -> bool {
    matches!((resource, name), ("umkm", "owner_name") | ("participants", "name" | "identity_number"))
}

/// The members that identify an item of a list.
fn identity(resource: &str) -> &'static [&'static str] {
    match resource {
        "regions" => &["code"],
        "cooperative-reports" => &["cooperative_id", "year"],
        "umkm-reports" => &["umkm_id", "year"],
        "figures" => &["dataset", "year", "region"],
        _ => &["id"],
    }
}

/// All items of a list.
pub(crate) fn everything(server: &Server, list: &str) -> Vec<Value> {
    let separator = if list.contains('?') { '&' } else { '?' };
    let mut items = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = server.get(&format!("{list}{separator}limit=500{cursor}")).expect(200);
        items.extend(page.items());
        match page.at("/next_cursor").as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return items,
        }
    }
}
