//! The rate limiter: a quota of requests for each key, and for each address where no valid key is sent.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A quota: `count` requests per `period`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The most requests at once, and in each period.
    count: u32,
    /// The length of a period.
    period: Duration,
}

impl Rate {
    /// The time after which the allowance for one request has come back.
    fn interval(self) -> Duration {
        self.period / self.count
    }
}

/// A rate, or no limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateSetting(pub Option<Rate>);

impl FromStr for RateSetting {
    type Err = String;

    /// `100/s`, `6000/m`, or `off`.
    fn from_str(raw: &str) -> Result<Self, String> {
        if raw == "off" {
            return Ok(Self(None));
        }
        let wrong = || "A rate must have the form 100/s or 6000/m, from 1 to 1000000, or be off.".to_owned();
        let (count, unit) = raw.split_once('/').ok_or_else(wrong)?;
        let period = match unit {
            "s" => Duration::from_secs(1),
            "m" => Duration::from_secs(60),
            _ => return Err(wrong()),
        };
        let count = count.parse().ok().filter(|count| (1..=1_000_000).contains(count)).ok_or_else(wrong)?;
        Ok(Self(Some(Rate { count, period })))
    }
}

/// The callers whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Who {
    /// The holder of a stored key.
    Key(i64),
    /// The holder of the key from the settings.
    SettingsKey,
    /// The callers at this address. Of an IPv6 address it is the network of one site (64 bits), in which a caller may choose any
    /// address.
    Address(IpAddr),
    /// All callers beyond [`PLACES`].
    Others,
}

impl Who {
    /// The callers at this address.
    pub fn at(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let site = u128::from(address) & !u128::from(u64::MAX);
                Self::Address(IpAddr::V6(site.into()))
            }
            v4 => Self::Address(v4),
        }
    }
}

const SHARDS: usize = 16;

/// The most callers in each shard, some 65 000 in all. Those beyond share one allowance, which bounds the memory whatever is
/// sent.
const PLACES: usize = 4096;

/// The allowances of all callers, for all workers together.
///
/// For each caller one instant is stored: when the allowance will be whole again (the generic cell rate algorithm). An instant
/// that has passed means the same as none, so it can be removed.
pub struct RateLimiter {
    rate: Option<Rate>,
    shards: [Mutex<HashMap<Who, Instant>>; SHARDS],
    hasher: RandomState,
}

impl RateLimiter {
    /// A limiter with this rate for each caller.
    pub fn new(rate: RateSetting) -> Self {
        Self { rate: rate.0, shards: Default::default(), hasher: RandomState::new() }
    }

    /// Takes one request off the allowance.
    ///
    /// # Errors
    /// The time after which the next request will be admitted, where the allowance is used up.
    pub fn take(&self, who: Who, now: Instant) -> Result<(), Duration> {
        let Some(rate) = self.rate else { return Ok(()) };
        let Some(mut whole_again) = self.shard_of(who) else { return Ok(()) };
        let who = if has_place(&mut whole_again, who, now) { who } else { Who::Others };
        let from = whole_again.get(&who).copied().unwrap_or(now).max(now);
        let until = from + rate.interval();
        let left_over = until.saturating_duration_since(now);
        if left_over > rate.period {
            return Err(left_over - rate.period);
        }
        whole_again.insert(who, until);
        Ok(())
    }

    /// Gives back one request that was taken off the allowance.
    pub fn give_back(&self, who: Who) {
        let (Some(rate), Some(mut whole_again)) = (self.rate, self.shard_of(who)) else { return };
        let who = if whole_again.contains_key(&who) { who } else { Who::Others };
        if let Some(until) = whole_again.get_mut(&who) {
            *until = until.checked_sub(rate.interval()).unwrap_or(*until);
        }
    }

