//! Figures: totals of a data set for one region and year.

use serde_json::{Value, json};

use crate::harness::given;

const DATASETS: [(&str, &[&str]); 3] = [
    (
        "cooperatives",
        &["active_cooperatives", "quality_cooperatives", "quality_active_cooperatives", "business_volume"],
    ),
    ("umkm", &["businesses", "turnover", "assets", "workers"]),
    ("trainings", &["participants", "good_participants"]),
];

fn is_money(member: &str) -> bool {
    matches!(member, "business_volume" | "turnover" | "assets")
}

both! {
    fn put_creates_and_then_replaces(server: &Server) {
        for (dataset, members) in DATASETS {
            let path = format!("/figures/{dataset}/2020/15.71");
            server.get(&path).problem(404, "not-found");
            let mut body = json!({"source": "Buku Statistik 2020"});
            for member in members {
                body[*member] = if is_money(member) { json!("1250000000.50") } else { json!(12) };
            }
            let created = server.put(&path, body.clone()).expect(201);
            assert!(created.header("location").unwrap().ends_with(&path));
            let read = server.get(&path).expect(200);
            assert_eq!(read.json(), created.json());
            for (member, value) in body.as_object().unwrap() {
                assert_eq!(&read.at(&format!("/{member}")), value, "{member}");
            }
            assert_eq!(read.at("/dataset"), json!(dataset));
            assert_eq!(read.at("/year"), json!(2020));
            assert_eq!(read.at("/region"), json!("15.71"));
            let expected: Vec<&str> = ["dataset", "year", "region"]
                .iter()
                .chain(members)
                .chain(&["source", "created_at", "updated_at"])
                .copied()
                .collect();
            let present: Vec<_> = read.json().as_object().unwrap().keys().cloned().collect();
            assert_eq!(present, expected);

            // Null means unknown, and a PUT without a member makes it unknown.
            let replaced = server.put(&path, json!({"source": "Lain"})).expect(200);
            for member in members {
                assert_eq!(replaced.at(&format!("/{member}")), Value::Null, "{member}");
            }
        }
    }

    fn an_unregistered_region_is_named_as_in_the_address(server: &Server) {
        for region in ["88", "15.99", "zz"] {
            let refused = server.put(&format!("/figures/trainings/2020/{region}"), json!({"source": "x"}));
            refused.problem(422, "invalid").names_parameter("region").has_code("unknown_region");
        }
    }

    fn a_deleted_record_is_gone(server: &Server) {
        given::figure(server, "umkm", 2020, "15.71", json!({"workers": 5}));
        server.delete("/figures/umkm/2020/15.71").expect(204);
        server.get("/figures/umkm/2020/15.71").problem(404, "not-found");
        server.delete("/figures/umkm/2020/15.71").problem(404, "not-found");
    }

    fn the_source_is_required(server: &Server) {
        let path = "/figures/umkm/2020/15.71";
        server.put(path, json!({"workers": 5})).problem(422, "invalid").names("/source", "required");
        server.put(path, json!({"source": null})).problem(422, "invalid").names("/source", "required");
        server.put(path, json!({"source": ""})).problem(422, "invalid").names_pointer("/source");
    }

    fn members_are_those_of_the_dataset(server: &Server) {
        let body = json!({"source": "x", "turnover": "5.00"});
        server.put("/figures/cooperatives/2020/15", body).problem(400, "malformed").has_code("unknown_member");
        for (member, wrong) in [("turnover", json!("-1")), ("workers", json!(-1)), ("assets", json!("0.005"))] {
            let body = json!({"source": "x", member: wrong});
            let refused = server.put("/figures/umkm/2020/15", body).problem(422, "invalid");
            assert_eq!(refused.pointers(), [format!("/{member}")], "{}", refused.whole());
        }
        server.get("/figures/umkm/2020/15").problem(404, "not-found");
    }

    fn the_address_is_checked(server: &Server) {
        let body = json!({"source": "x"});
        server.put("/figures/planets/2020/15", body.clone()).problem(404, "not-found");
        server.get("/figures/planets/2020/15").problem(404, "not-found");
        server.put("/figures/umkm/abc/15", body.clone()).problem(400, "malformed");
        server.put("/figures/umkm/1989/15", body.clone()).problem(422, "invalid");
        server.put("/figures/umkm/2020/15.99", body).problem(422, "invalid");
    }

    fn the_list_is_filtered_by_year_dataset_and_region(server: &Server) {
        given::figure(server, "umkm", 2020, "15.71", json!({}));
        given::figure(server, "umkm", 2021, "15.01", json!({}));
        given::figure(server, "cooperatives", 2020, "15", json!({}));
        let count = |query: &str| server.get(&format!("/figures{query}")).expect(200).items().len();
        assert_eq!(count(""), 3);
        assert_eq!(count("?year=2020"), 2);
        assert_eq!(count("?dataset=umkm"), 2);
        assert_eq!(count("?year=2020&dataset=umkm"), 1);
        assert_eq!(count("?region=15.01"), 1);
        assert_eq!(count("?year=2019"), 0);
        let items = server.get("/figures?year=2020&dataset=umkm").expect(200).items();
        assert_eq!(items[0], server.get("/figures/umkm/2020/15.71").expect(200).json());
    }
}
