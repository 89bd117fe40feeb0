//! Who is asking.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::domain::Role;
use crate::store::{Actor, Author};

use super::observe::RequestId;
use super::problem::Problem;

/// The caller, as the access check found it. As an extractor it never fails: without a key it is anonymous.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The role of the caller's key; `None` for an anonymous caller.
    pub role: Option<Role>,
    /// The key's id; `None` for an anonymous caller and for the key from the settings, which is not stored.
    pub key_id: Option<i64>,
    /// The id of the request, which stands beside every change that it makes.
    pub request_id: RequestId,
}

impl Caller {
    /// The caller of this request.
    pub fn of(request: &HttpRequest) -> Self {
        let found = request.extensions().get::<Self>().copied().unwrap_or_default();
        Self { request_id: RequestId::of(request), ..found }
    }

    /// Whether the caller may do what this role may.
    pub fn is_at_least(&self, role: Role) -> bool {
        self.role.is_some_and(|own| own >= role)
    }

    /// The caller as the author of a change.
    pub fn actor(&self) -> Actor {
        self.key_id.map_or(Actor::SettingsKey, Actor::Key)
    }

    /// The caller and its request as the author of a change.
    pub fn author(&self) -> Author {
        Author { actor: self.actor(), request_id: Some(self.request_id.to_string()) }
    }

    /// Whether the caller came without a key.
    pub fn is_anonymous(&self) -> bool {
        self.role.is_none()
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}
