//! Answers that are files. They are sent piece by piece from a temporary file, which is removed afterwards.

use std::convert::Infallible;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::header::{CACHE_CONTROL, VARY};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use crate::api::request::Caller;
use crate::http::{Conditions, Problem};

/// The number of bytes that are read at a time.
const PIECE: usize = 32 * 1024;

/// The answer with this file as its body.
///
/// # Errors
/// 500 where the file cannot be read.
pub fn send(
    request: &HttpRequest,
    mut response: HttpResponseBuilder,
    media_type: &str,
    mut file: File,
) -> Result<HttpResponse, Problem> {
    // Files have no entity tags, but conditions that cannot be read are refused as everywhere.
    Conditions::of(request.headers())?;
    let cannot = |error: std::io::Error| Problem::internal_because(format!("a temporary file cannot be read: {error}"));
    let length = file.seek(SeekFrom::End(0)).map_err(cannot)?;
    file.seek(SeekFrom::Start(0)).map_err(cannot)?;
    let cache = if Caller::of(request).is_anonymous() { "public, no-cache" } else { "private, no-store" };
    response.insert_header((CACHE_CONTROL, cache));
    response.insert_header((VARY, "Authorization, Accept, Accept-Language"));
    Ok(response.content_type(media_type).body(FileBody { file, left: length }))
}

struct FileBody {
    file: File,
    left: u64,
}

impl MessageBody for FileBody {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Sized(self.left)
    }

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Infallible>>> {
        let wanted = usize::try_from(self.left).unwrap_or(PIECE).min(PIECE);
        if wanted == 0 {
            return Poll::Ready(None);
        }
        // The file was written a moment ago: the read comes from memory and does not block.
        let mut piece = vec![0; wanted];
        match self.file.read(&mut piece) {
            // The body ends early, and the client sees that it is shorter than its announced length.
            Ok(0) | Err(_) => Poll::Ready(None),
            Ok(count) => {
                piece.truncate(count);
                self.left -= u64::try_from(count).unwrap_or_default();
                Poll::Ready(Some(Ok(Bytes::from(piece))))
            }
        }
    }
}
