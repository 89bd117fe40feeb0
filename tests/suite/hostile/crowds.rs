//! More connections than the limit.

use std::time::{Duration, Instant};

use super::line::head;
use super::{Line, allow_files, memory, server};
use crate::harness::{Backend, Setup, until};

#[test]
fn two_thousand_idle_connections_do_not_block_others() {
    allow_files(4096);
    let server = server(&[("IKU_CLIENT_TIMEOUT", "10m"), ("IKU_KEEP_ALIVE", "10m"), ("IKU_SHUTDOWN_TIMEOUT", "600")]);
    server.anonymous().get("/livez").expect(200);
    let before = memory(&server, "VmRSS");
    let mut lines: Vec<Line> = (0..2000).map(|_| Line::to(&server)).collect();
    // A third is silent, a third has sent part of a head, a third was served before.
    for (number, line) in lines.iter_mut().enumerate() {
        match number % 3 {
            0 => {}
            1 => assert!(line.send("GET /livez HTTP/1.1\r\n")),
            _ => {
                line.send(head("GET", "/livez", &[]));
                assert_eq!(line.reply().status, 200);
            }
        }
    }
    let begin = Instant::now();
    for _ in 0..20 {
        let mut line = Line::to(&server);
        line.send(head("GET", "/regions", &[]));
        assert_eq!(line.reply().status, 200);
    }
    assert!(begin.elapsed() < Duration::from_secs(60), "20 requests took {:?}", begin.elapsed());
    let grown = memory(&server, "VmRSS").saturating_sub(before);
    assert!(grown < 64 * 1024, "{grown} KiB more for 2000 idle connections");
    // Waiting connections can still be served, and do not delay the stop.
    for number in [0, 1, 2] {
        let rest = if number == 1 { "Host: x\r\n\r\n".to_owned() } else { head("GET", "/livez", &[]) };
        lines[number].send(rest);
        assert_eq!(lines[number].reply().status, 200);
    }
    // Far sooner than any of the connections would time out.
    assert!(server.stop().success());
}

#[test]
fn connections_beyond_the_limit_are_refused() {
    let server = server(&[("IKU_MAX_CONNECTIONS", "10"), ("IKU_CLIENT_TIMEOUT", "5m"), ("IKU_KEEP_ALIVE", "5m")]);
    let mut inside: Vec<Line> = (0..10).map(|_| Line::to(&server)).collect();
    let serve = |line: &mut Line| {
        line.send(head("GET", "/livez", &[]));
        assert_eq!(line.reply().status, 200);
    };
    inside.iter_mut().for_each(serve);
    for _ in 0..20 {
        let mut outside = Line::to(&server);
        outside.send(head("GET", "/livez", &[]));
        let reply = outside.reply();
        reply.problem(503, "unavailable");
        assert!(reply.head.contains("retry-after: 1"), "{}", reply.head);
    }
    inside.iter_mut().for_each(serve);
    drop(inside);
    until("there is room again", || {
        let mut line = Line::to(&server);
        line.send(head("GET", "/livez", &[]));
        line.status() == Some(200)
    });
}

#[test]
fn a_flood_of_connections_is_survived() {
    allow_files(4096);
    let server = server(&[("IKU_MAX_CONNECTIONS", "10")]);
    let mut inside = Line::to(&server);
    inside.send(head("GET", "/livez", &[]));
    assert_eq!(inside.reply().status, 200);
    let flood: Vec<Line> = (0..1000).filter_map(|_| Line::try_to(&server).ok()).collect();
    inside.send(head("GET", "/regions", &[]));
    assert_eq!(inside.reply().status, 200);
    drop(flood);
    until("there is room again", || {
        let mut line = Line::to(&server);
        line.send(head("GET", "/livez", &[]));
        line.status() == Some(200)
    });
}

/// A server with this soft and this hard limit on open files.
fn limited(soft: u32, hard: u32) -> Setup {
    let limits = format!("--nofile={soft}:{hard}");
    Setup::on(Backend::Sqlite).launched_by(["prlimit", limits.as_str()]).env("IKU_CLIENT_TIMEOUT", "5m")
}

#[test]
fn the_limit_on_open_files_is_raised() {
    let server = limited(128, 4096).env("IKU_MAX_CONNECTIONS", "1000").start();
    let mut lines: Vec<Line> = (0..400).map(|_| Line::to(&server)).collect();
    for line in &mut lines {
        line.send(head("GET", "/livez", &[]));
        assert_eq!(line.reply().status, 200);
    }
    assert!(!server.log().contains("open files"), "{}", server.log());
}

#[test]
fn connections_are_limited_by_open_files() {
    let server = limited(200, 200).start();
    server.log_with("the system allows 200 open files");
    let mut lines: Vec<Line> = (0..150).map(|_| Line::to(&server)).collect();
    for line in &mut lines {
        line.send(head("GET", "/readyz", &[]));
    }
    let served = lines.iter_mut().map(|line| line.reply().status).filter(|status| *status == 200).count();
    assert_eq!(served, 100);
}
