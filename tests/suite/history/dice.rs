//! Seeded random numbers: the same seed gives the same history, so that a failure can be repeated.

/// SplitMix64: eleven lines instead of a dependency, and random enough to pick operations.
#[derive(Clone, Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.roll() % bound as u64) as usize
    }

    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.roll() % 100 < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// A random element; `None` for an empty list.
    pub(crate) fn one_of<T>(&mut self, from: impl Iterator<Item = T>) -> Option<T> {
        let all: Vec<T> = from.collect();
        if all.is_empty() { None } else { Some(self.below(all.len())).and_then(|index| all.into_iter().nth(index)) }
    }

    /// A random amount in hundredths, sometimes unknown: zero, small amounts so that totals cross zero and halves, and amounts
    /// above 2^53, which floating point would change.
    pub(crate) fn money(&mut self) -> Option<i128> {
        let amount = match self.below(10) {
            0 | 1 => return None,
            2 => 0,
            3 => 1 + self.below(99) as i128,
            4 => 9_007_199_254_740_993 + self.below(1000) as i128,
            5 | 6 => 100 * self.below(20) as i128,
            _ => self.below(1_000_000_000_000) as i128,
        };
        Some(amount)
    }

    /// A random score in thousandths, often at the edge of a band or of good.
    pub(crate) fn score(&mut self) -> Option<i128> {
        const EDGES: [i128; 12] =
            [0, 50_999, 51_000, 65_980, 66_000, 74_995, 74_999, 75_000, 75_001, 79_850, 80_000, 100_000];
        match self.below(6) {
            0 => None,
            1..=3 => Some(*self.pick(&EDGES)),
            _ => Some(self.below(100_001) as i128),
        }
    }

    pub(crate) fn count(&mut self) -> Option<i128> {
        match self.below(8) {
            0 => None,
            1 => Some(0),
            _ => Some(self.below(300) as i128),
        }
    }
}
