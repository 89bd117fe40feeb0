//! Entity tags and the conditions that rest on them (RFC 9110, section 13).

use std::fmt;
use std::fmt::Write as _;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, HeaderName, IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::domain::Text;
use crate::http::problem::Problem;

/// How many bytes of the digest a tag holds: enough that two versions never share one.
const TAG_BYTES: usize = 16;
/// The longest list of tags that is read, in bytes.
pub const MAX_TAGS: usize = 4000;
/// The lists of tags that are read, as a pattern.
pub const TAGS_PATTERN: &str = r#"^(\*|(W/)?"[!#-~]*"([ \t]*,[ \t]*(W/)?"[!#-~]*")*)$"#;

/// The strong entity tag of a representation: equal exactly when its bytes are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETag(String);

impl ETag {
    /// The tag of these bytes.
    pub fn of(bytes: &[u8]) -> Self {
        let mut tag = String::with_capacity(2 * TAG_BYTES);
        for byte in Sha256::digest(bytes).iter().take(TAG_BYTES) {
            // Writing to a string cannot fail.
            let _ = write!(tag, "{byte:02x}");
        }
        Self(tag)
    }

    /// The tag of a representation of which something moves by itself: one half for `kept`, the representation without that,
    /// and one for the whole. So a condition can be held against what only people change.
    pub fn of_parts(kept: &[u8], whole: &[u8]) -> Self {
        let half = |bytes: &[u8]| Self::of(bytes).0.chars().take(TAG_BYTES).collect::<String>();
        Self(half(kept) + &half(whole))
    }

    /// Whether it is one of [`ETag::of_parts`] with the same kept half.
    fn keeps_what(&self, opaque: &str) -> bool {
        opaque.len() == self.0.len() && opaque.get(..TAG_BYTES) == self.0.get(..TAG_BYTES)
    }
}

impl fmt::Display for ETag {
    /// With its quotes, as in the header.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
}

/// The tag that a GET of this representation sends; for checking `If-Match` within a write's transaction.
///
/// # Errors
/// 500 if it cannot be serialised, which is a fault of ours.
pub fn etag_of_representation<T: Serialize>(representation: &T) -> Result<ETag, Problem> {
    crate::http::serialise::to_json(representation).map(|bytes| ETag::of(&bytes))
}

/// A list of tags, as `If-Match` and `If-None-Match` have it.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Tags {
    /// `*`: any version at all.
    Any,
    List(Vec<Tag>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Tag {
    weak: bool,
    opaque: String,
}

/// The conditions of a request. A header that cannot be read is 400: ignoring it would drop the caller's safeguard.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    if_match: Option<Tags>,
    if_none_match: Option<Tags>,
}

impl Conditions {
    /// The conditions in these headers.
    ///
    /// # Errors
    /// 400 naming the header that cannot be read.
    pub fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        Ok(Self { if_match: tags_in(headers, &IF_MATCH)?, if_none_match: tags_in(headers, &IF_NONE_MATCH)? })
    }

    /// Whether a write may go ahead, given the tag of the record as it stands (`None`: it is not there).
    ///
    /// # Errors
    /// 412 with the current tag.
    pub fn check_write(&self, current: Option<&ETag>) -> Result<(), Problem> {
        let matched = match (&self.if_match, current) {
            (None, _) => true,
            (Some(Tags::Any), current) => current.is_some(),
            // Strong comparison: a weak tag never vouches for the exact bytes.
            (Some(Tags::List(tags)), Some(current)) => tags.iter().any(|tag| !tag.weak && tag.opaque == current.0),
            (Some(Tags::List(_)), None) => false,
        };
        let barred = current.is_some_and(|current| self.none_match_names(current));
        if matched && !barred { Ok(()) } else { Err(Problem::stale(current.map(ETag::to_string))) }
    }

    /// The same for a tag of [`ETag::of_parts`], of which the half that moves by itself is no hindrance.
    ///
    /// # Errors
    /// 412 with the current tag.
    pub fn check_kept(&self, current: &ETag) -> Result<(), Problem> {
        match &self.if_match {
            Some(Tags::List(tags)) if tags.iter().any(|tag| !tag.weak && current.keeps_what(&tag.opaque)) => {
                Self { if_match: None, ..self.clone() }.check_write(Some(current))
            }
            _ => self.check_write(Some(current)),
        }
    }

    /// Whether a GET's answer is the version that the caller has.
    pub fn not_modified(&self, current: &ETag) -> bool {
        self.none_match_names(current)
    }

    fn none_match_names(&self, current: &ETag) -> bool {
        match &self.if_none_match {
            None => false,
            Some(Tags::Any) => true,
            Some(Tags::List(tags)) => tags.iter().any(|tag| tag.opaque == current.0),
        }
    }
}

