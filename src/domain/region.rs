//! Region codes (Kemendagri), and which region contains which.

use super::RegionKind;
use std::fmt;

/// A region's Kemendagri code: `00` for the nation, `15` for a province, `15.01` for a regency or city.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct RegionCode(String);

impl RegionCode {
    /// The code of the nation, which contains all other regions.
    pub const NATION: &'static str = "00";

    /// The code of the nation.
    pub fn nation() -> Self {
        Self(Self::NATION.to_owned())
    }

    /// Reads a code: two digits, or two and two digits with a dot between them.
    pub fn parse(raw: &str) -> Option<Self> {
        let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        let valid = match raw.split_once('.') {
            None => two_digits(raw),
            Some((province, regency)) => province != Self::NATION && two_digits(province) && two_digits(regency),
        };
        valid.then(|| Self(raw.to_owned()))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the nation's code.
    pub fn is_nation(&self) -> bool {
        self.0 == Self::NATION
    }

    /// The province of a regency or city; `None` for a province or the nation.
    pub fn province(&self) -> Option<Self> {
        self.0.split_once('.').map(|(province, _)| Self(province.to_owned()))
    }

    /// Whether this region is or contains `other`.
    pub fn covers(&self, other: &Self) -> bool {
        self == other || self.is_strictly_above(other)
    }

    /// Whether this region contains `other` and is another region.
    pub fn is_strictly_above(&self, other: &Self) -> bool {
        self != other && (self.is_nation() || other.0.strip_prefix(&self.0).is_some_and(|rest| rest.starts_with('.')))
    }

    /// Whether a region of this kind can have this code.
    pub fn fits(&self, kind: RegionKind) -> bool {
        match kind {
            RegionKind::Nation => self.is_nation(),
            RegionKind::Province => !self.is_nation() && self.province().is_none(),
            RegionKind::Kabupaten | RegionKind::Kota => self.province().is_some(),
        }
    }
}

impl std::str::FromStr for RegionCode {
    type Err = &'static str;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        Self::parse(raw).ok_or("The value must be a Kemendagri code such as 15.71.")
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn code(raw: &str) -> RegionCode {
        RegionCode::parse(raw).unwrap()
    }

    #[test]
    fn codes_of_another_form_are_refused() {
        for raw in ["", "1", "150", "15.", "15.1", "15.011", "15-01", "1501", "00.01", "１５", "15.01.01"] {
            assert_eq!(RegionCode::parse(raw), None, "{raw}");
        }
    }

    #[test]
    fn a_province_covers_its_regencies_and_the_nation_everything() {
        assert!(code("15").covers(&code("15.01")) && code("15").covers(&code("15")));
        assert!(!code("15.01").covers(&code("15")) && !code("15").covers(&code("16.01")));
        assert!(code("00").covers(&code("15.01")) && !code("15").covers(&code("00")));
        assert!(!code("15").is_strictly_above(&code("15")));
    }

    proptest! {
        #[test]
        fn a_code_is_unchanged_or_refused(text in any::<String>(), near in "[0-9.]{0,6}") {
            for text in [text, near] {
                if let Some(code) = RegionCode::parse(&text) {
                    prop_assert_eq!(code.as_str(), text);
                    prop_assert_eq!(RegionKind::ALL.iter().any(|kind| code.fits(*kind)), true);
                    prop_assert!(code.covers(&code) && RegionCode::parse("00").unwrap().covers(&code));
                }
            }
        }

        #[test]
        fn a_regency_is_in_its_own_province_only(province in 1_u8..100, other in 1_u8..100, regency in 0_u8..100) {
            let code = RegionCode::parse(&format!("{province:02}.{regency:02}")).unwrap();
            let above = RegionCode::parse(&format!("{other:02}")).unwrap();
            prop_assert_eq!(above.covers(&code), province == other);
        }
    }
}
