//! ETag, If-Match and If-None-Match on single resources.

use serde_json::{Value, json};

use crate::harness::{Answer, Server, given};

/// Every kind of single resource: its path, a body that replaces it, and a merge patch if it accepts one.
fn every_kind(server: &Server) -> Vec<(String, Value, Option<Value>)> {
    let cooperative = given::cooperative(server, "K-1", "15.71");
    given::cooperative_report(server, cooperative, 2023, json!({}));
    let umkm = given::umkm(server, "U-1", "15.71");
    given::umkm_report(server, umkm, 2023, json!({}));
    let training = given::training(server, "D-1", "15.71", "2023-05-05");
    let participant = given::participant(server, training, "Ani", None);
    given::figure(server, "umkm", 2020, "15.71", json!({}));
    let unit = |number: &str| json!({"register_number": number, "name": "Lain", "region": "15.71"});
    let name = Some(json!({"name": "Lain lagi"}));
    vec![
        (format!("/cooperatives/{cooperative}"), unit("K-1"), name.clone()),
        (
            format!("/cooperatives/{cooperative}/reports/2023"),
            json!({"rat_held": true, "serves_members": true, "members": 9}),
            Some(json!({"members": 10})),
        ),
        (format!("/umkm/{umkm}"), unit("U-1"), name.clone()),
        (format!("/umkm/{umkm}/reports/2023"), json!({"workers": 9}), Some(json!({"workers": 10}))),
        (
            format!("/trainings/{training}"),
            json!({"code": "D-1", "title": "Lain", "region": "15.71", "ends_on": "2023-05-06"}),
            Some(json!({"title": "Lain lagi"})),
        ),
        (format!("/trainings/{training}/participants/{participant}"), json!({"name": "Budi"}), name),
        ("/figures/umkm/2020/15.71".to_owned(), json!({"source": "Lain", "workers": 4}), None),
        ("/regions/15.09".to_owned(), json!({"bps_code": "1508", "name": "Tebo Baru", "kind": "kabupaten"}), None),
    ]
}

fn put_if(server: &Server, path: &str, header: &str, tag: &str, body: &Value) -> Answer {
    server.request("PUT", path).header(header, tag).json(body).send()
}

fn read_if_none(server: &Server, path: &str, tags: &str) -> Answer {
    server.request("GET", path).header("if-none-match", tags).send()
}

fn is_stale(answer: Answer, current: &str) {
    let answer = answer.problem(412, "stale");
    assert_eq!(answer.etag(), current, "a 412 has the tag of the current version: {}", answer.whole());
}

