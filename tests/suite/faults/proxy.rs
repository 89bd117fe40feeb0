//! A TCP proxy to Postgres that can be cut without harm to the server, which other tests use.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use crate::harness::until;

/// The treatment of connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Open,
    /// Closed at once, as by a machine without a server.
    Closed,
    /// Accepted and never answered, as by a server that hangs.
    Silent,
    /// Open until the next COMMIT, which does not reach the server.
    CutBeforeCommit,
    /// Open until the next COMMIT, which reaches the server and whose answer is lost.
    CutAfterCommit,
}

pub(super) struct Proxy {
    port: u16,
    state: Arc<State>,
}

struct State {
    /// The server's address, as `host:port`.
    server: String,
    way: Mutex<Way>,
    streams: Mutex<Vec<TcpStream>>,
    ended: AtomicBool,
    /// The number of connections that were closed at once.
    closed: AtomicUsize,
}

/// COMMIT as a message of Postgres' simple query protocol, which libpq sends in one piece.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";

impl Proxy {
    /// A proxy to the server of this URL.
    pub(super) fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            server: authority(url).rsplit('@').next().unwrap().to_owned(),
            way: Mutex::new(Way::Open),
            streams: Mutex::default(),
            ended: AtomicBool::new(false),
            closed: AtomicUsize::new(0),
        });
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if shared.ended.load(Ordering::Relaxed) {
                    break;
                }
                shared.take(stream);
            }
        });
        Self { port, state }
    }

    /// The same URL through the proxy. Without TLS, which would hide the COMMIT.
    pub(super) fn url(&self, url: &str) -> String {
        let user = authority(url).rsplit_once('@').map_or("", |(user, _)| user);
        let changed = url.replacen(authority(url), &format!("{user}@127.0.0.1:{}", self.port), 1);
        let separator = if changed.contains('?') { '&' } else { '?' };
        // Two seconds are the shortest time-out of libpq for a silent server.
        format!("{changed}{separator}sslmode=disable&connect_timeout=2")
    }

    /// Sets the treatment of connections, for new and for existing ones.
    pub(super) fn set(&self, way: Way) {
        *self.state.way.lock().unwrap() = way;
        if matches!(way, Way::Closed | Way::Silent) {
            self.cut();
        }
    }

    /// Cuts the existing connections. New ones can be made at once.
    pub(super) fn cut(&self) {
        for stream in self.state.streams.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// The number of connections that were closed at once.
    pub(super) fn closed(&self) -> usize {
        self.state.closed.load(Ordering::Relaxed)
    }

    /// Waits until a COMMIT has been cut off.
    pub(super) fn await_cut(&self) {
        until("a COMMIT comes by", || *self.state.way.lock().unwrap() == Way::Open);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.state.ended.store(true, Ordering::Relaxed);
        self.cut();
        // The thread looks up only when a client connects.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl State {
    fn take(self: &Arc<Self>, client: TcpStream) {
        // Under the lock, so that no connection slips through while all are being cut.
        let way = self.way.lock().unwrap();
        let mut streams = self.streams.lock().unwrap();
        match *way {
            Way::Closed => drop(self.closed.fetch_add(1, Ordering::Relaxed)),
            Way::Silent => streams.push(client),
            Way::Open | Way::CutBeforeCommit | Way::CutAfterCommit => {
                let server = TcpStream::connect(&self.server).expect("the Postgres of IKU_TEST_POSTGRES to be reached");
                let clones = || Some((client.try_clone().ok()?, server.try_clone().ok()?));
                let (Some(to_server), Some(to_client), Some(pair)) = (clones(), clones(), clones()) else { return };
                streams.extend([pair.0, pair.1]);
                let answer_is_lost = Arc::new(AtomicBool::new(false));
                let (state, lost) = (Arc::clone(self), Arc::clone(&answer_is_lost));
                std::thread::spawn(move || state.pass_questions(to_server.0, to_server.1, &lost));
                std::thread::spawn(move || pass_answers(to_client.1, to_client.0, &answer_is_lost));
            }
        }
    }

    fn pass_questions(&self, mut client: TcpStream, mut server: TcpStream, answer_is_lost: &AtomicBool) {
        let mut piece = [0; 16 * 1024];
        while let Ok(length @ 1..) = client.read(&mut piece) {
            if piece[..length].windows(COMMIT.len()).any(|window| window == COMMIT) {
                match self.way_of_a_commit() {
                    Way::CutBeforeCommit => break,
                    Way::CutAfterCommit => answer_is_lost.store(true, Ordering::Relaxed),
                    _ => {}
                }
            }
            if server.write_all(&piece[..length]).is_err() {
                break;
            }
        }
        shut(&client, &server);
    }

    /// Only one COMMIT is cut off; afterwards the proxy passes everything on.
    fn way_of_a_commit(&self) -> Way {
        let mut way = self.way.lock().unwrap();
        let found = *way;
        if matches!(found, Way::CutBeforeCommit | Way::CutAfterCommit) {
            *way = Way::Open;
        }
        found
    }
}

fn pass_answers(mut server: TcpStream, mut client: TcpStream, is_lost: &AtomicBool) {
    let mut piece = [0; 16 * 1024];
    while let Ok(length @ 1..) = server.read(&mut piece) {
        if is_lost.load(Ordering::Relaxed) || client.write_all(&piece[..length]).is_err() {
            break;
        }
    }
    shut(&client, &server);
}

fn shut(client: &TcpStream, server: &TcpStream) {
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

/// The `user@host:port` of a URL.
fn authority(url: &str) -> &str {
    let rest = url.split_once("://").expect("a URL").1;
    rest.split(['/', '?']).next().unwrap()
}
