//! The connections: how many there are, how long each may take for what, and one request at a time on each.
//!
//! Actix by itself times out only the first head of a connection, reads ahead as many requests as come, and encodes an
//! answer by the newest request that it has read. So each stream is wrapped (`connection`): Actix is handed one head,
//! then that request's body, and the next head only when the answer is out. Whatever comes too slowly, or is too large,
//! ends the connection.
//!
//! The wrapper is generic over the stream, which has TLS in between where the settings name a certificate (`tls`).

pub(crate) mod body;
pub(crate) mod connection;
pub(crate) mod connection_limiter;
pub(crate) mod connection_state;
pub(crate) mod deadline_timer;
pub(crate) mod exchange;
pub(crate) mod framing;
pub(crate) mod head;
pub(crate) mod open_files;
pub(crate) mod refusal;
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
use crate::server::settings::ServerSettings;
use crate::server::tls::{Stream, Tls};

/// How many connections may wait to be accepted.
const BACKLOG: i32 = 1024;

/// How long one goes on reading what a client sends after an answer that did not wait for it. To close at once would
/// destroy the answer on its way.
const LINGER: Duration = Duration::from_secs(1);

/// Listens on an address.
///
/// # Errors
/// When it is taken or is none of this machine's.
pub fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    // On Windows the same option would let two programs have one port.
    #[cfg(not(windows))]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// Serves an application on a listener, with TLS where there is a certificate, until `stop` ends; then requests under way have the shutdown timeout to end.
///
/// # Errors
/// When the listener cannot be used.
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
    let door = ConnectionLimiter::new(open_files::allow(settings));
    let limits = settings.limits;
    let mut builder = ServerBuilder::new()
        // The door turns away what is too much; here it would be left waiting without an answer.
        .max_concurrent_connections(door.most_at_once())
        .shutdown_timeout(settings.shutdown_timeout)
        .shutdown_signal(stop);
    if let Some(workers) = settings.workers {
        builder = builder.workers(workers);
    }
    let stopping = builder.graceful_shutdown_signal();
    let builder = builder.listen("iku", listener, move || {
        let (door, stopping, tls) = (door.clone(), stopping.clone(), tls.clone());
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            // Both are the connection's, which also knows of later heads.
            .keep_alive(KeepAlive::Os)
            .client_request_timeout(Duration::ZERO)
            .client_disconnect_timeout(LINGER)
            .on_connect_ext(|io: &Connection<Stream>, data| {
                data.insert(Rc::clone(io.turn()));
            })
            .h1(apply_fn_factory(
                map_config(app().into_factory(), |()| AppConfig::default()),
                |mut request: Request, app: &S::Service| {
                    let turn = exchange::begin(&mut request);
                    let answer = app.call(request);
                    async move { Ok::<_, Error>(exchange::end(answer.await, turn)) }
                },
            ));
        fn_service(move |stream: TcpStream| {
            let (door, tls) = (door.clone(), tls.clone());
            async move {
                let seat = door.enter(&stream).await?;
                let peer = stream.peer_addr().ok();
                // An answer in several pieces would otherwise wait for the client's acknowledgements.
                let _ = stream.set_nodelay(true);
                // It holds its seat meanwhile, and has as long for it as for a head.
                let stream = Stream::open(stream, tls.as_ref(), limits.head).await.map_err(DispatchError::Io)?;
                Ok((Connection::new(stream, tls.is_some(), limits, seat), peer))
            }
        })
        .and_then(http)
    })?;
    Ok(builder.run())
}
