//! Who is asking.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use crate::domain::{RegionCode, Role, Scope, Text, Visibility};
use crate::http::problem::Problem;
use crate::http::request_id::RequestId;
use crate::store::models::actor::{Actor, Author};

/// The caller, as the access check found it. As an extractor it never fails: without a key it is anonymous.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caller {
    /// The role of the caller's key, and the region that it is bound to.
    pub scope: Scope,
    /// The key's id; `None` for an anonymous caller and for the key from the settings, which is not stored.
    pub key_id: Option<i64>,
    /// The id of the request, which stands beside every change that it makes.
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

    /// What the caller sees of the persons in a record that stands at this region.
    pub fn visibility(&self, region: &RegionCode) -> Visibility {
        self.scope.visibility(region)
    }

    /// Whether the caller may change what stands at this region. `pointer` is the member of the body that names it, where one
    /// does.
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
            Text::new(
                format!("Kunci ini terikat pada wilayah {own} dan yang di bawahnya; ini di wilayah {region}."),
                format!("This key is bound to region {own} and those below it; this is at region {region}."),
            ),
        ))
    }

    /// The same for a yearly report that is to stand at another region than before. Where it stays, only the unit's own
    /// region decides: reports from before a unit moved here remain where they counted.
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

    /// Whether the caller may take away yearly reports that stand at these regions, with the unit or without. One that counts
    /// elsewhere may not be: deleted and entered anew it would have been moved here.
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
