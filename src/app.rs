//! The service, assembled: database, routes, middleware and listeners.

use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App, web};

use crate::api::middleware::client_address::Proxies;
use crate::api::middleware::edge_policy::EdgePolicy;
use crate::api::middleware::gate::{Gatekeeper, gate};
use crate::api::middleware::metrics::Metrics;
use crate::api::middleware::observe::observe;
use crate::api::openapi::OpenApiText;
use crate::api::service::health::Readiness;
use crate::api::service::metrics_page;
use crate::api::service::metrics_page::Watched;
use crate::domain::Year;
use crate::http::Problem;
use crate::http::time::today_in_jakarta;
use crate::server::settings::ServerSettings;
use crate::server::tls::Tls;
use crate::settings::{Secret, Settings};
use crate::store::maintenance::opening;
use crate::store::{Store, StoreError, keys};
use crate::{api, demo, server, signals};

/// The interval at which expired answers to requests with an `Idempotency-Key` are deleted.
const CLEANUP_INTERVAL: Duration = Duration::from_secs(600);

/// The reason why the service does not start.
#[derive(Debug)]
pub enum StartError {
    /// The address cannot be used.
    Listen(SocketAddr, std::io::Error),
    /// The database cannot be used. Holds its name without the password.
    Store(String, StoreError),
    /// The certificate or its key cannot be used.
    Tls(String),
    /// The demonstration data could not be created, or not completely.
    Demo(Box<StartError>),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(address, error) => write!(f, "The address {address} cannot be used: {error}."),
            Self::Store(database, StoreError::Uncertain(why)) => write!(
                f,
                "The connection to the database {database} was lost during COMMIT, and the change may be stored or not: {why}."
            ),
            Self::Store(database, error) => write!(f, "The database {database} cannot be used: {error}."),
            Self::Tls(why) => write!(f, "The certificate cannot be used: {why}"),
            Self::Demo(why) => write!(f, "The demonstration data could not be created. {why}"),
        }
    }
}

impl std::error::Error for StartError {}

/// A service that is bound to its address and ready to run.
pub struct Application {
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    tls: Option<Tls>,
    // A closure, since the type of the server names all routes and cannot be written.
    start: Box<dyn FnOnce() -> std::io::Result<Vec<Server>>>,
    store: Store,
}

