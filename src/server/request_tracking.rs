//! Notifies a connection when the application receives a request and returns its answer.

use std::rc::Rc;

use actix_http::{ConnectionType, HttpMessage, Payload, Request, Response};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{Error, HttpResponse};

use crate::server::body::WatchedBody;
use crate::server::connection_state::ConnectionState;
use crate::server::framing::{Chunk, Framing};

/// Notifies the connection of a new request. Returns the connection's state, for [`end`].
pub fn begin(request: &mut Request) -> Option<Rc<ConnectionState>> {
    let state = request.conn_data::<Rc<ConnectionState>>().cloned();
    if let Some(state) = &state {
        state.request_started(framing_of(request));
    }
    state
}

/// Wraps the answer so that the connection is notified when it is sent.
pub fn end<B: MessageBody + 'static>(
    answer: Result<ServiceResponse<B>, Error>,
    state: Option<Rc<ConnectionState>>,
) -> Response<WatchedBody> {
    let mut answer: Response<BoxBody> = match answer {
        Ok(answer) => HttpResponse::from(answer).map_into_boxed_body().into(),
        Err(error) => error.error_response().into(),
    };
    if state.as_ref().is_some_and(|state| state.body() == Framing::Broken) {
        // The body's end is unknown, so the next request cannot be found.
        answer.head_mut().set_connection_type(ConnectionType::Close);
    }
    answer.map_body(|_, body| WatchedBody::new(body, state))
}

/// The framing of a request's body. Actix has refused ambiguous requests before.
fn framing_of(request: &mut Request) -> Framing {
    if matches!(request.payload(), Payload::None) {
        return Framing::NONE;
    }
    if request.chunked().unwrap_or(false) {
        return Framing::Chunks(Chunk::Start);
    }
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    // A body without a length belongs to another protocol (a WebSocket, a tunnel), which the service does not support.
    length.and_then(|length| length.trim().parse().ok()).map_or(Framing::Broken, Framing::Length)
}
