//! Problems with the head of a request, and the bounds of a head.

use crate::domain::Text;
use crate::http::problem::Problem;
use crate::http::problem::kinds::ProblemKind;

/// The largest address of a request, in bytes, with its query.
pub const MAX_ADDRESS: usize = 8 * 1024;

/// The largest head, in bytes: the address and all headers together.
pub const MAX_HEAD: usize = 32 * 1024;

/// The largest number of headers; Actix sets it.
const MAX_HEADERS: usize = 96;

impl Problem {
    /// 408: the head of a request did not arrive in time.
    pub fn timeout() -> Self {
        Self::new(
            ProblemKind::Timeout,
            Text::new("Permintaan tidak sampai pada waktunya.", "The request did not arrive in time."),
        )
    }

    /// 414: the address has more bytes than [`MAX_ADDRESS`].
    pub fn uri_too_long() -> Self {
        let detail = Text::new(
            format!("Alamat beserta parameternya paling panjang {MAX_ADDRESS} bita."),
            format!("The address with its parameters may have at most {MAX_ADDRESS} bytes."),
        );
        Self::new(ProblemKind::UriTooLong, detail)
    }

    /// 431: the head has too many bytes or too many headers.
    pub fn header_too_large() -> Self {
        let detail = Text::new(
            format!("Kepala permintaan paling banyak {MAX_HEAD} bita dan {MAX_HEADERS} baris."),
            format!("The head of the request may have at most {MAX_HEAD} bytes and {MAX_HEADERS} headers."),
        );
        Self::new(ProblemKind::HeaderTooLarge, detail)
    }
}
