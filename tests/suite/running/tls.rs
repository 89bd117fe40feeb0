//! TLS to Postgres. `tests/run` gives the server a certificate and names the file of its authority.

use crate::harness::{Backend, Setup, given};

fn authority() -> String {
    std::env::var("IKU_TEST_POSTGRES_CA").unwrap_or_else(|_| {
        panic!("IKU_TEST_POSTGRES_CA is not set: start the tests with `tests/run`, whose Postgres speaks TLS")
    })
}

#[test]
fn the_servers_certificate_is_verified() {
    let query = format!("sslmode=verify-full&sslrootcert={}", authority());
    let server = Setup::on(Backend::Postgres).url_query(&query).start();
    given::cooperative(&server, "K-1", "15.71");
    assert_eq!(server.get("/cooperatives").expect(200).items().len(), 1);
    let query = "SELECT ssl::text AS text FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                 WHERE datname = current_database() AND pid <> pg_backend_pid()";
    let encrypted = super::texts(&server.database_url(), query);
    assert!(!encrypted.is_empty() && encrypted.iter().all(|ssl| ssl == "true"), "{encrypted:?}");
}

#[test]
fn another_authority_is_refused() {
    // Any certificate that did not sign the server's certificate serves here; this one belongs to no server.
    let directory = tempfile::tempdir().unwrap();
    let empty = directory.path().join("ca.pem");
    std::fs::write(&empty, "").unwrap();
    authority();
    let query = format!("sslmode=verify-full&sslrootcert={}", empty.display());
    let server = Setup::on(Backend::Postgres).url_query(&query).prepare();
    let output = server.iku(&["verify"]);
    assert!(!output.status.success());
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(!text.trim().is_empty() && !text.contains("panicked"), "{text}");
}
