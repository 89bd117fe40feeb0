//! Content negotiation by `Accept` (RFC 9110, sections 12.4 and 12.5).

use actix_web::http::header::{ACCEPT, HeaderMap};

/// The items of a weighted list (`a, b;q=0.5`) with their weights in thousandths. An unreadable weight is 1000: a mistake
/// in a preference is no reason to refuse the request.
pub fn weighted(list: &str) -> impl Iterator<Item = (&str, u16)> {
    list.split(',').filter_map(|item| {
        let mut parts = item.split(';').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?;
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        Some((name, weight.map_or(1000, thousandths)))
    })
}

/// Reads `0.25` as 250.
fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let well_formed = fraction.len() <= 3 && fraction.bytes().all(|byte| byte.is_ascii_digit());
    match whole {
        "0" if well_formed => format!("{fraction:0<3}").parse().unwrap_or(1000),
        _ => 1000,
    }
}

/// Whether the caller accepts `media_type`. The most specific range that covers it decides; without `Accept` every type is
/// accepted.
pub fn takes(headers: &HeaderMap, media_type: &str) -> bool {
    weight(headers, media_type) > 0
}

/// The caller's weight for `media_type`, in thousandths; 0 if it is not accepted.
pub fn weight(headers: &HeaderMap, media_type: &str) -> u16 {
    let mut best: Option<(u8, u16)> = None;
    let mut named_any = false;
    for value in headers.get_all(ACCEPT) {
        for (range, weight) in weighted(value.to_str().unwrap_or_default()) {
            named_any = true;
            let specificity = specificity(range, media_type);
            if specificity > 0 && best.is_none_or(|(known, _)| specificity >= known) {
                best = Some((specificity, weight));
            }
        }
    }
    match best {
        Some((_, weight)) => weight,
        None if named_any => 0,
        None => 1000,
    }
}

/// The specificity of a range: 3 for the type itself, 2 for `type/*`, 1 for `*/*`, 0 if it does not cover the type.
fn specificity(range: &str, media_type: &str) -> u8 {
    if range.eq_ignore_ascii_case(media_type) {
        return 3;
    }
    match (range.split_once('/'), media_type.split_once('/')) {
        (Some(("*", "*")), _) => 1,
        (Some((wanted, "*")), Some((top, _))) if wanted.eq_ignore_ascii_case(top) => 2,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use proptest::prelude::*;

    use super::*;

    fn takes_json(accept: &'static str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static(accept));
        takes(&headers, "application/json")
    }

    #[test]
    fn weights_are_read_in_thousandths() {
        let items: Vec<_> = weighted("a, b;q=0.5 ,c;level=1;q=0.125,,d;q=x,e;q=0").collect();
        assert_eq!(items, [("a", 1000), ("b", 500), ("c", 125), ("d", 1000), ("e", 0)]);
    }

    #[test]
    fn the_most_specific_range_decides() {
        assert!(takes(&HeaderMap::new(), "application/json"));
        assert!(takes_json("*/*"));
        assert!(takes_json("text/html, application/*;q=0.2"));
        assert!(takes_json("Application/JSON; charset=utf-8"));
        assert!(takes_json(""));
        assert!(!takes_json("text/csv"));
        assert!(!takes_json("application/json;q=0, */*"));
        assert!(takes_json("application/json, */*;q=0"));
    }

    proptest! {
        #[test]
        fn any_list_is_read_without_panic(list in ".{0,60}", typed in "[a-c*/;,q=. 0-9]{0,60}") {
            for text in [&list, &typed] {
                prop_assert!(weighted(text).all(|(name, weight)| !name.is_empty() && weight <= 1000));
                if let Ok(value) = HeaderValue::from_bytes(text.as_bytes()) {
                    let mut headers = HeaderMap::new();
                    headers.insert(ACCEPT, value);
                    let _ = takes(&headers, "application/json");
                }
            }
        }

        #[test]
        fn a_weight_is_read_as_written(weight in 0_u16..1000) {
            let list = format!("a;q=0.{weight:03}");
            prop_assert_eq!(weighted(&list).collect::<Vec<_>>(), [("a", weight)]);
        }
    }
}
