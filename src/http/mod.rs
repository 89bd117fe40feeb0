//! TODO head

pub(crate) mod accept;
pub(crate) mod etag;
pub(crate) mod json;
pub(crate) mod language;
pub(crate) mod params;
pub(crate) mod problem;
pub(crate) mod request_id;
pub(crate) mod serialise;
pub(crate) mod time;
