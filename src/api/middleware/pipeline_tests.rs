//! The middlewares and extractors together, over handlers made for the purpose.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::body::to_bytes;
use actix_web::dev::ServiceResponse;
use actix_web::http::header::{ACCEPT, ACCEPT_LANGUAGE, ALLOW, AUTHORIZATION, CONTENT_TYPE, ETAG, WWW_AUTHENTICATE};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service};
use actix_web::{App, HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use crate::api::middleware::client_address::{Proxies, ProxyHeader};
use crate::api::middleware::edge_policy::EdgePolicy;
use crate::api::middleware::gate::{Gatekeeper, KeyAnswer, KeyCheck, gate};
use crate::api::middleware::observe::observe;
use crate::api::request::caller::Caller;
use crate::api::request::respond::json_ok;
use crate::domain::Role;
use crate::http::json::JsonDocument;
use crate::http::params::{NoQuery, Path};
use crate::http::problem::Problem;
use crate::http::problem::body::PROBLEM_JSON;
use crate::http::request_id::{RequestId, X_REQUEST_ID};
use crate::store::database::error::StoreError;
use crate::store::keys;
use crate::store::keys::form::KeyHash;
use crate::store::models::key::KeyHolder;

const ADMIN_KEY: &str = "any text of sixteen";

struct Keys;

impl KeyCheck for Keys {
    fn holder_of(&self, hash: KeyHash) -> KeyAnswer<'_> {
        let is = |name: &str| hash == keys::form::hash(keys::form::made_of(name));
        let holder = |id, role| Ok(Some(KeyHolder { id, role, region: None }));
        let answer = match () {
            () if is("viewer") => holder(1, Role::Viewer),
            () if is("operator") => holder(2, Role::Operator),
            () if is("nobody") => Ok(None),
            // Whatever else comes here finds the database away.
            () => Err(StoreError::Unavailable("socket /run/secret".into())),
        };
        Box::pin(std::future::ready(answer))
    }

    fn was_used(&self, _: i64) {}
}

async fn show(request: HttpRequest, caller: Caller, _: NoQuery) -> Result<HttpResponse, Problem> {
    let role = caller.scope.role.map(Role::as_str);
    json_ok(&request, &json!({"role": role, "key": caller.key_id, "request": RequestId::of(&request).as_str()}))
}

async fn one(request: HttpRequest, id: Path<i64>, _: NoQuery) -> Result<HttpResponse, Problem> {
    json_ok(&request, &json!({"id": *id}))
}

async fn echo(request: HttpRequest, document: JsonDocument, _: NoQuery) -> Result<HttpResponse, Problem> {
    json_ok(&request, document.value())
}

async fn broken() -> HttpResponse {
    panic!("secret")
}

async fn send(request: TestRequest) -> ServiceResponse {
    let app = App::new()
        .app_data(web::Data::new(Gatekeeper::new(Arc::new(Keys), Some(ADMIN_KEY))))
        .route("/organization", web::get().to(show))
        .route("/regions/{code}", web::get().to(one))
        .route("/regions/{code}", web::put().to(echo))
        .route("/cooperatives", web::get().to(show))
        .route("/cooperatives", web::post().to(echo))
        .route("/livez", web::get().to(show))
        .route("/series", web::get().to(broken))
        .route("/not-in-the-table", web::get().to(show))
        .wrap(from_fn(gate))
        .wrap(from_fn(observe));
    let app = init_service(app).await;
    let answer = actix_web::dev::Service::call(&app, request.to_request()).await;
    match answer {
        Ok(answer) => answer,
        // As the server does with an error that is left over.
        Err(error) => ServiceResponse::new(TestRequest::default().to_http_request(), error.error_response()),
    }
}

async fn body(answer: ServiceResponse) -> Value {
    serde_json::from_slice(&to_bytes(answer.into_body()).await.unwrap()).unwrap()
}

fn with_key(request: TestRequest, key: &str) -> TestRequest {
    let key = if key == ADMIN_KEY { key.to_owned() } else { keys::form::made_of(key) };
    request.insert_header((AUTHORIZATION, format!("Bearer {key}")))
}

