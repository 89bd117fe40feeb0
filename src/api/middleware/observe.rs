//! The outermost middleware: gives each request its id, each error its final form and the log its line.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};

use crate::api::middleware::edge_policy::{EdgePolicy, content_policy};
use crate::api::middleware::metrics::Metrics;
use crate::api::operations::operation::Operation;
use crate::api::operations::requested::RequestedOperation;
use crate::domain::Language;
use crate::http::headers::add_headers;
use crate::http::problem::body::PROBLEM_JSON;
use crate::http::request_id::concealed;
use crate::http::{Problem, RequestContext, RequestId, language};

/// How much of a path the log shows.
const LOGGED_PATH: usize = 200;

/// The parts of a request that its answer needs, since the request itself moves to the handler.
struct Observed {
    id: RequestId,
    method: Method,
    path: String,
    language: Language,
    started: Instant,
    policy: Option<web::Data<EdgePolicy>>,
    metrics: Option<web::Data<Metrics>>,
    /// The origin of a page that may read the answer.
    origin: Option<HeaderValue>,
}

/// The middleware. An error behind it leaves it as a problem in its final form.
pub async fn observe(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let policy = request.app_data::<web::Data<EdgePolicy>>().cloned();
    let observed = Observed {
        id: RequestId::choose(request.headers()),
        method: request.method().clone(),
        path: request.path().to_owned(),
        language: language::preferred(request.headers()),
        started: Instant::now(),
        origin: policy.as_ref().and_then(|policy| policy.allowed_origin(request.headers())),
        policy,
        metrics: request.app_data::<web::Data<Metrics>>().cloned(),
    };
    request.extensions_mut().insert(observed.id);
    if observed.method == Method::HEAD {
        // Answered as GET; the server remembers the method and sends the head alone.
        request.head_mut().method = Method::GET;
    }
    match caught(next.call(request)).await {
        Ok(Ok(response)) => Ok(observed.finish(response.map_into_boxed_body())),
        Ok(Err(error)) => Err(observed.fail(problem_of(&error))),
        Err(panic) => {
            let message = format!("a handler panicked: {}", panic_message(panic.as_ref()));
            Err(observed.fail(Problem::internal_because(message)))
        }
    }
}

impl Observed {
    fn finish(&self, response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        let problem = match response.response().error() {
            Some(error) => Some(problem_of(error)),
            // An error that no handler of ours made, such as the interactive page's 404.
            None => is_foreign_error(response.response()).then(|| Problem::of_status(response.status())),
        };
        let (request, mut answer) = response.into_parts();
        if let Some(problem) = problem {
            answer = self.respond(&problem);
        }
        let operation = request.extensions().get::<RequestedOperation>().map(|requested| requested.0);
        ServiceResponse::new(request, self.complete(answer, operation))
    }

    /// The answer where there is no request left to answer to.
    fn fail(&self, problem: Problem) -> Error {
        let answer = self.complete(self.respond(&problem), None);
        InternalError::from_response(problem, answer).into()
    }

    /// Adds the headers that every answer has; logs and counts it.
    fn complete(&self, mut answer: HttpResponse, operation: Option<&Operation>) -> HttpResponse {
        let headers = answer.headers_mut();
        add_headers(headers, &self.id, content_policy(&self.path));
        if let Some(policy) = &self.policy {
            policy.add_headers(headers, self.origin.as_ref());
        }
        self.log(answer.status(), answer.body().size());
        if let Some(metrics) = &self.metrics {
            metrics.count(operation, answer.status(), self.started.elapsed());
        }
        answer
    }

    fn respond(&self, problem: &Problem) -> HttpResponse {
        if let Some(cause) = problem.cause() {
            log::log!(cause.level, "{} request_id={}", cause.message, self.id);
        }
        problem.respond(&RequestContext { language: self.language, instance: &self.path, request_id: self.id.as_str() })
    }

    /// Writes one line for each request. The query is left out, since it may hold the name of a person.
    fn log(&self, status: StatusCode, size: BodySize) {
        let bytes = match size {
            BodySize::Sized(bytes) => bytes.to_string(),
            BodySize::None => "0".to_owned(),
            BodySize::Stream => "-".to_owned(),
        };
        let path = concealed(&self.path.chars().take(LOGGED_PATH).collect::<String>());
        let micros = self.started.elapsed().as_micros();
        let (millis, rest) = (micros / 1000, micros % 1000);
        log::info!(
            "{} {path} {} {bytes} bytes {millis}.{rest:03} ms request_id={}",
            self.method,
            status.as_u16(),
            self.id
        );
    }
}

/// An error as a problem.
fn problem_of(error: &Error) -> Problem {
    if let Some(problem) = error.as_error::<Problem>() {
        return problem.clone();
    }
    let status = error.as_response_error().status_code();
    if status.is_server_error() { Problem::internal_because(error.to_string()) } else { Problem::of_status(status) }
}

fn is_foreign_error(response: &HttpResponse) -> bool {
    let status = response.status();
    // A refused file comes back as CSV with its errors.
    let is_ours = |value: &HeaderValue| value == PROBLEM_JSON || value.as_bytes().starts_with(b"text/csv");
    let is_problem = response.headers().get(CONTENT_TYPE).is_some_and(is_ours);
    (status.is_client_error() || status.is_server_error()) && !is_problem
}

/// Runs a future. A panic ends the future and not the connection.
async fn caught<F: Future>(future: F) -> Result<F::Output, Box<dyn Any + Send>> {
    let mut future = pin!(future);
    poll_fn(|context| {
        // The future is dropped after a panic, so nothing that it holds is used again.
        match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => std::task::Poll::Ready(Err(panic)),
        }
    })
    .await
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}
