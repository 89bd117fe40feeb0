//! Who may do what: the one table that every request passes. What it does not name is not served.

use actix_web::http::Method;

use crate::domain::Role;

use Access::{Key, Open, Probe};
use Role::{Admin, Operator, Viewer};

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

/// One method of one path.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The method. HEAD goes with GET, OPTIONS with every path.
    pub method: Method,
    /// The path as the routes have it.
    pub pattern: &'static str,
    /// What it asks of its caller.
    pub access: Access,
}

const fn get(pattern: &'static str, access: Access) -> Operation {
    Operation { method: Method::GET, pattern, access }
}

const fn post(pattern: &'static str, access: Access) -> Operation {
    Operation { method: Method::POST, pattern, access }
}

const fn put(pattern: &'static str, access: Access) -> Operation {
    Operation { method: Method::PUT, pattern, access }
}

const fn patch(pattern: &'static str, access: Access) -> Operation {
    Operation { method: Method::PATCH, pattern, access }
}

const fn delete(pattern: &'static str, access: Access) -> Operation {
    Operation { method: Method::DELETE, pattern, access }
}

/// The path of the interactive page's files.
pub const DOCS_PATTERN: &str = "/docs/{_:.*}";

/// Every operation there is. A static, so that an operation is known by its place.
pub static TABLE: &[Operation] = &[
    get("/organization", Open),
    get("/regions", Open),
    get("/regions/{code}", Open),
    put("/regions/{code}", Key(Admin)),
    delete("/regions/{code}", Key(Admin)),
    get("/cooperatives", Key(Viewer)),
    post("/cooperatives", Key(Operator)),
    get("/cooperatives/{id}", Key(Viewer)),
    put("/cooperatives/{id}", Key(Operator)),
    patch("/cooperatives/{id}", Key(Operator)),
    delete("/cooperatives/{id}", Key(Operator)),
    get("/cooperatives/{id}/reports", Key(Viewer)),
    get("/cooperatives/{id}/reports/{year}", Key(Viewer)),
    put("/cooperatives/{id}/reports/{year}", Key(Operator)),
    patch("/cooperatives/{id}/reports/{year}", Key(Operator)),
    delete("/cooperatives/{id}/reports/{year}", Key(Operator)),
    get("/cooperative-reports", Key(Viewer)),
    get("/umkm", Key(Viewer)),
    post("/umkm", Key(Operator)),
    get("/umkm/{id}", Key(Viewer)),
    put("/umkm/{id}", Key(Operator)),
    patch("/umkm/{id}", Key(Operator)),
    delete("/umkm/{id}", Key(Operator)),
    get("/umkm/{id}/reports", Key(Viewer)),
    get("/umkm/{id}/reports/{year}", Key(Viewer)),
    put("/umkm/{id}/reports/{year}", Key(Operator)),
    patch("/umkm/{id}/reports/{year}", Key(Operator)),
    delete("/umkm/{id}/reports/{year}", Key(Operator)),
    get("/umkm-reports", Key(Viewer)),
    get("/trainings", Key(Viewer)),
    post("/trainings", Key(Operator)),
    get("/trainings/{id}", Key(Viewer)),
    put("/trainings/{id}", Key(Operator)),
    patch("/trainings/{id}", Key(Operator)),
    delete("/trainings/{id}", Key(Operator)),
    get("/trainings/{id}/participants", Key(Viewer)),
    post("/trainings/{id}/participants", Key(Operator)),
    get("/trainings/{id}/participants/{pid}", Key(Viewer)),
    put("/trainings/{id}/participants/{pid}", Key(Operator)),
    patch("/trainings/{id}/participants/{pid}", Key(Operator)),
    delete("/trainings/{id}/participants/{pid}", Key(Operator)),
    get("/participants", Key(Viewer)),
    post("/participants/search", Key(Operator)),
    post("/trainings/{id}/participants/{pid}/identity-number", Key(Operator)),
    get("/figures", Key(Viewer)),
    get("/figures/{dataset}/{year}/{region}", Key(Viewer)),
    put("/figures/{dataset}/{year}/{region}", Key(Operator)),
    delete("/figures/{dataset}/{year}/{region}", Key(Operator)),
    get("/imports/{dataset}", Key(Viewer)),
    post("/imports/{dataset}", Key(Operator)),
    get("/templates/{dataset}", Key(Viewer)),
    get("/indicators", Open),
    get("/indicators/{year}", Open),
    get("/indicators/{year}/{code}", Open),
    get("/indicators/{year}/{code}/records", Key(Viewer)),
    get("/series", Open),
    get("/keys", Key(Admin)),
    post("/keys", Key(Admin)),
    get("/keys/{id}", Key(Admin)),
    delete("/keys/{id}", Key(Admin)),
    get("/changes", Key(Viewer)),
    get("/audit", Key(Admin)),
    get("/openapi.json", Open),
    get("/docs", Open),
    get(DOCS_PATTERN, Open),
    get("/metrics", Key(Admin)),
    get("/livez", Probe),
    get("/readyz", Probe),
];

/// Whether the answers of a path may hold what is personal, or a key: nobody keeps a copy of them.
pub fn is_personal(pattern: &str) -> bool {
    ["/umkm", "/trainings", "/participants", "/keys"].iter().any(|start| pattern.starts_with(start))
        || pattern.ends_with("/records")
}

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
