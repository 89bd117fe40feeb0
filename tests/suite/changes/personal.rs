//! No change contains personal data, since it could not be erased from there.

use serde_json::json;

use crate::harness::given;

both! {
    fn no_change_contains_a_name_or_number(server: &Server) {
        let owned = json!({"owner_name": "Rahmawati Pemilik"});
        let unit = given::umkm_with(server, "U-1", "15.01", owned);
        server.patch(&format!("/umkm/{unit}"), json!({"owner_name": "Suryani Pemilik"})).expect(200);
        let training = given::training(server, "D-1", "15.01", "2024-05-01");
        let people = format!("/trainings/{training}/participants");
        let body = json!({"name": "Dewi Peserta", "identity_number": "1571019876543210", "score": "80"});
        let person = server.post(&people, body).expect(201).id();
        server.patch(&format!("{people}/{person}"), json!({"name": "Dewi Lestari"})).expect(200);
        server.patch(&format!("{people}/{person}"), json!({"score": "81"})).expect(200);

        let audit = server.get("/audit?limit=500").expect(200);
        let feed = server.get("/changes?limit=500").expect(200);
        for text in [&audit.text, &feed.text] {
            // Shorter parts of the number are not searched for: they occur by chance in a request's id.
            for personal in ["Pemilik", "Dewi", "1571019876543210", "9876543210", "*3210"] {
                assert!(!text.contains(personal), "{personal} in {text}");
            }
        }
        // The feed does say that a personal member changed.
        let withheld = |path: &str| -> Vec<serde_json::Value> {
            server.get(path).expect(200).items().iter().map(|entry| entry["withheld"].clone()).collect()
        };
        let of_unit = withheld(&format!("/audit?resource=umkm&record_id={unit}&sort=id"));
        assert_eq!(of_unit, [json!(["owner_name"]), json!(["owner_name"])]);
        let of_person = withheld(&format!("/audit?resource=participants&record_id={person}&sort=id"));
        assert_eq!(of_person, [json!(["name", "identity_number"]), json!(["name"]), json!([])]);
    }
}
