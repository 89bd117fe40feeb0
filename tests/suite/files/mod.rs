//! Whole files in and out.

mod command_line;
mod corrected;
mod doubts;
mod exports;
mod hostile;
mod imports;
mod kept;
mod large;
mod lines;
mod persons;
mod rosters;
mod round_trips;
mod spreadsheets;
mod templates;

use crate::harness::{Answer, Server};

/// Sends a CSV with the admin key; `query` such as `?dry_run=true`, or nothing.
#[track_caller]
pub(crate) fn import(server: &Server, dataset: &str, query: &str, csv: &str) -> Answer {
    server.request("POST", &format!("/imports/{dataset}{query}")).body(csv, "text/csv").send()
}

/// The four counts of an import's answer: created, updated, unchanged, failed.
#[track_caller]
pub(crate) fn counts(answer: &Answer) -> [i64; 4] {
    let document = answer.json();
    let import = if document.get("import").is_some() { &document["import"] } else { &document };
    ["created", "updated", "unchanged", "failed"]
        .map(|name| import[name].as_i64().unwrap_or_else(|| panic!("{}", answer.whole())))
}

/// Everything that the service shows of its records, totals and indicators, without times and ids.
pub(crate) fn state(server: &Server) -> String {
    let mut state = String::new();
    for list in [
        "regions",
        "cooperatives",
        "cooperative-reports",
        "umkm",
        "umkm-reports",
        "trainings",
        "participants",
        "figures",
    ] {
        let mut path = format!("/{list}?limit=500");
        loop {
            let page = server.get(&path).expect(200);
            for mut item in page.items() {
                for name in ["id", "created_at", "updated_at", "cooperative_id", "umkm_id", "training_id"] {
                    item.as_object_mut().unwrap().shift_remove(name);
                }
                state.push_str(&format!("{list} {item}\n"));
            }
            match page.at("/next_cursor").as_str() {
                Some(cursor) => path = format!("/{list}?limit=500&cursor={cursor}"),
                None => break,
            }
        }
    }
    for year in 2018..=2026 {
        state.push_str(&server.get(&format!("/indicators/{year}?breakdown=region")).expect(200).text);
        state.push('\n');
    }
    state
}
