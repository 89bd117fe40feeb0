//! The settings of the edge: rate limit, proxies, origins, the metrics' own address, TLS.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use crate::api::middleware::client_address::{Network, ProxyHeader};
use crate::api::middleware::edge_policy::Origin;
use crate::api::middleware::rate_limit::RateSetting;

/// The flags and environment variables, checked when they are read.
#[derive(Args, Clone, Debug)]
pub struct ApiArgs {
    /// How many requests each key may send, and each address without one, as 300/s or 6000/m: this number at once, and
    /// again in each period; more are answered with 429. `off` lifts it
    #[arg(long, global = true, env = "IKU_RATE_LIMIT", value_name = "RATE", default_value = "300/s")]
    pub rate_limit: RateSetting,

    /// Networks of reverse proxies, separated by commas (127.0.0.1,10.0.0.0/8). Only from them is the header of
    /// IKU_TRUSTED_HEADER believed
    #[arg(long, global = true, env = "IKU_TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',')]
    pub trusted_proxies: Vec<Network>,

    /// The header in which those proxies write the client's address: x-forwarded-for or forwarded. The other one, which they
    /// may pass on from the client, is never looked at
    #[arg(long, global = true, env = "IKU_TRUSTED_HEADER", value_name = "HEADER", default_value = "x-forwarded-for")]
    pub trusted_header: ProxyHeader,

    /// Origins whose pages may read answers in a browser, separated by commas, as `https://portal.example`; none if not given
    #[arg(long, global = true, env = "IKU_CORS_ORIGINS", value_name = "ORIGINS", value_delimiter = ',')]
    pub cors_origins: Vec<Origin>,

    /// An address of its own for /metrics, where no key is asked for; keep it from others
    #[arg(long, global = true, env = "IKU_METRICS_LISTEN", value_name = "ADDRESS:PORT")]
    pub metrics_listen: Option<SocketAddr>,

    /// The service's own certificate, in PEM, with those that lead to its authority after it: it is then reached by
    /// https alone. Read at start
    #[arg(long, global = true, env = "IKU_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,

    /// The certificate's key, in PEM
    #[arg(long, global = true, env = "IKU_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
}