impl Application {
    /// Opens the database, brings its schema up to date and binds the address. Blocks. `show_key` gets the admin key that the first
    /// start on an empty database creates.
    pub fn build(settings: &Settings, show_key: impl Fn(&str) -> std::io::Result<()>) -> Result<Self, StartError> {
        let fail = |error| StartError::Store(settings.database.to_string(), error);
        let tls = match (&settings.api.tls_cert, &settings.api.tls_key) {
            (Some(certificate), Some(key)) => Some(Tls::load(certificate, key).map_err(StartError::Tls)?),
            _ => None,
        };
        let has_tls = tls.is_some();
        let mut database = opening::to_serve(&settings.database, settings.store.lock_timeout).map_err(fail)?;
        let store = Store::start(&database, settings.store).map_err(fail)?;
        let unheard = |error| StartError::Listen(settings.listen, error);
        let listener = server::listen(settings.listen).map_err(unheard)?;
        let address = listener.local_addr().map_err(unheard)?;
        if let Some(size) = settings.demo {
            let last = Year::latest(today_in_jakarta()).back(2);
            demo::fill(&mut database, size, last).map_err(|error| StartError::Demo(Box::new(fail(error))))?;
        }
        // Not with a key from the settings, which is an admin key already; and not before the service can start.
        if settings.admin_key.is_none() {
            keys::ensure_admin_key(&mut database, show_key).map_err(fail)?;
        }
        drop(database);
        let store_to_close = store.clone();
        let openapi = web::Data::new(OpenApiText(api::openapi_document().into()));
        let body = settings.body;
        let edge = settings.api.clone();
        let proxies = Proxies { networks: edge.trusted_proxies, header: edge.trusted_header };
        let policy = web::Data::new(EdgePolicy::new(edge.rate_limit, proxies, edge.cors_origins, has_tls));
        let admin_key = settings.admin_key.as_ref().map(Secret::reveal);
        let gatekeeper = Gatekeeper::new(api::operations(), store.clone(), admin_key, policy.clone());
        let (gatekeeper, store) = (web::Data::new(gatekeeper), web::Data::new(store));
        let readiness = web::Data::new(Readiness::default());
        let metrics = web::Data::new(Metrics::new(api::operations()));
        let mut metrics_address = None;
        let metrics_server = match edge.metrics_listen {
            None => None,
            Some(address) => {
                let listener = server::listen(address).map_err(|error| StartError::Listen(address, error))?;
                metrics_address = listener.local_addr().ok();
                Some((listener, Watched { metrics: metrics.clone(), store: store.clone() }))
            }
        };

        let app = move || {
            App::new()
                .configure(api::configure)
                .app_data(store.clone())
                .app_data(gatekeeper.clone())
                .app_data(openapi.clone())
                .app_data(policy.clone())
                .app_data(metrics.clone())
                .app_data(readiness.clone())
                .app_data(body)
                .default_service(web::to(unknown_path))
                // The last middleware is the outermost.
                .wrap(from_fn(gate))
                .wrap(from_fn(observe))
        };
        let settings = settings.server;
        let server_tls = tls.clone();
        let start = Box::new(move || {
            let mut servers = vec![server::serve(&settings, listener, server_tls, app, signals::stop())?];
            if let Some((listener, watched)) = metrics_server {
                servers.push(serve_metrics(settings, listener, watched)?);
            }
            Ok(servers)
        });
        Ok(Self { address, metrics_address, tls, start, store: store_to_close })
    }

    /// The URL of the service, with the actual port.
    pub fn url(&self) -> String {
        format!("http{}://{}", if self.tls.is_some() { "s" } else { "" }, self.address)
    }

    /// The address that serves metrics only, if there is one.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// Serves until SIGTERM or SIGINT, and reads the certificate again at SIGHUP. At the end, running requests are completed and SQLite's
    /// write-ahead log is moved into the file.
    pub async fn run(self, ready: impl FnOnce()) -> std::io::Result<()> {
        let hangups = signals::Hangups::listen();
        let servers = (self.start)()?;
        ready();
        actix_web::rt::spawn(hangups.at_each(move || match &self.tls {
            Some(tls) => tls.reload(),
            None => log::info!("SIGHUP: there is no certificate to read again"),
        }));
        actix_web::rt::spawn({
            let store = self.store.clone();
            async move {
                loop {
                    store.forget_answers().await;
                    actix_web::rt::time::sleep(CLEANUP_INTERVAL).await;
                }
            }
        });
        // A server runs only while it is awaited.
        let running: Vec<_> = servers.into_iter().map(actix_web::rt::spawn).collect();
        for server in running {
            server.await.map_err(std::io::Error::other)??;
        }
        if self.store.is_embedded() {
            let gauges = self.store.gauges();
            log::info!("the write queue kept {} writes in {} commits", gauges.committed_writes, gauges.commits);
            self.store.checkpoint();
        }
        Ok(())
    }
}

/// Serves `/metrics` on a second address: few connections, one thread, no key.
fn serve_metrics(settings: ServerSettings, listener: TcpListener, watched: Watched) -> std::io::Result<Server> {
    let watched = web::Data::new(watched);
    let app = move || {
        App::new().app_data(watched.clone()).default_service(web::to(metrics_page::alone)).wrap(from_fn(observe))
    };
    let settings = ServerSettings { workers: Some(1), max_connections: 64, ..settings };
    server::serve(&settings, listener, None, app, signals::stop())
}

async fn unknown_path() -> Result<actix_web::HttpResponse, Problem> {
    Err(Problem::unknown_path())
}
