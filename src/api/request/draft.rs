//! The body of a POST, PUT or PATCH: what can be read of it without the record, and what is compared with the record.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::domain::{Text, Violation, ViolationCode};
use crate::entry::checker::Checker;
use crate::http::json::read::read;
use crate::http::{JsonDocument, Problem};

/// The members of a document that a request may send back but not set.
#[derive(Clone, Copy, Debug)]
pub struct ReadOnly {
    /// Times and the like, which may have changed since the client read them: ignored.
    pub bookkeeping: &'static [&'static str],
    /// Ids, the parts of the address, and what is calculated from other members: must equal what the service shows, since the
    /// client would take a value that was dropped silently for accepted.
    pub derived: &'static [&'static str],
}

/// The derived members that a request sent.
type Derived = Vec<(&'static str, Value)>;

impl ReadOnly {
    /// Removes the read-only members from a document and gives the derived ones, which are still to be compared.
    fn remove_from(self, members: &mut Map<String, Value>) -> Derived {
        for name in self.bookkeeping {
            members.shift_remove(*name);
        }
        self.derived.iter().filter_map(|name| Some((*name, members.shift_remove(*name)?))).collect()
    }
}

/// A checker that has the violations of the derived members that differ from the ones that are shown.
fn compare(derived: &Derived, shown: &Value) -> Checker {
    let differs = |(name, value): &&(_, Value)| shown.get(*name).unwrap_or(&Value::Null) != value;
    let violations = derived.iter().filter(differs).map(|(name, _)| {
        let detail = Text::new(
            "Isian ini dihitung oleh layanan dan hanya dapat dibaca. Hilangkan dari isi permintaan.",
            "The value is calculated by the service and can only be read. Leave it out.",
        );
        Violation::new(name, ViolationCode::ReadOnly, detail)
    });
    Checker::with(violations.collect())
}

/// The body of a POST or PUT, read as a request type.
#[derive(Clone, Debug)]
pub struct Draft<T> {
    /// The members that the request sets.
    pub input: T,
    derived: Derived,
}

impl<T: Clone> Draft<T> {
    /// Reads a body: `read` gets it without its read-only members.
    ///
    /// # Errors
    /// 400 for a member that is unknown or has the wrong type.
    pub fn read(
        document: &JsonDocument,
        read_only: ReadOnly,
        read: impl FnOnce(Value) -> Result<T, Problem>,
    ) -> Result<Self, Problem> {
        let mut members = members_of(document);
        let derived = read_only.remove_from(&mut members);
        Ok(Self { input: read(Value::Object(members))?, derived })
    }

    /// The request type, and a checker that has the violations of read-only members. `shown` makes the document of the current
    /// record, or of the address where a PUT creates the record; most requests send no derived member and do not need it.
    ///
    /// # Errors
    /// 500 if the document cannot be serialised.
    pub fn compared(&self, shown: impl FnOnce() -> Result<Value, Problem>) -> Result<(T, Checker), Problem> {
        let shown = if self.derived.is_empty() { Value::Null } else { shown()? };
        Ok((self.input.clone(), compare(&self.derived, &shown)))
    }
}

/// Lays a merge patch (RFC 7396) over the current document, and reads the outcome as a request type. Request types are flat and
/// a null means that the member is absent, so that a member of the patch replaces the current one whatever it is.
///
/// # Errors
/// 400 for a member that is unknown or has the wrong type; 500 if the document cannot be serialised.
pub fn patched<T: DeserializeOwned>(
    document: &JsonDocument,
    current: &impl Serialize,
    read_only: ReadOnly,
) -> Result<(T, Checker), Problem> {
    let current = to_value(current)?;
    let mut changes = members_of(document);
    let check = compare(&read_only.remove_from(&mut changes), &current);
    let mut members = current.as_object().cloned().unwrap_or_default();
    read_only.remove_from(&mut members);
    members.extend(changes);
    Ok((read(Value::Object(members))?, check))
}

fn members_of(document: &JsonDocument) -> Map<String, Value> {
    document.value().as_object().cloned().unwrap_or_default()
}

/// A document as a JSON value.
///
/// # Errors
/// 500 if the document cannot be serialised.
pub fn to_value(document: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(document)
        .map_err(|error| Problem::internal_because(format!("cannot serialise a record: {error}")))
}

#[cfg(test)]
mod tests {
    use actix_web::FromRequest;
    use actix_web::test::TestRequest;
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::http::problem::field_error::Place;

    const READ_ONLY: ReadOnly = ReadOnly { bookkeeping: &["created_at"], derived: &["id", "class", "activity"] };

    #[derive(Clone, Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Input {
        name: Option<String>,
        nib: Option<String>,
    }

    fn input(name: &str, nib: Option<&str>) -> Input {
        Input { name: Some(name.to_owned()), nib: nib.map(str::to_owned) }
    }

    async fn document(value: Value) -> JsonDocument {
        let (request, mut payload) = TestRequest::put().set_json(value).to_http_parts();
        JsonDocument::from_request(&request, &mut payload).await.unwrap()
    }

    fn refused(check: Checker) -> Vec<&'static str> {
        check.finish(Some(())).err().unwrap_or_default().iter().map(|violation| violation.member).collect()
    }

    #[actix_web::test]
    async fn read_only_members_may_be_sent_back() {
        let shown = json!({"id": 1, "name": "a", "activity": {"status": "active"}, "class": null});
        let put = |value| async { Draft::<Input>::read(&document(value).await, READ_ONLY, read).unwrap() };
        let same = put(json!({"created_at": 9, "name": "b", "activity": {"status": "active"}, "class": null})).await;
        let (read, check) = same.compared(|| Ok(shown.clone())).unwrap();
        assert_eq!((read, refused(check)), (input("b", None), vec![]));

        let other = put(json!({"activity": {"status": "inactive"}, "class": "micro"})).await;
        assert_eq!(refused(other.compared(|| Ok(shown.clone())).unwrap().1), ["class", "activity"]);
        let new = put(json!({"id": 1})).await;
        assert_eq!(refused(new.compared(|| Ok(Value::Null)).unwrap().1), ["id"]);
        let none = put(json!({"name": "b"})).await;
        assert!(none.compared(|| Err(Problem::internal())).is_ok(), "the document is not made without need");
    }

    #[actix_web::test]
    async fn a_patch_changes_the_members_that_it_names() {
        let current = json!({"id": 1, "created_at": "x", "name": "a", "nib": "1", "class": "micro", "activity": null});
        let patch = |value| {
            let current = &current;
            async move { patched::<Input>(&document(value).await, current, READ_ONLY) }
        };
        let outcome = |(read, check): (Input, Checker)| (read, refused(check));
        assert_eq!(outcome(patch(json!({"name": "b", "nib": null})).await.unwrap()), (input("b", None), vec![]));
        assert_eq!(outcome(patch(json!({"class": "micro"})).await.unwrap()), (input("a", Some("1")), vec![]));
        assert_eq!(outcome(patch(json!({"class": null})).await.unwrap()).1, ["class"]);
        for unknown in [json!({"nmae": null}), json!({"nmae": "b"})] {
            let problem = patch(unknown).await.unwrap_err();
            assert_eq!(problem.errors()[0].place, Place::Pointer("/nmae".into()));
        }
        let problem = patch(json!({"name": {"a": null}})).await.unwrap_err();
        assert_eq!(problem.errors()[0].place, Place::Pointer("/name".into()));
    }
}
