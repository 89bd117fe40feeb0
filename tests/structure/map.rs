//! The map of the house: every folder of `src`, and the folders that it may import from.

/// A folder, or a file at the root: its path below `src`, and the folders that its files may import from besides itself.
pub struct Room {
    pub name: &'static str,
    imports: &'static [&'static str],
}

const fn room(name: &'static str, imports: &'static [&'static str]) -> Room {
    Room { name, imports }
}

/// The map, from the top down. An import of a folder covers the folders within it; a folder within another has only the
/// imports of its own row.
pub const HOUSE: &[Room] = &[
    // The program: calls the command line.
    room("main", &["cli"]),
    // The library: names the modules and exports the command line.
    room("lib", &["cli"]),
    // The command line: one file for each command.
    room("cli", &["app", "settings", "api", "http", "exchange", "store", "domain", "whole_file"]),
    // The service, put together from its settings.
    room("app", &["settings", "server", "api", "demo", "http", "store", "domain", "signals"]),
    // Every setting, from flags and the environment.
    room("settings", &["server", "api/middleware", "demo", "http", "store"]),
    // Signals of the operating system.
    room("signals", &[]),
    // Writing a file under another name and renaming it when it is complete.
    room("whole_file", &[]),
    // Connections, TLS and time limits.
    room("server", &["http", "domain"]),
    // The routes of every resource, and the document made from them.
    room("api", &["api/resources", "api/indicators", "api/files", "api/service", "api/openapi", "api/operations"]),
    // Handlers of each resource.
    room(
        "api/resources",
        &[
            "api/files",
            "api/openapi",
            "api/request",
            "api/operations",
            "api/documents",
            "http",
            "exchange",
            "entry",
            "store",
            "domain",
        ],
    ),
    // Handlers of the indicators and of the records behind them.
    room(
        "api/indicators",
        &[
            "api/files",
            "api/openapi",
            "api/request",
            "api/operations",
            "api/documents",
            "http",
            "exchange",
            "store",
            "domain",
        ],
    ),
    // Lists as files, imports, and templates.
    room(
        "api/files",
        &[
            "api/openapi",
            "api/request",
            "api/operations",
            "api/documents",
            "http",
            "exchange",
            "entry",
            "store",
            "domain",
        ],
    ),
    // Health and metrics of the service itself.
    room("api/service", &["api/middleware", "api/openapi", "api/request", "api/operations", "http", "store", "domain"]),
    // What every request passes: keys, quotas, origins, request ids, the log.
    room("api/middleware", &["api/request", "api/operations", "http", "store", "domain"]),
    // The OpenAPI document and its page.
    room("api/openapi", &["api/request", "api/operations", "api/documents", "http", "domain"]),
    // What handlers share: the caller, filters, pages, writes, idempotency, answers.
    room("api/request", &["api/operations", "api/documents", "http", "exchange", "entry", "store", "domain"]),
    // What each operation requires: role, forms of the answer, whether it is personal.
    room("api/operations", &["api/documents", "http", "domain"]),
    // The JSON documents that are shown and sent.
    room("api/documents", &["http", "exchange", "entry", "store", "domain"]),
    // HTTP without a subject: problems, JSON, parameters, entity tags, languages.
    room("http", &["domain"]),
    // Whole files in and out: CSV and XLSX.
    room("exchange", &["entry", "store", "domain"]),
    // Checks of what is entered, by JSON or by file.
    room("entry", &["store", "domain"]),
    // The synthetic province of the demonstration.
    room("demo", &["entry", "store", "domain"]),
    // The interface of the store for the rooms above: names what they use. The parts of the store import each other directly.
    room("store", &["store"]),
    // Backups, written and restored.
    room(
        "store/backup",
        &[
            "whole_file",
            "store/keys",
            "store/maintenance",
            "store/engine",
            "store/rows",
            "store/feed",
            "store/models",
            "store/database",
            "store/schema",
            "store/lists",
            "domain",
        ],
    ),
    // The schema's migrations, the first records, and checks of the whole database.
    room(
        "store/maintenance",
        &[
            "store/idempotency",
            "store/resources",
            "store/engine",
            "store/rows",
            "store/feed",
            "store/changes",
            "store/evidence",
            "store/totals",
            "store/models",
            "store/database",
            "store/schema",
            "store/lists",
            "domain",
        ],
    ),
    // Records of a file, staged and written together.
    room(
        "store/import",
        &[
            "store/resources",
            "store/engine",
            "store/rows",
            "store/feed",
            "store/changes",
            "store/totals",
            "store/models",
            "store/database",
            "store/schema",
            "store/lists",
            "domain",
        ],
    ),
    // Answers kept for repeated requests.
    room(
        "store/idempotency",
        &["store/keys", "store/engine", "store/changes", "store/models", "store/database", "store/schema", "domain"],
    ),
    // Keys of the service's callers.
    room(
        "store/keys",
        &[
            "store/engine",
            "store/rows",
            "store/feed",
            "store/changes",
            "store/models",
            "store/database",
            "store/schema",
            "store/lists",
            "domain",
        ],
    ),
    // Reads and writes of each resource.
    room(
        "store/resources",
        &[
            "store/engine",
            "store/rows",
            "store/feed",
            "store/changes",
            "store/evidence",
            "store/totals",
            "store/models",
            "store/database",
            "store/schema",
            "store/lists",
            "domain",
        ],
    ),
    // One way of writing a record, its change and its totals.
    room(
        "store/rows",
        &[
            "store/engine",
            "store/feed",
            "store/changes",
            "store/totals",
            "store/models",
            "store/database",
            "store/schema",
            "store/lists",
            "domain",
        ],
    ),
    // The feed of changes and the audit, read.
    room(
        "store/feed",
        &["store/engine", "store/changes", "store/models", "store/database", "store/schema", "store/lists", "domain"],
    ),
    // The handle to the database: pool, sessions, transactions, the write queue.
    room(
        "store/engine",
        &[
            "store/changes",
            "store/evidence",
            "store/totals",
            "store/models",
            "store/database",
            "store/schema",
            "store/lists",
            "domain",
        ],
    ),
    // Stored answers to requests with an `Idempotency-Key`.
    room("store/idempotency", &["store/database", "store/schema", "domain"]),
    // Changes as they are written to the feed. An erased value leaves stored answers too.
    room(
        "store/changes",
        &["store/idempotency", "store/models", "store/database", "store/schema", "store/lists", "domain"],
    ),
    // The evidence of indicators, read from the totals and cached.
    room(
        "store/evidence",
        &["store/totals", "store/models", "store/database", "store/schema", "store/lists", "domain"],
    ),
    // Yearly totals of each region.
    room("store/totals", &["store/models", "store/database", "store/schema", "domain"]),
    // The structs of stored records.
    room("store/models", &["store/database", "store/schema", "store/lists", "domain"]),
    // Filters, orders and pages of lists.
    room("store/lists", &["store/database", "store/schema", "domain"]),
    // Connections to SQLite and PostgreSQL, and their errors.
    room("store/database", &["domain"]),
    // The tables for diesel.
    room("store/schema", &["domain"]),
    // Rules and figures, without input or output.
    room("domain", &[]),
];

/// The room of a file: that with the longest name.
pub fn room_of(file: &str) -> Option<&'static Room> {
    HOUSE.iter().filter(|room| is_within(file, room.name)).max_by_key(|room| room.name.len())
}

/// Whether one file may import from another.
pub fn allows(file: &str, target: &str) -> bool {
    let (Some(from), Some(to)) = (room_of(file), room_of(target)) else { return false };
    from.name == to.name || from.imports.iter().any(|allowed| is_within(target, allowed))
}

/// Whether a file is a room itself or is in it.
fn is_within(file: &str, room: &str) -> bool {
    file.strip_prefix(room).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}

#[test]
fn a_file_belongs_to_the_innermost_folder() {
    assert!(is_within("store/engine/tx.rs", "store") && is_within("app.rs", "app"));
    assert!(!is_within("storehouse/a.rs", "store"));
    assert!(!allows("main.rs", "nowhere/a.rs"));
}
