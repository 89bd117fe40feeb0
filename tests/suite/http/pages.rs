//! Lists in pages: a walk along the cursor sees every record once, also while others write.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::harness::{Answer, Server, given};

/// The path and query of the link to the next page.
fn next_link(answer: &Answer) -> Option<String> {
    let link = answer.header("link")?;
    let (target, parameters) = link.split_once(';').expect("a link with parameters");
    assert_eq!(parameters.trim(), "rel=\"next\"", "{link}");
    let target = target.trim().strip_prefix('<').and_then(|target| target.strip_suffix('>')).expect("<...>");
    let path = target.split_once("://").map_or(target, |(_, rest)| &rest[rest.find('/').unwrap()..]);
    Some(path.to_owned())
}

/// Reads all pages from this address on, following `Link`. `between` runs after each page.
fn walk(server: &Server, first: &str, mut between: impl FnMut(usize)) -> Vec<Value> {
    let mut seen = Vec::new();
    let mut path = first.to_owned();
    for page in 0.. {
        assert!(page < 100, "the walk from {first} does not end");
        let answer = server.get(&path).expect(200);
        seen.extend(answer.items());
        let next = next_link(&answer);
        assert_eq!(next.is_some(), answer.at("/next_cursor") != Value::Null, "Link and next_cursor disagree");
        let Some(next) = next else { break };
        path = next;
        between(page);
    }
    seen
}

fn ids(items: &[Value]) -> Vec<i64> {
    items.iter().map(|item| item["id"].as_i64().unwrap()).collect()
}

