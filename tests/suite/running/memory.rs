//! The C library's memory pools (arenas): the unit file and the Dockerfile set `MALLOC_ARENA_MAX`, and the service obeys it.

use crate::harness::{Backend, Server, Setup};

/// The size of an arena's heap in glibc on 64-bit machines. Heaps are aligned to it.
const HEAP: u64 = 64 << 20;

/// Counts the arenas beside the main one: a heap is a readable part followed by a reserved rest.
fn arenas(server: &Server) -> usize {
    let maps = std::fs::read_to_string(format!("/proc/{}/maps", server.pid())).expect("the memory map of the process");
    let regions: Vec<(u64, u64, bool)> = maps
        .lines()
        .map(|line| {
            let (addresses, rest) = line.split_once(' ').unwrap();
            let (start, end) = addresses.split_once('-').unwrap();
            let number = |hex| u64::from_str_radix(hex, 16).unwrap();
            (number(start), number(end), rest.starts_with("---p"))
        })
        .collect();
    let is_heap = |pair: &[(u64, u64, bool)]| {
        let [(start, middle, false), (next, end, true)] = *pair else { return false };
        start % HEAP == 0 && middle == next && end == start + HEAP
    };
    regions.windows(2).filter(|pair| is_heap(pair)).count()
}

#[test]
fn the_number_of_arenas_is_that_of_the_environment() {
    for (setting, most) in [("2", 1), ("1", 0)] {
        let server = Setup::on(Backend::Sqlite).env("MALLOC_ARENA_MAX", setting).env("IKU_WORKERS", "8").start();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| server.get("/indicators/2024").expect(200));
            }
        });
        assert!(arenas(&server) <= most, "MALLOC_ARENA_MAX={setting}: {} arenas", arenas(&server));
    }
}

#[test]
fn the_deployments_set_it() {
    for (file, line) in
        [("deploy/iku.service", "Environment=MALLOC_ARENA_MAX=2\n"), ("Dockerfile", "MALLOC_ARENA_MAX=2\n")]
    {
        let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        assert!(text.contains(line), "{file}");
    }
}