impl FromRequest for Conditions {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request.headers()))
    }
}

fn tags_in(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Tags>, Problem> {
    let mut found: Option<Tags> = None;
    for value in headers.get_all(name) {
        let tags = value
            .to_str()
            .ok()
            .filter(|text| text.len() <= MAX_TAGS)
            .and_then(parse_tags)
            .ok_or_else(|| malformed(name))?;
        found = Some(match (found, tags) {
            (None, tags) => tags,
            (Some(Tags::List(mut all)), Tags::List(more)) => {
                all.extend(more);
                Tags::List(all)
            }
            _ => return Err(malformed(name)),
        });
    }
    Ok(found)
}

fn malformed(name: &HeaderName) -> Problem {
    let detail = Text::new(
        format!("{name} harus berupa * atau daftar ETag dalam tanda kutip, misalnya \"abc\"."),
        format!("{name} must be * or a list of quoted entity tags, such as \"abc\"."),
    );
    Problem::malformed_header(name, detail)
}

/// `*`, or `"a", W/"b"`. A tag may hold commas, so splitting at them will not do.
fn parse_tags(text: &str) -> Option<Tags> {
    let mut rest = text.trim();
    if rest == "*" {
        return Some(Tags::Any);
    }
    let mut tags = Vec::new();
    loop {
        let (weak, quoted) = match rest.strip_prefix("W/") {
            Some(quoted) => (true, quoted),
            None => (false, rest),
        };
        let (opaque, after) = quoted.strip_prefix('"')?.split_once('"')?;
        if !opaque.chars().all(|character| character.is_ascii_graphic()) {
            return None;
        }
        tags.push(Tag { weak, opaque: opaque.to_owned() });
        rest = after.trim_start();
        if rest.is_empty() {
            return Some(Tags::List(tags));
        }
        rest = rest.strip_prefix(',')?.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;
    use crate::http::problem::kinds::ProblemKind;

    fn conditions(pairs: &[(HeaderName, &str)]) -> Result<Conditions, Problem> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name.clone(), HeaderValue::from_str(value).unwrap());
        }
        Conditions::of(&headers)
    }

    #[test]
    fn tags_are_quoted_hex_of_the_bytes() {
        let tag = ETag::of(b"{}").to_string();
        assert_eq!(tag.len(), 34);
        assert_eq!(tag, ETag::of(b"{}").to_string());
        assert_ne!(tag, ETag::of(b"{ }").to_string());
    }

    #[test]
    fn what_moves_by_itself_is_no_hindrance() {
        let tag = |kept: &str, moving: &str| ETag::of_parts(kept.as_bytes(), format!("{kept}{moving}").as_bytes());
        let (first, moved, changed) = (tag("a", "1"), tag("a", "2"), tag("b", "1"));
        assert!(first != moved && first.0.len() == ETag::of(b"").0.len());
        let header = first.to_string();
        let of_first = conditions(&[(IF_MATCH, &header)]).unwrap();
        assert!(of_first.check_kept(&first).is_ok() && of_first.check_kept(&moved).is_ok());
        assert!(of_first.check_kept(&changed).is_err() && of_first.check_write(Some(&moved)).is_err());
        let cut = format!("{}\"", header.get(..17).unwrap());
        assert!(conditions(&[(IF_MATCH, &cut)]).unwrap().check_kept(&first).is_err());
        assert!(conditions(&[]).unwrap().check_kept(&first).is_ok());
    }

    #[test]
    fn lists_are_read() {
        let tag = |weak, opaque: &str| Tag { weak, opaque: opaque.into() };
        assert_eq!(parse_tags(" * "), Some(Tags::Any));
        assert_eq!(
            parse_tags(r#""a" , W/"b,c","""#),
            Some(Tags::List(vec![tag(false, "a"), tag(true, "b,c"), tag(false, "")]))
        );
        for wrong in ["", "abc", "\"abc", "\"a\" \"b\"", "\"a\",", "w/\"a\"", "*, \"a\"", "\"a b\""] {
            assert_eq!(parse_tags(wrong), None, "{wrong}");
        }
        assert!(conditions(&[(IF_MATCH, "*"), (IF_MATCH, "\"a\"")]).is_err());
        assert!(conditions(&[(IF_MATCH, "x")]).is_err());
    }

    #[test]
    fn writes_go_ahead_where_the_conditions_hold() {
        let current = ETag::of(b"now");
        let other = ETag::of(b"then");
        let write = |name: HeaderName, value: &str, current: Option<&ETag>| {
            let result = conditions(&[(name, value)]).unwrap().check_write(current);
            result.map_err(|problem| assert_eq!(problem.kind(), ProblemKind::Stale)).is_ok()
        };
        assert!(Conditions::default().check_write(None).is_ok());
        assert!(write(IF_MATCH, &format!("{other}, {current}"), Some(&current)));
        assert!(!write(IF_MATCH, &other.to_string(), Some(&current)));
        assert!(!write(IF_MATCH, &format!("W/{current}"), Some(&current)));
        assert!(!write(IF_MATCH, &current.to_string(), None));
        assert!(write(IF_MATCH, "*", Some(&current)));
        assert!(!write(IF_MATCH, "*", None));
        assert!(write(IF_NONE_MATCH, "*", None));
        assert!(!write(IF_NONE_MATCH, "*", Some(&current)));
        assert!(!write(IF_NONE_MATCH, &current.to_string(), Some(&current)));
        assert!(write(IF_NONE_MATCH, &other.to_string(), Some(&current)));
    }

    #[test]
    fn a_reader_may_have_the_version_already() {
        let current = ETag::of(b"now");
        let has = |value: &str| conditions(&[(IF_NONE_MATCH, value)]).unwrap().not_modified(&current);
        assert!(has(&format!("\"x\", W/{current}")));
        assert!(has("*"));
        assert!(!has("\"x\""));
    }

    proptest! {
        #[test]
        fn any_header_is_answered(text in "[*W/\", a]{0,20}") {
            let _ = parse_tags(&text);
        }

        #[test]
        fn tags_come_back_as_they_were_written(opaque in proptest::collection::vec(("[!#-~]{0,10}", any::<bool>()), 1..5)) {
            let tags: Vec<Tag> = opaque.into_iter().map(|(opaque, weak)| Tag { weak, opaque }).collect();
            let written: Vec<String> =
                tags.iter().map(|tag| format!("{}\"{}\"", if tag.weak { "W/" } else { "" }, tag.opaque)).collect();
            prop_assert_eq!(parse_tags(&written.join(", ")), Some(Tags::List(tags)));
        }

        #[test]
        fn any_bytes_in_a_condition_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            if let Ok(value) = HeaderValue::from_bytes(&bytes) {
                let mut headers = HeaderMap::new();
                headers.insert(IF_MATCH, value.clone());
                headers.insert(IF_NONE_MATCH, value);
                let _ = Conditions::of(&headers);
            }
        }
    }
}
