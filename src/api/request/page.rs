//! Lists in pages: a limit, an opaque cursor, a total order.

use std::fmt;
use std::str::FromStr;

use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::request::respond::bytes_ok;
use crate::domain::{Text, ViolationCode, text};
use crate::http::Problem;
use crate::http::params::decode;
use crate::http::serialise::to_json;
use crate::store::{Keyset, Listing, Position};

/// How many items a page has by default.
pub const DEFAULT_LIMIT: i64 = 50;
/// How many items a page has at most.
pub const MAX_LIMIT: i64 = 500;
/// The most characters of a cursor: longer than any that a list gives.
pub const MAX_CURSOR: usize = 2000;

/// The order of a list. The record's key is always the last criterion, so that the order is total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The name of the criterion.
    pub by: &'static str,
    /// Whether the largest comes first.
    pub descending: bool,
}

impl Sort {
    /// Smallest first.
    pub const fn ascending(by: &'static str) -> Self {
        Self { by, descending: false }
    }

    /// Largest first.
    pub const fn descending(by: &'static str) -> Self {
        Self { by, descending: true }
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", if self.descending { "-" } else { "" }, self.by)
    }
}

/// Reads `?sort=`: one of `allowed`, with a leading `-` for largest first.
///
/// # Errors
/// 400 naming the allowed ones.
pub fn parse_sort(raw: Option<&str>, allowed: &[&'static str], default: Sort) -> Result<Sort, Problem> {
    let Some(raw) = raw else { return Ok(default) };
    let (name, descending) = raw.strip_prefix('-').map_or((raw, false), |name| (name, true));
    allowed.iter().find(|by| **by == name).map(|by| Sort { by, descending }).ok_or_else(|| {
        let all = allowed.join(", ");
        let detail = text!(
            "Isian ini harus salah satu dari: {all}; boleh diawali tanda minus.",
            "The value must be one of: {all}; a leading minus is allowed."
        );
        Problem::malformed_parameter("sort", detail)
    })
}

/// The content of a cursor: where the page before ended. The names are short, since a cursor is part of an address.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cursor {
    /// The order that the cursor belongs to.
    s: String,
    /// The last item's values in that order.
    k: Vec<String>,
}

impl Cursor {
    fn encode(&self) -> Result<String, Problem> {
        Ok(URL_SAFE_NO_PAD.encode(to_json(self)?))
    }

    fn decode(raw: &str) -> Option<Self> {
        if raw.len() > MAX_CURSOR {
            return None;
        }
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(raw).ok()?).ok()
    }
}

/// The page that a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// The most items, 1 to 500.
    pub limit: i64,
    /// The order.
    pub sort: Sort,
    after: Option<Vec<String>>,
}

impl PageRequest {
    /// Reads `?limit=` and `?cursor=` for a list in this order, whose positions have `keys` values.
    ///
    /// # Errors
    /// 422 for a limit out of bounds; 400 for a cursor that no list gave, or that belongs to another order.
    pub fn new(limit: Option<i64>, cursor: Option<&str>, sort: Sort, keys: usize) -> Result<Self, Problem> {
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            let detail =
                text!("Isian ini harus antara 1 dan {MAX_LIMIT}.", "The value must be between 1 and {MAX_LIMIT}.");
            return Err(Problem::invalid_parameter("limit", ViolationCode::OutOfRange, detail));
        }
        let after = match cursor {
            None => None,
            Some(raw) => {
                let cursor = Cursor::decode(raw).ok_or_else(bad_cursor)?;
                if cursor.s != sort.to_string() || cursor.k.len() != keys {
                    return Err(bad_cursor());
                }
                Some(cursor.k)
            }
        };
        Ok(Self { limit, sort, after })
    }

    /// The cursor of the page after this position.
    ///
    /// # Errors
    /// 500 if the cursor cannot be serialised.
    pub fn cursor(&self, keys: Vec<String>) -> Result<String, Problem> {
        Cursor { s: self.sort.to_string(), k: keys }.encode()
    }

    /// One value of the position.
    ///
    /// # Errors
    /// 400 if a client changed the cursor.
    pub fn after_key<T: FromStr>(&self, index: usize) -> Result<Option<T>, Problem> {
        self.after
            .as_ref()
            .map(|keys| keys.get(index).and_then(|key| key.parse().ok()).ok_or_else(bad_cursor))
            .transpose()
    }
}