    fn shard_of(&self, who: Who) -> Option<MutexGuard<'_, HashMap<Who, Instant>>> {
        let shard = usize::try_from(self.hasher.hash_one(who)).unwrap_or_default() % SHARDS;
        Some(self.shards.get(shard)?.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whether the shard has a place for the caller. A full shard first removes the callers whose allowance is whole.
fn has_place(whole_again: &mut HashMap<Who, Instant>, who: Who, now: Instant) -> bool {
    if whole_again.len() < PLACES || whole_again.contains_key(&who) {
        return true;
    }
    whole_again.retain(|_, until| *until > now);
    whole_again.len() < PLACES
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn limiter(rate: &str) -> RateLimiter {
        RateLimiter::new(rate.parse().unwrap())
    }

    #[test]
    fn rates_are_read() {
        assert_eq!("off".parse(), Ok(RateSetting(None)));
        let rate = |count, seconds| RateSetting(Some(Rate { count, period: Duration::from_secs(seconds) }));
        assert_eq!("100/s".parse(), Ok(rate(100, 1)));
        assert_eq!("6000/m".parse(), Ok(rate(6000, 60)));
        for wrong in ["", "0/s", "1000001/s", "1/h", "1", "-1/s", "1.5/s", "1/s/s"] {
            assert!(wrong.parse::<RateSetting>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn an_allowance_is_used_up_and_comes_back() {
        let (limiter, start) = (limiter("4/s"), Instant::now());
        let who = Who::Key(1);
        for _ in 0..4 {
            assert_eq!(limiter.take(who, start), Ok(()));
        }
        assert_eq!(limiter.take(who, start), Err(Duration::from_millis(250)));
        assert_eq!(limiter.take(Who::Key(2), start), Ok(()));
        assert_eq!(limiter.take(who, start + Duration::from_millis(250)), Ok(()));
        assert!(limiter.take(who, start + Duration::from_millis(250)).is_err());
        assert_eq!(limiter.take(who, start + Duration::from_secs(9)), Ok(()));
        assert_eq!(RateLimiter::new(RateSetting(None)).take(who, start), Ok(()));
    }

    #[test]
    fn what_is_given_back_can_be_taken_again() {
        let (limiter, start) = (limiter("2/s"), Instant::now());
        let who = Who::Key(1);
        for _ in 0..100 {
            assert_eq!(limiter.take(who, start), Ok(()));
            limiter.give_back(who);
        }
        // Giving back never exceeds the whole allowance.
        limiter.give_back(who);
        assert_eq!([(); 4].map(|()| limiter.take(who, start).is_ok()), [true, true, false, false]);
    }

    #[test]
    fn one_site_is_one_caller_however_many_addresses_it_has() {
        let at = |text: &str| Who::at(text.parse().unwrap());
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::9"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_eq!(at("::ffff:10.0.0.1"), at("10.0.0.1"));
        assert_ne!(at("10.0.0.1"), at("10.0.0.2"));
    }

    #[test]
    fn the_memory_has_a_bound() {
        let (limiter, start) = (limiter("2/s"), Instant::now());
        let all = i64::try_from(3 * SHARDS * PLACES).unwrap();
        let refused = (0..all).filter(|id| limiter.take(Who::Key(*id), start).is_err()).count();
        let kept: usize = limiter.shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert!(kept <= SHARDS * (PLACES + 1), "{kept}");
        assert!(refused > 0, "those without a place share one allowance");
        // After a second the allowance is whole again.
        assert_eq!(limiter.take(Who::Key(all), start + Duration::from_secs(2)), Ok(()));
    }

    proptest! {
        #[test]
        fn never_more_than_twice_the_rate_in_any_period(gaps in proptest::collection::vec(0_u64..400, 1..200)) {
            let (limiter, start) = (limiter("10/s"), Instant::now());
            let mut time = start;
            let mut taken = Vec::new();
            for gap in gaps {
                time += Duration::from_millis(gap / 4);
                match limiter.take(Who::SettingsKey, time) {
                    Ok(()) => taken.push(time),
                    // A caller that waits as long as the error says is admitted.
                    Err(wait) => prop_assert_eq!(limiter_after(&taken, time + wait), Ok(())),
                }
            }
            for first in &taken {
                let within = taken.iter().filter(|time| *time >= first && **time < *first + Duration::from_secs(1)).count();
                prop_assert!(within <= 20, "{}", within);
            }
        }
    }

    fn limiter_after(taken: &[Instant], time: Instant) -> Result<(), Duration> {
        let limiter = limiter("10/s");
        for earlier in taken {
            limiter.take(Who::SettingsKey, *earlier)?;
        }
        limiter.take(Who::SettingsKey, time)
    }
}
