//! Closed lists of codes: the values of members such as `authority`.

/// Declares a closed list of codes: an enum with `ALL`, `as_str`, `parse`, and the traits that show a code and read it.
///
/// To add a code, add one line `Variant => "code",` with its doc comment, in the place where answers are to list it. Variants
/// compare in this order. The compiler then names every `match` that must know the new code: no `match` over such a list has `_ =>`.
macro_rules! codes {
    ($(#[doc = $doc:literal])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident => $code:literal,)+ }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        // Not derived: the derive would show the names of the variants, since it does not see the macro's literals.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::Type::String)
                    .description(Some([$($doc.trim()),*].join("\n")))
                    .enum_values(Some([$($code,)+]))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
        }

        impl $name {
            /// Every code of the list, in its documented order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The code in the API and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// Reads a code; `None` where the list does not have it. Codes are lower-case and must match exactly.
            pub fn parse(raw: &str) -> Option<Self> {
                match raw { $($code => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::str::FromStr for $name {
            type Err = String;

            /// Reads a code.
            ///
            /// # Errors
            /// A sentence that lists the codes.
            fn from_str(raw: &str) -> Result<Self, String> {
                Self::parse(raw).ok_or_else(|| $crate::domain::codes::must_be_one_of(Self::ALL.iter().map(|code| code.as_str())))
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use codes;

/// The error text for a code that is not in its list.
pub fn must_be_one_of<'a>(codes: impl IntoIterator<Item = &'a str>) -> String {
    format!("The value must be one of: {}.", codes.into_iter().collect::<Vec<_>>().join(", "))
}

codes! {
    /// The level of government that supervises a cooperative (*kewenangan*).
    Authority {
        /// A regency or city.
        Regency => "regency",
        /// The province.
        Province => "province",
        /// The nation.
        Nation => "nation",
    }
}

codes! {
    /// The kind of a cooperative by its business (*jenis koperasi*).
    CooperativeKind {
        /// *Produsen*.
        Producer => "producer",
        /// *Pemasaran*.
        Marketing => "marketing",
        /// *Konsumen*.
        Consumer => "consumer",
        /// *Jasa*.
        Service => "service",
        /// *Simpan pinjam*.
        SavingsAndLoan => "savings_and_loan",
    }
}

codes! {
    /// The form of a cooperative by its members (*bentuk koperasi*).
    CooperativeForm {
        /// *Primer*: the members are persons.
        Primary => "primary",
        /// *Sekunder*: the members are cooperatives.
        Secondary => "secondary",
    }
}

codes! {
    /// The kind of a region.
    RegionKind {
        /// The Republic.
        Nation => "nation",
        /// *Provinsi*.
        Province => "province",
        /// A regency.
        Kabupaten => "kabupaten",
        /// A city.
        Kota => "kota",
    }
}

codes! {
    /// The data set that a figure (*angka agregat*) is a total of.
    Dataset {
        /// Cooperatives and their yearly reports.
        Cooperatives => "cooperatives",
        /// Assisted businesses and their yearly reports.
        Umkm => "umkm",
        /// Trainings and their participants.
        Trainings => "trainings",
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_is_a_code_of_the_list_or_refused(text in any::<String>()) {
            prop_assert!(Authority::parse(&text).is_none_or(|code| code.as_str() == text));
            prop_assert!(crate::domain::IndicatorCode::parse(&text).is_none_or(|code| code.as_str() == text));
        }

        #[test]
        fn every_code_of_a_list_is_read(index in 0..CooperativeKind::ALL.len()) {
            let code = CooperativeKind::ALL[index];
            prop_assert_eq!(CooperativeKind::parse(code.as_str()), Some(code));
            prop_assert_eq!(code.as_str().parse(), Ok(code));
        }
    }

    #[test]
    fn an_unknown_code_is_refused_with_the_list() {
        let error = RegionKind::from_str("desa").unwrap_err();
        assert_eq!(error, "The value must be one of: nation, province, kabupaten, kota.");
    }
}
