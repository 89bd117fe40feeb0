//! The table of operations, put together from the declarations of all files of handlers. A request for what is not in
//! it is 404 or 405.

use std::ops::Deref;

use actix_web::http::Method;
use actix_web::web::ServiceConfig;

use crate::api::operations::access::Rules;
use crate::api::operations::forms;
use crate::api::operations::routes::{Handler, Routes};

/// One method of one path.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Its place in the table.
    pub index: usize,
    /// The handler, with method and path.
    pub handler: Handler,
    /// The tag of the OpenAPI document.
    pub tag: &'static str,
    /// Who may call it, and what is true of its answers.
    pub rules: Rules,
    /// The media types that its answers can have; `None` where `Accept` does not matter.
    pub forms: Option<Vec<&'static str>>,
}

impl Operation {
    /// The method. HEAD is answered wherever GET is, OPTIONS on every path.
    pub fn method(&self) -> &Method {
        &self.handler.method
    }

    /// The path with its parameters in braces.
    pub fn pattern(&self) -> &str {
        &self.handler.pattern
    }
}

/// Every operation, in the order of the declarations.
#[derive(Debug)]
pub struct Operations {
    operations: Vec<Operation>,
    /// The tags with their descriptions.
    pub tags: Vec<(&'static str, &'static str)>,
}

impl Deref for Operations {
    type Target = [Operation];

    fn deref(&self) -> &[Operation] {
        &self.operations
    }
}

impl Operations {
    /// The table of these declarations.
    pub fn of(declarations: impl IntoIterator<Item = Routes>) -> Self {
        let (mut operations, mut tags) = (Vec::new(), Vec::new());
        for Routes { tag, description, groups } in declarations {
            tags.extend(description.map(|description| (tag, description)));
            let handlers =
                groups.into_iter().flat_map(|(rules, handlers)| handlers.into_iter().map(move |h| (rules, h)));
            for (rules, handler) in handlers {
                let described = handler.description.map(|description| (description.operation)());
                let forms = forms::of(&handler.method, described.as_ref());
                operations.push(Operation { index: operations.len(), handler, tag, rules, forms });
            }
        }
        Self { operations, tags }
    }

    /// Adds every handler to a server.
    pub fn serve(&self, config: &mut ServiceConfig) {
        self.iter().for_each(|operation| (operation.handler.serve)(config));
    }

    /// The operation with this method on this path, if there is one.
    pub fn find(&self, method: &Method, pattern: &str) -> Option<&Operation> {
        self.iter().find(|operation| operation.pattern() == pattern && operation.method() == method)
    }

    /// The methods of a path as `Allow` lists them; `None` for a path that is not in the table.
    pub fn allow(&self, pattern: &str) -> Option<String> {
        let mut methods: Vec<&str> = Vec::new();
        for operation in self.iter().filter(|operation| operation.pattern() == pattern) {
            methods.push(operation.method().as_str());
            if operation.method() == Method::GET {
                methods.push("HEAD");
            }
        }
        if methods.is_empty() {
            return None;
        }
        methods.push("OPTIONS");
        Some(methods.join(", "))
    }
}
