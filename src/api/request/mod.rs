//! The tools of every handler: who calls, how lists are read in pages, how records are written, how answers are made. Nothing here
//! knows a particular resource.

pub(crate) mod caller;
pub(crate) mod collector;
pub(crate) mod draft;
pub(crate) mod filters;
pub(crate) mod idempotency;
pub(crate) mod list_query;
pub(crate) mod page;
pub(crate) mod resource;
pub(crate) mod respond;
pub(crate) mod store_problem;
pub(crate) mod stored_response;
pub(crate) mod time;
pub(crate) mod write;

pub use caller::Caller;
pub use collector::Collector;
pub use draft::{Draft, ReadOnly};
pub use idempotency::IdempotencyKey;
pub use list_query::Filtered;
pub use page::{Page, PageRequest, Sort};
pub use resource::{Checked, Creation, Edit, Locked, MaybeTarget, NewEntry, Removal, Resource, Stored, Target};
pub use respond::Prepared;
pub use stored_response::{Replay, StoredResponse};
pub use write::{Answer, Step};
