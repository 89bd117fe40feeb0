//! Repeatable random numbers: SplitMix64, integers only.

/// A stream of random numbers that is the same for the same seed.
#[derive(Clone, Debug)]
pub struct Chance(u64);

/// The increment of SplitMix64: the golden ratio of 2^64.
const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

impl Chance {
    /// The stream of one record: each record has another, so that no record depends on the number of the others.
    pub fn of(seed: u64, kind: u64, index: u64) -> Self {
        let mut chance = Self(seed);
        for part in [kind, index] {
            chance = Self(chance.next() ^ part.wrapping_mul(STEP));
        }
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `end`; zero where `end` is zero.
    pub fn below(&mut self, end: u64) -> u64 {
        self.next().checked_rem(end).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low).unwrap_or(0);
        low + i64::try_from(self.below(width + 1)).unwrap_or(0)
    }

    /// As [`Chance::between`], for years, months and days.
    pub fn small(&mut self, low: i32, high: i32) -> i32 {
        i32::try_from(self.between(low.into(), high.into())).unwrap_or(low)
    }

    /// True in `share` of a thousand cases.
    pub fn permille(&mut self, share: u64) -> bool {
        self.below(1000) < share
    }

    /// An element of a list; `None` where it is empty.
    pub fn pick<T: Copy>(&mut self, list: &[T]) -> Option<T> {
        let count = u64::try_from(list.len()).unwrap_or(0);
        usize::try_from(self.below(count)).ok().and_then(|index| list.get(index)).copied()
    }

    /// A word of a list; empty where the list is.
    pub fn word(&mut self, list: &[&'static str]) -> &'static str {
        self.pick(list).unwrap_or_default()
    }

    /// An amount in rupiah, distributed as incomes are: half of them between 6 and 22 times `scale`, a few far above.
    pub fn amount(&mut self, scale: i64) -> i64 {
        let doublings = self.below(64).count_ones();
        (scale << doublings) / 1000 * self.between(1000, 1999)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_follows_the_published_algorithm() {
        let mut chance = Chance(1_234_567);
        let published = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([chance.next(), chance.next(), chance.next()], published);
    }

    #[test]
    fn numbers_are_within_their_bounds_and_reach_them() {
        let mut chance = Chance::of(1, 2, 3);
        let drawn: Vec<i64> = (0..1000).map(|_| chance.between(-2, 2)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&-2), Some(&2)));
        assert_eq!(chance.below(0), 0);
        assert_eq!(chance.word(&[]), "");
    }
}