/// Sends and expects a problem of this status; gives its body.
async fn problem(request: TestRequest, status: StatusCode) -> Value {
    let answer = send(request).await;
    assert_eq!(answer.status(), status);
    assert_eq!(answer.headers().get(CONTENT_TYPE).unwrap(), PROBLEM_JSON);
    assert_eq!(answer.headers().get("x-content-type-options").unwrap(), "nosniff");
    for name in ["content-security-policy", "x-frame-options", "referrer-policy"] {
        assert_eq!(answer.headers().get_all(name).count(), 1, "{name}");
    }
    let id = answer.headers().get(X_REQUEST_ID).unwrap().to_str().unwrap().to_owned();
    let body = body(answer).await;
    assert_eq!((&body["status"], &body["request_id"]), (&json!(status.as_u16()), &json!(id)));
    body
}

#[actix_web::test]
async fn paths_and_methods() {
    let unknown = problem(TestRequest::get().uri("/nowhere?x=1"), StatusCode::NOT_FOUND).await;
    assert_eq!(unknown["instance"], "/nowhere");
    assert_eq!(unknown["type"], "https://iku.jambiprov.go.id/problems/not-found");
    problem(TestRequest::get().uri("/not-in-the-table"), StatusCode::NOT_FOUND).await;
    problem(TestRequest::get().uri("/organization/"), StatusCode::NOT_FOUND).await;
    problem(TestRequest::delete().uri("/organization"), StatusCode::METHOD_NOT_ALLOWED).await;
    let refused = send(TestRequest::default().method(Method::from_bytes(b"BREW").unwrap()).uri("/organization")).await;
    assert_eq!(refused.headers().get(ALLOW).unwrap(), "GET, HEAD, OPTIONS");
    let options = send(TestRequest::default().method(Method::OPTIONS).uri("/cooperatives")).await;
    assert_eq!(options.status(), StatusCode::NO_CONTENT);
    assert_eq!(options.headers().get(ALLOW).unwrap(), "GET, HEAD, POST, OPTIONS");
    let head = send(TestRequest::default().method(Method::HEAD).uri("/organization")).await;
    assert_eq!(head.status(), StatusCode::OK);
    assert!(head.headers().contains_key(ETAG));
}

#[actix_web::test]
async fn keys() {
    let open = || TestRequest::get().uri("/organization");
    let kept = || TestRequest::get().uri("/cooperatives");
    let write = || TestRequest::post().uri("/cooperatives").set_json(json!({"a": 1}));
    assert_eq!(body(send(open()).await).await["role"], Value::Null);
    assert_eq!(body(send(with_key(open(), "viewer")).await).await["role"], "viewer");
    problem(with_key(open(), "nobody"), StatusCode::UNAUTHORIZED).await;
    // Of what fails its own checksum the database is not asked: it would be away.
    let mistyped = keys::form::made_of("down").replace("iku_", "iku_0");
    for malformed in ["iku_", "iku_down", "down, with blanks in it", &mistyped] {
        let request = open().insert_header((AUTHORIZATION, format!("Bearer {malformed}")));
        problem(request, StatusCode::UNAUTHORIZED).await;
    }
    problem(kept(), StatusCode::UNAUTHORIZED).await;
    assert_eq!(send(kept()).await.headers().get(WWW_AUTHENTICATE).unwrap(), "Bearer");
    assert_eq!(body(send(with_key(kept(), "viewer")).await).await["key"], 1);
    let refused = problem(with_key(write(), "viewer"), StatusCode::FORBIDDEN).await;
    assert!(refused["detail"].as_str().unwrap().contains("operator"));
    assert_eq!(send(with_key(write(), "operator")).await.status(), StatusCode::OK);
    let admin = body(send(with_key(kept(), ADMIN_KEY)).await).await;
    assert_eq!((&admin["role"], &admin["key"]), (&json!("admin"), &Value::Null));
    let down = problem(with_key(kept(), "down"), StatusCode::SERVICE_UNAVAILABLE).await;
    assert!(!down.to_string().contains("secret"));
    assert_eq!(send(with_key(TestRequest::get().uri("/livez"), "down")).await.status(), StatusCode::OK);
}

