//! As many open files as the connections need.

use crate::server::settings::ServerSettings;

/// What else the process has open at most: the database's connections and files, the runtime, the log.
const OTHERS: u64 = 1024;

/// How many connections there may be: those of the settings, or as many as the system grants files for.
pub fn allow(settings: &ServerSettings) -> usize {
    let wanted = settings.max_connections;
    let files = u64::try_from(wanted).unwrap_or(u64::MAX).saturating_add(OTHERS);
    let granted = ask_for(files);
    if granted >= files {
        return wanted;
    }
    // At the worst most of them for connections: to turn them away takes files too.
    let connections = granted.saturating_sub(OTHERS).max(granted / 2).max(1);
    let connections = usize::try_from(connections).unwrap_or(wanted).min(wanted);
    log::warn!("the system allows {granted} open files, so {connections} connections are taken instead of {wanted}");
    connections
}

/// Raises the limit as far as it is allowed to, and gives it.
#[cfg(unix)]
fn ask_for(files: u64) -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

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

/// Where there is no such limit.
#[cfg(not(unix))]
fn ask_for(files: u64) -> u64 {
    files
}
