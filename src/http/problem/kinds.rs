//! The closed lists that clients may switch on: the kinds of problems and the codes of single errors.
//!
//! `docs/problems.md` explains each of them; a test holds the two together.

use actix_web::http::StatusCode;

use crate::domain::codes::codes;
use crate::domain::{Text, ViolationCode};

/// The base of the `type` URIs. A URI is a name that never changes and need not resolve.
const TYPE_BASE: &str = "https://iku.jambiprov.go.id/problems/";

/// Declares [`ProblemKind`]: one row a kind with its slug, its status, and its title in Indonesian and English.
macro_rules! problem_kinds {
    ($($(#[$doc:meta])* $kind:ident => $slug:literal, $status:ident, $id:literal, $en:literal;)+) => {
        /// A kind of problem: one `type` URI, one title, one status.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ProblemKind {
            $($(#[$doc])* $kind,)+
        }

        impl ProblemKind {
            /// Every kind, in the order of the statuses.
            pub const ALL: [Self; [$($slug),+].len()] = [$(Self::$kind),+];

            /// The last segment of the `type` URI.
            pub fn slug(self) -> &'static str {
                match self { $(Self::$kind => $slug,)+ }
            }

            /// The HTTP status of every problem of this kind.
            pub fn status(self) -> StatusCode {
                match self { $(Self::$kind => StatusCode::$status,)+ }
            }

            /// The title of every problem of this kind.
            pub fn title(self) -> Text {
                match self { $(Self::$kind => Text::new($id, $en),)+ }
            }
        }
    };
}

problem_kinds! {
    /// The request cannot be read: syntax, types, unknown names.
    Malformed => "malformed", BAD_REQUEST,
        "Permintaan tidak dapat dibaca", "The request cannot be read";
    /// A key is needed, or the given key is not valid.
    Unauthorized => "unauthorized", UNAUTHORIZED,
        "Kunci diperlukan", "A key is needed";
    /// The key's role or region does not permit the request.
    Forbidden => "forbidden", FORBIDDEN,
        "Tidak berwenang", "Not permitted";
    /// The path or the record does not exist.
    NotFound => "not-found", NOT_FOUND,
        "Tidak ditemukan", "Not found";
    /// The path exists, but not with this method.
    MethodNotAllowed => "method-not-allowed", METHOD_NOT_ALLOWED,
        "Metode tidak tersedia di sini", "Method not available here";
    /// `Accept` rules out every form that the answer has.
    NotAcceptable => "not-acceptable", NOT_ACCEPTABLE,
        "Bentuk jawaban tidak tersedia", "Form of answer not available";
    /// The request did not arrive in time.
    Timeout => "timeout", REQUEST_TIMEOUT,
        "Permintaan terlalu lambat", "The request came too slowly";
    /// The request contradicts stored data.
    Conflict => "conflict", CONFLICT,
        "Bertentangan dengan data tersimpan", "Conflict with stored data";
    /// A condition (`If-Match`, `If-None-Match`) does not hold.
    Stale => "stale", PRECONDITION_FAILED,
        "Versi sudah berubah", "The version has changed";
    /// The body is larger than allowed.
    TooLarge => "too-large", PAYLOAD_TOO_LARGE,
        "Permintaan terlalu besar", "The request is too large";
    /// The address is longer than allowed.
    UriTooLong => "uri-too-long", URI_TOO_LONG,
        "Alamat terlalu panjang", "The address is too long";
    /// The body has a media type or an encoding that this path does not accept.
    UnsupportedMediaType => "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE,
        "Jenis isi tidak didukung", "Unsupported media type";
    /// The request can be read, but breaks rules.
    Invalid => "invalid", UNPROCESSABLE_ENTITY,
        "Isi tidak memenuhi aturan", "The content breaks rules";
    /// The caller sent too many requests in a short time.
    TooManyRequests => "too-many-requests", TOO_MANY_REQUESTS,
        "Terlalu banyak permintaan", "Too many requests";
    /// The head has more bytes or headers than allowed.
    HeaderTooLarge => "header-too-large", REQUEST_HEADER_FIELDS_TOO_LARGE,
        "Kepala permintaan terlalu besar", "The request's head is too large";
    /// The service has a fault.
    Internal => "internal", INTERNAL_SERVER_ERROR,
        "Kesalahan pada layanan", "A fault of the service";
    /// The service cannot answer now; the same request may succeed later.
    Unavailable => "unavailable", SERVICE_UNAVAILABLE,
        "Layanan sedang tidak tersedia", "The service is not available now";
}

impl ProblemKind {
    /// The `type` URI.
    pub fn type_uri(self) -> String {
        format!("{TYPE_BASE}{}", self.slug())
    }

    /// The kind of a status; any other client error is `malformed`, anything else `internal`.
    pub fn of_status(status: StatusCode) -> Self {
        let other = if status.is_client_error() { Self::Malformed } else { Self::Internal };
        Self::ALL.into_iter().find(|kind| kind.status() == status).unwrap_or(other)
    }
}

codes! {
    /// The code of one error within a problem.
    ErrorCode {
        /// The body is not JSON; the error names line and column.
        InvalidJson => "invalid_json",
        /// The body is not UTF-8, or starts with a byte order mark.
        InvalidEncoding => "invalid_encoding",
        /// The request needs a body and has none.
        EmptyBody => "empty_body",
        /// The body ended before its announced length.
        IncompleteBody => "incomplete_body",
        /// A member has the wrong JSON type.
        InvalidType => "invalid_type",
        /// The document type has no member of this name.
        UnknownMember => "unknown_member",
        /// An object has two members of the same name.
        DuplicateMember => "duplicate_member",
        /// A text or a parameter contains a control character.
        ControlCharacter => "control_character",
        /// Objects and lists are nested too deep.
        TooDeep => "too_deep",
        /// A text is longer than any text may be.
        TextTooLong => "text_too_long",
        /// A JSON number or a cell may have been rounded; an exact decimal is required.
        NumberNotExact => "number_not_exact",
        /// The path has no query parameter of this name.
        UnknownParameter => "unknown_parameter",
        /// A query parameter is given more than once.
        RepeatedParameter => "repeated_parameter",
        /// A query or path parameter cannot be read.
        InvalidParameter => "invalid_parameter",
        /// A request header cannot be read.
        InvalidHeader => "invalid_header",
        /// Another record has this unique value.
        DuplicateKey => "duplicate_key",
        /// Other records depend on this one.
        HasRecords => "has_records",
        /// Not ready: the database cannot be reached.
        DatabaseAway => "database_away",
        /// Not ready: the schema has another version.
        SchemaDiffers => "schema_differs",
        /// Not ready: writes wait and none completes.
        WritesStuck => "writes_stuck",
        /// This is the last valid admin key.
        LastAdminKey => "last_admin_key",
        /// The key is bound to a region, and the record is outside of it.
        OutsideRegion => "outside_region",
        /// The first request with this idempotency key is still being processed.
        IdempotencyInProgress => "idempotency_in_progress",
        /// The request was carried out, and its answer contains a secret that is shown only once.
        IdempotencySecret => "idempotency_secret",
        /// The idempotency key belongs to another request.
        IdempotencyMismatch => "idempotency_mismatch",
        /// A rule of the domain: a value is missing.
        Required => "required",
        /// A rule of the domain: a value is outside its bounds.
        OutOfRange => "out_of_range",
        /// A rule of the domain: a value has the wrong form.
        InvalidFormat => "invalid_format",
        /// A rule of the domain: a value is not in its closed list.
        InvalidCode => "invalid_code",
        /// A rule of the domain: the region does not exist.
        UnknownRegion => "unknown_region",
        /// A rule of the domain: the record referred to does not exist.
        UnknownReference => "unknown_reference",
        /// A rule of the domain: two values contradict each other.
        Inconsistent => "inconsistent",
        /// A rule of the domain: the value is derived and cannot be set.
        ReadOnly => "read_only",
        /// A rule of the domain: a total would exceed its limit.
        SumTooLarge => "sum_too_large",
        /// A file is neither CSV in UTF-8 nor XLSX, or is damaged.
        UnreadableFile => "unreadable_file",
        /// A file unpacks to more than is allowed, or one of its rows or text tables is too large.
        FileTooComplex => "file_too_complex",
        /// A file is empty, or has a header and no rows.
        NoRows => "no_rows",
        /// A file has a heading that is not known.
        UnknownColumn => "unknown_column",
        /// A file has the same heading twice.
        DuplicateColumn => "duplicate_column",
        /// A row of a file has more or fewer cells than the header.
        RaggedRow => "ragged_row",
        /// A number in a file has the style of the other language.
        NumberStyle => "number_style",
        /// A cell contains a formula, or the error of one.
        Formula => "formula",
        /// A sheet has merged cells.
        MergedCells => "merged_cells",
        /// A file contains the same record twice.
        DuplicateRow => "duplicate_row",
        /// A region's name does not belong to its code.
        RegionMismatch => "region_mismatch",
        /// An amount is 100 times above or below that of the year before.
        UnitSlip => "unit_slip",
    }
}

impl From<ViolationCode> for ErrorCode {
    fn from(code: ViolationCode) -> Self {
        match code {
            ViolationCode::Required => Self::Required,
            ViolationCode::OutOfRange => Self::OutOfRange,
            ViolationCode::InvalidFormat => Self::InvalidFormat,
            ViolationCode::InvalidCode => Self::InvalidCode,
            ViolationCode::UnknownRegion => Self::UnknownRegion,
            ViolationCode::UnknownReference => Self::UnknownReference,
            ViolationCode::Inconsistent => Self::Inconsistent,
            ViolationCode::ReadOnly => Self::ReadOnly,
            ViolationCode::SumTooLarge => Self::SumTooLarge,
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
    fn every_status_maps_back_to_its_kind() {
        for kind in ProblemKind::ALL {
            assert_eq!(ProblemKind::of_status(kind.status()), kind);
        }
        assert_eq!(ProblemKind::of_status(StatusCode::IM_A_TEAPOT), ProblemKind::Malformed);
        assert_eq!(ProblemKind::of_status(StatusCode::BAD_GATEWAY), ProblemKind::Internal);
    }
}
