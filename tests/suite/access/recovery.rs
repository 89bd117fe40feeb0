//! Tries to recover one business's amounts from everything that an anonymous caller can read, before and after a
//! write.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::harness::{Server, given};

/// Amounts in whole rupiah that no other record contains.
const TURNOVER: i128 = 123_454_321;
const LATER: i128 = 198_765_432;

const CODES: &[&str] = &[
    "quality-cooperatives",
    "cooperative-volume-growth",
    "umkm-turnover-growth",
    "umkm-assets-growth",
    "umkm-workers-growth",
    "training-good-grade",
];

/// Every public address with every parameter that it accepts.
fn open_addresses() -> Vec<String> {
    let regions = ["", "15", "15.71", "15.72", "00"];
    let mut all = vec!["/indicators".to_owned(), "/regions".to_owned(), "/organization".to_owned()];
    for region in regions {
        let only = if region.is_empty() { String::new() } else { format!("region={region}") };
        for year in [2022, 2023, 2024] {
            all.push(format!("/indicators/{year}?{only}"));
            all.push(format!("/indicators/{year}?breakdown=region&{only}"));
            all.extend(CODES.iter().map(|code| format!("/indicators/{year}/{code}?{only}")));
        }
        all.push(format!("/series?from=2022&to=2024&{only}"));
        all.extend(CODES.iter().map(|code| format!("/series?from=2022&to=2024&code={code}&{only}")));
    }
    all
}

/// Body and entity tag of each answer.
fn everything(server: &Server) -> BTreeMap<String, (Value, String)> {
    let read = |path: String| {
        let answer = server.anonymous().get(&path).expect(200);
        (path, (answer.json(), answer.etag()))
    };
    open_addresses().into_iter().map(read).collect()
}

/// Every number in an answer, in hundredths, whether it is a JSON number or part of a text.
fn numbers(value: &Value, found: &mut BTreeSet<i128>) {
    match value {
        Value::Number(number) => found.extend(number.as_i64().map(|number| i128::from(number) * 100)),
        Value::String(text) => found.extend(in_text(text)),
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        Value::Object(members) => members.values().for_each(|member| numbers(member, found)),
        _ => {}
    }
}

/// Both notations: `1.234.567,89` or `1,234,567.89`.
fn in_text(text: &str) -> Vec<i128> {
    let words = text.split(|sign: char| !(sign.is_ascii_digit() || ".,".contains(sign)));
    let words = words.map(|word| word.trim_matches(['.', ','])).filter(|word| !word.is_empty());
    let mut found = Vec::new();
    for word in words {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let hundredths = match word.len().checked_sub(3).and_then(|at| word.get(at..at + 1)) {
            Some("." | ",") => digits(word),
            _ => format!("{}00", digits(word)),
        };
        found.extend(hundredths.parse::<i128>());
        found.extend(digits(word).parse::<i128>().map(|number| number * 100));
    }
    found
}

fn known(everything: &BTreeMap<String, (Value, String)>) -> BTreeSet<i128> {
    let mut found = BTreeSet::new();
    everything.values().for_each(|(body, _)| numbers(body, &mut found));
    found
}

/// Fails if a number, or the difference or sum of any two, is one of the secrets.
fn try_to_recover(known: &BTreeSet<i128>, secrets: &[i128]) {
    for secret in secrets {
        assert!(!known.contains(secret), "{secret} is shown");
        for number in known {
            assert!(!known.contains(&(secret + number)), "{} − {number} = {secret}", secret + number);
            assert!(!known.contains(&(secret - number)), "{} + {number} = {secret}", secret - number);
        }
    }
}

/// Six businesses in one region and one in another, whose amounts are mostly hidden, and cooperatives, whose amounts
/// are public.
fn given_register(server: &Server) -> i64 {
    let nation = json!({"name": "Indonesia", "kind": "nation", "bps_code": "0000"});
    server.put("/regions/00", nation).expect(201);
    for n in 0..6 {
        let id = given::umkm(server, &format!("U-{n}"), "15.71");
        for year in [2022, 2023, 2024] {
            let amount = format!("{}.00", 70_000_000 + 1_234_567 * n + 5_432_111 * (year - 2021));
            given::umkm_report(server, id, year, json!({"turnover": amount, "assets": amount, "workers": 3 + n}));
        }
    }
    let lonely = given::umkm(server, "U-lonely", "15.72");
    for year in [2022, 2023, 2024] {
        let amount = format!("{TURNOVER}.00");
        given::umkm_report(server, lonely, year, json!({"turnover": amount, "assets": amount, "workers": 7}));
    }
    let cooperative = given::cooperative(server, "K-1", "15.72");
    given::cooperative_report(server, cooperative, 2023, json!({"business_volume": "55000000.00"}));
    lonely
}

both! {
    fn one_businesss_turnover_cannot_be_recovered(server: &Server) {
        let lonely = given_register(server);
        let before = everything(server);
        server.patch(&format!("/umkm/{lonely}/reports/2023"), json!({"turnover": format!("{LATER}.00")})).expect(200);
        let after = everything(server);
        server.delete(&format!("/umkm/{lonely}/reports/2023")).expect(204);
        let without = everything(server);
        let secrets = [TURNOVER * 100, LATER * 100, (LATER - TURNOVER) * 100];
        let all: BTreeSet<i128> = [&before, &after, &without].into_iter().flat_map(known).collect();
        assert!(all.contains(&5_500_000_000), "the search finds what is open");
        try_to_recover(&all, &secrets);
        // An entity tag changes only when its answer does.
        for (path, (body, tag)) in &before {
            let (body_after, tag_after) = &after[path];
            assert_eq!(body == body_after, tag == tag_after, "{path}");
        }
        // Nothing is shown about the region with one business, neither before nor after the write.
        for state in [&before, &after] {
            for code in &CODES[2..5] {
                let (body, _) = &state[&format!("/indicators/2023/{code}?region=15.72")];
                assert_eq!(body["indicator"]["value"], Value::Null, "{code}");
            }
        }
    }

    fn a_key_would_recover_it(server: &Server) {
        given_register(server);
        let mut found = BTreeSet::new();
        numbers(&server.get("/indicators/2023?breakdown=region").expect(200).json(), &mut found);
        assert!(found.contains(&(TURNOVER * 100)), "the attempt finds what is there to be found");
    }
}
