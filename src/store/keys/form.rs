//! What a key looks like: `iku_`, 256 random bits and a checksum of 32, in hexadecimal, so that a scanner of leaked secrets
//! can tell it from other text, and a mistyped one is refused without asking the database.

use sha2::{Digest, Sha256};

use crate::domain::hexadecimal::hexadecimal;
use crate::store::database::error::{StoreError, StoreResult};

/// SHA-256 of a key. A key has 256 random bits, so neither salt nor stretching would add anything.
pub type KeyHash = [u8; 32];

const PREFIX: &[u8] = b"iku_";

/// Digits of the random part.
const SECRET: usize = 64;

/// Digits of the checksum.
const CHECKSUM: usize = 8;

/// The hash of a key.
pub fn hash(key: impl AsRef<[u8]>) -> KeyHash {
    Sha256::digest(key.as_ref()).into()
}

/// A new key.
///
/// # Errors
/// [`StoreError::Unavailable`] where the system has no randomness to give.
pub fn generate() -> StoreResult<String> {
    let mut random = [0_u8; SECRET / 2];
    getrandom::fill(&mut random).map_err(|error| StoreError::Unavailable(format!("no randomness: {error}")))?;
    Ok(complete(&hexadecimal(&random)))
}

fn complete(secret: &str) -> String {
    format!("iku_{secret}{}", checksum(secret.as_bytes()))
}

/// A well-formed key that is always the same for the same text, for tests.
#[cfg(test)]
pub fn made_of(text: &str) -> String {
    complete(&hexadecimal(&hash(text)))
}

/// Whether a text can be a stored key at all.
pub fn is_well_formed(key: impl AsRef<[u8]>) -> bool {
    let Some((secret, sum)) = key.as_ref().strip_prefix(PREFIX).and_then(|rest| rest.split_at_checked(SECRET)) else {
        return false;
    };
    sum == checksum(secret).as_bytes()
}

fn checksum(secret: &[u8]) -> String {
    hexadecimal(&Sha256::digest(secret)).chars().take(CHECKSUM).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_new_key_has_the_form_and_no_two_are_the_same() {
        let (one, other) = (generate().unwrap(), generate().unwrap());
        assert!(is_well_formed(&one) && is_well_formed(&other));
        assert_eq!(one.len(), "iku_".len() + SECRET + CHECKSUM);
        assert_ne!(one, other);
    }

    proptest! {
        #[test]
        fn one_changed_sign_is_found(at in 0_usize..76, sign in "[ -~]") {
            let key = generate().unwrap();
            let mut changed = key.clone();
            changed.replace_range(at..=at, &sign);
            prop_assert_eq!(is_well_formed(&changed), changed == key);
        }

        #[test]
        fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..90)) {
            prop_assert!(!is_well_formed(&bytes));
        }
    }
}
