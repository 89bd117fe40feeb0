//! The service put together, for `main` and for tests alike.

use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::middleware::from_fn;
use actix_web::{App, web};

use crate::api::middleware::client_address::Proxies;
use crate::api::middleware::edge_policy::EdgePolicy;
use crate::api::middleware::gate::{Gatekeeper, gate};
use crate::api::middleware::metrics::Metrics;
use crate::api::middleware::observe::observe;
use crate::api::openapi::{OpenApiText, document};
use crate::api::service::health::Readiness;
use crate::api::service::metrics_page;
use crate::api::service::metrics_page::Watched;
use crate::domain::Year;
use crate::http::problem::Problem;
use crate::http::time::today_in_jakarta;
use crate::server::settings::ServerSettings;
use crate::server::tls::Tls;
use crate::settings::{Secret, Settings};
use crate::store::database::error::StoreError;
use crate::store::engine::store::Store;
use crate::{api, demo, server, signals};

/// So often answers that were kept for long enough are forgotten, beside when others are kept.
const FORGETTING: Duration = Duration::from_secs(600);

/// Why the service does not start.
#[derive(Debug)]
pub enum StartError {
    /// The address cannot be listened on.
    Listen(SocketAddr, std::io::Error),
    /// The database cannot be used. Holds the database without its password.
    Store(String, StoreError),
    /// The certificate or its key cannot be used.
    Tls(String),
    /// The demonstration can't be filled in, or not to its end.
    Demo(Box<StartError>),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Listen(address, error) => write!(f, "cannot listen on {address}: {error}"),
            Self::Store(database, StoreError::Unavailable(why) | StoreError::Internal(why)) => {
                write!(f, "cannot use the database {database}: {why}")
            }
            Self::Store(database, StoreError::Uncertain(why)) => {
                write!(f, "the database {database} was lost at the end, and what was to be done may have been: {why}")
            }
            Self::Tls(why) => write!(f, "cannot use the certificate: {why}"),
            Self::Demo(why) => write!(f, "cannot fill in the demonstration: {why}"),
            Self::Store(database, other) => write!(f, "cannot use the database {database}: {other:?}"),
        }
    }
}

impl std::error::Error for StartError {}

/// A service that is bound to its address and ready to run.
pub struct Application {
    address: SocketAddr,
    metrics_address: Option<SocketAddr>,
    tls: Option<Tls>,
    // The server's own type names the whole of its routes and cannot be written down.
    start: Box<dyn FnOnce() -> std::io::Result<Vec<Server>>>,
    store: Store,
}

impl Application {
    /// Opens the database, brings it up to date and binds the address. Blocks. `show_key` is given the admin key that is made
    /// on the first start of an empty database.
    ///
    /// # Errors
    /// A sentence for whoever started it.
    pub fn build(settings: &Settings, show_key: impl Fn(&str) -> std::io::Result<()>) -> Result<Self, StartError> {
        let fail = |error| StartError::Store(settings.database.to_string(), error);
        let tls = match (&settings.api.tls_cert, &settings.api.tls_key) {
            (Some(certificate), Some(key)) => Some(Tls::load(certificate, key).map_err(StartError::Tls)?),
            _ => None,
        };
        let has_tls = tls.is_some();
        let store = Store::open_to_serve(&settings.database, settings.store).map_err(fail)?;
        let unheard = |error| StartError::Listen(settings.listen, error);
        let listener = server::listen(settings.listen).map_err(unheard)?;
        let address = listener.local_addr().map_err(unheard)?;
        if let Some(size) = settings.demo {
            let last = Year::latest(today_in_jakarta()).back(2);
            demo::fill(&store, size, last)
                .map_err(|error| StartError::Demo(Box::new(StartError::Store(settings.database.to_string(), error))))?;
        }
        // A key from the settings is an admin key already. Only a service that can start makes one.
        if settings.admin_key.is_none() {
            store.ensure_admin_key(show_key).map_err(fail)?;
        }
        let gatekeeper = Gatekeeper::new(Arc::new(store.clone()), settings.admin_key.as_ref().map(Secret::reveal));
        let gatekeeper = web::Data::new(gatekeeper);
        let kept = store.clone();
        let store = web::Data::new(store);
        let openapi = web::Data::new(OpenApiText(document().into()));
        let body = settings.body;
        let api = settings.api.clone();
        let proxies = Proxies { networks: api.trusted_proxies, header: api.trusted_header };
        let front = web::Data::new(EdgePolicy::new(api.rate_limit, proxies, api.cors_origins, has_tls));
        let readiness = web::Data::new(Readiness::default());
        let metrics = web::Data::new(Metrics::default());
        let mut metrics_address = None;
        let metrics_server = match api.metrics_listen {
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
                .app_data(front.clone())
                .app_data(metrics.clone())
                .app_data(readiness.clone())
                .app_data(body)
                .default_service(web::to(unknown_path))
                // The last is the outermost.
                .wrap(from_fn(gate))
                .wrap(from_fn(observe))
        };
        let settings = settings.server;
        let shown = tls.clone();
        let start = Box::new(move || {
            let mut servers = vec![server::serve(&settings, listener, shown, app, signals::stop())?];
            if let Some((listener, watched)) = metrics_server {
                servers.push(serve_metrics(settings, listener, watched)?);
            }
            Ok(servers)
        });
        Ok(Self { address, metrics_address, tls, start, store: kept })
    }

    /// The address that it listens on, with the real port.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same as a URL.
    pub fn url(&self) -> String {
        format!("http{}://{}", if self.tls.is_some() { "s" } else { "" }, self.address)
    }

    /// The address where it tells its metrics alone, if there is one.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics_address
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// Serves until it is told to stop (SIGTERM, SIGINT); SIGHUP has it read its certificate again. At the end it lets requests under way end and leaves the database's file complete.
    ///
    /// # Errors
    /// When the server cannot be started.
    pub async fn run(self, ready: impl FnOnce()) -> std::io::Result<()> {
        let hangups = signals::Hangups::listen();
        let servers = (self.start)()?;
        ready();
        actix_web::rt::spawn(hangups.at_each(move || match &self.tls {
            Some(tls) => tls.renew(),
            None => log::info!("told to read its certificate again (SIGHUP), of which there is none"),
        }));
        actix_web::rt::spawn({
            let store = self.store.clone();
            async move {
                loop {
                    store.forget_answers().await;
                    actix_web::rt::time::sleep(FORGETTING).await;
                }
            }
        });
        // Each works only while somebody waits for it.
        let running: Vec<_> = servers.into_iter().map(actix_web::rt::spawn).collect();
        for server in running {
            server.await.map_err(std::io::Error::other)??;
        }
        if self.store.is_embedded() {
            let gauges = self.store.gauges();
            log::info!("the write lane kept {} writes in {} commits", gauges.committed_writes, gauges.commits);
            self.store.settle();
        }
        Ok(())
    }
}

/// `/metrics` on an address of its own: few connections, one thread, no key.
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
