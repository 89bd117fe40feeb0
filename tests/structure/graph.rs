//! The files of a crate, the imports between them, and the circles of these.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::reader::{Path, Source, read};

/// The files that one file imports from.
type Targets = BTreeSet<String>;

/// Every file of a crate with the files that it imports from. Files that exist in tests alone are left out.
pub struct Graph {
    /// By the path of the file below `src`.
    pub imports: BTreeMap<String, Targets>,
    /// The other crates whose paths each file mentions.
    pub crates: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Reads files, given by their paths below `src` and their texts.
    pub fn of(files: &BTreeMap<String, String>) -> Self {
        let mut sources: BTreeMap<Path, (String, Source)> = files
            .iter()
            .map(|(file, text)| {
                let module = module_of(file);
                let own_crate = if file == "main.rs" { "iku" } else { "" };
                let source = read(&module, text, own_crate);
                (module, (file.clone(), source))
            })
            .collect();
        let tests: Vec<Path> = sources.values().flat_map(|(_, source)| source.test_children.clone()).collect();
        sources.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
        let mut graph = Self { imports: BTreeMap::new(), crates: BTreeMap::new() };
        for (file, source) in sources.values() {
            let mut targets: Targets = source.imports.iter().filter_map(|path| resolve(&sources, path)).collect();
            targets.remove(file);
            graph.imports.insert(file.clone(), targets);
            graph.crates.insert(file.clone(), source.crates.clone());
        }
        graph
    }

    /// A shortest circle for each file that is on one, each circle once.
    pub fn circles(&self) -> Vec<String> {
        let mut circles = BTreeMap::new();
        for file in self.imports.keys() {
            if let Some(circle) = self.circle_through(file) {
                let members: BTreeSet<&String> = circle.iter().copied().collect();
                let text: Vec<&str> = circle.iter().chain([&file]).map(|file| file.as_str()).collect();
                circles.entry(members).or_insert_with(|| text.join(" -> "));
            }
        }
        circles.into_values().collect()
    }

    fn circle_through<'a>(&'a self, start: &'a String) -> Option<Vec<&'a String>> {
        let mut previous: BTreeMap<&String, &String> = BTreeMap::new();
        let mut queue = VecDeque::from([start]);
        while let Some(file) = queue.pop_front() {
            for target in self.imports.get(file).into_iter().flatten() {
                if target == start {
                    let mut circle = vec![file];
                    while let Some(before) = previous.get(circle[circle.len() - 1]) {
                        circle.push(before);
                    }
                    circle.reverse();
                    return Some(circle);
                }
                if !previous.contains_key(target) {
                    previous.insert(target, file);
                    queue.push_back(target);
                }
            }
        }
        None
    }
}

/// The module that a file holds: `a/mod.rs` and `a.rs` hold `a`, `lib.rs` the root.
fn module_of(file: &str) -> Path {
    let path = file.trim_end_matches(".rs");
    let path = path.strip_suffix("/mod").unwrap_or(path);
    if path == "lib" { Path::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// The file that a path names: that of its longest prefix that is a module, or the one from where it re-exports the name.
fn resolve(sources: &BTreeMap<Path, (String, Source)>, path: &[String]) -> Option<String> {
    let mut path = path.to_vec();
    // Bounded, since two files may re-export from each other.
    for _ in 0..16 {
        let length = (0..=path.len()).rev().find(|length| sources.contains_key(&path[..*length]))?;
        let (file, source) = &sources[&path[..length]];
        let Some(name) = path.get(length) else { return Some(file.clone()) };
        let defines = |target: &&Path| sources.get(*target).is_some_and(|(_, source)| source.defined.contains(name));
        path = if let Some(target) = source.exports.get(name) {
            [target.as_slice(), &path[length + 1..]].concat()
        } else if let Some(target) = source.glob_exports.iter().find(defines) {
            [target.as_slice(), &path[length..]].concat()
        } else {
            return Some(file.clone());
        };
    }
    None
}

fn graph(files: &[(&str, &str)]) -> Graph {
    Graph::of(&files.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect())
}

fn targets(graph: &Graph, file: &str) -> Vec<String> {
    graph.imports[file].iter().cloned().collect()
}

#[test]
fn a_path_leads_to_the_file_of_its_longest_module() {
    let graph = graph(&[
        ("lib.rs", "mod a; mod b; pub use a::run;"),
        ("main.rs", "fn main() { iku::run(); }"),
        ("a/mod.rs", "mod c; use crate::b::{B, d::D}; fn f() { c::g(); } pub fn run() {}"),
        ("a/c.rs", "use super::super::b::d;"),
        ("b/mod.rs", "mod d; pub struct B;"),
        ("b/d.rs", ""),
    ]);
    assert_eq!(targets(&graph, "a/mod.rs"), ["a/c.rs", "b/d.rs", "b/mod.rs"]);
    assert_eq!(targets(&graph, "a/c.rs"), ["b/d.rs"]);
    assert_eq!(targets(&graph, "main.rs"), ["a/mod.rs"]);
    assert!(graph.circles().is_empty());
}

#[test]
fn re_exports_are_followed() {
    let graph = graph(&[
        ("lib.rs", "mod a; mod b;"),
        ("a.rs", "use crate::b::{Deep, One, Other};"),
        ("b/mod.rs", "mod c; mod d; pub use c::*; pub use d::Two as Other; pub use self::d::Deep;"),
        ("b/c.rs", "pub struct One;"),
        ("b/d.rs", "mod e; pub struct Two; pub use e::Deep;"),
        ("b/d/e.rs", "pub struct Deep; use super::super::One;"),
    ]);
    assert_eq!(targets(&graph, "a.rs"), ["b/c.rs", "b/d.rs", "b/d/e.rs"]);
    assert_eq!(targets(&graph, "b/d/e.rs"), ["b/c.rs"]);
}

#[test]
fn circles_are_found_and_printed() {
    let graph = graph(&[
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::B;"),
        ("b.rs", "fn f() { crate::c::g() }"),
        ("c.rs", "macro_rules! m { () => { $crate::a::A } }"),
        ("d.rs", "use crate::a::A; #[cfg(test)] mod tests;"),
        ("d/tests.rs", "use super::D; use crate::d::E;"),
    ]);
    assert_eq!(graph.circles(), ["a.rs -> b.rs -> c.rs -> a.rs"]);
    assert!(!graph.imports.contains_key("d/tests.rs"));
}
