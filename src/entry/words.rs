//! The codes of closed lists, each with its Indonesian word. Files may contain either, and error texts show both.

/// Codes with their Indonesian words, in the order of the list.
pub type Words = &'static [(&'static str, &'static str)];

pub const AUTHORITIES: Words = &[("regency", "kabupaten/kota"), ("province", "provinsi"), ("nation", "nasional")];
pub const KINDS: Words = &[
    ("producer", "produsen"),
    ("marketing", "pemasaran"),
    ("consumer", "konsumen"),
    ("service", "jasa"),
    ("savings_and_loan", "simpan pinjam"),
];
pub const FORMS: Words = &[("primary", "primer"), ("secondary", "sekunder")];
pub const RATINGS: Words = &[
    ("healthy", "sehat"),
    ("fairly_healthy", "cukup sehat"),
    ("under_supervision", "dalam pengawasan"),
    ("under_special_supervision", "dalam pengawasan khusus"),
];
pub const DATASETS: Words = &[("cooperatives", "koperasi"), ("umkm", "umkm"), ("trainings", "diklat")];
pub const REGION_KINDS: Words =
    &[("nation", "negara"), ("province", "provinsi"), ("kabupaten", "kabupaten"), ("kota", "kota")];
pub const ROLES: Words =
    &[("viewer", "pembaca"), ("operator", "operator"), ("approver", "penyetuju"), ("admin", "admin")];

/// The list for an Indonesian text: each word, with the code behind it in brackets where the two differ.
pub fn in_indonesian(words: Words) -> String {
    let shown =
        words.iter().map(|(code, word)| if code == word { (*code).to_owned() } else { format!("{word} ({code})") });
    shown.collect::<Vec<_>>().join(", ")
}

/// The list for an English text: the codes alone.
pub fn in_english(words: Words) -> String {
    words.iter().map(|(code, _)| *code).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Authority, CooperativeForm, CooperativeKind, Dataset, HealthRating, RegionKind, Role};

    #[test]
    fn each_list_has_a_word_for_every_code() {
        fn check<T: Copy + std::fmt::Display>(words: Words, all: &[T]) {
            let codes: Vec<String> = all.iter().map(T::to_string).collect();
            assert_eq!(words.iter().map(|(code, _)| (*code).to_owned()).collect::<Vec<_>>(), codes);
        }
        check(AUTHORITIES, Authority::ALL);
        check(KINDS, CooperativeKind::ALL);
        check(FORMS, CooperativeForm::ALL);
        check(RATINGS, HealthRating::ALL);
        check(DATASETS, Dataset::ALL);
        check(REGION_KINDS, RegionKind::ALL);
        check(ROLES, Role::ALL);
    }

    #[test]
    fn an_indonesian_list_shows_a_code_behind_each_word() {
        assert_eq!(in_indonesian(FORMS), "primer (primary), sekunder (secondary)");
        assert_eq!(in_indonesian(&DATASETS[1..2]), "umkm");
        assert_eq!(in_english(FORMS), "primary, secondary");
    }
}
