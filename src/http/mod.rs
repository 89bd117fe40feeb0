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
