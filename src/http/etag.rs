//! Entity tags and the conditions that rest on them (RFC 9110, section 13).

use std::fmt;
use std::fmt::Write as _;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderMap, HeaderName, IF_MATCH, IF_NONE_MATCH};
use actix_web::{FromRequest, HttpRequest};
use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

use crate::domain::text;
use crate::http::problem::Problem;

/// How many bytes of the digest a tag holds: enough that two versions never share a tag.
const TAG_BYTES: usize = 16;
/// The longest list of tags that is read, in bytes.
pub const MAX_TAGS: usize = 4000;
/// The lists of tags that are read, as a pattern.
pub const TAGS_PATTERN: &str = r#"^(\*|(W/)?"[!#-~]*"([ \t]*,[ \t]*(W/)?"[!#-~]*")*)$"#;

/// A strong entity tag. That of a record identifies a version of its document, that of any other answer the bytes of the body.
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

    /// The tag of a record. It does not depend on the bytes of the answer, so that a new program leaves tags valid and two
    /// instances of different versions agree.
    ///
    /// `shape` is the number of the document's shape, which is raised by hand when the document of an unchanged record changes;
    /// `version` counts the changes of the record, and `shown` is what else decides the document: derived members, and what the
    /// caller may see.
    pub fn of_record(
        shape: u32,
        id: impl fmt::Display,
        version: i64,
        updated_at: NaiveDateTime,
        shown: &[&dyn fmt::Display],
    ) -> Self {
        let mut parts = format!("{shape}\n{id}\n{version}\n{}", updated_at.and_utc().timestamp_micros());
        for part in shown {
            let _ = write!(parts, "\n{part}");
        }
        Self::of(parts.as_bytes())
    }

    /// The tag of a stored answer. `text` is the tag without its quotes.
    pub fn stored(text: String) -> Self {
        Self(text)
    }

    /// The tag without its quotes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ETag {
    /// With its quotes, as in the header.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0)
    }
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

    /// Checks the conditions of a write against the current tag of the record (`None` where there is no record).
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
    let detail = text!(
        "Isian ini harus berupa * atau daftar ETag dalam tanda kutip, misalnya \"abc\".",
        "The value must be * or a list of quoted entity tags, such as \"abc\"."
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
    fn a_record_s_tag_stands_for_what_is_shown_of_one_version() {
        let time = |micros| chrono::DateTime::from_timestamp_micros(micros).unwrap().naive_utc();
        let tag = ETag::of_record(1, 7, 2, time(3), &[&"active", &true]);
        // The value is written down: every version of the program must give this record this tag.
        assert_eq!(tag.to_string(), "\"5b7ddb513e76b3a1183a944393414fa4\"");
        let others = [
            ETag::of_record(2, 7, 2, time(3), &[&"active", &true]),
            ETag::of_record(1, 8, 2, time(3), &[&"active", &true]),
            ETag::of_record(1, 7, 3, time(3), &[&"active", &true]),
            ETag::of_record(1, 7, 2, time(4), &[&"active", &true]),
            ETag::of_record(1, 7, 2, time(3), &[&"inactive", &true]),
            ETag::of_record(1, 7, 2, time(3), &[&"active", &false]),
            ETag::of_record(1, 7, 2, time(3), &[&"active"]),
        ];
        assert!(!others.contains(&tag));
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
