//! The size class of a business by its yearly turnover: UU 20/2008 to 2020, PP 7/2021 from 2021.

use super::{Money, Year, codes::codes};

codes! {
    /// The size class (*kelas usaha*).
    BusinessClass {
        /// *Usaha mikro*.
        Micro => "micro",
        /// *Usaha kecil*.
        Small => "small",
        /// *Usaha menengah*.
        Medium => "medium",
    }
}

/// The highest turnover of each class in rupiah, by UU 20/2008.
const LIMITS_TO_2020: [(i64, BusinessClass); 3] = [
    (300_000_000, BusinessClass::Micro),
    (2_500_000_000, BusinessClass::Small),
    (50_000_000_000, BusinessClass::Medium),
];

/// The highest turnover of each class in rupiah, by PP 7/2021.
const LIMITS_FROM_2021: [(i64, BusinessClass); 3] = [
    (2_000_000_000, BusinessClass::Micro),
    (15_000_000_000, BusinessClass::Small),
    (50_000_000_000, BusinessClass::Medium),
];

/// The class of a business with this turnover in this year, by the law of that year; `None` above the highest limit.
pub fn business_class(year: Year, turnover: Money) -> Option<BusinessClass> {
    let limits = if year.number() <= 2020 { LIMITS_TO_2020 } else { LIMITS_FROM_2021 };
    limits.into_iter().find(|(rupiah, _)| turnover.hundredths() <= rupiah * 100).map(|(_, class)| class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_belongs_to_the_lower_class_and_the_law_changes_in_2021() {
        let class = |year, rupiah: &str| business_class(Year::new(year).unwrap(), Money::parse(rupiah).unwrap());
        assert_eq!(class(2020, "300000000"), Some(BusinessClass::Micro));
        assert_eq!(class(2020, "300000000.01"), Some(BusinessClass::Small));
        assert_eq!(class(2021, "300000000.01"), Some(BusinessClass::Micro));
        assert_eq!(class(2020, "2500000000.01"), Some(BusinessClass::Medium));
        assert_eq!(class(2021, "2000000000.01"), Some(BusinessClass::Small));
        assert_eq!(class(2021, "15000000000.01"), Some(BusinessClass::Medium));
        assert_eq!(class(2021, "50000000000.01"), None);
    }
}
