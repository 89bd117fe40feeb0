//! The structure of the code: which folder may import from which, no circles, no large files, no folder without a description.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail by panicking"
)]

mod graph;
mod map;
mod reader;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use graph::Graph;
use map::{HOUSE, allows, room_of};

/// The largest number of source files side by side in a folder.
const MAX_FILES: usize = 22;

/// The longest source file, in lines.
const MAX_LINES: usize = 400;

/// Every file below `src`, by its path from there, with its text.
fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    add_files(&Path::new(&std::env::var("CARGO_MANIFEST_DIR").unwrap()).join("src"), "", &mut files);
    files
}

fn add_files(folder: &Path, prefix: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            add_files(&path, &format!("{prefix}{name}/"), files);
        } else if name.ends_with(".rs") {
            files.insert(format!("{prefix}{name}"), fs::read_to_string(&path).unwrap());
        }
    }
}

/// Fails with all faults at once.
fn assert_none(faults: &[String], what: &str) {
    assert!(faults.is_empty(), "{what}:\n  {}", faults.join("\n  "));
}

#[test]
fn folders_import_only_from_the_folders_of_the_map() {
    let graph = Graph::of(&files());
    let mut faults = Vec::new();
    for (file, targets) in &graph.imports {
        if room_of(file).is_none() {
            faults.push(format!("{file} is in no folder of the map"));
        }
        faults
            .extend(targets.iter().filter(|target| !allows(file, target)).map(|target| format!("{file} -> {target}")));
    }
    assert_none(&faults, "imports that the map in tests/structure/map.rs does not have");
}

#[test]
fn every_folder_of_the_map_exists() {
    let files = files();
    let names: BTreeSet<&str> = files.keys().filter_map(|file| room_of(file)).map(|room| room.name).collect();
    let missing = HOUSE.iter().filter(|room| !names.contains(room.name)).map(|room| room.name.to_owned());
    assert_none(&missing.collect::<Vec<_>>(), "folders of the map that have no files");
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    assert_none(&Graph::of(&files()).circles(), "circles of imports");
}

#[test]
fn folders_and_files_are_small_and_described() {
    let files = files();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut faults = Vec::new();
    for (file, text) in &files {
        let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
        *counts.entry(folder).or_default() += 1;
        let lines = text.lines().count();
        if lines > MAX_LINES {
            faults.push(format!("{file} has {lines} lines, more than {MAX_LINES}"));
        }
        if name == "mod.rs" && (!text.starts_with("//! ") || text.starts_with("//! TODO")) {
            faults.push(format!("{file} does not begin with a comment that says what lives in the folder"));
        }
    }
    let crowded = counts.into_iter().filter(|(_, count)| *count > MAX_FILES);
    faults.extend(crowded.map(|(folder, count)| format!("{folder} has {count} files, more than {MAX_FILES}")));
    assert_none(&faults, "files and folders");
}

#[test]
fn diesel_is_used_in_the_store_alone_and_actix_web_not_below_the_api() {
    let mut faults = Vec::new();
    for (file, crates) in &Graph::of(&files()).crates {
        let is_in = |folders: &[&str]| folders.iter().any(|folder| file.starts_with(&format!("{folder}/")));
        if crates.contains("diesel") && !is_in(&["store"]) {
            faults.push(format!("{file} uses diesel"));
        }
        if crates.contains("actix_web") && is_in(&["store", "domain", "entry", "exchange"]) {
            faults.push(format!("{file} uses actix_web"));
        }
    }
    assert_none(&faults, "crates out of place");
}
