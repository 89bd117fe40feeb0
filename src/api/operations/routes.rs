//! How a file of handlers declares its routes: one `routes!` at its head.

use actix_web::http::Method;
use actix_web::web::ServiceConfig;
use utoipa::Path;
use utoipa::openapi::path::{HttpMethod, Operation};
use utoipa::openapi::{RefOr, Schema};

use crate::api::operations::access::Rules;

/// The schemas that a handler's description refers to, by name.
pub type Schemas = Vec<(String, RefOr<Schema>)>;

/// The routes of one file.
pub struct Routes {
    /// The tag of the OpenAPI document under which they are listed.
    pub tag: &'static str,
    /// The meaning of the tag, declared by one of the files that share it.
    pub description: Option<&'static str>,
    /// The routes, grouped by their rules.
    pub groups: Vec<(Rules, Vec<Handler>)>,
}

/// A handler with its method and path: how it is served, and what the OpenAPI document says of it.
#[derive(Clone, Debug)]
pub struct Handler {
    /// The method.
    pub method: Method,
    /// The path with its parameters in braces.
    pub pattern: String,
    /// Adds the handler to a server.
    pub serve: fn(&mut ServiceConfig),
    /// Its description; `None` for the files of the interactive page.
    pub description: Option<Description>,
}

/// The description of a handler in the OpenAPI document. The servers do without it, since it takes more memory than their work.
#[derive(Clone, Copy, Debug)]
pub struct Description {
    /// Its methods, of which there is one.
    pub methods: fn() -> Vec<HttpMethod>,
    /// The parameters, the body and the answers.
    pub operation: fn() -> Operation,
    /// Collects the schemas that these refer to.
    pub schemas: fn(&mut Schemas),
}

impl Handler {
    /// A handler with `#[utoipa::path]` and the attribute of its method, from which its method and path are taken.
    pub fn described<T: Path>(serve: fn(&mut ServiceConfig), schemas: fn(&mut Schemas)) -> Self {
        let method = match T::methods().first() {
            Some(HttpMethod::Get) | None => Method::GET,
            Some(HttpMethod::Post) => Method::POST,
            Some(HttpMethod::Put) => Method::PUT,
            Some(HttpMethod::Delete) => Method::DELETE,
            Some(HttpMethod::Options) => Method::OPTIONS,
            Some(HttpMethod::Head) => Method::HEAD,
            Some(HttpMethod::Patch) => Method::PATCH,
            Some(HttpMethod::Trace) => Method::TRACE,
        };
        let description = Description { methods: T::methods, operation: T::operation, schemas };
        Self { method, pattern: T::path(), serve, description: Some(description) }
    }
}

/// Declares the routes of a file as its function `routes`. First the tag of the OpenAPI document, in one file of those that
/// share it with a description; then one line for each group of handlers with the same rules, which are functions of
/// [`Rules`](crate::api::operations::access::Rules): who may call them, then what else is true of their answers.
///
/// ```ignore
/// routes! {
///     "cooperatives": "Cooperatives and their yearly reports.";
///     viewer, impersonal => list, read;
///     operator, impersonal, may_conflict => create, replace, modify, remove;
/// }
/// ```
macro_rules! routes {
    ($tag:literal $(: $description:literal)?; $($access:ident $(, $rule:ident)* => $($handler:ident),+;)+) => {
        /// The routes of this file, and who may call them.
        pub fn routes() -> $crate::api::operations::routes::Routes {
            use $crate::api::operations::access::Rules;
            use $crate::api::operations::routes::{Handler, Routes};
            let groups = vec![$((
                Rules::$access()$(.$rule())*,
                vec![$(Handler::described::<$handler>(
                    |config| {
                        config.service($handler);
                    },
                    |schemas| utoipa_actix_web::OpenApiFactory::schemas(&$handler, schemas),
                )),+],
            )),+];
            Routes { tag: $tag, description: None$(.or(Some($description)))?, groups }
        }
    };
}
pub(crate) use routes;
