//! The service's own TLS: https only, for clients that trust its certificate; a client that stays silent does not
//! block others.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, Stream, crypto::ring};

use crate::harness::{Backend, Server, Setup, command, until};

/// A certificate for 127.0.0.1 and its key, in a directory.
fn make_certificate(directory: &Path) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout", "key.pem", "-out", "cert.pem"])
        .current_dir(directory)
        .output()
        .expect("openssl to be there");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
}

fn start(directory: &Path) -> Server {
    prepare(directory).start()
}

fn prepare(directory: &Path) -> Setup {
    make_certificate(directory);
    Setup::on(Backend::Sqlite)
        .env("IKU_TLS_CERT", directory.join("cert.pem").to_str().unwrap())
        .env("IKU_TLS_KEY", directory.join("key.pem").to_str().unwrap())
}

/// Sends requests over one connection that trusts this certificate alone, and returns everything until the server
/// closes.
fn ask(server: &Server, certificate: &Path, requests: &str) -> Result<String, std::io::Error> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(certificate).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config =
        config.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let mut connection = ClientConnection::new(Arc::new(config), name).unwrap();
    let mut socket = TcpStream::connect(("127.0.0.1", server.port()))?;
    let mut stream = Stream::new(&mut connection, &mut socket);
    stream.write_all(requests.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8(answer).unwrap())
}

fn get(path: &str, connection: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\n\r\n")
}

#[test]
fn requests_are_served_over_tls_with_strict_transport() {
    let directory = tempfile::tempdir().unwrap();
    let server = start(directory.path());
    assert!(server.output().contains("iku listens on https://127.0.0.1:"), "{}", server.output());
    let both = format!("{}{}", get("/organization", "keep-alive"), get("/indicators/2023", "close"));
    let answer = ask(&server, &directory.path().join("cert.pem"), &both).unwrap();
    assert_eq!(answer.matches("HTTP/1.1 200 OK").count(), 2, "{answer}");
    assert_eq!(answer.matches("strict-transport-security: max-age=31536000").count(), 2, "{answer}");
    assert!(answer.contains("\"year\":2023"), "{answer}");
}

#[test]
fn plain_http_gets_no_answer() {
    let directory = tempfile::tempdir().unwrap();
    let server = start(directory.path());
    let plain = server.raw(get("/organization", "close"));
    assert!(!plain.contains("HTTP/1.1"), "{plain}");
    // A client that trusts another certificate disconnects.
    let other = tempfile::tempdir().unwrap();
    make_certificate(other.path());
    assert!(ask(&server, &other.path().join("cert.pem"), &get("/organization", "close")).is_err());
    // The next client is served.
    ask(&server, &directory.path().join("cert.pem"), &get("/livez", "close")).unwrap();
}

#[test]
fn a_silent_client_times_out() {
    let directory = tempfile::tempdir().unwrap();
    let server = prepare(directory.path()).env("IKU_CLIENT_TIMEOUT", "1").env("IKU_KEEP_ALIVE", "10m").start();
    for bytes in [&b""[..], &[0x16, 0x03, 0x01]] {
        let mut stream = TcpStream::connect(("127.0.0.1", server.port())).unwrap();
        stream.write_all(bytes).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let ended = stream.read_to_end(&mut Vec::new()).map_err(|error| error.kind());
        // A reset is an end as well. The assertion is that no byte came.
        assert!(matches!(ended, Ok(_) | Err(ErrorKind::ConnectionReset)), "still open after a minute: {ended:?}");
    }
}

/// Certificates are renewed every few weeks, without a restart of the service.
#[test]
fn a_hangup_reloads_the_certificate() {
    let directory = tempfile::tempdir().unwrap();
    let server = start(directory.path());
    let first = directory.path().join("first.pem");
    let shown = directory.path().join("cert.pem");
    std::fs::copy(&shown, &first).unwrap();
    let reaches = |certificate: &Path| ask(&server, certificate, &get("/livez", "close")).is_ok();

    make_certificate(directory.path());
    assert!(reaches(&first) && !reaches(&shown), "the certificate is not reloaded yet");
    server.send_hangup();
    until("the new certificate is shown", || reaches(&shown));
    assert!(!reaches(&first));

    std::fs::write(&shown, "no certificate").unwrap();
    server.send_hangup();
    let log = server.log_with("the current one is kept");
    assert!(log.contains("cert.pem"), "{log}");
    std::fs::write(&shown, "").unwrap();
    make_certificate(directory.path());
    assert!(!reaches(&shown), "the one from before is still shown");
    server.send_hangup();
    until("the newest certificate is shown", || reaches(&shown));
}

#[test]
fn a_hangup_does_not_end_a_service_without_a_certificate() {
    let server = Server::start(Backend::Sqlite);
    server.send_hangup();
    server.log_with("SIGHUP");
    server.get("/readyz").expect(200);
}

#[test]
fn a_certificate_that_cannot_be_used_is_named() {
    let directory = tempfile::tempdir().unwrap();
    make_certificate(directory.path());
    let file = |name: &str| directory.path().join(name).to_str().unwrap().to_owned();
    std::fs::write(directory.path().join("empty.pem"), "").unwrap();
    let fails = |certificate: Option<String>, key: Option<String>| {
        let mut command = command();
        command.env("DATABASE_URL", format!("sqlite:{}", file("iku.db"))).env("IKU_LISTEN", "127.0.0.1:0");
        command.envs(certificate.map(|path| ("IKU_TLS_CERT", path)));
        command.envs(key.map(|path| ("IKU_TLS_KEY", path)));
        let output = command.output().unwrap();
        assert!(!output.status.success());
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(message.lines().count(), 1, "{message}");
        message
    };
    assert!(fails(Some(file("missing.pem")), Some(file("key.pem"))).contains("missing.pem"));
    assert!(fails(Some(file("empty.pem")), Some(file("key.pem"))).contains("empty.pem"));
    assert!(fails(Some(file("cert.pem")), Some(file("cert.pem"))).contains("cert.pem"));
    assert!(fails(Some(file("cert.pem")), None).contains("IKU_TLS_KEY"));
    assert!(!directory.path().join("iku.db").exists(), "a service that can't start touches no database");
}
