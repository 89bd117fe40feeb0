//! Who may do what: the one table that every request passes. What it does not name is not served.

use Access::{Key, Open, Probe};
use Role::{Admin, Operator, Viewer};
use actix_web::http::Method;

use crate::domain::Role;

/// What an operation asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody; but a key that is sent must be a good one.
    Open,
    /// A key with this role or one above it.
    Key(Role),
    /// Anybody, and a key is not even looked at: a probe must not depend on the database.
    Probe,
}

/// One method of one path, with what is true of its answers. What the table does not say otherwise is the careful side.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The method. HEAD goes with GET, OPTIONS with every path.
    pub method: Method,
    /// The path as the routes have it.
    pub pattern: &'static str,
    /// What it asks of its caller.
    pub access: Access,
    /// Whether its answers may hold what is personal, or a key: nobody keeps a copy of them.
    pub is_personal: bool,
    /// Whether its answers have an entity tag.
    pub is_tagged: bool,
    /// Whether a unique value, or a record that depends on the one that is changed, can be in the way.
    pub may_conflict: bool,
}

impl Operation {
    const fn new(method: Method, pattern: &'static str, access: Access) -> Self {
        let (is_personal, is_tagged) = (matches!(access, Key(_)), !matches!(access, Probe));
        Self { method, pattern, access, is_personal, is_tagged, may_conflict: false }
    }

    /// Nothing personal is in it, though it takes a key.
    const fn of_no_person(mut self) -> Self {
        self.is_personal = false;
        self
    }

    /// It has no versions, or a tag would be a digest of an identity number.
    const fn untagged(mut self) -> Self {
        self.is_tagged = false;
        self
    }

    const fn may_conflict(mut self) -> Self {
        self.may_conflict = true;
        self
    }
}

const fn get(pattern: &'static str, access: Access) -> Operation {
    Operation::new(Method::GET, pattern, access)
}

const fn post(pattern: &'static str, access: Access) -> Operation {
    Operation::new(Method::POST, pattern, access)
}

const fn put(pattern: &'static str, access: Access) -> Operation {
    Operation::new(Method::PUT, pattern, access)
}

const fn patch(pattern: &'static str, access: Access) -> Operation {
    Operation::new(Method::PATCH, pattern, access)
}

const fn delete(pattern: &'static str, access: Access) -> Operation {
    Operation::new(Method::DELETE, pattern, access)
}

/// The path of the interactive page's files.
pub const DOCS_PATTERN: &str = "/docs/{_:.*}";

