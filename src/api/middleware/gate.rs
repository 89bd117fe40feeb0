//! The middleware in front of every handler: is there such an operation, who asks, may they, and can they read the answer.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, AUTHORIZATION, HeaderMap};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpResponse, web};

use crate::api::middleware::edge_policy::{EdgePolicy, add_preflight};
use crate::api::middleware::seen_keys::SeenKeys;
use crate::api::operations::access::{Access, Operation};
use crate::api::operations::asked::RequestedOperation;
use crate::api::operations::{access, forms};
use crate::api::request::caller::Caller;
use crate::domain::{Role, Scope, Text};
use crate::http::accept;
use crate::http::problem::Problem;
use crate::http::problem::head::MAX_ADDRESS;
use crate::store::database::error::StoreResult;
use crate::store::keys;
use crate::store::keys::form::KeyHash;
use crate::store::models::key::KeyHolder;

/// A key's holder, as soon as it is known; `None` for a key that is not there or no longer valid.
pub type KeyAnswer<'a> = Pin<Box<dyn Future<Output = StoreResult<Option<KeyHolder>>> + 'a>>;

/// Whoever knows the stored keys.
pub trait KeyCheck: Send + Sync {
    /// The key whose SHA-256 digest this is.
    fn holder_of(&self, hash: KeyHash) -> KeyAnswer<'_>;

    /// Is told of each request with a valid key.
    fn was_used(&self, id: i64);
}

/// What the gate needs to know a caller. Put into the application's data as `web::Data<Gatekeeper>`.
pub struct Gatekeeper {
    keys: Arc<dyn KeyCheck>,
    /// The digest of the admin key from the settings.
    admin_key: Option<KeyHash>,
    seen: SeenKeys,
}

impl Gatekeeper {
    /// `admin_key` is the one from the settings, which is never stored; only its digest stays in memory.
    pub fn new(keys: Arc<dyn KeyCheck>, admin_key: Option<&str>) -> Self {
        Self { keys, admin_key: admin_key.map(keys::form::hash), seen: SeenKeys::default() }
    }

    /// The caller by its `Authorization`; anonymous without one. One request is taken off an allowance before the database is
    /// asked: off that of the key where it was valid before, else off that of the address, so that made-up keys cost it
    /// nothing beyond.
    async fn admit(&self, request: &ServiceRequest, front: Option<&EdgePolicy>) -> Result<Caller, Problem> {
        let take_address = || front.map_or(Ok(()), |front| front.admit_address(request));
        let take_key = |id| front.map_or(Ok(()), |front| front.admit_key(id));
        let token = bearer_token(request.headers());
        let Ok(Some(token)) = token else {
            take_address()?;
            return token.map(|_| Caller::default());
        };
        let hash = keys::form::hash(token);
        // Digests are compared, so the time that it takes tells nothing about the key.
        if self.admin_key == Some(hash) {
            take_key(None)?;
            return Ok(Caller { scope: Scope::everywhere(), ..Caller::default() });
        }
        let seen = self.seen.id_of(&hash);
        match seen {
            Some(id) => take_key(Some(id)),
            None => take_address(),
        }?;
        // What fails its own checksum was never given out: the database is not asked.
        let holder = if keys::form::is_well_formed(token) { self.keys.holder_of(hash).await? } else { None };
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
            if let Some(front) = front {
                front.give_back_to_address(request);
            }
            take_key(Some(holder.id))?;
        }
        self.keys.was_used(holder.id);
        Ok(Caller { key_id: Some(holder.id), scope: holder.scope(), ..Caller::default() })
    }
}

/// The token of `Authorization: Bearer …`; `None` without the header. Any bytes will do: an operator's own key may be any
/// text.
fn bearer_token(headers: &HeaderMap) -> Result<Option<&[u8]>, Problem> {
    let mut values = headers.get_all(AUTHORIZATION);
    let Some(value) = values.next() else { return Ok(None) };
    match (after_bearer(value.as_bytes()), values.next()) {
        (Some(token), None) => Ok(Some(token)),
        _ => Err(Problem::unauthorized(Text::new(
            "Authorization harus sekali saja dan berbentuk: Bearer iku_...",
            "Authorization must stand once and have the form: Bearer iku_...",
        ))),
    }
}

fn after_bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.split_at_checked(b"Bearer ".len())?;
    let token = token.trim_ascii();
    (scheme.eq_ignore_ascii_case(b"Bearer ") && !token.is_empty()).then_some(token)
}

/// The middleware. It answers by itself whatever must not reach a handler.
///
/// # Errors
/// Those of the services behind it; its own refusals are answers.
pub async fn gate(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.uri().path_and_query().is_some_and(|address| address.as_str().len() > MAX_ADDRESS) {
        return Ok(request.error_response(Problem::uri_too_long()));
    }
    let front = EdgePolicy::of(&request);
    let admit_address = || front.as_ref().map_or(Ok(()), |front| front.admit_address(&request));
    let operation = match find_operation(&request) {
        Ok(Found::Operation(operation)) => operation,
        Ok(Found::Options(allow)) => {
            if let Err(problem) = admit_address() {
                return Ok(request.error_response(problem));
            }
            let mut answer = HttpResponse::NoContent().insert_header((ALLOW, allow.clone())).finish();
            if front.as_ref().is_some_and(|front| front.allowed_origin(request.headers()).is_some()) {
                add_preflight(answer.headers_mut(), request.headers(), request.method(), &allow);
            }
            return Ok(request.into_response(answer));
        }
        Err(problem) => {
            let problem = admit_address().err().unwrap_or(problem);
            return Ok(request.error_response(problem));
        }
    };
    request.extensions_mut().insert(RequestedOperation(operation));
    match admit(&request, operation, front.as_ref().map(|front| front.get_ref())).await {
        Ok(caller) => {
            request.extensions_mut().insert(caller);
            Ok(next.call(request).await?.map_into_boxed_body())
        }
        Err(problem) => Ok(request.error_response(problem)),
    }
}

enum Found {
    Operation(&'static Operation),
    /// What OPTIONS answers.
    Options(String),
}

fn find_operation(request: &ServiceRequest) -> Result<Found, Problem> {
    let pattern = request.match_pattern().ok_or_else(Problem::unknown_path)?;
    if let Some(operation) = access::find(request.method(), &pattern) {
        return Ok(Found::Operation(operation));
    }
    let allow = access::allow(&pattern).ok_or_else(Problem::unknown_path)?;
    if *request.method() == Method::OPTIONS {
        return Ok(Found::Options(allow));
    }
    Err(Problem::method_not_allowed(&allow))
}

async fn admit(request: &ServiceRequest, operation: &Operation, front: Option<&EdgePolicy>) -> Result<Caller, Problem> {
    if operation.access == Access::Probe {
        return Ok(Caller::default());
    }
    let gatekeeper = request
        .app_data::<web::Data<Gatekeeper>>()
        .ok_or_else(|| Problem::internal_because("the application has no gatekeeper"))?;
    let caller = gatekeeper.admit(request, front).await?;
    if let Access::Key(needed) = operation.access {
        check_role(&caller, needed)?;
    }
    if !forms::of(operation).is_none_or(|forms| forms.iter().any(|form| accept::takes(request.headers(), form))) {
        return Err(Problem::not_acceptable());
    }
    Ok(caller)
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
