//! Codes, and the Indonesian words that files may have for them.

/// A list of codes with their Indonesian words.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Authority, CooperativeForm, CooperativeKind, Dataset, HealthRating};

    #[test]
    fn the_words_are_those_of_the_codes() {
        fn check<T: Copy + std::fmt::Display>(words: Words, all: &[T]) {
            let codes: Vec<String> = all.iter().map(T::to_string).collect();
            assert_eq!(words.iter().map(|(code, _)| (*code).to_owned()).collect::<Vec<_>>(), codes);
        }
        check(AUTHORITIES, Authority::ALL);
        check(KINDS, CooperativeKind::ALL);
        check(FORMS, CooperativeForm::ALL);
        check(RATINGS, HealthRating::ALL);
        check(DATASETS, Dataset::ALL);
    }
}
