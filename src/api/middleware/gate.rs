//! The middleware in front of every handler. It finds the operation and the caller, checks the caller's role, and whether
//! the caller can read any form of the answer.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, AUTHORIZATION, HeaderMap};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};
use chrono::Utc;

use crate::api::middleware::edge_policy::{EdgePolicy, add_preflight};
use crate::api::middleware::seen_keys::SeenKeys;
use crate::api::operations::access::Access;
use crate::api::operations::operation::{Operation, Operations};
use crate::api::operations::requested::RequestedOperation;
use crate::api::request::Caller;
use crate::domain::{Role, Scope, Text};
use crate::http::problem::head::MAX_ADDRESS;
use crate::http::{Problem, accept};
use crate::store::{KeyHash, Store, keys};

/// The data by which the gate decides who may call which operation. Part of the application's data as `web::Data<Gatekeeper>`.
pub struct Gatekeeper {
    operations: &'static Operations,
    store: Store,
    /// The digest of the admin key from the settings.
    admin_key: Option<KeyHash>,
    policy: web::Data<EdgePolicy>,
    seen: SeenKeys,
}

impl Gatekeeper {
    /// `admin_key` is the one from the settings, which is never stored; only its digest stays in memory.
    pub fn new(
        operations: &'static Operations,
        store: Store,
        admin_key: Option<&str>,
        policy: web::Data<EdgePolicy>,
    ) -> Self {
        Self { operations, store, admin_key: admin_key.map(keys::form::hash), policy, seen: SeenKeys::default() }
    }

    /// The caller by its `Authorization`; anonymous without one. One request is taken off an allowance before the database is
    /// asked: off that of the key where it was valid before, else off that of the address. So made-up keys cost the database
    /// nothing once the allowance is used up.
    async fn identify(&self, request: &ServiceRequest) -> Result<Caller, Problem> {
        let token = bearer_token(request.headers());
        let Ok(Some(token)) = token else {
            self.policy.admit_address(request)?;
            return token.map(|_| Caller::default());
        };
        let hash = keys::form::hash(token);
        // Digests are compared, so the time that it takes reveals nothing about the key.
        if self.admin_key == Some(hash) {
            self.policy.admit_key(None)?;
            return Ok(Caller { scope: Scope::everywhere(), ..Caller::default() });
        }
        let seen = self.seen.id_of(&hash);
        match seen {
            Some(id) => self.policy.admit_key(Some(id)),
            None => self.policy.admit_address(request),
        }?;
        // A key that fails its own checksum was never given out: the database is not asked.
        let holder = if keys::form::is_well_formed(token) {
            let now = Utc::now().naive_utc();
            self.store.lookup(move |connection| keys::find(connection, &hash, now)).await?
        } else {
            None
        };
        let Some(holder) = holder else {
            if seen.is_some() {
                self.seen.forget(&hash);
            }
            return Err(Problem::unauthorized(Text::new(
                "Kunci ini tidak dikenal atau tidak berlaku lagi.",
                "This key is not known, or no longer valid.",
            )));
        };
        if seen.is_none() {
            self.seen.remember(hash, holder.id);
            self.policy.give_back_to_address(request);
            self.policy.admit_key(Some(holder.id))?;
        }
        self.store.note_use(holder.id);
        Ok(Caller { key_id: Some(holder.id), scope: holder.scope(), ..Caller::default() })
    }

    /// The caller, where it may call the operation and can read its answer.
    async fn admit(&self, request: &ServiceRequest, operation: &Operation) -> Result<Caller, Problem> {
        if operation.rules.access == Access::Probe {
            return Ok(Caller::default());
        }
        let caller = self.identify(request).await?;
        if let Access::Key(needed) = operation.rules.access {
            check_role(&caller, needed)?;
        }
        let takes = |form: &&str| accept::takes(request.headers(), form);
        if !operation.forms.as_ref().is_none_or(|forms| forms.iter().any(takes)) {
            return Err(Problem::not_acceptable());
        }
        Ok(caller)
    }

    /// The answer where the path has no operation with the method: to OPTIONS the methods of the path, else 404 or 405.
    fn answer_without_operation(
        &self,
        request: &ServiceRequest,
        pattern: Option<&str>,
    ) -> Result<HttpResponse, Problem> {
        self.policy.admit_address(request)?;
        let allow = pattern.and_then(|pattern| self.operations.allow(pattern)).ok_or_else(Problem::unknown_path)?;
        if *request.method() != Method::OPTIONS {
            return Err(Problem::method_not_allowed(&allow));
        }
        let mut answer = HttpResponse::NoContent().insert_header((ALLOW, allow.clone())).finish();
        if self.policy.allowed_origin(request.headers()).is_some() {
            add_preflight(answer.headers_mut(), request.headers(), request.method(), &allow);
        }
        Ok(answer)
    }
}