/// Every operation there is. Reports and figures have no unique values beside their addresses, and nothing depends on them or on
/// a participation: they conflict with nothing. A static, so that an operation is known by its place.
pub static TABLE: &[Operation] = &[
    get("/organization", Open),
    get("/regions", Open),
    get("/regions/{code}", Open),
    put("/regions/{code}", Key(Admin)).of_no_person().may_conflict(),
    delete("/regions/{code}", Key(Admin)).of_no_person().may_conflict(),
    get("/cooperatives", Key(Viewer)).of_no_person(),
    post("/cooperatives", Key(Operator)).of_no_person().may_conflict(),
    get("/cooperatives/{id}", Key(Viewer)).of_no_person(),
    put("/cooperatives/{id}", Key(Operator)).of_no_person().may_conflict(),
    patch("/cooperatives/{id}", Key(Operator)).of_no_person().may_conflict(),
    delete("/cooperatives/{id}", Key(Operator)).of_no_person().may_conflict(),
    get("/cooperatives/{id}/reports", Key(Viewer)).of_no_person(),
    get("/cooperatives/{id}/reports/{year}", Key(Viewer)).of_no_person(),
    put("/cooperatives/{id}/reports/{year}", Key(Operator)).of_no_person(),
    patch("/cooperatives/{id}/reports/{year}", Key(Operator)).of_no_person(),
    delete("/cooperatives/{id}/reports/{year}", Key(Operator)).of_no_person(),
    get("/cooperative-reports", Key(Viewer)).of_no_person(),
    get("/umkm", Key(Viewer)),
    post("/umkm", Key(Operator)).may_conflict(),
    get("/umkm/{id}", Key(Viewer)),
    put("/umkm/{id}", Key(Operator)).may_conflict(),
    patch("/umkm/{id}", Key(Operator)).may_conflict(),
    delete("/umkm/{id}", Key(Operator)).may_conflict(),
    get("/umkm/{id}/reports", Key(Viewer)),
    get("/umkm/{id}/reports/{year}", Key(Viewer)),
    put("/umkm/{id}/reports/{year}", Key(Operator)),
    patch("/umkm/{id}/reports/{year}", Key(Operator)),
    delete("/umkm/{id}/reports/{year}", Key(Operator)),
    get("/umkm-reports", Key(Viewer)),
    get("/trainings", Key(Viewer)),
    post("/trainings", Key(Operator)).may_conflict(),
    get("/trainings/{id}", Key(Viewer)),
    put("/trainings/{id}", Key(Operator)).may_conflict(),
    patch("/trainings/{id}", Key(Operator)).may_conflict(),
    delete("/trainings/{id}", Key(Operator)).may_conflict(),
    get("/trainings/{id}/participants", Key(Viewer)),
    post("/trainings/{id}/participants", Key(Operator)).may_conflict(),
    get("/trainings/{id}/participants/{pid}", Key(Viewer)),
    put("/trainings/{id}/participants/{pid}", Key(Operator)).may_conflict(),
    patch("/trainings/{id}/participants/{pid}", Key(Operator)).may_conflict(),
    delete("/trainings/{id}/participants/{pid}", Key(Operator)),
    get("/participants", Key(Viewer)),
    post("/participants/search", Key(Operator)).untagged(),
    post("/trainings/{id}/participants/{pid}/identity-number", Key(Operator)).untagged(),
    get("/figures", Key(Viewer)).of_no_person(),
    get("/figures/{dataset}/{year}/{region}", Key(Viewer)).of_no_person(),
    put("/figures/{dataset}/{year}/{region}", Key(Operator)).of_no_person(),
    delete("/figures/{dataset}/{year}/{region}", Key(Operator)).of_no_person(),
    get("/imports/{dataset}", Key(Viewer)),
    post("/imports/{dataset}", Key(Operator)).may_conflict(),
    get("/templates/{dataset}", Key(Viewer)),
    get("/indicators", Open),
    get("/indicators/{year}", Open),
    get("/indicators/{year}/{code}", Open),
    get("/indicators/{year}/{code}/records", Key(Viewer)),
    get("/series", Open),
    get("/keys", Key(Admin)),
    post("/keys", Key(Admin)).may_conflict(),
    get("/keys/{id}", Key(Admin)),
    delete("/keys/{id}", Key(Admin)).may_conflict(),
    get("/changes", Key(Viewer)),
    get("/audit", Key(Admin)),
    get("/openapi.json", Open),
    get("/docs", Open),
    get(DOCS_PATTERN, Open),
    get("/metrics", Key(Admin)).of_no_person().untagged(),
    get("/livez", Probe),
    get("/readyz", Probe),
];

/// The operation with this method on this path, if there is one.
pub fn find(method: &Method, pattern: &str) -> Option<&'static Operation> {
    TABLE.iter().find(|operation| operation.pattern == pattern && operation.method == *method)
}

/// The methods of a path as `Allow` lists them; `None` for a path that the table does not name.
pub fn allow(pattern: &str) -> Option<String> {
    let mut methods: Vec<&str> = Vec::new();
    for operation in TABLE.iter().filter(|operation| operation.pattern == pattern) {
        methods.push(operation.method.as_str());
        if operation.method == Method::GET {
            methods.push("HEAD");
        }
    }
    if methods.is_empty() {
        return None;
    }
    methods.push("OPTIONS");
    Some(methods.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_operation_stands_twice() {
        for (index, one) in TABLE.iter().enumerate() {
            let same = |other: &&Operation| other.pattern == one.pattern && other.method == one.method;
            assert_eq!(TABLE.iter().position(|other| same(&other)), Some(index), "{one:?}");
        }
    }

    #[test]
    fn writes_always_need_a_key() {
        for operation in TABLE.iter().filter(|operation| operation.method != Method::GET) {
            assert!(matches!(operation.access, Key(role) if role >= Operator), "{operation:?}");
        }
    }

    #[test]
    fn allow_lists_the_methods() {
        assert_eq!(allow("/regions/{code}").unwrap(), "GET, HEAD, PUT, DELETE, OPTIONS");
        assert_eq!(allow("/nowhere"), None);
        assert_eq!(find(&Method::PUT, "/regions/{code}").unwrap().access, Key(Admin));
        assert!(find(&Method::POST, "/regions/{code}").is_none());
    }
}
