//! The database URL: its scheme chooses the database.

use std::fmt;
use std::path::PathBuf;

/// The database.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// An embedded SQLite file (`sqlite:PATH`).
    Sqlite(PathBuf),
    /// A PostgreSQL server (`postgres://…`), the URL as libpq takes it.
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads `sqlite:PATH`, `postgres://…` or `postgresql://…`.
    ///
    /// # Errors
    /// A sentence that names the right form. It never repeats the URL, which may hold a password.
    pub fn parse(raw: &str) -> Result<Self, String> {
        if let Some(path) = raw.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" => Err("sqlite: needs the path of a file, as in sqlite:iku.db".to_owned()),
                ":memory:" => {
                    Err("an SQLite database in memory would be lost at every stop: name a file, as in sqlite:iku.db"
                        .to_owned())
                }
                path => Ok(Self::Sqlite(PathBuf::from(path))),
            };
        }
        if raw.starts_with("postgres://") || raw.starts_with("postgresql://") {
            return Ok(Self::Postgres(raw.to_owned()));
        }
        Err("a database URL starts with sqlite: or postgres://, as in sqlite:iku.db or postgres://user@host/name"
            .to_owned())
    }
}

/// Without the password and the parameters, so that it can be logged.
impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let rest = rest.split_once('?').map_or(rest, |(before, _)| before);
                let address = rest.rsplit_once('@').map_or(rest, |(_, address)| address);
                write!(f, "postgres://{address}")
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let url = DatabaseUrl::parse("postgresql://iku:s3cr@t@db.example:5432/iku?password=s3cret").unwrap();
        assert_eq!(format!("{url} {url:?}"), "postgres://db.example:5432/iku postgres://db.example:5432/iku");
        assert!(!DatabaseUrl::parse("mysql://u:s3cret@h/d").unwrap_err().contains("s3cret"));
    }

    #[test]
    fn an_sqlite_url_names_a_path() {
        assert_eq!(DatabaseUrl::parse("sqlite:a/b.db").unwrap(), DatabaseUrl::Sqlite("a/b.db".into()));
        assert_eq!(DatabaseUrl::parse("sqlite:///a/b.db").unwrap(), DatabaseUrl::Sqlite("/a/b.db".into()));
        assert!(DatabaseUrl::parse("sqlite::memory:").is_err() && DatabaseUrl::parse("sqlite:").is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_parsed_or_refused(text in any::<String>(), rest in "[a-z0-9:@/?%=&]{0,40}") {
            for url in [text.clone(), format!("sqlite:{text}"), format!("postgres://{text}"), format!("postgresql://{rest}")] {
                if let Ok(url) = DatabaseUrl::parse(&url) {
                    let _ = format!("{url} {url:?}");
                }
            }
        }

        #[test]
        fn a_password_of_any_kind_stays_hidden(password in "[!-~]{0,10}s3cr3t[!-~]{0,10}", host in "[a-z]{1,10}") {
            let shown = |url: String| DatabaseUrl::parse(&url).unwrap().to_string();
            prop_assume!(!password.contains('?'));
            prop_assert_eq!(shown(format!("postgres://iku:{password}@{host}/iku")), format!("postgres://{host}/iku"));
            prop_assert_eq!(shown(format!("postgres://{host}/iku?password={password}")), format!("postgres://{host}/iku"));
        }
    }
}
