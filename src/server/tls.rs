//! TLS without a reverse proxy: rustls with ring, TLS 1.2 and 1.3, HTTP/1.1 inside. Actix's own TLS cannot be combined with
//! the connection wrapper, nor reload its certificate.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use actix_web::rt::net::TcpStream;
use actix_web::rt::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;
use tokio_util::either::Either;

/// The certificate and its key, ready for handshakes. Clones share them.
#[derive(Clone)]
pub struct Tls(Arc<Loaded>);

struct Loaded {
    certificate: PathBuf,
    key: PathBuf,
    acceptor: RwLock<TlsAcceptor>,
}

impl Tls {
    /// Reads the certificate chain, the service's own certificate first, and its key, both in PEM.
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn load(certificate: &Path, key: &Path) -> Result<Self, String> {
        let acceptor = RwLock::new(acceptor(certificate, key)?);
        Ok(Self(Arc::new(Loaded { certificate: certificate.to_owned(), key: key.to_owned(), acceptor })))
    }

    /// Reads both files again for new connections. If they cannot be used, the current certificate is kept and the log says why.
    pub fn reload(&self) {
        let Loaded { certificate, key, acceptor: current } = &*self.0;
        match acceptor(certificate, key) {
            Ok(new) => {
                *current.write().unwrap_or_else(PoisonError::into_inner) = new;
                log::info!("the certificate was read again; new connections use it");
            }
            Err(why) => log::error!("cannot use the certificate, the current one is kept: {why}"),
        }
    }

    fn acceptor(&self) -> TlsAcceptor {
        self.0.acceptor.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, String> {
    let failed = |path: &Path, why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|error| failed(certificate, &error))?;
    if chain.is_empty() {
        return Err(failed(certificate, &"the file has no certificate"));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|error| failed(key, &error))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, private))
        .map_err(|error| failed(key, &error))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// A connection's stream, plain or with TLS. The TLS stream is boxed, since it is far larger.
pub type Stream = Either<TcpStream, Box<TlsStream<TcpStream>>>;

/// Agrees with the client on TLS if there is a certificate.
///
/// # Errors
/// If the client does not speak TLS, or takes longer than `limit`.
pub async fn open(stream: TcpStream, tls: Option<&Tls>, limit: Duration) -> io::Result<Stream> {
    let Some(tls) = tls else { return Ok(Either::Left(stream)) };
    let agreed = timeout(limit, tls.acceptor().accept(stream)).await;
    Ok(Either::Right(Box::new(agreed.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))??)))
}
