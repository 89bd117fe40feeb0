//! The begin and the end of a request, told to its connection.

use std::rc::Rc;

use actix_http::{ConnectionType, HttpMessage, Payload, Request, Response};
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{Error, HttpResponse};

use crate::server::body::WatchedBody;
use crate::server::connection_state::ConnectionState;
use crate::server::framing::{Chunk, Framing};

/// Tells the connection that a request begins. The connection's state is given back, for [`end`].
pub fn begin(request: &mut Request) -> Option<Rc<ConnectionState>> {
    let turn = request.conn_data::<Rc<ConnectionState>>().cloned();
    if let Some(turn) = &turn {
        turn.begin(framing_of(request));
    }
    turn
}

/// The answer in a form that tells the connection when it is out.
pub fn end<B: MessageBody + 'static>(
    answer: Result<ServiceResponse<B>, Error>,
    turn: Option<Rc<ConnectionState>>,
) -> Response<WatchedBody> {
    let mut answer: Response<BoxBody> = match answer {
        Ok(answer) => HttpResponse::from(answer).map_into_boxed_body().into(),
        Err(error) => error.error_response().into(),
    };
    if turn.as_ref().is_some_and(|turn| turn.body() == Framing::Broken) {
        // Where the next request would begin is not known.
        answer.head_mut().set_connection_type(ConnectionType::Close);
    }
    answer.map_body(|_, body| WatchedBody::new(body, turn))
}

/// How the body of a request ends, as Actix sees it, which has refused what is in doubt.
fn framing_of(request: &mut Request) -> Framing {
    if matches!(request.payload(), Payload::None) {
        return Framing::NONE;
    }
    if request.chunked().unwrap_or(false) {
        return Framing::Chunks(Chunk::Start);
    }
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    // Without a length it is a request for another protocol (a WebSocket, a tunnel), of which there is none here.
    length.and_then(|length| length.trim().parse().ok()).map_or(Framing::Broken, Framing::Length)
}
