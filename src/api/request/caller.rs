//! The caller of a request: its key, its role and its region.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::domain::{RegionCode, Role, Scope, Visibility, text};
use crate::http::{Problem, RequestId};
use crate::store::{Actor, Author};

/// The caller, as the access check found it. The extractor never fails: a caller without a key is anonymous.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The role of the caller's key, and the region that it is bound to.
    pub scope: Scope,
    /// The key's id; `None` for an anonymous caller and for the key from the settings, which is not stored.
    pub key_id: Option<i64>,
    /// The id of the request, which is recorded with every change that the request makes.
    pub request_id: RequestId,
}

impl Caller {
    /// The caller of this request.
    pub fn of(request: &HttpRequest) -> Self {
        let found = request.extensions().get::<Self>().cloned().unwrap_or_default();
        Self { request_id: RequestId::of(request), ..found }
    }

    /// Whether the caller may do what this role may.
    pub fn is_at_least(&self, role: Role) -> bool {
        self.scope.is_at_least(role)
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
        self.scope.role.is_none()
    }

    /// The part that the caller sees of the persons in a record of this region.
    pub fn visibility(&self, region: &RegionCode) -> Visibility {
        self.scope.visibility(region)
    }

    /// Checks that the caller may change the records of this region. `pointer` is the member of the body that names the region, if
    /// any.
    ///
    /// # Errors
    /// 403 `outside_region`.
    pub fn check_edit(&self, region: &RegionCode, pointer: Option<&str>) -> Result<(), Problem> {
        if self.scope.may_edit(region) {
            return Ok(());
        }
        let own = self.scope.region.as_ref().map(RegionCode::to_string).unwrap_or_default();
        Err(Problem::outside_region(
            pointer,
            text!(
                "Kunci ini terikat pada wilayah {own} dan yang di bawahnya; catatan ini di wilayah {region}.",
                "This key is bound to region {own} and those below it; the record is in region {region}."
            ),
        ))
    }

    /// Checks that the caller may move a yearly report to another region. Where the region does not change, only the region of the
    /// unit decides: the reports from before a unit moved still count in the old region.
    ///
    /// # Errors
    /// 403 `outside_region`.
    pub fn check_report_region(&self, before: Option<&RegionCode>, after: &RegionCode) -> Result<(), Problem> {
        if before == Some(after) {
            return Ok(());
        }
        before.map_or(Ok(()), |before| self.check_edit(before, Some("/region")))?;
        self.check_edit(after, Some("/region"))
    }

    /// Checks that the caller may delete yearly reports that count in these regions, with the unit or without. An operator may
    /// not delete a report that counts in another region: deleted and entered again, it would have been moved.
    ///
    /// # Errors
    /// 403 `outside_region`.
    pub fn check_removal<'a>(&self, regions: impl IntoIterator<Item = &'a RegionCode>) -> Result<(), Problem> {
        regions.into_iter().try_for_each(|region| self.check_edit(region, None))
    }
}

impl FromRequest for Caller {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}