both! {
    fn a_tag_is_strong_and_identifies_one_version(server: &Server) {
        for (path, body, _) in every_kind(server) {
            let before = server.get(&path).expect(200).etag();
            assert!(before.starts_with('"') && before.ends_with('"') && before.len() > 2, "{path}: {before}");
            assert_eq!(server.get(&path).etag(), before, "{path}");
            let written = server.put(&path, body).expect(200);
            assert_ne!(written.etag(), before, "{path}");
            assert_eq!(server.get(&path).etag(), written.etag(), "{path}: the answer to a write has the new tag");
        }
    }

    fn a_current_tag_is_answered_304(server: &Server) {
        for (path, body, _) in every_kind(server) {
            let tag = server.get(&path).expect(200).etag();
            for tags in [tag.clone(), format!("\"other\", {tag}"), format!("W/{tag}"), "*".to_owned()] {
                let answer = read_if_none(server, &path, &tags).expect(304);
                assert_eq!(answer.text, "", "{path} with {tags}");
                assert_eq!(answer.etag(), tag, "{path} with {tags}");
            }
            read_if_none(server, &path, "\"other\"").expect(200);
            server.put(&path, body).expect(200);
            read_if_none(server, &path, &tag).expect(200);
        }
    }

    fn a_write_on_a_stale_version_is_refused(server: &Server) {
        for (path, body, patch) in every_kind(server) {
            let stale = server.get(&path).expect(200).etag();
            let current = put_if(server, &path, "if-match", &stale, &body).expect(200).etag();
            let now = server.get(&path).expect(200).json();

            is_stale(put_if(server, &path, "if-match", &stale, &body), &current);
            if let Some(patch) = &patch {
                let patching = server.request("PATCH", &path).header("if-match", &stale);
                is_stale(patching.body(patch.to_string(), "application/merge-patch+json").send(), &current);
            }
            is_stale(server.request("DELETE", &path).header("if-match", &stale).send(), &current);
            // A weak tag never matches in a strong comparison.
            is_stale(put_if(server, &path, "if-match", &format!("W/{current}"), &body), &current);
            assert_eq!(server.get(&path).expect(200).json(), now, "{path}: a refused write leaves no trace");

            put_if(server, &path, "if-match", &format!("\"other\", {current}"), &body).expect(200);
            let current = server.get(&path).etag();
            if let Some(patch) = &patch {
                let patching = server.request("PATCH", &path).header("if-match", &current);
                patching.body(patch.to_string(), "application/merge-patch+json").send().expect(200);
            }
        }
    }

    fn a_delete_of_the_current_version_is_done(server: &Server) {
        for (path, _, _) in every_kind(server).into_iter().rev() {
            let current = server.get(&path).expect(200).etag();
            // Dependants of trainings and units come later in the list and were deleted with them.
            server.request("DELETE", &path).header("if-match", &current).send().expect(204);
            server.get(&path).problem(404, "not-found");
        }
    }

    fn if_match_any_needs_an_existing_record(server: &Server) {
        let body = json!({"source": "x"});
        let path = "/figures/umkm/2020/15.71";
        for tag in ["*", "\"of-another-life\""] {
            put_if(server, path, "if-match", tag, &body).problem(412, "stale");
        }
        server.get(path).problem(404, "not-found");
        server.put(path, body.clone()).expect(201);
        put_if(server, path, "if-match", "*", &body).expect(200);
    }

    fn if_none_match_any_only_creates(server: &Server) {
        let cooperative = given::cooperative(server, "K-1", "15.71");
        let umkm = given::umkm(server, "U-1", "15.71");
        for (path, body) in [
            ("/regions/16".to_owned(), json!({"bps_code": "16", "name": "Sumsel", "kind": "province"})),
            (format!("/cooperatives/{cooperative}/reports/2023"), json!({"rat_held": true, "serves_members": true})),
            (format!("/umkm/{umkm}/reports/2023"), json!({"workers": 9})),
            ("/figures/umkm/2020/15.71".to_owned(), json!({"source": "x"})),
        ] {
            let created = put_if(server, &path, "if-none-match", "*", &body).expect(201);
            is_stale(put_if(server, &path, "if-none-match", "*", &body), &created.etag());
            server.put(&path, body).expect(200);
        }
    }

    fn a_deleted_records_tag_never_matches_again(server: &Server) {
        let path = "/figures/umkm/2020/15.71";
        let body = json!({"source": "x"});
        let first = server.put(path, body.clone()).expect(201).etag();
        server.delete(path).expect(204);
        let second = server.put(path, body.clone()).expect(201).etag();
        assert_ne!(first, second, "another life of the same address is another version");
    }

    fn a_new_record_has_the_tag_that_a_read_gives(server: &Server) {
        let unit = |number: &str| json!({"register_number": number, "name": "Baru", "region": "15.71"});
        let training = json!({"code": "D-9", "title": "Baru", "region": "15.71", "ends_on": "2023-05-06"});
        let people = format!("/trainings/{}/participants", given::training(server, "D-1", "15.71", "2023-05-05"));
        for (path, body) in [
            ("/cooperatives", unit("K-9")),
            ("/umkm", unit("U-9")),
            ("/trainings", training),
            (people.as_str(), json!({"name": "Ani"})),
        ] {
            let created = server.post(path, body).expect(201);
            let location = created.header("location").expect("a path");
            assert_eq!(server.get(&location).expect(200).etag(), created.etag(), "{path}");
        }
    }

    fn a_malformed_body_is_refused_before_the_record_is_looked_for(server: &Server) {
        for (path, _, _) in every_kind(server) {
            let refused = put_if(server, &path, "if-match", "\"stale\"", &json!({"colour": "red"}));
            refused.problem(400, "malformed").names_pointer("/colour");
        }
        let unit = json!({"register_number": "K-9", "name": " ", "region": "15.71"});
        let report = json!({"rat_held": true, "serves_members": true, "members": -1});
        let training = json!({"code": "D-9", "title": " ", "region": "15.71", "ends_on": "2023-05-06"});
        for (path, body, member) in [
            ("/cooperatives/999", &unit, "/name"),
            ("/umkm/999", &unit, "/name"),
            ("/cooperatives/999/reports/2023", &report, "/members"),
            ("/umkm/999/reports/2023", &json!({"workers": -1}), "/workers"),
            ("/trainings/999", &training, "/title"),
            ("/trainings/999/participants/999", &json!({"name": " "}), "/name"),
        ] {
            server.put(path, body.clone()).problem(422, "invalid").names_pointer(member);
        }
        // A well-formed body shows that the record is missing; so does a mask, which only the record could confirm.
        server.put("/umkm/999/reports/2023", json!({"workers": 1})).problem(404, "not-found");
        let masked = json!({"name": "Ani", "identity_number": "************8901"});
        server.put("/trainings/999/participants/999", masked).problem(404, "not-found");
    }
}