#[actix_web::test]
async fn extractors_answer_with_problems() {
    let admin = |request| with_key(request, ADMIN_KEY);
    let wrong = problem(TestRequest::get().uri("/regions/abc"), StatusCode::BAD_REQUEST).await;
    assert_eq!(wrong["errors"][0]["parameter"], "code");
    let wrong = problem(TestRequest::get().uri("/organization?x=1"), StatusCode::BAD_REQUEST).await;
    assert_eq!(wrong["errors"][0]["code"], "unknown_parameter");
    let put = || admin(TestRequest::put().uri("/regions/1"));
    let wrong =
        problem(put().insert_header((CONTENT_TYPE, "application/json")).set_payload("{"), StatusCode::BAD_REQUEST);
    let wrong = wrong.await;
    assert_eq!((&wrong["errors"][0]["code"], &wrong["errors"][0]["line"]), (&json!("invalid_json"), &json!(1)));
    problem(put().set_payload("{}"), StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
    problem(TestRequest::get().uri("/organization").insert_header((ACCEPT, "text/html")), StatusCode::NOT_ACCEPTABLE)
        .await;
}

#[actix_web::test]
async fn texts_follow_the_language_and_ids_the_caller() {
    let indonesian = TestRequest::get().uri("/nowhere").insert_header((ACCEPT_LANGUAGE, "id"));
    assert_eq!(problem(indonesian, StatusCode::NOT_FOUND).await["title"], "Tidak ditemukan");
    let named = |id: &str| TestRequest::get().uri("/organization").insert_header((X_REQUEST_ID, id));
    assert_eq!(body(send(named("my-id_1.2")).await).await["request"], "my-id_1.2");
    for poor in ["a b", "", "ä", &"a".repeat(65)] {
        let id = body(send(named(poor)).await).await["request"].as_str().unwrap().to_owned();
        assert_eq!(id.len(), 32, "{poor}: {id}");
    }
}

#[actix_web::test]
async fn a_panic_is_an_answer_too() {
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let broken = problem(TestRequest::get().uri("/series"), StatusCode::INTERNAL_SERVER_ERROR).await;
    std::panic::set_hook(hook);
    assert!(!broken.to_string().contains("secret"));
}

/// As [`Keys`], and counts how often it was asked.
#[derive(Default)]
struct Counting(AtomicUsize);

impl KeyCheck for Counting {
    fn holder_of(&self, hash: KeyHash) -> KeyAnswer<'_> {
        self.0.fetch_add(1, Ordering::Relaxed);
        let is_viewer = hash == keys::form::hash(keys::form::made_of("viewer"));
        Box::pin(std::future::ready(Ok(is_viewer.then_some(KeyHolder { id: 1, role: Role::Viewer, region: None }))))
    }

    fn was_used(&self, _: i64) {}
}

#[actix_web::test]
async fn keys_beyond_the_allowance_cost_the_database_nothing() {
    let counting = Arc::new(Counting::default());
    let proxies = Proxies { networks: Vec::new(), header: ProxyHeader::XForwardedFor };
    // In minutes, so that nothing comes back while the test runs.
    let front = EdgePolicy::new("5/m".parse().unwrap(), proxies, Vec::new(), false);
    let app = App::new()
        .app_data(web::Data::new(Gatekeeper::new(counting.clone(), None)))
        .app_data(web::Data::new(front))
        .route("/organization", web::get().to(show))
        .wrap(from_fn(gate))
        .wrap(from_fn(observe));
    let app = init_service(app).await;
    let status = async |key: &str| {
        let request = with_key(TestRequest::get().uri("/organization"), key).to_request();
        actix_web::dev::Service::call(&app, request).await.unwrap().status().as_u16()
    };
    // A key that is good takes nothing off the address's allowance, not even the first time.
    for _ in 0..4 {
        assert_eq!(status("viewer").await, 200);
    }
    let mut answers = Vec::new();
    for guess in 0..20 {
        answers.push(status(&format!("guess {guess}")).await);
    }
    assert_eq!(answers.iter().filter(|status| **status == 401).count(), 5, "{answers:?}");
    assert!(answers.iter().skip(5).all(|status| *status == 429), "{answers:?}");
    assert_eq!(counting.0.load(Ordering::Relaxed), 4 + 5);
    // Whose key was good before is served still, and then refused without a look.
    assert_eq!((status("viewer").await, status("viewer").await), (200, 429));
    assert_eq!(counting.0.load(Ordering::Relaxed), 4 + 5 + 1);
}
