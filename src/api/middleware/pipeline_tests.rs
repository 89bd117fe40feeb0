//! The middleware together, over handlers made for the purpose: what black-box tests cannot reach.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::body::to_bytes;
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{AUTHORIZATION, CONTENT_TYPE};
use actix_web::middleware::from_fn;
use actix_web::test::{TestRequest, init_service};
use actix_web::web::ServiceConfig;
use actix_web::{App, HttpResponse, web};
use diesel::RunQueryDsl;
use serde_json::{Value, json};

use crate::api::middleware::client_address::{Proxies, ProxyHeader};
use crate::api::middleware::edge_policy::EdgePolicy;
use crate::api::middleware::gate::{Gatekeeper, gate};
use crate::api::middleware::metrics::Metrics;
use crate::api::middleware::observe::observe;
use crate::api::operations::access::Rules;
use crate::api::operations::operation::Operations;
use crate::api::operations::routes::{Handler, Routes};
use crate::domain::Role;
use crate::http::problem::body::PROBLEM_JSON;
use crate::http::request_id::X_REQUEST_ID;
use crate::store::maintenance::opening;
use crate::store::{Actor, DatabaseUrl, DirectConnection, KeyData, Store, StoreOptions, keys};

const OPTIONS: StoreOptions = StoreOptions { pool_size: 2, write_queue: 8, lock_timeout: Duration::from_secs(5) };

/// A path that anybody may read, and one whose handler panics.
fn operations() -> &'static Operations {
    let handler = |pattern: &str, serve: fn(&mut ServiceConfig)| Handler {
        method: Method::GET,
        pattern: pattern.to_owned(),
        serve,
        description: None,
    };
    let fine = handler("/fine", |config| {
        config.route("/fine", web::get().to(HttpResponse::Ok));
    });
    let broken = handler("/broken", |config| {
        config.route("/broken", web::get().to(panicking));
    });
    let routes = Routes { tag: "test", description: None, groups: vec![(Rules::open(), vec![fine, broken])] };
    Box::leak(Box::new(Operations::of([routes])))
}

async fn panicking() -> HttpResponse {
    panic!("secret")
}

fn database(folder: &tempfile::TempDir) -> DirectConnection {
    opening::to_serve(&DatabaseUrl::Sqlite(folder.path().join("iku.db")), OPTIONS.lock_timeout).unwrap()
}

/// An application with these allowances.
async fn app(
    store: Store,
    rate: &str,
) -> impl Service<actix_http::Request, Response = ServiceResponse, Error = actix_web::Error> {
    let proxies = Proxies { networks: Vec::new(), header: ProxyHeader::XForwardedFor };
    let policy = web::Data::new(EdgePolicy::new(rate.parse().unwrap(), proxies, Vec::new(), false));
    let operations = operations();
    let gatekeeper = web::Data::new(Gatekeeper::new(operations, store, None, policy.clone()));
    let app = App::new()
        .app_data(gatekeeper)
        .app_data(policy)
        .app_data(web::Data::new(Metrics::new(operations)))
        .configure(|config| operations.serve(config))
        .wrap(from_fn(gate))
        .wrap(from_fn(observe));
    init_service(app).await
}

#[actix_web::test]
async fn a_panic_is_answered_as_an_internal_problem() {
    let folder = tempfile::tempdir().unwrap();
    let app = app(Store::start(&database(&folder), OPTIONS).unwrap(), "off").await;
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let outcome = app.call(TestRequest::get().uri("/broken").to_request()).await;
    std::panic::set_hook(hook);
    // The server sends what is left of a request that failed without an answer.
    let answer = outcome.map_or_else(|error| error.error_response(), |answer| answer.into_parts().1);
    assert_eq!(
        (answer.status().as_u16(), answer.headers().get(CONTENT_TYPE).unwrap()),
        (500, &PROBLEM_JSON.parse().unwrap())
    );
    for name in ["x-content-type-options", "content-security-policy", "x-frame-options", "referrer-policy"] {
        assert_eq!(answer.headers().get_all(name).count(), 1, "{name}");
    }
    let id = answer.headers().get(X_REQUEST_ID).unwrap().to_str().unwrap().to_owned();
    let body: Value = serde_json::from_slice(&to_bytes(answer.into_body()).await.unwrap()).unwrap();
    assert_eq!((&body["instance"], &body["request_id"]), (&json!("/broken"), &json!(id)));
    assert!(!body.to_string().contains("secret"), "{body}");
}

#[actix_web::test]
async fn requests_beyond_the_allowance_do_not_reach_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let mut database = database(&folder);
    let viewer = KeyData { name: "x".to_owned(), role: Role::Viewer, region: None, expires_at: None };
    let (_, key) = database.write(Actor::CommandLine, |tx| keys::create(tx, &viewer)).unwrap();
    // In minutes, so that nothing comes back while the test runs.
    let app = app(Store::start(&database, OPTIONS).unwrap(), "5/m").await;
    let status = async |key: &str, address: &str| {
        let peer: SocketAddr = format!("{address}:1234").parse().unwrap();
        let request = TestRequest::get().uri("/fine").peer_addr(peer);
        let request = request.insert_header((AUTHORIZATION, format!("Bearer {key}"))).to_request();
        app.call(request).await.unwrap().status().as_u16()
    };
    let guess = |number: i32| keys::form::made_of(&format!("guess {number}"));
    // A valid key takes nothing off the address's allowance, not even the first time.
    for _ in 0..4 {
        assert_eq!(status(&key, "192.0.2.1").await, 200);
    }
    let mut answers = Vec::new();
    for number in 0..20 {
        answers.push(status(&guess(number), "192.0.2.1").await);
    }
    assert_eq!(answers.iter().filter(|status| **status == 401).count(), 5, "{answers:?}");
    assert!(answers.iter().skip(5).all(|status| *status == 429), "{answers:?}");
    assert_eq!(status(&key, "192.0.2.1").await, 200);
    // From here on each look at the keys fails.
    diesel::sql_query("ALTER TABLE keys RENAME TO keys_away").execute(&mut *database).unwrap();
    assert_eq!((status(&guess(0), "192.0.2.1").await, status(&key, "192.0.2.1").await), (429, 429));
    assert_eq!(status(&guess(0), "192.0.2.2").await, 500);
}