/// How many values a position in the store's lists has: the sort value and the id.
pub const LISTING_KEYS: usize = 2;

impl PageRequest {
    /// The page as the store takes it, for lists that [`Page::from_records`] answers.
    ///
    /// # Errors
    /// 400 if a client changed the cursor.
    pub fn listing(&self) -> Result<Listing, Problem> {
        let after = match self.after.as_deref() {
            None => None,
            Some([key, id]) => Some(Position { key: key.clone(), id: id.parse().map_err(|_| bad_cursor())? }),
            Some(_) => return Err(bad_cursor()),
        };
        // One more than the page has, which shows whether another page follows.
        Ok(Listing { sort: self.sort.by, descending: self.sort.descending, after, limit: self.limit + 1 })
    }
}

/// 400 for a cursor that does not belong to the list.
pub fn bad_cursor() -> Problem {
    let detail = Text::new(
        "Isian ini bukan dari daftar ini dengan urutan ini. Mulai lagi tanpa cursor.",
        "The value is not a cursor of this list in this order. Start again without a cursor.",
    );
    Problem::malformed_parameter("cursor", detail)
}

/// One page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the requested order.
    #[schema(max_items = 500)]
    pub items: Vec<T>,
    /// The value of `?cursor=` for the next page; null on the last page.
    #[schema(required, format = "cursor")]
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A page from the records that [`PageRequest::listing`] asks the store for.
    ///
    /// # Errors
    /// 500 if the cursor cannot be serialised.
    pub fn from_records<R: Keyset>(
        page: &PageRequest,
        mut records: Vec<R>,
        item: impl FnMut(R) -> T,
    ) -> Result<Self, Problem> {
        let limit = usize::try_from(page.limit).unwrap_or_default();
        let has_more = records.len() > limit;
        records.truncate(limit);
        let last = records.last().filter(|_| has_more).map(|last| last.position(page.sort.by));
        let next_cursor = last.map(|Position { key, id }| page.cursor(vec![key, id.to_string()])).transpose()?;
        Ok(Self { items: records.into_iter().map(item).collect(), next_cursor })
    }
}

impl<T: Serialize> Page<T> {
    /// 200 with the page and a `Link` to the next one, or 304.
    ///
    /// # Errors
    /// 400 for an `If-None-Match` that cannot be read.
    pub fn respond(&self, request: &HttpRequest) -> Result<HttpResponse, Problem> {
        let mut response = HttpResponse::Ok();
        if let Some(cursor) = &self.next_cursor {
            let link = next_address(request.path(), request.query_string(), cursor);
            response.insert_header((LINK, format!("<{link}>; rel=\"next\"")));
        }
        bytes_ok(request, response, to_json(self)?)
    }
}

