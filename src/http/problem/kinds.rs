//! The closed lists that clients may switch on: the kinds of problems and the codes of single errors.
//!
//! `docs/problems.md` explains each of them; a test holds the two together.

use actix_web::http::StatusCode;

use crate::domain::{Text, ViolationCode};
use crate::exchange::fault::{FaultCode, FileCode};

/// Where the kinds are named. The URI need not lead anywhere: it is a name that never changes.
const TYPE_BASE: &str = "https://iku.jambiprov.go.id/problems/";

/// A kind of problem: one `type` URI, one title, one status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The request cannot be read: syntax, types, unknown names.
    Malformed,
    /// A key is needed, or the one given is not valid.
    Unauthorized,
    /// The key's role or region does not reach this far.
    Forbidden,
    /// The path or the record is not there.
    NotFound,
    /// The path is there, but not with this method.
    MethodNotAllowed,
    /// `Accept` rules out every form that the answer has.
    NotAcceptable,
    /// The request did not arrive in time.
    Timeout,
    /// The request contradicts what is stored.
    Conflict,
    /// A condition (`If-Match`, `If-None-Match`) does not hold.
    Stale,
    /// The body is larger than allowed.
    TooLarge,
    /// The address is longer than allowed.
    UriTooLong,
    /// The body has a media type or an encoding that is not taken here.
    UnsupportedMediaType,
    /// The request can be read, but breaks rules.
    Invalid,
    /// The head has more bytes or headers than allowed.
    HeaderTooLarge,
    /// Too many requests in a short time.
    TooManyRequests,
    /// The service cannot answer now; the same request may succeed later.
    Unavailable,
    /// A fault of the service.
    Internal,
}

impl ProblemKind {
    /// All of them, in the order of their statuses.
    pub const ALL: [Self; 17] = [
        Self::Malformed,
        Self::Unauthorized,
        Self::Forbidden,
        Self::NotFound,
        Self::MethodNotAllowed,
        Self::NotAcceptable,
        Self::Timeout,
        Self::Conflict,
        Self::Stale,
        Self::TooLarge,
        Self::UriTooLong,
        Self::UnsupportedMediaType,
        Self::Invalid,
        Self::TooManyRequests,
        Self::HeaderTooLarge,
        Self::Internal,
        Self::Unavailable,
    ];

