//! A user for whom file permissions matter: root ignores them.

use std::os::unix::fs::{MetadataExt, chown};
use std::path::Path;

/// The user "nobody".
const NOBODY: u32 = 65534;

/// The owner of this path.
pub(super) fn owner(path: impl AsRef<Path>) -> u32 {
    std::fs::metadata(path).expect("it is there").uid()
}

fn ourselves() -> u32 {
    owner("/proc/self")
}

/// Gives the folder to an unprivileged user and returns that user. A folder of an unprivileged test user stays as it
/// is.
pub(super) fn take_over(folder: &Path) -> u32 {
    if ourselves() != 0 {
        return ourselves();
    }
    chown(folder, Some(NOBODY), Some(NOBODY)).expect("root may give away a folder");
    NOBODY
}

/// The start of a command that runs as this user; empty if the tests run as this user already.
pub(super) fn launcher(user: u32) -> Vec<String> {
    if user == ourselves() {
        return Vec::new();
    }
    ["setpriv", &format!("--reuid={user}"), &format!("--regid={user}"), "--clear-groups"].map(str::to_owned).to_vec()
}
