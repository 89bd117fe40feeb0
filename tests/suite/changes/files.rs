//! Changes by a file appear in the feed as if its rows had been sent one by one; trial runs and refused files do not.

use serde_json::json;

use super::Follower;
use crate::files::import;
use crate::harness::{Server, given};

const FILES: [(&str, &str); 7] = [
    ("cooperatives", "register_number,name,region\nK-1,Koperasi Satu,15.71\nK-2,Koperasi Dua,15.01\n"),
    (
        "cooperative-reports",
        "register_number,year,rat_held,serves_members,business_volume\nK-1,2023,true,true,10.00\nK-2,2023,true,false,\n",
    ),
    ("umkm", "register_number,name,region,owner_name\nU-1,Usaha Satu,15.71,Siti\nU-2,Usaha Dua,15.72,\n"),
    ("umkm-reports", "register_number,year,turnover,workers\nU-1,2022,5.00,2\nU-1,2023,6.00,2\nU-2,2023,,1\n"),
    ("trainings", "code,title,region,ends_on\nD-1,Diklat,15.71,2023-05-05\nD-2,Diklat Dua,15.71,2023-06-06\n"),
    (
        "participants",
        "training_code,identity_number,name,score\nD-1,1571010101900001,Siti,80\nD-2,1571010101900001,Siti,70\nD-1,,Ani,\n",
    ),
    ("figures", "dataset,year,region,turnover,source\numkm,2020,15,5.00,Buku\numkm,2021,15,6.00,Buku\n"),
];

/// The kinds of the new changes in the feed, in order.
fn new_changes(copy: &mut Follower, server: &Server) -> Vec<String> {
    let kinds = copy.follow(server).into_iter().map(|change| change["kind"].as_str().unwrap().to_owned()).collect();
    copy.is_exact(server);
    kinds
}

both! {
    fn each_row_that_changes_something_is_a_change(server: &Server) {
        let mut copy = Follower::default();
        copy.follow(server);
        for (dataset, csv) in FILES {
            let rows = csv.lines().count() - 1;
            import(server, dataset, "?dry_run=true", csv).expect(200);
            assert!(new_changes(&mut copy, server).is_empty(), "{dataset}: only tried");
            import(server, dataset, "", csv).expect(200);
            assert_eq!(new_changes(&mut copy, server), vec!["created"; rows], "{dataset}");
            import(server, dataset, "", csv).expect(200);
            assert!(new_changes(&mut copy, server).is_empty(), "{dataset}: nothing differs");
        }
        let changed = "register_number,year,turnover,workers\nU-1,2022,5.00,2\nU-1,2023,7.00,2\nU-2,2023,,1\n";
        import(server, "umkm-reports", "", changed).expect(200);
        let change = copy.follow(server);
        assert_eq!(change.len(), 1, "{change:?}");
        assert_eq!([&change[0]["kind"], &change[0]["natural_key"], &change[0]["version"]], [&json!("changed"), &json!("U-1/2023"), &json!(2)]);
        copy.is_exact(server);
        import(server, "participants", "", "training_code,identity_number,score\nD-1,1571010101900001,81\n").expect(200);
        assert_eq!(new_changes(&mut copy, server), ["changed"]);
        import(server, "umkm", "", "register_number,name,region\nU-3,Usaha,15.71\nU-4,Usaha,99.99\n").expect(422);
        assert!(new_changes(&mut copy, server).is_empty(), "all or nothing");
        let audit = server.get("/audit?limit=1").expect(200).items();
        assert_eq!(audit[0]["actor"], json!("settings_key"), "{}", audit[0]);
    }

    fn a_repeated_import_with_its_idempotency_key_changes_nothing(server: &Server) {
        let send = |csv: &str| {
            let request = server.request("POST", "/imports/umkm").header("idempotency-key", "berkas-1");
            request.body(csv.to_owned(), "text/csv").send()
        };
        let csv = "register_number,name,region\nU-1,Usaha Satu,15.71\n";
        let first = send(csv).expect(200);
        given::umkm_report(server, 1, 2023, json!({"turnover": "5.00"}));
        server.patch("/umkm/1", json!({"name": "Lain"})).expect(200);
        let again = send(csv).expect(200);
        assert_eq!(again.text, first.text);
        assert_eq!(again.header("idempotency-replayed"), Some("true".to_owned()));
        assert_eq!(server.get("/umkm/1").at("/name"), json!("Lain"), "it was not taken in again");
        send("register_number,name,region\nU-2,Usaha Dua,15.71\n").problem(422, "invalid").has_code("idempotency_mismatch");
    }
}