    /// The last segment of the `type` URI.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::NotAcceptable => "not-acceptable",
            Self::Timeout => "timeout",
            Self::Conflict => "conflict",
            Self::Stale => "stale",
            Self::TooLarge => "too-large",
            Self::UriTooLong => "uri-too-long",
            Self::UnsupportedMediaType => "unsupported-media-type",
            Self::Invalid => "invalid",
            Self::TooManyRequests => "too-many-requests",
            Self::HeaderTooLarge => "header-too-large",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }

    /// The `type` URI.
    pub fn type_uri(self) -> String {
        format!("{TYPE_BASE}{}", self.slug())
    }

    /// The HTTP status that goes with it, always the same.
    pub fn status(self) -> StatusCode {
        match self {
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Forbidden => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::Timeout => StatusCode::REQUEST_TIMEOUT,
            Self::Conflict => StatusCode::CONFLICT,
            Self::Stale => StatusCode::PRECONDITION_FAILED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::UriTooLong => StatusCode::URI_TOO_LONG,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::HeaderTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The kind that stands for a status; any other client error is `malformed`, anything else `internal`.
    pub fn of_status(status: StatusCode) -> Self {
        let other = if status.is_client_error() { Self::Malformed } else { Self::Internal };
        Self::ALL.into_iter().find(|kind| kind.status() == status).unwrap_or(other)
    }

    /// The title: the same for every problem of the kind.
    pub fn title(self) -> Text {
        match self {
            Self::Malformed => Text::new("Permintaan tidak dapat dibaca", "The request cannot be read"),
            Self::Unauthorized => Text::new("Kunci diperlukan", "A key is needed"),
            Self::Forbidden => Text::new("Tidak berwenang", "Not permitted"),
            Self::NotFound => Text::new("Tidak ditemukan", "Not found"),
            Self::MethodNotAllowed => Text::new("Metode tidak tersedia di sini", "Method not available here"),
            Self::NotAcceptable => Text::new("Bentuk jawaban tidak tersedia", "Form of answer not available"),
            Self::Timeout => Text::new("Permintaan terlalu lambat", "The request came too slowly"),
            Self::Conflict => Text::new("Bertentangan dengan data tersimpan", "Conflict with stored data"),
            Self::Stale => Text::new("Versi sudah berubah", "The version has changed"),
            Self::TooLarge => Text::new("Permintaan terlalu besar", "The request is too large"),
            Self::UriTooLong => Text::new("Alamat terlalu panjang", "The address is too long"),
            Self::UnsupportedMediaType => Text::new("Jenis isi tidak didukung", "Unsupported media type"),
            Self::Invalid => Text::new("Isi tidak memenuhi aturan", "The content breaks rules"),
            Self::TooManyRequests => Text::new("Terlalu banyak permintaan", "Too many requests"),
            Self::HeaderTooLarge => Text::new("Kepala permintaan terlalu besar", "The request's head is too large"),
            Self::Unavailable => Text::new("Layanan sedang tidak tersedia", "The service is not available now"),
            Self::Internal => Text::new("Kesalahan pada layanan", "A fault of the service"),
        }
    }
}

/// The code of one error within a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// The body is not JSON; comes with line and column.
    InvalidJson,
    /// The body is not UTF-8, or starts with a byte order mark.
    InvalidEncoding,
    /// A body is needed and there is none.
    EmptyBody,
    /// The body stopped coming before its end.
    IncompleteBody,
    /// A member has the wrong JSON type.
    InvalidType,
    /// A member that is not known here.
    UnknownMember,
    /// A member that stands twice in its object.
    DuplicateMember,
    /// A control character in a text or a parameter.
    ControlCharacter,
    /// Objects and lists nested too deep.
    TooDeep,
    /// A text longer than any can be.
    TextTooLong,
    /// A JSON number with a fraction or an exponent where an exact decimal is wanted.
    NumberNotExact,
    /// A query parameter that is not known here.
    UnknownParameter,
    /// A query parameter given more than once.
    RepeatedParameter,
    /// A query or path parameter that cannot be read.
    InvalidParameter,
    /// A request header that cannot be read.
    InvalidHeader,
    /// Another record has this unique value.
    DuplicateKey,
    /// Other records depend on this one.
    HasRecords,
    /// Not ready: the database cannot be reached.
    DatabaseAway,
    /// Not ready: the schema is of another version.
    SchemaDiffers,
    /// Not ready: writes wait and none gets done.
    WritesStuck,
    /// The last admin key that is valid.
    LastAdminKey,
    /// The key is bound to a region, and the record is not in it.
    OutsideRegion,
    /// The same request is being worked on.
    IdempotencyInProgress,
    /// The request was carried out, and its answer shows a secret.
    IdempotencySecret,
    /// The key stands for another request.
    IdempotencyMismatch,
    /// A rule of the domain.
    Rule(ViolationCode),
    /// Of a whole file.
    File(FileCode),
}

impl ErrorCode {
    /// All of them.
    pub const ALL: [Self; 46] = [
        Self::InvalidJson,
        Self::InvalidEncoding,
        Self::EmptyBody,
        Self::IncompleteBody,
        Self::InvalidType,
        Self::UnknownMember,
        Self::DuplicateMember,
        Self::ControlCharacter,
        Self::TooDeep,
        Self::TextTooLong,
        Self::NumberNotExact,
        Self::UnknownParameter,
        Self::RepeatedParameter,
        Self::InvalidParameter,
        Self::InvalidHeader,
        Self::DuplicateKey,
        Self::HasRecords,
        Self::DatabaseAway,
        Self::SchemaDiffers,
        Self::WritesStuck,
        Self::LastAdminKey,
        Self::OutsideRegion,
        Self::IdempotencyInProgress,
        Self::IdempotencySecret,
        Self::IdempotencyMismatch,
        Self::Rule(ViolationCode::Required),
        Self::Rule(ViolationCode::OutOfRange),
        Self::Rule(ViolationCode::InvalidFormat),
        Self::Rule(ViolationCode::InvalidCode),
        Self::Rule(ViolationCode::UnknownRegion),
        Self::Rule(ViolationCode::UnknownReference),
        Self::Rule(ViolationCode::Inconsistent),
        Self::Rule(ViolationCode::ReadOnly),
        Self::Rule(ViolationCode::SumTooLarge),
        Self::File(FileCode::UnreadableFile),
        Self::File(FileCode::FileTooComplex),
        Self::File(FileCode::NoRows),
        Self::File(FileCode::UnknownColumn),
        Self::File(FileCode::DuplicateColumn),
        Self::File(FileCode::RaggedRow),
        Self::File(FileCode::NumberStyle),
        Self::File(FileCode::Formula),
        Self::File(FileCode::MergedCells),
        Self::File(FileCode::DuplicateRow),
        Self::File(FileCode::RegionMismatch),
        Self::File(FileCode::UnitSlip),
    ];

