//! A row as one line of JSON, the same from both databases.

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::Value;

use crate::store::schema::columns::Kind;

/// The format of a time in a backup.
const TIME: &str = "%Y-%m-%dT%H:%M:%S%.6f";

/// The format in which Diesel writes a time on SQLite.
const SQLITE_TIME: &str = "%F %T%.f";

/// The line of a row that a database gave as a JSON list; `None` where a value is not of its column's kind.
pub fn line(given: &str, kinds: &[Kind]) -> Option<String> {
    map(given, kinds, |kind, value| match (kind, value) {
        (Kind::Truth, Value::Number(number)) => match number.as_i64()? {
            0 => Some(Value::Bool(false)),
            1 => Some(Value::Bool(true)),
            _ => None,
        },
        (Kind::Time, Value::String(text)) => Some(Value::String(time(&text)?.format(TIME).to_string())),
        (kind, value) => is_of(kind, &value).then_some(value),
    })
}

/// The line with times in SQLite's format.
pub fn for_sqlite(line: &str, kinds: &[Kind]) -> Option<String> {
    map(line, kinds, |kind, value| match (kind, value) {
        (Kind::Time, Value::String(text)) => Some(Value::String(time(&text)?.format(SQLITE_TIME).to_string())),
        (_, value) => Some(value),
    })
}

/// Whether this is a line of a backup: it has a value for each column, of its kind and in its format.
pub fn is_line(given: &str, kinds: &[Kind]) -> bool {
    line(given, kinds).is_some_and(|line| line == given)
}

fn map(given: &str, kinds: &[Kind], change: impl Fn(Kind, Value) -> Option<Value>) -> Option<String> {
    let values: Vec<Value> = serde_json::from_str(given).ok()?;
    if values.len() != kinds.len() {
        return None;
    }
    let changed = values.into_iter().zip(kinds).map(|(value, kind)| match value {
        Value::Null => Some(Value::Null),
        value => change(*kind, value),
    });
    serde_json::to_string(&changed.collect::<Option<Vec<Value>>>()?).ok()
}

fn is_of(kind: Kind, value: &Value) -> bool {
    match (kind, value) {
        (Kind::Number, Value::Number(number)) => number.as_i64().is_some(),
        (Kind::Text, Value::String(_)) | (Kind::Truth, Value::Bool(_)) => true,
        (Kind::Day, Value::String(text)) => text.parse::<NaiveDate>().is_ok_and(|day| day.to_string() == *text),
        _ => false,
    }
}

/// The time that either database gives.
fn time(text: &str) -> Option<NaiveDateTime> {
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f"]
        .into_iter()
        .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Kind::{Day, Number, Text, Time, Truth};
    use proptest::prelude::*;

    const KINDS: [Kind; 5] = [Number, Text, Truth, Day, Time];

    #[test]
    fn both_databases_rows_give_one_line() {
        let sqlite = r#"[9223372036854775807,"a\"b",1,"2024-02-29","2024-01-01 00:00:00.004"]"#;
        let postgres = r#"[9223372036854775807, "a\"b", true, "2024-02-29", "2024-01-01T00:00:00.004"]"#;
        let expected = r#"[9223372036854775807,"a\"b",true,"2024-02-29","2024-01-01T00:00:00.004000"]"#;
        assert_eq!(line(sqlite, &KINDS).unwrap(), expected);
        assert_eq!(line(postgres, &KINDS).unwrap(), expected);
        assert!(is_line(expected, &KINDS) && !is_line(sqlite, &KINDS));
        let back = r#"[9223372036854775807,"a\"b",true,"2024-02-29","2024-01-01 00:00:00.004"]"#;
        assert_eq!(for_sqlite(expected, &KINDS).unwrap(), back);
        assert_eq!(line("[null,null,null,null,null]", &KINDS).unwrap(), "[null,null,null,null,null]");
    }

    #[test]
    fn another_text_is_no_row() {
        for wrong in ["", "{}", "[1]", r#"[1.5,"a",true,"2024-02-29","2024-01-01T00:00:00"]"#, "[1,2,3,4,5]"] {
            assert_eq!(line(wrong, &KINDS), None, "{wrong}");
        }
        assert_eq!(line(r#"[2]"#, &[Truth]), None);
        assert_eq!(line(r#"["2024-02-30"]"#, &[Day]), None);
    }

    proptest! {
        #[test]
        fn any_line_is_answered(text in ".{0,60}", number in any::<i64>(), name in any::<String>()) {
            let _ = (line(&text, &KINDS), for_sqlite(&text, &KINDS));
            let row = serde_json::to_string(&serde_json::json!([number, name])).unwrap();
            prop_assert!(is_line(&row, &[Number, Text]));
        }
    }
}
