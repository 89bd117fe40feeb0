//! Choosing the language of an answer.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};

use crate::domain::Language;
use crate::http::accept::weighted;

/// The language with the greatest weight in `Accept-Language`; English if the header names neither or is absent.
pub fn preferred(headers: &HeaderMap) -> Language {
    let mut best = (0, Language::English);
    for value in headers.get_all(ACCEPT_LANGUAGE) {
        for (tag, weight) in weighted(value.to_str().unwrap_or_default()) {
            let primary = tag.split('-').next().unwrap_or_default();
            let language = match primary.to_ascii_lowercase().as_str() {
                // "in" is the old code of Indonesian, which some systems still send.
                "id" | "in" => Language::Indonesian,
                "en" => Language::English,
                _ => continue,
            };
            if weight > best.0 {
                best = (weight, language);
            }
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use proptest::prelude::*;

    use super::*;

    fn of(value: &'static str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(value));
        preferred(&headers)
    }

    #[test]
    fn the_heaviest_known_language_wins() {
        assert_eq!(of("id"), Language::Indonesian);
        assert_eq!(of("id-ID,id;q=0.9,en;q=0.8"), Language::Indonesian);
        assert_eq!(of("en;q=0.3, id;q=0.7"), Language::Indonesian);
        assert_eq!(of("fr, en-US;q=0.5, id;q=0.4"), Language::English);
        assert_eq!(of("id;q=0"), Language::English);
        assert_eq!(of("*"), Language::English);
        assert_eq!(of(";;q=,"), Language::English);
        assert_eq!(preferred(&HeaderMap::new()), Language::English);
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), list in "[iden,;q=0.1 -]{0,40}") {
            for bytes in [bytes.as_slice(), list.as_bytes()] {
                if let Ok(value) = HeaderValue::from_bytes(bytes) {
                    let mut headers = HeaderMap::new();
                    headers.insert(ACCEPT_LANGUAGE, value);
                    let _ = preferred(&headers);
                }
            }
        }
    }
}
