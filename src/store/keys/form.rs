//! The form of a key: `iku_`, 256 random bits and a checksum of 32, in hexadecimal. A scanner for leaked secrets recognises it, and a
//! mistyped key is refused without a query.

use sha2::{Digest, Sha256};

use crate::domain::hexadecimal::hexadecimal;
use crate::store::database::error::{StoreError, StoreResult};

/// The SHA-256 of a key. A key has 256 random bits, so salt and stretching would add nothing.
pub type KeyHash = [u8; 32];

const PREFIX: &[u8] = b"iku_";

/// The number of digits of the random part.
const SECRET: usize = 64;

/// The number of digits of the checksum.
const CHECKSUM: usize = 8;

/// Hashes a key.
pub fn hash(key: impl AsRef<[u8]>) -> KeyHash {
    Sha256::digest(key.as_ref()).into()
}

/// Generates a key.
///
/// # Errors
/// [`StoreError::Unavailable`] where the system gives no random bytes.
pub fn generate() -> StoreResult<String> {
    let mut random = [0_u8; SECRET / 2];
    getrandom::fill(&mut random).map_err(|error| StoreError::Unavailable(format!("no randomness: {error}")))?;
    Ok(complete(&hexadecimal(&random)))
}

fn complete(secret: &str) -> String {
    format!("iku_{secret}{}", checksum(secret.as_bytes()))
}

/// A well-formed key that depends only on the text, for tests.
#[cfg(test)]
pub fn made_of(text: &str) -> String {
    complete(&hexadecimal(&hash(text)))
}

/// Whether a text has the form of a key.
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
    fn generated_keys_are_well_formed_and_differ() {
        let (one, other) = (generate().unwrap(), generate().unwrap());
        assert!(is_well_formed(&one) && is_well_formed(&other));
        assert_eq!(one.len(), "iku_".len() + SECRET + CHECKSUM);
        assert_ne!(one, other);
    }

    proptest! {
        #[test]
        fn one_changed_character_is_found(at in 0_usize..76, sign in "[ -~]") {
            let key = generate().unwrap();
            let mut changed = key.clone();
            changed.replace_range(at..=at, &sign);
            prop_assert_eq!(is_well_formed(&changed), changed == key);
        }

        #[test]
        fn other_bytes_are_not_well_formed(bytes in proptest::collection::vec(any::<u8>(), 0..90)) {
            prop_assert!(!is_well_formed(&bytes));
        }
    }
}
