//! Connections: their number, their time limits, TLS, and one request at a time on each. Resources and middleware do not live
//! here, and the api is not known.
//!
//! Actix's own server is not enough: it limits the time of a connection's first head alone, reads ahead any number of
//! pipelined requests, and encodes an answer by the newest request that it has read. So each stream is wrapped
//! (`connection`): Actix receives one head, then that request's body, and the next head only after the answer is sent. A
//! client that is too slow, or sends too much, loses its connection.
//!
//! The wrapper is generic over the stream, which uses TLS if the settings name a certificate (`tls`).

pub(crate) mod body;
pub(crate) mod connection;
pub(crate) mod connection_limiter;
pub(crate) mod connection_state;
pub(crate) mod deadline_timer;
pub(crate) mod framing;
pub(crate) mod head;
pub(crate) mod open_files;
pub(crate) mod refusal;
pub(crate) mod request_tracking;
pub(crate) mod settings;
pub(crate) mod time_limit;
pub(crate) mod tls;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::rc::Rc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive, Request};
use actix_server::ServerBuilder;
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt, apply_fn_factory, fn_service, map_config,
};
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, Server, ServiceResponse};
use actix_web::rt::net::TcpStream;
use socket2::{Domain, Protocol, Socket, Type};

use crate::server::connection::Connection;
use crate::server::connection_limiter::ConnectionLimiter;
use crate::server::settings::{LINGER, ServerSettings};
use crate::server::tls::{Stream, Tls};

/// The largest number of connections that wait to be accepted.
const BACKLOG: i32 = 1024;

/// Listens on an address.
///
/// # Errors
/// If the address is taken or does not belong to this machine.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Serves an application on a listener, with TLS if there is a certificate, until `stop` resolves. Running requests then have
/// the shutdown timeout to end.
///
/// # Errors
/// If the listener cannot be used.
pub fn serve<F, I, S, B>(
    settings: &ServerSettings,
    listener: TcpListener,
    tls: Option<Tls>,
    app: F,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<Server>
where
    F: Fn() -> I + Clone + Send + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig, Response = ServiceResponse<B>, Error = Error, InitError = ()>,
    S: 'static,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    let limiter = ConnectionLimiter::new(open_files::allow(settings));
    let limits = settings.limits;
    let mut builder = ServerBuilder::new()
        // The limiter refuses connections beyond the limit; Actix would leave them waiting without an answer.
        .max_concurrent_connections(limiter.max_streams())
        .shutdown_timeout(settings.shutdown_timeout)
        .shutdown_signal(stop);
    if let Some(workers) = settings.workers {
        builder = builder.workers(workers);
    }
    let stopping = builder.graceful_shutdown_signal();
    let builder = builder.listen("iku", listener, move || {
        let (limiter, stopping, tls) = (limiter.clone(), stopping.clone(), tls.clone());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            // The wrapper has both timeouts, also for later heads.
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(LINGER)
            .on_connect_ext(|io: &Connection<Stream>, data| {
                data.insert(Rc::clone(io.state()));
            })
            .h1(apply_fn_factory(
                map_config(app().into_factory(), |()| AppConfig::default()),
                |mut request: Request, app: &S::Service| {
                    let state = request_tracking::begin(&mut request);
                    let answer = app.call(request);
                    async move { Ok::<_, Error>(request_tracking::end(answer.await, state)) }
                },
            ));
        fn_service(move |stream: TcpStream| {
            let (limiter, tls) = (limiter.clone(), tls.clone());
            async move {
                let slot = limiter.acquire(&stream).await?;
                let peer = stream.peer_addr().ok();
                // Without this an answer in several pieces would wait for the client's acknowledgements.
                let _ = stream.set_nodelay(true);
                // The handshake takes a slot, and has the time limit of a head.
                let stream = tls::open(stream, tls.as_ref(), limits.head).await.map_err(DispatchError::Io)?;
                Ok((Connection::new(stream, tls.is_some(), limits, slot), peer))
            }
        })
        .and_then(http)
    })?;
    Ok(builder.run())
}
