//! Participants of large trainings: each row is one person, however many rows there are and wherever the training is
//! split.

use super::{counts, import};
use crate::agreement::verify_is_clean;
use crate::harness::given;

both! {
    /// Rows are processed 2000 at a time; a person created in one piece is not matched with a row of the next.
    fn a_row_never_matches_a_person_of_the_same_file(server: &Server) {
        for (code, year) in [("D-1", 2023), ("D-2", 2024)] {
            given::training(server, code, "15.71", &format!("{year}-05-05"));
        }
        let mut csv = String::from("training_code,name,identity_number,score\nD-1,(dihapus),,80\nD-2,Ani,1571012345678901,90\n");
        for number in 0..2500 {
            csv.push_str(&format!("D-2,{},,{}\n", if number % 50 == 7 { "Budi" } else { "(dihapus)" }, 50 + number % 50));
        }
        csv.push_str("D-2,Ani,,10\n");
        let first = import(server, "participants", "", &csv).expect(200);
        assert_eq!(counts(&first), [2503, 0, 0, 0], "{}", first.whole());
        let shares = || {
            let indicator = given::indicator(server, "2024", "training-good-grade");
            [indicator["numerator"].clone(), indicator["denominator"].clone()].map(|share| share.to_string())
        };
        let good = 1 + (0..2500).filter(|number| 50 + number % 50 >= 75).count();
        let expected = [good.to_string(), "2502".to_owned()];
        assert_eq!(shares().map(|share| share.trim_matches('"').to_owned()), expected);
        // The same file again matches everybody, and nobody twice.
        assert_eq!(counts(&import(server, "participants", "", &csv).expect(200)), [0, 0, 2503, 0]);
        assert_eq!(shares().map(|share| share.trim_matches('"').to_owned()), expected);
        verify_is_clean(server);
    }

    fn a_corrected_name_creates_no_new_person(server: &Server) {
        let training = given::training(server, "D-1", "15.71", "2023-05-05");
        let id = given::participant(server, training, "Siti Amina", Some("80"));
        let with_name = |name: &str| format!("id,training_code,name,score\n{id},D-1,{name},80\n");
        let refused = import(server, "participants", "", &with_name("Siti Aminah")).problem(422, "invalid");
        refused.has_code("inconsistent");
        assert_eq!(server.get("/participants").items().len(), 1);
        // An existing person of the same name is matched, not the person with the same id in another database.
        given::participant(server, training, "Siti Aminah", Some("70"));
        let found = import(server, "participants", "", &with_name("Siti Aminah")).expect(200);
        assert_eq!(counts(&found), [0, 1, 0, 0]);
        verify_is_clean(server);
    }

    fn two_links_are_refused_at_a_column_of_the_file(server: &Server) {
        given::training(server, "D-1", "15.71", "2023-05-05");
        given::cooperative(server, "K-1", "15.71");
        given::umkm(server, "U-1", "15.71");
        let csv = "training_code,name,umkm_id,cooperative_number,umkm_number\nD-1,Ani,,K-1,U-1\n";
        let refused = import(server, "participants", "", csv).problem(422, "invalid");
        assert_eq!(refused.errors()[0]["heading"], "umkm_number", "{}", refused.whole());
        assert_eq!(refused.errors()[0]["value"], "U-1");
    }
}
