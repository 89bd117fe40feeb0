//! Problem texts follow Accept-Language: Indonesian or English, English by default.

use serde_json::{Value, json};

use crate::harness::{Answer, Server};

fn ask(server: &Server, language: Option<&str>) -> Answer {
    let mut request = server.request("POST", "/cooperatives");
    if let Some(language) = language {
        request = request.header("accept-language", language);
    }
    request.json(&json!({"name": "x"})).send().problem(422, "invalid")
}

fn texts(answer: &Answer) -> Value {
    json!([answer.at("/title"), answer.at("/detail"), answer.at("/errors/0/detail")])
}

both! {
    fn texts_are_translated_and_codes_are_not(server: &Server) {
        let (english, indonesian) = (ask(server, Some("en")), ask(server, Some("id")));
        for pointer in ["/title", "/detail", "/errors/0/detail"] {
            assert_ne!(english.at(pointer), indonesian.at(pointer), "{pointer}");
        }
        for pointer in ["/type", "/status", "/errors/0/code", "/errors/0/pointer"] {
            assert_eq!(english.at(pointer), indonesian.at(pointer), "{pointer}");
        }
    }

    fn the_preferred_language_wins(server: &Server) {
        let (english, indonesian) = (texts(&ask(server, Some("en"))), texts(&ask(server, Some("id"))));
        for language in ["id-ID", "ID", "id-ID,id;q=0.9,en-US;q=0.8", "en;q=0.1, id;q=0.9", "fr, id;q=0.2", "id, en"] {
            assert_eq!(texts(&ask(server, Some(language))), indonesian, "{language}");
        }
        for language in ["en-GB", "fr", "*", "", "en, id;q=0.9", "id;q=0", ";;;", "idx"] {
            assert_eq!(texts(&ask(server, Some(language))), english, "{language}");
        }
        assert_eq!(texts(&ask(server, None)), english);
    }

    fn every_kind_of_problem_is_translated(server: &Server) {
        for (method, path, status) in [
            ("GET", "/nowhere", 404),
            ("DELETE", "/organization", 405),
            ("GET", "/cooperatives?limit=x", 400),
            ("DELETE", "/regions/15", 409),
            ("POST", "/cooperatives", 415),
        ] {
            let ask = |language: &str| {
                let mut request = server.request(method, path).header("accept-language", language);
                if method == "POST" {
                    request = request.body("x", "text/plain");
                }
                request.send().expect(status)
            };
            let (english, indonesian) = (ask("en"), ask("id"));
            assert_ne!(english.at("/title"), indonesian.at("/title"), "{method} {path}");
            assert_ne!(english.at("/detail"), indonesian.at("/detail"), "{method} {path}");
        }
        let ask = |language: &str| {
            server.anonymous().request("GET", "/cooperatives").header("accept-language", language).send().expect(401)
        };
        assert_ne!(ask("en").at("/detail"), ask("id").at("/detail"));
    }
}