    /// The code as clients see it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidJson => "invalid_json",
            Self::InvalidEncoding => "invalid_encoding",
            Self::EmptyBody => "empty_body",
            Self::IncompleteBody => "incomplete_body",
            Self::InvalidType => "invalid_type",
            Self::UnknownMember => "unknown_member",
            Self::DuplicateMember => "duplicate_member",
            Self::ControlCharacter => "control_character",
            Self::TooDeep => "too_deep",
            Self::TextTooLong => "text_too_long",
            Self::NumberNotExact => "number_not_exact",
            Self::UnknownParameter => "unknown_parameter",
            Self::RepeatedParameter => "repeated_parameter",
            Self::InvalidParameter => "invalid_parameter",
            Self::InvalidHeader => "invalid_header",
            Self::DuplicateKey => "duplicate_key",
            Self::HasRecords => "has_records",
            Self::DatabaseAway => "database_away",
            Self::SchemaDiffers => "schema_differs",
            Self::WritesStuck => "writes_stuck",
            Self::LastAdminKey => "last_admin_key",
            Self::OutsideRegion => "outside_region",
            Self::IdempotencyInProgress => "idempotency_in_progress",
            Self::IdempotencySecret => "idempotency_secret",
            Self::IdempotencyMismatch => "idempotency_mismatch",
            Self::Rule(code) => code.as_str(),
            Self::File(code) => code.as_str(),
        }
    }
}

impl From<ViolationCode> for ErrorCode {
    fn from(code: ViolationCode) -> Self {
        Self::Rule(code)
    }
}

impl From<FaultCode> for ErrorCode {
    fn from(code: FaultCode) -> Self {
        match code {
            FaultCode::Rule(code) => Self::Rule(code),
            // What JSON can have wrong as well has one name.
            FaultCode::File(FileCode::NumberNotExact) => Self::NumberNotExact,
            FaultCode::File(FileCode::ControlCharacter) => Self::ControlCharacter,
            FaultCode::File(FileCode::DuplicateKey) => Self::DuplicateKey,
            FaultCode::File(FileCode::OutsideRegion) => Self::OutsideRegion,
            FaultCode::File(code) => Self::File(code),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../../docs/problems.md");

    #[test]
    fn every_kind_is_documented_with_its_status() {
        for kind in ProblemKind::ALL {
            let row = format!("| `{}` | {} |", kind.slug(), kind.status().as_u16());
            assert!(PAGE.contains(&row), "docs/problems.md has no row {row}");
        }
    }

    #[test]
    fn every_code_is_documented_once() {
        for code in ErrorCode::ALL {
            let row = format!("| `{}` |", code.as_str());
            assert_eq!(PAGE.matches(&row).count(), 1, "docs/problems.md: {row}");
        }
    }

    #[test]
    fn a_status_leads_back_to_its_kind() {
        for kind in ProblemKind::ALL {
            assert_eq!(ProblemKind::of_status(kind.status()), kind);
        }
        assert_eq!(ProblemKind::of_status(StatusCode::IM_A_TEAPOT), ProblemKind::Malformed);
        assert_eq!(ProblemKind::of_status(StatusCode::BAD_GATEWAY), ProblemKind::Internal);
    }
}
