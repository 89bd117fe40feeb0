//! The size of a demonstration, and its text form.

use std::fmt;
use std::str::FromStr;

/// The numbers of records to make. The same size gives the same records in every database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoSize {
    /// The number of cooperatives.
    pub cooperatives: u32,
    /// The number of assisted businesses.
    pub umkm: u32,
    /// The number of participations in trainings, some 25 to a training.
    pub participants: u32,
    /// The number of years with records or figures, up to and with the last year.
    pub years: u32,
    /// The seed of the random numbers.
    pub seed: u32,
}

/// The largest number of years.
const MOST_YEARS: u32 = 25;

/// The largest number of records of one kind.
const MOST_RECORDS: u32 = 20_000_000;

impl Default for DemoSize {
    fn default() -> Self {
        Self { cooperatives: 3_000, umkm: 10_000, participants: 3_000, years: 8, seed: 2017 }
    }
}

impl DemoSize {
    /// The text form of [`DemoSize::default`].
    pub const DEFAULT: &'static str = "default";
}

impl fmt::Display for DemoSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { cooperatives, umkm, participants, years, seed } = self;
        write!(f, "cooperatives={cooperatives},umkm={umkm},participants={participants},years={years},seed={seed}")
    }
}

impl FromStr for DemoSize {
    type Err = String;

    /// Reads `default`, or some of `cooperatives=4000,umkm=100000,participants=20000,years=8,seed=1`; the others are the default's.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut size = Self::default();
        if text == Self::DEFAULT {
            return Ok(size);
        }
        let mut seen = Vec::new();
        for part in text.split(',') {
            let Some((name, raw)) = part.split_once('=') else {
                return Err(format!(
                    "{part:?} is not a size: write `{}`, or a list such as cooperatives=4000,umkm=100000,participants=20000,years=8.",
                    Self::DEFAULT
                ));
            };
            let (member, least, most) = match name {
                "cooperatives" => (&mut size.cooperatives, 0, MOST_RECORDS),
                "umkm" => (&mut size.umkm, 0, MOST_RECORDS),
                "participants" => (&mut size.participants, 0, MOST_RECORDS),
                "years" => (&mut size.years, 1, MOST_YEARS),
                "seed" => (&mut size.seed, 0, u32::MAX),
                _ => return Err(format!("{name:?} is not one of cooperatives, umkm, participants, years and seed.")),
            };
            if seen.contains(&name) {
                return Err(format!("{name} is given twice."));
            }
            seen.push(name);
            let number = raw.bytes().all(|byte| byte.is_ascii_digit()).then(|| raw.parse().ok()).flatten();
            *member = number
                .filter(|number| (least..=most).contains(number))
                .ok_or_else(|| format!("{name} must be a whole number from {least} to {most}."))?;
        }
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn omitted_numbers_are_those_of_the_default() {
        assert_eq!("default".parse(), Ok(DemoSize::default()));
        let small = DemoSize { umkm: 5, years: 3, ..DemoSize::default() };
        assert_eq!("umkm=5,years=3".parse(), Ok(small));
    }

    #[test]
    fn other_texts_are_refused_with_the_reason() {
        for (text, word) in [
            ("", "not a size"),
            ("1", "not a size"),
            ("true", "not a size"),
            ("umkm=5,", "not a size"),
            ("umkm", "not a size"),
            ("umkm=", "umkm"),
            ("umkm=-5", "umkm"),
            ("umkm=+5", "umkm"),
            ("umkm= 5", "umkm"),
            ("umkm=1e3", "umkm"),
            ("umkm=99999999999", "umkm"),
            ("umkm=1,umkm=1", "twice"),
            ("years=0", "years"),
            ("years=26", "years"),
            ("businesses=5", "businesses"),
            ("UMKM=5", "UMKM"),
        ] {
            let message = text.parse::<DemoSize>().unwrap_err();
            assert!(message.contains(word), "{text:?}: {message}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in ".*") {
            let _ = text.parse::<DemoSize>();
        }

        #[test]
        fn sizes_round_trip(cooperatives in 0..=MOST_RECORDS, umkm in 0..=MOST_RECORDS, years in 1..=MOST_YEARS, seed: u32) {
            let size = DemoSize { cooperatives, umkm, participants: 7, years, seed };
            prop_assert_eq!(size.to_string().parse(), Ok(size));
        }
    }
}
