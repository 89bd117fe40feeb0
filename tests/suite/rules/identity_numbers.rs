//! Identity numbers: masked in every answer, sixteen digits, unique within a training.

use serde_json::{Value, json};

use crate::harness::given;

const NUMBER: &str = "1571010101900001";
const MASK: &str = "************0001";

both! {
    fn masked_in_every_answer(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let list = format!("/trainings/{training}/participants");
        let created = server.post(&list, json!({"name": "Ani", "identity_number": NUMBER})).expect(201);
        let path = format!("{list}/{}", created.id());
        assert_eq!(created.at("/identity_number"), json!(MASK));
        for answer in [
            server.get(&path),
            server.get(&list),
            server.get("/participants"),
            server.patch(&path, json!({"score": "80"})),
            server.put(&path, json!({"name": "Ani", "identity_number": NUMBER})),
            server.get("/indicators/2023/training-good-grade/records"),
        ] {
            assert!(!answer.text.contains(NUMBER), "{}", answer.whole());
        }
        assert_eq!(server.get(&list).items()[0]["identity_number"], json!(MASK));
        assert_eq!(server.get("/participants").items()[0]["identity_number"], json!(MASK));
    }

    fn the_mask_sent_back_means_unchanged(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let list = format!("/trainings/{training}/participants");
        let id = server.post(&list, json!({"name": "Ani", "identity_number": NUMBER})).expect(201).id();
        let path = format!("{list}/{id}");
        server.put(&path, json!({"name": "Ani S.", "identity_number": MASK})).expect(200);
        server.patch(&path, json!({"identity_number": MASK})).expect(200);
        assert_eq!(server.get(&path).at("/identity_number"), json!(MASK));
        // The number is still stored: a second participant with it is refused.
        let twin = server.post(&list, json!({"name": "Budi", "identity_number": NUMBER}));
        twin.problem(409, "conflict").names("/identity_number", "duplicate_key");
        // The mask of another number is refused.
        let wrong = server.patch(&path, json!({"identity_number": "************9999"}));
        wrong.problem(422, "invalid").names_pointer("/identity_number");
        let fresh = server.post(&list, json!({"name": "Budi", "identity_number": MASK}));
        fresh.problem(422, "invalid").names_pointer("/identity_number");
    }

    fn it_can_be_corrected_and_erased(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let list = format!("/trainings/{training}/participants");
        let id = server.post(&list, json!({"name": "Ani", "identity_number": NUMBER})).expect(201).id();
        let path = format!("{list}/{id}");
        let corrected = server.patch(&path, json!({"identity_number": "1571010101905678"})).expect(200);
        assert_eq!(corrected.at("/identity_number"), json!("************5678"));
        let erased = server.patch(&path, json!({"identity_number": null})).expect(200);
        assert_eq!(erased.at("/identity_number"), Value::Null);
        server.post(&list, json!({"name": "Budi", "identity_number": NUMBER})).expect(201);
        server.post(&list, json!({"name": "Citra", "identity_number": "1571010101905678"})).expect(201);
    }

    fn sixteen_digits(server: &Server) {
        let list = format!("/trainings/{}/participants", given::training(server, "D-1", "15.71", "2023-05-05"));
        for wrong in
            ["157101010190000", "15710101019000011", "157101010190000a", "1571010101900 01", "１571010101900001", ""]
        {
            let refused = server.post(&list, json!({"name": "Ani", "identity_number": wrong}));
            refused.problem(422, "invalid").names_pointer("/identity_number");
        }
    }

    fn unique_within_a_training_only(server: &Server) {
        let (first, second) = (
            given::training(server, "D-1", "15.71", "2023-05-05"),
            given::training(server, "D-2", "15.71", "2023-06-05"),
        );
        let body = json!({"name": "Ani", "identity_number": NUMBER});
        server.post(&format!("/trainings/{first}/participants"), body.clone()).expect(201);
        server.post(&format!("/trainings/{second}/participants"), body.clone()).expect(201);
        let refused = server.post(&format!("/trainings/{first}/participants"), body).problem(409, "conflict");
        refused.clone().names("/identity_number", "duplicate_key");
        assert!(!refused.text.contains(NUMBER), "a refusal does not repeat the number: {}", refused.text);
        let other = given::participant(server, first, "Dewi", None);
        let path = format!("/trainings/{first}/participants/{other}");
        for answer in [
            server.patch(&path, json!({"identity_number": NUMBER})),
            server.put(&path, json!({"name": "Dewi", "identity_number": NUMBER})),
        ] {
            answer.problem(409, "conflict").names("/identity_number", "duplicate_key");
        }
        // Several participants may have no number.
        given::participant(server, first, "Budi", None);
        given::participant(server, first, "Citra", None);
    }
}