/// The same address with another cursor.
fn next_address(path: &str, query: &str, cursor: &str) -> String {
    let is_cursor = |piece: &&str| {
        let name = piece.split('=').next().unwrap_or_default();
        decode(name, true).as_deref() == Some("cursor")
    };
    let mut pieces: Vec<&str> =
        query.split('&').filter(|piece| !piece.is_empty()).filter(|piece| !is_cursor(piece)).collect();
    let last = format!("cursor={cursor}");
    pieces.push(&last);
    format!("{path}?{}", pieces.join("&"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::http::problem::kinds::ProblemKind;

    const BY_ID: Sort = Sort::ascending("id");

    #[test]
    fn only_allowed_sorts_are_read() {
        let parse = |raw| parse_sort(raw, &["id", "name"], BY_ID);
        assert_eq!(parse(None).unwrap(), BY_ID);
        assert_eq!(parse(Some("-name")).unwrap(), Sort::descending("name"));
        for wrong in ["", "-", "--id", "Name", "id,name", "password"] {
            assert_eq!(parse(Some(wrong)).unwrap_err().kind(), ProblemKind::Malformed, "{wrong}");
        }
    }

    #[test]
    fn limits_are_bounded() {
        let limit = |limit| PageRequest::new(limit, None, BY_ID, 1).map(|page| page.limit);
        assert_eq!(limit(None).unwrap(), 50);
        assert_eq!(limit(Some(500)).unwrap(), 500);
        for wrong in [0, -1, 501, i64::MAX, i64::MIN] {
            assert_eq!(limit(Some(wrong)).unwrap_err().kind(), ProblemKind::Invalid);
        }
    }

    struct Row(i64);

    impl Keyset for Row {
        fn position(&self, _: &str) -> Position {
            Position { key: format!("k{}", self.0), id: self.0 }
        }
    }

    #[test]
    fn every_page_but_the_last_has_a_cursor() {
        let first = PageRequest::new(Some(2), None, BY_ID, LISTING_KEYS).unwrap();
        let listing = first.listing().unwrap();
        assert_eq!((listing.limit, listing.after), (3, None));
        let page = Page::from_records(&first, vec![Row(1), Row(2), Row(3)], |row| row.0 * 10).unwrap();
        assert_eq!(page.items, [10, 20]);
        let cursor = page.next_cursor.unwrap();
        assert!(cursor.chars().all(|character| character.is_ascii_alphanumeric() || "-_".contains(character)));

        let second = PageRequest::new(Some(2), Some(&cursor), BY_ID, LISTING_KEYS).unwrap();
        assert_eq!(second.listing().unwrap().after, Some(Position { key: "k2".into(), id: 2 }));
        assert_eq!(second.after_key::<i64>(1).unwrap(), Some(2));
        assert_eq!(Page::from_records(&second, vec![Row(3)], |row| row.0).unwrap().next_cursor, None);

        let other = PageRequest::new(None, Some(&cursor), Sort::descending("id"), LISTING_KEYS);
        assert_eq!(other.unwrap_err().kind(), ProblemKind::Malformed);
        assert!(PageRequest::new(None, Some(&cursor), BY_ID, 1).is_err());
        let forged = Cursor { s: "id".into(), k: vec!["x".into()] }.encode().unwrap();
        assert!(PageRequest::new(None, Some(&forged), BY_ID, 1).unwrap().after_key::<i64>(0).is_err());
    }

    #[test]
    fn the_link_keeps_the_other_parameters() {
        assert_eq!(next_address("/umkm", "", "x"), "/umkm?cursor=x");
        assert_eq!(next_address("/umkm", "q=a%20b&cursor=y&limit=2&", "x"), "/umkm?q=a%20b&limit=2&cursor=x");
        assert_eq!(next_address("/umkm", "%63ursor=y", "x"), "/umkm?cursor=x");
    }

    proptest! {
        #[test]
        fn any_cursor_is_answered(raw in ".{0,60}") {
            let _ = PageRequest::new(None, Some(&raw), BY_ID, 1);
        }

        #[test]
        fn a_cursor_gives_back_its_position(keys in proptest::collection::vec(".{0,40}", 2)) {
            let page = PageRequest::new(None, None, BY_ID, 2).unwrap();
            let cursor = page.cursor(keys.clone()).unwrap();
            let next = PageRequest::new(None, Some(&cursor), BY_ID, 2).unwrap();
            prop_assert_eq!(next.after.as_deref(), Some(keys.as_slice()));
            let _ = next.listing();
        }

        #[test]
        fn any_forged_cursor_and_any_sort_are_answered(inner in r#"[\{\}\[\]":,sk0-9-]{0,40}"#, sort in ".{0,20}") {
            let _ = PageRequest::new(None, Some(&URL_SAFE_NO_PAD.encode(&inner)), BY_ID, 1);
            let _ = parse_sort(Some(&sort), &["id", "name"], BY_ID);
        }
    }
}