/// The token of `Authorization: Bearer …`; `None` without the header. It may have any bytes, since the key from the settings
/// may be any text.
fn bearer_token(headers: &HeaderMap) -> Result<Option<&[u8]>, Problem> {
    let mut values = headers.get_all(AUTHORIZATION);
    let Some(value) = values.next() else { return Ok(None) };
    match (after_bearer(value.as_bytes()), values.next()) {
        (Some(token), None) => Ok(Some(token)),
        _ => Err(Problem::unauthorized(Text::new(
            "Authorization harus sekali saja dan berbentuk: Bearer iku_...",
            "Authorization must be sent once, in the form: Bearer iku_...",
        ))),
    }
}

fn after_bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.split_at_checked(b"Bearer ".len())?;
    let token = token.trim_ascii();
    (scheme.eq_ignore_ascii_case(b"Bearer ") && !token.is_empty()).then_some(token)
}

/// The middleware. Its own refusals are answers, no errors.
pub async fn gate(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    match pass(&request).await {
        Ok(None) => Ok(next.call(request).await?.map_into_boxed_body()),
        Ok(Some(answer)) => Ok(request.into_response(answer)),
        Err(problem) => Ok(request.error_response(problem)),
    }
}

/// Lets a request pass to its handler (`None`), or answers OPTIONS in the handler's place.
async fn pass(request: &ServiceRequest) -> Result<Option<HttpResponse>, Problem> {
    if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > MAX_ADDRESS) {
        return Err(Problem::uri_too_long());
    }
    let gatekeeper = request
        .app_data::<web::Data<Gatekeeper>>()
        .ok_or_else(|| Problem::internal_because("the application has no gatekeeper"))?;
    let pattern = request.match_pattern();
    let operation = pattern.as_ref().and_then(|pattern| gatekeeper.operations.find(request.method(), pattern));
    let Some(operation) = operation else {
        return gatekeeper.answer_without_operation(request, pattern.as_deref()).map(Some);
    };
    request.extensions_mut().insert(RequestedOperation(operation));
    let caller = gatekeeper.admit(request, operation).await?;
    request.extensions_mut().insert(caller);
    Ok(None)
}

fn check_role(caller: &Caller, needed: Role) -> Result<(), Problem> {
    if caller.is_anonymous() {
        return Err(Problem::unauthorized(Text::new(
            "Alamat ini memerlukan kunci: Authorization: Bearer iku_...",
            "This path needs a key: Authorization: Bearer iku_...",
        )));
    }
    if !caller.is_at_least(needed) {
        return Err(Problem::forbidden(Text::new(
            format!("Tindakan ini memerlukan kunci dengan peran {needed} atau di atasnya."),
            format!("This needs a key with the role {needed} or one above it."),
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use proptest::prelude::*;

    use super::*;

    fn token_of(values: &[&'static str]) -> Result<Option<String>, Problem> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_static(value));
        }
        bearer_token(&headers).map(|token| token.map(|token| String::from_utf8_lossy(token).into_owned()))
    }

    #[test]
    fn a_bearer_token_is_read_strictly() {
        assert_eq!(token_of(&[]).unwrap(), None);
        assert_eq!(token_of(&["Bearer iku_abc"]).unwrap().unwrap(), "iku_abc");
        assert_eq!(token_of(&["bEARER  iku_abc "]).unwrap().unwrap(), "iku_abc");
        assert_eq!(token_of(&["Bearer any text of mine"]).unwrap().unwrap(), "any text of mine");
        for wrong in ["", "Bearer", "Bearer ", "Basic abc", "iku_abc", "Bearer\ta"] {
            assert!(token_of(&[wrong]).is_err(), "{wrong}");
        }
        assert!(token_of(&["Bearer a", "Bearer b"]).is_err());
    }

    proptest! {
        #[test]
        fn any_authorization_is_answered(bytes in proptest::collection::vec(any::<u8>(), 0..60), token in "[!-~]{1,40}") {
            let read = |bytes: &[u8]| HeaderValue::from_bytes(bytes).ok().map(|value| {
                let mut headers = HeaderMap::new();
                headers.insert(AUTHORIZATION, value);
                bearer_token(&headers).ok().flatten().map(<[u8]>::to_vec)
            });
            let _ = read(&bytes);
            prop_assert_eq!(read(format!("Bearer {token}").as_bytes()), Some(Some(token.into_bytes())));
        }
    }
}
