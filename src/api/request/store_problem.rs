//! Turns the errors of the store into problems.

use crate::api::request::page::bad_cursor;
use crate::domain::{Text, text};
use crate::http::{ErrorCode, Problem};
use crate::store::{StoreError, WriteError};

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound(what) => Self::not_found(what),
            StoreError::DuplicateKey(member) => Self::conflict(
                ErrorCode::DuplicateKey,
                Some(&format!("/{member}")),
                text!("Catatan lain sudah memakai nilai {member} ini.", "Another record already has this {member}."),
            ),
            StoreError::HasRecords(what) => Self::conflict(ErrorCode::HasRecords, None, what),
            StoreError::Invalid(violations) => Self::invalid(violations),
            StoreError::BadCursor => bad_cursor(),
            StoreError::Unavailable(message) | StoreError::Contention(message) => Self::unavailable(Text::new(
                "Basis data sedang sibuk atau tidak terjangkau. Coba lagi sebentar.",
                "The database is busy or cannot be reached. Try again shortly.",
            ))
            .because(log::Level::Warn, message),
            StoreError::Uncertain(message) => Self::unavailable(Text::new(
                "Hubungan ke basis data terputus saat perubahan disimpan: mungkin sudah tersimpan. Periksa sebelum mengulang; \
                 dengan Idempotency-Key permintaan yang sama aman dikirim ulang.",
                "The connection to the database was lost while the change was being stored: it may have been stored. Check before \
                 you repeat it; with an Idempotency-Key the same request may be sent again.",
            ))
            .because(log::Level::Warn, message),
            StoreError::Internal(message) => Self::internal_because(message),
        }
    }
}

impl From<WriteError<Problem>> for Problem {
    fn from(error: WriteError<Problem>) -> Self {
        match error {
            WriteError::Store(error) => error.into(),
            WriteError::Refused(problem) => problem,
        }
    }
}

/// Lets `?` end a write with a problem, which rolls the transaction back.
impl From<Problem> for WriteError<Problem> {
    fn from(problem: Problem) -> Self {
        Self::Refused(problem)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Language;
    use crate::http::problem::context::RequestContext;

    /// Only this 503 is of a request that may have been carried out.
    #[test]
    fn an_uncertain_write_says_that_it_may_be_stored() {
        let text = |error, language| {
            let problem = Problem::from(error);
            serde_json::to_string(&problem.body(&RequestContext { language, instance: "/umkm", request_id: "r" }))
                .unwrap()
        };
        for language in [Language::Indonesian, Language::English] {
            let uncertain = text(StoreError::Uncertain("secret".into()), language);
            assert!(uncertain.contains("Idempotency-Key") && uncertain.contains("/unavailable"), "{uncertain}");
            assert!(!uncertain.contains("secret"), "{uncertain}");
            assert!(!text(StoreError::Unavailable("secret".into()), language).contains("Idempotency-Key"));
        }
    }

    #[test]
    fn messages_of_the_database_are_not_shown() {
        let secret = "relation \"umkm\" does not exist at /var/lib";
        for error in [StoreError::Internal(secret.into()), StoreError::Unavailable(secret.into())] {
            let problem = Problem::from(error);
            let context = RequestContext { language: Language::Indonesian, instance: "/umkm", request_id: "r" };
            let shown = serde_json::to_string(&problem.body(&context)).unwrap();
            assert!(!shown.contains("relation") && !shown.contains("/var"), "{shown}");
            assert_eq!(problem.cause().unwrap().message, secret);
        }
    }
}
