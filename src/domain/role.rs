//! What the holder of a key may do.

use super::codes::codes;

codes! {
    /// The roles, each able to do all that the ones before it can.
    Role {
        /// Reads unit records.
        Viewer => "viewer",
        /// Writes them too.
        Operator => "operator",
        /// Also sets targets and publishes.
        Approver => "approver",
        /// Also manages keys and regions, and reopens years.
        Admin => "admin",
    }
}
