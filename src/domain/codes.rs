//! Closed lists of codes: what a member such as `authority` may hold.

/// Declares an enum whose variants are the codes of the API, with `ALL`, `as_str` and `parse`.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident => $code:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_meta])* $variant,)+
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        // The derive would show the names of the variants: it doesn't see through a macro's literals.
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::Type::String)
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

            /// The code as it stands in the API and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// Reads a code; `None` for one that is not in the list. Codes are lower-case and exact.
            pub fn parse(raw: &str) -> Option<Self> {
                match raw { $($code => Some(Self::$variant),)+ _ => None }
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

codes! {
    /// Who supervises a cooperative (*kewenangan*).
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
    /// What a cooperative does (*jenis koperasi*).
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
    /// Whose members it has (*bentuk koperasi*).
    CooperativeForm {
        /// *Primer*: its members are persons.
        Primary => "primary",
        /// *Sekunder*: its members are cooperatives.
        Secondary => "secondary",
    }
}

codes! {
    /// What a region is.
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
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_code_is_of_the_list_or_refused(text in any::<String>()) {
            prop_assert!(Authority::parse(&text).is_none_or(|code| code.as_str() == text));
            prop_assert!(crate::domain::IndicatorCode::parse(&text).is_none_or(|code| code.as_str() == text));
        }

        #[test]
        fn every_code_of_a_list_is_read(index in 0_usize..5) {
            let code = CooperativeKind::ALL[index];
            prop_assert_eq!(CooperativeKind::parse(code.as_str()), Some(code));
        }
    }
}
