//! The outermost middleware: gives each request its id, each error its final form and the log its line.

use std::any::Any;
use std::fmt;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, ResponseError, web};

use crate::api::middleware::edge_policy::{EdgePolicy, content_policy};
use crate::api::middleware::metrics::Metrics;
use crate::api::operations::access::Operation;
use crate::api::operations::asked::RequestedOperation;
use crate::domain::Language;
use crate::http::headers::add_headers;
use crate::http::language;
use crate::http::problem::Problem;
use crate::http::problem::body::PROBLEM_JSON;
use crate::http::problem::context::RequestContext;
use crate::http::request_id::{RequestId, concealed};

/// How much of a path the log shows.
const LOGGED_PATH: usize = 200;

/// What an answer needs to know of its request, kept aside since the request itself goes to the handler.
struct Observed {
    id: RequestId,
    method: Method,
    path: String,
    language: Language,
    started: Instant,
    front: Option<web::Data<EdgePolicy>>,
    metrics: Option<web::Data<Metrics>>,
    /// Of another page, that may read the answer.
    origin: Option<HeaderValue>,
}

/// The middleware.
///
/// # Errors
/// Never without a form of its own: what fails behind it comes out as a problem.
pub async fn observe(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let front = EdgePolicy::of(&request);
    let observed = Observed {
        id: RequestId::choose(request.headers()),
        method: request.method().clone(),
        path: request.path().to_owned(),
        language: language::preferred(request.headers()),
        started: Instant::now(),
        origin: front.as_ref().and_then(|front| front.allowed_origin(request.headers())),
        front,
        metrics: request.app_data::<web::Data<Metrics>>().cloned(),
    };
    request.extensions_mut().insert(observed.id);
    if observed.method == Method::HEAD {
        // Answered as GET; the server knows what it was and sends the head alone.
        request.head_mut().method = Method::GET;
    }
    match caught(next.call(request)).await {
        Ok(Ok(response)) => Ok(observed.finish(response.map_into_boxed_body())),
        Ok(Err(error)) => Err(observed.fail(problem_of(&error)).into()),
        Err(panic) => {
            let message = format!("a handler panicked: {}", panic_message(panic.as_ref()));
            Err(observed.fail(Problem::internal_because(message)).into())
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
        self.add_headers(answer.headers_mut());
        self.log(answer.status(), answer.body().size());
        let operation = request.extensions().get::<RequestedOperation>().map(|asked| asked.0);
        self.count(operation, answer.status());
        ServiceResponse::new(request, answer)
    }

    /// The answer where there is no request left to answer to.
    fn fail(&self, problem: Problem) -> Failure {
        let answer = self.respond(&problem);
        self.log(answer.status(), answer.body().size());
        self.count(None, answer.status());
        let mut headers = HeaderMap::new();
        self.add_headers(&mut headers);
        Failure { problem, id: self.id, path: self.path.clone(), language: self.language, headers }
    }

    fn respond(&self, problem: &Problem) -> HttpResponse {
        if let Some(cause) = problem.cause() {
            log::log!(cause.level, "{} request_id={}", cause.message, self.id);
        }
        problem.respond(&RequestContext { language: self.language, instance: &self.path, request_id: self.id.as_str() })
    }

    fn add_headers(&self, headers: &mut HeaderMap) {
        add_headers(headers, &self.id, content_policy(&self.path));
        if let Some(front) = &self.front {
            front.add_headers(headers, self.origin.as_ref());
        }
    }

    fn count(&self, operation: Option<&'static Operation>, status: StatusCode) {
        if let Some(metrics) = &self.metrics {
            metrics.count(operation, status, self.started.elapsed());
        }
    }

    /// One line a request. The query is not in it, since one may search for a name.
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

/// The problem that an error is or stands for.
fn problem_of(error: &Error) -> Problem {
    if let Some(problem) = error.as_error::<Problem>() {
        return problem.clone();
    }
    let status = error.as_response_error().status_code();
    if status.is_server_error() { Problem::internal_because(error.to_string()) } else { Problem::of_status(status) }
}

fn is_foreign_error(response: &HttpResponse) -> bool {
    let status = response.status();
    // A file that was refused goes back with what is wrong in it.
    let is_ours = |value: &HeaderValue| value == PROBLEM_JSON || value.as_bytes().starts_with(b"text/csv");
    let is_problem = response.headers().get(CONTENT_TYPE).is_some_and(is_ours);
    (status.is_client_error() || status.is_server_error()) && !is_problem
}

/// A problem in its final form, for the server to send by itself.
#[derive(Debug)]
struct Failure {
    problem: Problem,
    id: RequestId,
    path: String,
    language: Language,
    /// Those that every answer has.
    headers: HeaderMap,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problem.fmt(f)
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.problem.kind().status()
    }

    fn error_response(&self) -> HttpResponse {
        let asked = RequestContext { language: self.language, instance: &self.path, request_id: self.id.as_str() };
        let mut response = self.problem.respond(&asked);
        for (name, value) in &self.headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        response
    }
}

/// Runs a future; a panic in it ends it alone and not the connection.
async fn caught<F: Future>(future: F) -> Result<F::Output, Box<dyn Any + Send>> {
    let mut future = pin!(future);
    poll_fn(|context| {
        // Nothing that the future holds is looked at after a panic: it is dropped.
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
