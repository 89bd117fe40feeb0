//! The roles of keys.

use super::codes::codes;

codes! {
    /// The role of a key. Each role may do everything that the roles before it may do.
    Role {
        /// Reads unit records.
        Viewer => "viewer",
        /// Also writes them.
        Operator => "operator",
        /// Also sets targets and publishes.
        Approver => "approver",
        /// Also manages keys and regions, and reopens years.
        Admin => "admin",
    }
}
