//! The fixed texts against committed snapshots, so that every change of wording is reviewed.

both! {
    fn the_founding_document(server: &Server) {
        insta::assert_json_snapshot!("organization", server.anonymous().get("/organization").expect(200).json());
    }

    fn the_catalogue(server: &Server) {
        insta::assert_json_snapshot!("catalogue", server.anonymous().get("/indicators").expect(200).json());
    }
}
