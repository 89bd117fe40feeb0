//! What the service can do and who may ask for it: the words of a declaration, and the table that is made of all
//! declarations. The declarations themselves are in the files of the handlers; nothing here knows a resource.

pub(crate) mod access;
pub(crate) mod forms;
pub(crate) mod operation;
pub(crate) mod requested;
pub(crate) mod routes;
