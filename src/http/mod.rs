//! HTTP without a subject: problems, JSON bodies, parameters, entity tags, languages, request ids. Resources, the store, the
//! server and the api are not known here.

pub(crate) mod accept;
pub(crate) mod body_head;
pub(crate) mod etag;
pub(crate) mod headers;
pub(crate) mod json;
pub(crate) mod language;
pub(crate) mod params;
pub(crate) mod problem;
pub(crate) mod request_id;
pub(crate) mod serialise;
pub(crate) mod time;

pub use etag::{Conditions, ETag};
pub use json::JsonDocument;
pub use json::body_limits::BodyLimits;
pub use params::{NoQuery, Path, Query};
pub use problem::Problem;
pub use problem::body::{ErrorItem, ProblemBody};
pub use problem::context::RequestContext;
pub use problem::field_error::{FieldError, Place};
pub use problem::kinds::{ErrorCode, ProblemKind};
pub use request_id::RequestId;
