//! Raising the limit on open files to the number that the connections need.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::server::settings::ServerSettings;

/// The other open files of the process at most: database connections and files, runtime, log.
const OTHERS: u64 = 1024;

/// The number of connections to accept: that of the settings, or fewer if the system grants fewer open files.
pub fn allow(settings: &ServerSettings) -> usize {
    let wanted = settings.max_connections;
    let files = u64::try_from(wanted).unwrap_or(u64::MAX).saturating_add(OTHERS);
    let granted = raise_limit(files);
    if granted >= files {
        return wanted;
    }
    // At least half of the files serve connections; refusing further ones takes files too.
    let connections = granted.saturating_sub(OTHERS).max(granted / 2).max(1);
    let connections = usize::try_from(connections).unwrap_or(wanted).min(wanted);
    log::warn!("the system allows {granted} open files, so {connections} connections are accepted instead of {wanted}");
    connections
}

/// Raises the soft limit towards the hard one and returns the limit in force.
fn raise_limit(files: u64) -> u64 {
    let limit = getrlimit(Resource::Nofile);
    let (Some(current), most) = (limit.current, limit.maximum.unwrap_or(u64::MAX)) else { return u64::MAX };
    let wanted = files.min(most);
    if current >= wanted {
        return current;
    }
    match setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum: limit.maximum }) {
        Ok(()) => wanted,
        Err(_) => current,
    }
}
