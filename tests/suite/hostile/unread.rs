//! Clients that do not read their answers.

use std::time::Duration;

use super::line::head;
use super::{Line, connections, memory, processor_time, server};
use crate::harness::until;

/// A long answer: the script of the interactive page.
const LONG: &str = "/docs/swagger-ui-bundle.js";

#[test]
fn clients_that_do_not_read_time_out() {
    let server = server(&[("IKU_WRITE_TIMEOUT", "4s")]);
    let mut line = Line::to(&server);
    line.send(head("GET", LONG, &[]).repeat(30));
    assert_eq!(line.status(), Some(200));
    until("the connection is gone", || connections(&server) == 0);
    let length = server.anonymous().get(LONG).expect(200).text.len();
    assert!(line.rest().len() < 30 * length, "all answers were kept for a client that read none");
}

#[test]
fn clients_that_read_slowly_are_served() {
    let server = server(&[("IKU_WRITE_TIMEOUT", "4s")]);
    let mut line = Line::to(&server);
    line.send(head("GET", LONG, &[]).repeat(10));
    for _ in 0..10 {
        std::thread::sleep(Duration::from_millis(600));
        assert_eq!(line.reply().status, 200);
    }
}

#[test]
fn clients_that_do_not_read_fill_no_memory() {
    let server = server(&[]);
    server.anonymous().get(LONG).expect(200);
    let before = memory(&server, "VmRSS");
    let lines: Vec<Line> = (0..100)
        .map(|_| {
            let mut line = Line::to(&server);
            line.send(head("GET", LONG, &[]).repeat(20));
            line
        })
        .collect();
    until("all have something to read", || lines.iter().all(Line::is_readable));
    // A server without bounds would encode all answers.
    let mut ticks = 0;
    until("the server has nothing left to do", || {
        let before = std::mem::replace(&mut ticks, processor_time(&server));
        std::thread::sleep(Duration::from_millis(500));
        before == ticks
    });
    server.anonymous().get("/livez").expect(200);
    let grown = memory(&server, "VmHWM").saturating_sub(before);
    assert!(grown < 64 * 1024, "{grown} KiB more for {} clients that do not read", lines.len());
}