both! {
    fn an_empty_list(server: &Server) {
        for path in [
            "/cooperatives",
            "/umkm",
            "/trainings",
            "/cooperative-reports",
            "/umkm-reports",
            "/participants",
            "/figures",
        ] {
            let answer = server.get(path).expect(200);
            assert_eq!(answer.json(), json!({"items": [], "next_cursor": null}), "{path}");
            assert_eq!(answer.header("link"), None, "{path}");
        }
    }

    fn a_walk_sees_every_record_once(server: &Server) {
        let expected: Vec<_> = (0..7).map(|n| given::cooperative(server, &format!("K-{n}"), "15.71")).collect();
        for limit in [1, 2, 3, 6, 7, 8] {
            let seen = walk(server, &format!("/cooperatives?limit={limit}"), |_| ());
            assert_eq!(ids(&seen), expected, "limit {limit}");
        }
        let page = server.get("/cooperatives?limit=7").expect(200);
        assert_eq!(page.at("/next_cursor"), Value::Null, "a full last page has no next one");
    }

    fn the_cursor_member_leads_to_the_next_page(server: &Server) {
        let expected: Vec<_> = (0..3).map(|n| given::umkm(server, &format!("U-{n}"), "15.71")).collect();
        let first = server.get("/umkm?limit=2").expect(200);
        let cursor = first.text_at("/next_cursor");
        assert!(
            cursor.chars().all(|sign| sign.is_ascii_alphanumeric() || "-_.~".contains(sign)),
            "not URL-safe: {cursor}"
        );
        let second = server.get(&format!("/umkm?limit=2&cursor={cursor}")).expect(200);
        assert_eq!([ids(&first.items()), ids(&second.items())].concat(), expected);
    }

    fn a_walk_while_rows_are_inserted_and_deleted(server: &Server) {
        for sort in ["id", "-id", "name", "-name", "register_number", "-register_number", "-updated_at"] {
            let tag = sort.replace('-', "r");
            let originals: BTreeSet<_> = (0..6)
                .map(|n| {
                    let number = format!("{tag}-{n}5");
                    given::cooperative_with(server, &number, "15.71", json!({"name": format!("{tag} {}", n / 2)}))
                })
                .collect();
            let mut others = Vec::new();
            let seen = walk(server, &format!("/cooperatives?limit=2&sort={sort}&q={tag}"), |page| {
                let name = json!({"name": format!("{tag} {page}")});
                others.push(given::cooperative_with(server, &format!("{tag}-{page}0"), "15.71", name));
                if let Some(deleted) = page.checked_sub(1).and_then(|page| others.get(page)) {
                    server.delete(&format!("/cooperatives/{deleted}")).expect(204);
                }
            });
            let seen = ids(&seen);
            let distinct: BTreeSet<_> = seen.iter().copied().collect();
            assert_eq!(distinct.len(), seen.len(), "sort={sort}: a record was listed twice: {seen:?}");
            assert!(distinct.is_superset(&originals), "sort={sort}: {originals:?} not all in {seen:?}");
        }
    }

    fn filters_apply_to_every_page(server: &Server) {
        for n in 0..6 {
            given::cooperative(server, &format!("K-{n}"), if n % 2 == 0 { "15.01" } else { "15.02" });
        }
        let seen = walk(server, "/cooperatives?region=15.01&limit=1&sort=-id&q=koperasi", |_| ());
        assert_eq!(seen.len(), 3);
        assert!(seen.iter().all(|item| item["region"] == "15.01"));
    }

    fn every_list_is_paged(server: &Server) {
        let cooperative = given::cooperative(server, "K-1", "15.71");
        let umkm = given::umkm(server, "U-1", "15.71");
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        for n in 0..3 {
            given::cooperative_report(server, cooperative, 2020 + n, json!({}));
            given::umkm_report(server, umkm, 2020 + n, json!({}));
            given::participant(server, training, "Ani", None);
            given::figure(server, "umkm", 2020 + n, "15.71", json!({}));
            given::training(server, &format!("E-{n}"), "15.71", "2023-05-05");
        }
        for (path, count) in [
            ("/regions".to_owned(), 12),
            ("/trainings".to_owned(), 4),
            (format!("/cooperatives/{cooperative}/reports"), 3),
            (format!("/umkm/{umkm}/reports"), 3),
            (format!("/trainings/{training}/participants"), 3),
            ("/cooperative-reports".to_owned(), 3),
            ("/umkm-reports".to_owned(), 3),
            ("/participants".to_owned(), 3),
            ("/figures".to_owned(), 3),
        ] {
            let whole = server.get(&path).expect(200).items();
            assert_eq!(whole.len(), count, "{path}");
            assert_eq!(walk(server, &format!("{path}?limit=2"), |_| ()), whole, "{path}");
        }
    }

    fn the_default_page_has_fifty_items(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        for n in 0..51 {
            given::participant(server, training, &format!("Peserta {n}"), None);
        }
        let path = format!("/trainings/{training}/participants");
        assert_eq!(server.get(&path).expect(200).items().len(), 50);
        assert_eq!(server.get(&format!("{path}?limit=500")).expect(200).items().len(), 51);
    }

    fn the_limit_is_bounded(server: &Server) {
        for limit in ["0", "501", "-1"] {
            let refused = server.get(&format!("/cooperatives?limit={limit}"));
            refused.problem(422, "invalid").names_parameter("limit");
        }
        for limit in ["abc", "", "1.5"] {
            let refused = server.get(&format!("/cooperatives?limit={limit}"));
            refused.problem(400, "malformed").names_parameter("limit");
        }
    }

    fn a_cursor_of_another_list_is_refused_cleanly(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        for n in 0..3 {
            given::cooperative(server, &format!("K-{n}"), "15.71");
            given::participant(server, training, "Ani", None);
            given::training(server, &format!("E-{n}"), "15.71", "2023-05-05");
            given::figure(server, "umkm", 2020 + n, "15.71", json!({}));
        }
        let lists = [
            "/cooperatives?limit=1",
            "/cooperatives?limit=1&sort=-name",
            "/cooperatives?limit=1&sort=updated_at",
            "/trainings?limit=1&sort=ends_on",
            "/participants?limit=1",
            "/figures?limit=1",
            "/regions?limit=1",
        ];
        for from in lists {
            let cursor = server.get(from).expect(200).text_at("/next_cursor");
            for to in lists {
                let answer = server.get(&format!("{to}&cursor={cursor}"));
                assert!(matches!(answer.status, 200 | 400), "{from} to {to}: {}", answer.whole());
            }
        }
    }

    fn a_forged_cursor_is_refused(server: &Server) {
        given::cooperative(server, "K-1", "15.71");
        for cursor in ["x", "!!", "MQ", "eyJpZCI6MX0", "%00"] {
            let refused = server.get(&format!("/cooperatives?cursor={cursor}"));
            refused.problem(400, "malformed").names_parameter("cursor");
        }
    }
}
